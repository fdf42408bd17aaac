-- Where named readers of the log are, and which process reads for each. Whoever holds a lease counts up; who does not for
-- long loses it.
CREATE TABLE feed_cursors (
  name   TEXT    PRIMARY KEY,
  turn   INTEGER NOT NULL, -- batches that were taken
  cursor TEXT    NOT NULL  -- of this store's log
) STRICT, WITHOUT ROWID;

CREATE TABLE feed_leases (
  name   TEXT    PRIMARY KEY,
  holder TEXT    NOT NULL,
  beat   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
