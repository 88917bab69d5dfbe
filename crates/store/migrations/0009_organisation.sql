-- The organisation and the first day: accounts that are closed, files that wait to be taken in.

-- Written by access. Null: the account is in use; else since when its owner has moved on.
ALTER TABLE account ADD COLUMN closed BIGINT;

-- Files of an old system between their dry run and the import. They hold persons' values: gone when
-- they are taken in or thrown away, and after a day in any case. Written by import.
CREATE TABLE import_file (
  id TEXT PRIMARY KEY,                  -- UUIDv7
  person TEXT NOT NULL,                 -- who brought it, and alone may go on with it
  name TEXT NOT NULL,                   -- as it was called there
  body BLOB NOT NULL,                   -- the file
  at BIGINT NOT NULL                    -- when it came
);
