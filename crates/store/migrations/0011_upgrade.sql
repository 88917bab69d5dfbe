-- Upgrades: which program brought the schema up, and by which rules what stands in the views was computed.

-- Version of the program that ran the migration; null: one from before this column. Written by migrate.
ALTER TABLE schema_migration ADD COLUMN program TEXT;

-- What is computed from events, and the version of the rules it was computed by. Written by rebuild.
CREATE TABLE built (
  name TEXT PRIMARY KEY,                -- 'views'
  version BIGINT NOT NULL               -- store::rebuild::VIEWS of the program that computed them
);
