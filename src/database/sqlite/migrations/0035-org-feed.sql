-- What happened at an organisation's locks while they were its, numbered in the order of commits: made from the record by
-- the feed's reader "org-feed". Moved with an installation, because what others keep as their cursors says these numbers.
CREATE TABLE org_feed (
  org_id   TEXT    NOT NULL,
  n        INTEGER NOT NULL, -- from 1, without gaps in an organisation
  lock_id  INTEGER NOT NULL,
  version  INTEGER NOT NULL,
  position INTEGER NOT NULL,
  type     TEXT    NOT NULL,
  PRIMARY KEY (org_id, n)
) STRICT, WITHOUT ROWID;

-- Whose each lock is, and up to which of its events, where the reader has come to.
CREATE TABLE org_feed_locks (
  lock_id INTEGER PRIMARY KEY,
  org_id  TEXT,
  version INTEGER NOT NULL
) STRICT;

-- The locks of which an organisation was ever told something.
CREATE TABLE org_feed_seen (
  org_id  TEXT    NOT NULL,
  lock_id INTEGER NOT NULL,
  PRIMARY KEY (org_id, lock_id)
) STRICT, WITHOUT ROWID;

-- In which batch each organisation was told something last, for those who wait.
CREATE TABLE org_feed_turns (
  org_id TEXT    PRIMARY KEY,
  turn   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX org_feed_turns_by_turn ON org_feed_turns (turn);
