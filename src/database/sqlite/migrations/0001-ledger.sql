-- The record: append-only, one chain of hashes a lock.
CREATE TABLE events (
  position INTEGER PRIMARY KEY,
  lock_id  INTEGER NOT NULL,
  version  INTEGER NOT NULL,
  previous INTEGER,          -- position of the event before it in its stream
  type     TEXT    NOT NULL,
  at       INTEGER NOT NULL, -- milliseconds since the epoch
  data     TEXT    NOT NULL, -- canonical JSON
  context  TEXT,             -- canonical JSON
  hash     BLOB    NOT NULL
) STRICT;

-- Every 64th event of a stream; those between are reached from the next one back. An index of all of them would
-- dirty a page for nearly every event, which was a third of the cost of a commit.
CREATE UNIQUE INDEX events_of_lock ON events (lock_id, version) WHERE version % 64 = 0;

-- State rows: a fold of the events. `state` is JSON; `name` and `description` are personal data that stand
-- beside the log and can be erased.
CREATE TABLE locks (
  lock_id    INTEGER PRIMARY KEY,
  uuid       TEXT    NOT NULL UNIQUE,
  version    INTEGER NOT NULL,
  head       BLOB    NOT NULL,
  last       INTEGER NOT NULL, -- position of the last event
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
  intent    TEXT,
  not_after INTEGER NOT NULL,
  open      INTEGER NOT NULL, -- 1 until settled
  state     TEXT    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX orders_intent ON orders (intent) WHERE intent IS NOT NULL;
CREATE INDEX orders_open ON orders (not_after) WHERE open = 1;
