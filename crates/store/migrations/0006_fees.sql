-- Fees at the counter: vouchers as the day's lists show them, numbers of their series, declared cash.
-- Times are µs since the Unix epoch, UTC; days are local dates; money is whole đồng.

-- One line per voucher. Can be thrown away. Written by fee.
CREATE TABLE voucher (
  unit TEXT NOT NULL,                   -- whose series
  year BIGINT NOT NULL,                 -- of the series
  number BIGINT NOT NULL,               -- 1, 2, 3 … within unit and year, without a gap
  dossier TEXT NOT NULL,
  code TEXT NOT NULL,                   -- of the dossier
  procedure TEXT NOT NULL,              -- key
  day TEXT NOT NULL,                    -- when it was taken
  at BIGINT NOT NULL,                   -- the moment
  person TEXT NOT NULL,                 -- who took it
  amount BIGINT NOT NULL,               -- đồng
  method TEXT NOT NULL,                 -- word of domain::fee::FeeMethod
  asked BIGINT,                         -- its cancellation was asked for; null: not
  asked_by TEXT,                        -- by whom; null as asked
  cancelled BIGINT,                     -- the second person confirmed it; null: it stands
  cancelled_day TEXT,                   -- the day of that; null as cancelled
  cancelled_by TEXT,                    -- the second person; null as cancelled
  refund_by TEXT,                       -- whose sum it leaves; null as cancelled
  line TEXT NOT NULL,                   -- JSON of store::fee::VoucherLine
  PRIMARY KEY (unit, year, number)
);
CREATE INDEX voucher_dossier ON voucher (dossier);
CREATE INDEX voucher_day ON voucher (unit, day);
CREATE INDEX voucher_cancelled ON voucher (unit, cancelled_day);

-- How many vouchers a unit has given in a year; numbers are never used again. Written by fee.
CREATE TABLE voucher_order (
  unit TEXT NOT NULL,
  year BIGINT NOT NULL,
  last BIGINT NOT NULL,
  PRIMARY KEY (unit, year)
);

-- The last declaration of a clerk's cash of a day. Can be thrown away. Written by fee.
CREATE TABLE cash_day (
  unit TEXT NOT NULL,
  person TEXT NOT NULL,
  day TEXT NOT NULL,
  counted BIGINT NOT NULL,              -- đồng
  expected BIGINT NOT NULL,             -- đồng, what the vouchers said at that moment
  at BIGINT NOT NULL,
  till TEXT NOT NULL,                   -- JSON of domain::fee::Till
  PRIMARY KEY (unit, person, day)
);
