-- Why people opened locks without a key; beside the record, so that it can be erased.
CREATE TABLE open_reasons (
  order_id TEXT PRIMARY KEY,
  lock_id  INTEGER NOT NULL,
  user_id  TEXT NOT NULL,
  reason   TEXT NOT NULL,
  at       INTEGER NOT NULL -- milliseconds since the epoch
) STRICT, WITHOUT ROWID;
CREATE INDEX open_reasons_of_user ON open_reasons (user_id);
CREATE INDEX open_reasons_by_age ON open_reasons (at);
