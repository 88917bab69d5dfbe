-- The spine: what happened (event), what follows from it (state, views), and apart from both the
-- values of persons. Times are µs since the Unix epoch, UTC. Keys are those of the organisation's
-- data. "written by" names the module of crates/store that writes the column.

-- Everything that happened, append-only. Written by event.
CREATE TABLE event (
  position BIGINT PRIMARY KEY,          -- 0, 1, 2 … without a gap, over all streams
  id TEXT NOT NULL UNIQUE,              -- UUIDv7 of the event
  stream TEXT NOT NULL,                 -- 'dossier:<id>', 'procedure:<key>', 'organisation', 'access:<person>'
  version BIGINT NOT NULL,              -- 1, 2, 3 … within the stream
  act TEXT NOT NULL,                    -- UUIDv7 of the act; its events share it
  kind TEXT NOT NULL,                   -- word for the body's event
  body TEXT NOT NULL,                   -- JSON; no personal value
  at BIGINT NOT NULL,                   -- the server's clock
  person TEXT NOT NULL,                 -- who acted
  post TEXT NOT NULL,                   -- through which post
  post_kind TEXT NOT NULL,              -- its kind
  unit TEXT NOT NULL,                   -- in which unit
  delegation TEXT,                      -- number of the written delegation; null: own post
  salt BLOB NOT NULL,                   -- 32 random bytes, opens the commitment
  leaf BLOB NOT NULL,                   -- RFC 6962 leaf hash of the commitment
  UNIQUE (stream, version)
);
CREATE INDEX event_act ON event (act);

-- The one row that says how long the log is. Written by event.
CREATE TABLE log_head (
  id BIGINT PRIMARY KEY,                -- 1
  size BIGINT NOT NULL,                 -- number of events
  frontier BLOB NOT NULL,               -- the right edge of the Merkle tree, enough to append and to tell the root
  law BIGINT NOT NULL                   -- counts changes of organisation and procedures: a node whose copy is older reloads
);

-- A stream folded to its last event. Can be thrown away. Written by event.
CREATE TABLE state (
  stream TEXT PRIMARY KEY,
  version BIGINT NOT NULL,              -- of the last event folded in
  body TEXT NOT NULL                    -- JSON of the noun's state; no personal value
);

-- Values of persons, apart from everything else: erasing a subject erases them. Written by personal.
CREATE TABLE personal (
  subject TEXT NOT NULL,                -- whose
  slot TEXT NOT NULL,                   -- '<dossier>/name', '<act>/reason' …
  value TEXT NOT NULL,
  PRIMARY KEY (subject, slot)
);

-- Applicants' names folded for search, by dossier. Can be thrown away. Written by personal.
CREATE TABLE applicant_search (
  dossier TEXT PRIMARY KEY,
  subject TEXT NOT NULL,
  folded TEXT NOT NULL                  -- lower case, without marks
);

-- One line per dossier. Can be thrown away. Written by dossier.
CREATE TABLE dossier (
  id TEXT PRIMARY KEY,
  version BIGINT NOT NULL,
  code TEXT UNIQUE,                     -- null before receipt
  token TEXT UNIQUE,                    -- of the receipt's QR code; null before receipt
  procedure TEXT NOT NULL,              -- key
  unit TEXT NOT NULL,                   -- place of receipt
  competent TEXT NOT NULL,              -- competent agency
  phase TEXT NOT NULL,                  -- word of domain::dossier::Phase
  opened BIGINT NOT NULL,               -- guidance, refusal or receipt
  received BIGINT,                      -- null before receipt
  due BIGINT,                           -- the date that holds; null while the clock stands or before receipt
  promised BIGINT,                      -- the date promised by law; null as due
  ready BIGINT,                         -- result ready; null before
  ended BIGINT,                         -- returned, stopped, withdrawn, declined; null before
  step_work TEXT,                       -- word of the step under way; null unless in process
  step_post TEXT,                       -- kind of post that does it; null unless in process
  step_unit TEXT,                       -- where; null unless in process
  step_person TEXT,                     -- who holds it; null: nobody yet
  step_held TEXT,                       -- through which post; null as step_person
  step_due BIGINT,                      -- when the step should be done; null while the clock stands
  line TEXT NOT NULL                    -- JSON of store::dossier::Line
);
CREATE INDEX dossier_inbox ON dossier (step_unit, step_post, step_due, id);
CREATE INDEX dossier_unit ON dossier (unit, phase, due);
CREATE INDEX dossier_opened ON dossier (opened, id);
CREATE INDEX dossier_unit_opened ON dossier (unit, opened, id);
CREATE INDEX dossier_phase ON dossier (phase, promised);
CREATE INDEX dossier_person ON dossier (step_person, phase);
CREATE INDEX dossier_open_due ON dossier (due, id) WHERE ended IS NULL;

