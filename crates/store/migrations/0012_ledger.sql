-- The ledger: full tiles of the Merkle tree, and checkpoints that were signed.

-- How the fields of an event were committed to: 1 its body whole, 2 each field of the body by itself. Written by event.
ALTER TABLE event ADD COLUMN sealed BIGINT NOT NULL DEFAULT 1;

-- Full tiles (C2SP tlog-tiles): 256 hashes of a level. Partial ones are read from the events and from here. Can be
-- made anew from the events. Written by log.
CREATE TABLE tile (
  level BIGINT NOT NULL,                -- 0: leaf hashes
  n BIGINT NOT NULL,                    -- counted from 0 within the level
  hashes BLOB NOT NULL,                 -- 256 times 32 bytes
  root BLOB NOT NULL,                   -- root over them: a hash of the level above
  PRIMARY KEY (level, n)
);

-- Checkpoints that were signed and published (C2SP tlog-checkpoint), with their witnesses. Written by log.
CREATE TABLE checkpoint (
  size BIGINT PRIMARY KEY,              -- entries of the log
  root BLOB NOT NULL,                   -- root over them
  note TEXT NOT NULL,                   -- the signed note, with all signatures so far
  signed BIGINT NOT NULL                -- the server's clock
);
