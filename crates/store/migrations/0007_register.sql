-- The register (form 07), and how dossiers stood and who held them at any moment: what reports
-- count. "written by" names the module of crates/store that writes the column.

-- The last line of each book; numbers are never used again. Written by register.
CREATE TABLE register_order (
  unit TEXT NOT NULL,
  year BIGINT NOT NULL,                 -- local year
  field TEXT NOT NULL,                  -- lĩnh vực, in Vietnamese
  last BIGINT NOT NULL,
  PRIMARY KEY (unit, year, field)
);

-- Lines of the register. Can be thrown away. Written by register.
CREATE TABLE register (
  unit TEXT NOT NULL,                   -- whose book
  year BIGINT NOT NULL,                 -- local year
  field TEXT NOT NULL,                  -- lĩnh vực, in Vietnamese
  no BIGINT NOT NULL,                   -- 1, 2, 3 … within the book
  dossier TEXT NOT NULL,
  n BIGINT NOT NULL,                    -- 0: at receipt; 1, 2 …: by a correction into another field
  at BIGINT NOT NULL,                   -- when it was written
  person TEXT NOT NULL,                 -- who wrote it
  PRIMARY KEY (unit, year, field, no)
);
CREATE INDEX register_at ON register (unit, at);
CREATE INDEX register_dossier ON register (dossier, n);

-- How each dossier stood, from when to when. Can be thrown away. Written by report.
CREATE TABLE stood (
  dossier TEXT NOT NULL,
  n BIGINT NOT NULL,                    -- 0, 1, 2 … within the dossier
  since BIGINT NOT NULL,
  until BIGINT NOT NULL,                -- the next one's since; 9223372036854775807: still
  came TEXT NOT NULL,                   -- word of domain::dossier::Came
  phase TEXT NOT NULL,                  -- word of domain::dossier::Phase
  is_open BOOLEAN NOT NULL,             -- received and not at an end
  unit TEXT NOT NULL,                   -- place of receipt
  competent TEXT NOT NULL,              -- competent agency
  procedure TEXT NOT NULL,              -- key
  was_competent TEXT,                   -- of the one before; null unless moved
  was_procedure TEXT,                   -- of the one before; null unless moved
  promised BIGINT,                      -- the date promised by law; null while the clock stands
  missed BOOLEAN NOT NULL,              -- a promised date was missed on record
  entered BIGINT,                       -- when it was entered; null: at once, else done on paper before
  timing TEXT,                          -- early, on_time or late: how the result came; null before
  PRIMARY KEY (dossier, n)
);
CREATE INDEX stood_open ON stood (until, since) WHERE is_open;
CREATE INDEX stood_since ON stood (since);

-- Who held each dossier, from when to when. Can be thrown away. Written by report.
CREATE TABLE held (
  dossier TEXT NOT NULL,
  n BIGINT NOT NULL,                    -- 0, 1, 2 … within the dossier
  since BIGINT NOT NULL,
  until BIGINT NOT NULL,                -- 9223372036854775807: still
  unit TEXT,                            -- null: the applicant
  person TEXT,                          -- null: nobody had taken it yet, or the applicant
  due BIGINT,                           -- when the step should be done; null: not known
  PRIMARY KEY (dossier, n)
);
CREATE INDEX held_until ON held (until, since);
CREATE INDEX held_since ON held (since);
