-- What happened and is to be told to members, once for all of a scope who want it.
CREATE TABLE notice_events (
  id       INTEGER PRIMARY KEY AUTOINCREMENT, -- rises with each that is committed
  scope    TEXT NOT NULL,
  kind     TEXT NOT NULL,
  lock_id  INTEGER NOT NULL,
  at       INTEGER NOT NULL,
  taken_at INTEGER NOT NULL,
  times    INTEGER NOT NULL, -- it stands for so many
  facts    TEXT NOT NULL -- JSON: ids, and why
);
CREATE INDEX notice_events_waiting ON notice_events (scope, kind, id);
CREATE INDEX notice_events_taken ON notice_events (taken_at);

-- Up to which event of a kind somebody was told, and when.
CREATE TABLE notice_marks (
  user_id TEXT NOT NULL,
  scope   TEXT NOT NULL,
  kind    TEXT NOT NULL,
  told    INTEGER NOT NULL,
  told_at INTEGER NOT NULL,
  PRIMARY KEY (scope, user_id, kind)
);
CREATE INDEX notice_marks_of_user ON notice_marks (user_id);

-- When it is told that a key is about to end.
CREATE TABLE notice_key_ends (
  temp_key TEXT PRIMARY KEY,
  warn_at  INTEGER NOT NULL
);
CREATE INDEX notice_key_ends_due ON notice_key_ends (warn_at);

-- Whose each lock is, where the feed's reader "notices" has come to. It goes on from where the activity's is.
CREATE TABLE notice_locks (
  lock_id  INTEGER PRIMARY KEY,
  org_id   TEXT,
  owner_id TEXT
);
INSERT INTO notice_locks SELECT lock_id, org_id, owner_id FROM activity_locks;
DELETE FROM feed_cursors WHERE name = 'notices';
INSERT INTO feed_cursors (name, turn, cursor) SELECT 'notices', turn, cursor FROM feed_cursors WHERE name = 'activity';

-- Of keys that are there: a day before, and 2 hours before for those of a day or two.
INSERT INTO notice_key_ends (temp_key, warn_at)
  SELECT uuid, warn_at FROM (
    SELECT uuid, CASE WHEN until - starts >= 172800000 THEN until - 86400000
      WHEN until - starts >= 14400000 THEN until - 7200000 END AS warn_at
    FROM (SELECT uuid, CAST(json_extract(state, '$.validFrom') AS INTEGER) AS starts, CAST(json_extract(state, '$.validUntil') AS INTEGER) AS until FROM temp_keys WHERE revoked = 0) times
  ) ends WHERE warn_at > unixepoch() * 1000;
