-- Why people opened locks without a key; beside the record, so that it can be erased.
CREATE TABLE open_reasons (
  order_id text COLLATE "C" PRIMARY KEY,
  lock_id  bigint NOT NULL,
  user_id  text COLLATE "C" NOT NULL,
  reason   text NOT NULL,
  at       bigint NOT NULL -- milliseconds since the epoch
);
CREATE INDEX open_reasons_of_user ON open_reasons (user_id);
CREATE INDEX open_reasons_by_age ON open_reasons (at);
