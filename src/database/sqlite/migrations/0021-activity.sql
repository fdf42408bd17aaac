-- What happened, as people read it: made from the record by the feed's reader "activity", and made again from its beginning
-- where the tables and its cursor are emptied. Names stand elsewhere.
CREATE TABLE activity (
  scope      TEXT    NOT NULL, -- whose the lock was at that moment
  at         INTEGER NOT NULL, -- milliseconds since the epoch
  seq        INTEGER NOT NULL,
  revision   INTEGER NOT NULL, -- rises with every change, over all items
  lock_id    INTEGER NOT NULL,
  event_id   TEXT    NOT NULL,
  type       TEXT    NOT NULL,
  outcome    TEXT,
  reason     TEXT,
  settled_at INTEGER,
  method     TEXT,
  temp_key   TEXT,
  person     TEXT,
  comment    TEXT,
  repeats    INTEGER,
  PRIMARY KEY (scope, at, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX activity_by_revision ON activity (scope, revision);

-- Openings whose outcome is not known yet, and where their items are.
CREATE TABLE activity_openings (
  order_id TEXT    PRIMARY KEY,
  at       INTEGER NOT NULL,
  seq      INTEGER NOT NULL,
  scopes   TEXT    NOT NULL -- JSON
) STRICT, WITHOUT ROWID;

-- Whose each lock is, where the reader has come to.
CREATE TABLE activity_locks (
  lock_id  INTEGER PRIMARY KEY,
  org_id   TEXT,
  owner_id TEXT
) STRICT;

-- Items by quarters of an hour, which every time zone's hours and days are made of.
CREATE TABLE activity_counts (
  scope   TEXT    NOT NULL,
  quarter INTEGER NOT NULL, -- since the epoch
  outcome TEXT    NOT NULL, -- empty for what was not to open a door
  items   INTEGER NOT NULL,
  PRIMARY KEY (scope, quarter, outcome)
) STRICT, WITHOUT ROWID;
