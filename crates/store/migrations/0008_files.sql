-- Files: uploads on their way into a dossier, and who opened what. What a dossier has taken stands in
-- its events (files_added); the contents lie in the office's folder.

-- An upload that no act has taken yet; it goes when one does, when its sender drops it, or when its
-- time is over. Written by file.
CREATE TABLE upload (
  id TEXT PRIMARY KEY,                  -- UUIDv7; the content lies in parts/<id>
  person TEXT NOT NULL,                 -- who uploads it; nobody else may use it
  name TEXT NOT NULL,                   -- of the file on the sender's machine: a personal value, gone with the row
  bytes BIGINT NOT NULL,                -- size: as announced, then as it came
  begun BIGINT NOT NULL,
  expires BIGINT NOT NULL,              -- after this it is swept away
  facts TEXT                            -- JSON of domain::file::FileFacts; null: not whole yet
);
CREATE INDEX upload_person ON upload (person, expires);
CREATE INDEX upload_expires ON upload (expires);

-- Who opened a file of a dossier: scans of papers are read on record. Written by file.
CREATE TABLE file_opening (
  id TEXT PRIMARY KEY,                  -- UUIDv7
  file TEXT NOT NULL,
  dossier TEXT NOT NULL,
  at BIGINT NOT NULL,
  person TEXT NOT NULL,                 -- who
  post TEXT NOT NULL,                   -- through which post
  unit TEXT NOT NULL                    -- in which unit
);
CREATE INDEX file_opening_dossier ON file_opening (dossier, at);