-- Consultations. Can be thrown away. Written by dossier.
CREATE TABLE consultation (
  dossier TEXT NOT NULL,
  id TEXT NOT NULL,
  unit TEXT NOT NULL,                   -- who was asked
  due BIGINT NOT NULL,
  answered BIGINT,                      -- null: not yet
  PRIMARY KEY (dossier, id)
);
CREATE INDEX consultation_unit ON consultation (unit, answered, due);

-- Breaches of rules, to be shown. Can be thrown away. Written by dossier.
CREATE TABLE breach (
  dossier TEXT NOT NULL,
  n BIGINT NOT NULL,                    -- 0, 1, 2 … within the dossier
  rule TEXT NOT NULL,                   -- word of domain::law::Rule
  at BIGINT NOT NULL,
  unit TEXT NOT NULL,
  person TEXT,                          -- null: nobody's alone
  PRIMARY KEY (dossier, n)
);
CREATE INDEX breach_unit ON breach (unit, at);

-- Each unit with itself and all above it. Can be thrown away. Written by organisation.
CREATE TABLE unit_scope (
  above TEXT NOT NULL,
  unit TEXT NOT NULL,
  PRIMARY KEY (above, unit)
);

-- How many dossiers a unit received on a day; numbers are never used again. Written by dossier.
CREATE TABLE code_order (
  unit TEXT NOT NULL,
  day TEXT NOT NULL,                    -- local date
  last BIGINT NOT NULL,
  PRIMARY KEY (unit, day)
);

-- Answers to commands that carried an idempotency key. Written by access.
CREATE TABLE idempotency (
  person TEXT NOT NULL,
  key TEXT NOT NULL,
  request TEXT NOT NULL,                -- SHA-256 of the command, hexadecimal
  answer TEXT NOT NULL,                 -- JSON
  at BIGINT NOT NULL,
  PRIMARY KEY (person, key)
);

-- Who may sign in. Secrets are not part of any event. Written by access.
CREATE TABLE account (
  person TEXT PRIMARY KEY,
  login TEXT NOT NULL UNIQUE,           -- lower case
  password TEXT NOT NULL,               -- argon2id, PHC string
  failures BIGINT NOT NULL,             -- wrong passwords since the last right one
  locked_until BIGINT,                  -- null: not locked
  must_change BOOLEAN NOT NULL,         -- set by an administrator, to be changed at the next sign-in
  created BIGINT NOT NULL
);

-- Signed-in browsers. Written by access.
CREATE TABLE session (
  id TEXT PRIMARY KEY,                  -- shown to its owner; says nothing about the secret
  secret TEXT NOT NULL UNIQUE,          -- SHA-256 of the cookie's value, hexadecimal
  csrf TEXT NOT NULL,                   -- what forms of this session carry
  person TEXT NOT NULL,
  post TEXT NOT NULL,                   -- the post acted through
  delegated BOOLEAN NOT NULL,           -- the post is another's, by written delegation
  created BIGINT NOT NULL,
  seen BIGINT NOT NULL,
  expires BIGINT NOT NULL,
  agent TEXT NOT NULL,                  -- browser, in its own words
  address TEXT NOT NULL,                -- where from
  ended BIGINT                          -- null: open
);
CREATE INDEX session_person ON session (person, ended);

-- Bearer tokens of the API. Written by access.
CREATE TABLE token (
  id TEXT PRIMARY KEY,
  secret TEXT NOT NULL UNIQUE,          -- SHA-256 of the token, hexadecimal
  name TEXT NOT NULL,                   -- what it is for
  person TEXT NOT NULL,                 -- who acts with it
  post TEXT NOT NULL,                   -- through which post
  created BIGINT NOT NULL,
  created_by TEXT NOT NULL,             -- the administrator
  expires BIGINT,                       -- null: until revoked
  revoked BIGINT                        -- null: in force
);
