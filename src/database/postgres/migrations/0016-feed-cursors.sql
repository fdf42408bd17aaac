-- Where named readers of the log are, and which process reads for each. Whoever holds a lease counts up; who does not for
-- long loses it.
CREATE TABLE feed_cursors (
  name   text   COLLATE "C" PRIMARY KEY,
  turn   bigint NOT NULL, -- batches that were taken
  cursor text   NOT NULL  -- of this store's log
);

CREATE TABLE feed_leases (
  name   text   COLLATE "C" PRIMARY KEY,
  holder text   NOT NULL,
  beat   bigint NOT NULL
);
