-- Papers that the office gave out, and the numbers they bear.

-- One line per paper of a dossier. Can be thrown away. Written by paper.
CREATE TABLE paper (
  dossier TEXT NOT NULL,
  n BIGINT NOT NULL,                    -- 1, 2, 3 … within the dossier, in the order of issue
  kind TEXT NOT NULL,                   -- word of domain::paper::PaperKind
  unit TEXT NOT NULL,                   -- in whose series it is numbered
  year BIGINT NOT NULL,                 -- of the series
  number BIGINT NOT NULL,               -- in the series
  label TEXT NOT NULL,                  -- number and symbol as they stand on it: 07/PBS
  at BIGINT NOT NULL,                   -- when it was issued
  person TEXT NOT NULL,                 -- by whose act
  replaces BIGINT,                      -- n of the paper it takes the place of; null: of none
  PRIMARY KEY (dossier, n)
);
-- No number twice (NĐ 30/2020), whatever else goes wrong.
CREATE UNIQUE INDEX paper_number ON paper (unit, kind, year, number);
CREATE INDEX paper_unit ON paper (unit, at, dossier, n);

-- The last number of each series; numbers are never used again. Written by paper.
CREATE TABLE paper_order (
  unit TEXT NOT NULL,
  kind TEXT NOT NULL,
  year BIGINT NOT NULL,
  last BIGINT NOT NULL,
  PRIMARY KEY (unit, kind, year)
);
