-- Messages to applicants and officials: what is to be sent, and what opens a dossier or an account
-- with what was sent. Times are µs since the Unix epoch, UTC. "written by" names the module of
-- crates/store that writes the table.

-- What is to be sent: enqueued in the act's own transaction, gone once it was sent. Written by job.
CREATE TABLE job (
  id TEXT PRIMARY KEY,                  -- UUIDv7
  same TEXT NOT NULL UNIQUE,            -- what makes two jobs one: 'notice:<act>:<word>', 'code:<dossier>', 'recovery:<person>'
  body TEXT NOT NULL,                   -- JSON of office::job::Work; no personal value, no secret
  dossier TEXT,                         -- whose timeline tells of it; null: none
  created BIGINT NOT NULL,
  due BIGINT NOT NULL,                  -- no try before
  tries BIGINT NOT NULL,                -- tries begun
  claimed BIGINT,                       -- one worker has it until then; null: nobody
  problem TEXT,                         -- what the last try met, without addresses; null: no try failed
  given_up BIGINT                       -- no more tries since then; null: still to be tried
);
CREATE INDEX job_due ON job (given_up, due);
CREATE INDEX job_dossier ON job (dossier);

-- The one-time code of a dossier, as it was last sent. Written by opening.
CREATE TABLE opening_code (
  dossier TEXT PRIMARY KEY,
  salt TEXT,                            -- null: no code is in force
  code TEXT,                            -- SHA-256 of salt and code, hexadecimal; null as salt
  expires BIGINT,                       -- null as salt
  wrong BIGINT NOT NULL,                -- wrong tries against this code
  counted_from BIGINT NOT NULL,         -- begin of the hour in which requests are counted
  asked BIGINT NOT NULL                 -- requests in that hour
);

-- Browsers that opened a dossier with its code. Written by opening.
CREATE TABLE opened (
  secret TEXT PRIMARY KEY,              -- SHA-256 of the cookie's value, hexadecimal
  dossier TEXT NOT NULL,
  expires BIGINT NOT NULL
);
CREATE INDEX opened_expires ON opened (expires);

-- Where an official is written to. Written by recovery.
CREATE TABLE account_mail (
  person TEXT PRIMARY KEY,
  address TEXT NOT NULL
);

-- Links that set a new password, each once. Written by recovery.
CREATE TABLE recovery (
  secret TEXT PRIMARY KEY,              -- SHA-256 of what the link holds, hexadecimal
  person TEXT NOT NULL,
  expires BIGINT NOT NULL
);
CREATE INDEX recovery_person ON recovery (person);
