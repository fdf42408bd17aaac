-- The record: append-only, one chain of hashes a lock.
CREATE TABLE events (
  position INTEGER PRIMARY KEY,
  lock_id  INTEGER NOT NULL,
  version  INTEGER NOT NULL,
  type     TEXT    NOT NULL,
  at       INTEGER NOT NULL, -- milliseconds since the epoch
  data     TEXT    NOT NULL, -- canonical JSON
  context  TEXT,             -- canonical JSON
  hash     BLOB    NOT NULL
) STRICT;

CREATE UNIQUE INDEX events_of_lock ON events (lock_id, version);

-- State rows: a fold of the events. `state` is JSON; `name` and `description` are personal data that stand
-- beside the log and can be erased.
CREATE TABLE locks (
  lock_id    INTEGER PRIMARY KEY,
  uuid       TEXT    NOT NULL UNIQUE,
  version    INTEGER NOT NULL,
  head       BLOB    NOT NULL,
  updated_at INTEGER NOT NULL,
  state      TEXT    NOT NULL,
  name       TEXT
) STRICT;

CREATE TABLE temp_keys (
  key_id      INTEGER PRIMARY KEY,
  uuid        TEXT NOT NULL UNIQUE,
  state       TEXT NOT NULL,
  description TEXT
) STRICT;

-- Which keys open a lock, for its list.
CREATE TABLE temp_key_doors (
  lock_id INTEGER NOT NULL,
  revoked INTEGER NOT NULL DEFAULT 0,
  key_id  INTEGER NOT NULL,
  PRIMARY KEY (lock_id, revoked, key_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE orders (
  order_id  TEXT PRIMARY KEY,
  intent    TEXT UNIQUE,
  not_after INTEGER NOT NULL,
  open      INTEGER NOT NULL, -- 1 until settled
  state     TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX orders_open ON orders (not_after) WHERE open = 1;
