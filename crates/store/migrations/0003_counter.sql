-- The counter: unfinished forms, shared computers, short PINs. None of it is an act: nothing here
-- says that something happened.

-- Forms that somebody began and did not send. What was typed stands in personal, under the draft's
-- own id as its subject. Written by draft.
CREATE TABLE draft (
  id TEXT PRIMARY KEY,                  -- UUID; also the subject of its values in personal
  person TEXT NOT NULL,                 -- whose; nobody else reads it
  post TEXT NOT NULL,                   -- the post it was begun through
  path TEXT NOT NULL,                   -- the form's address: '/reception/receive/<key>' …
  dossier TEXT,                         -- the dossier it is about; null: one that is not there yet
  saved BIGINT NOT NULL,                -- last saved
  expires BIGINT NOT NULL,              -- thrown away from then on
  finished BIGINT                       -- sent or thrown away: what was typed is gone, a late save changes nothing; null: unfinished
);
CREATE INDEX draft_person ON draft (person, post, finished, saved);
CREATE INDEX draft_expires ON draft (expires);

-- Browsers in which somebody signed in with a password. Written by device.
CREATE TABLE device (
  id TEXT PRIMARY KEY,                  -- UUIDv7; says nothing about the secret
  secret TEXT NOT NULL UNIQUE,          -- SHA-256 of the cookie's value, hexadecimal; new at each sign-in with a password
  created BIGINT NOT NULL
);

-- Short PINs, each good in one browser only. Written by device.
CREATE TABLE pin (
  device TEXT NOT NULL,
  person TEXT NOT NULL,
  hash TEXT NOT NULL,                   -- argon2id, PHC string
  failures BIGINT NOT NULL,             -- wrong PINs since the last right one, or right password
  created BIGINT NOT NULL,
  PRIMARY KEY (device, person)
);

ALTER TABLE session ADD COLUMN device TEXT;     -- the browser; null: signed in without one
ALTER TABLE session ADD COLUMN by_pin BOOLEAN NOT NULL DEFAULT FALSE; -- opened by a PIN, not by the password
CREATE INDEX session_device ON session (device, created);
