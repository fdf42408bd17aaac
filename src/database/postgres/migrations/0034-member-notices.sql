-- What happened and is to be told to members, once for all of a scope who want it.
CREATE TABLE notice_events (
  id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, -- rises with each that is committed
  scope    text COLLATE "C" NOT NULL,
  kind     text COLLATE "C" NOT NULL,
  lock_id  bigint NOT NULL,
  at       bigint NOT NULL,
  taken_at bigint NOT NULL,
  times    bigint NOT NULL, -- it stands for so many
  facts    text NOT NULL -- JSON: ids, and why
);
CREATE INDEX notice_events_waiting ON notice_events (scope, kind, id);
CREATE INDEX notice_events_taken ON notice_events (taken_at);

-- Up to which event of a kind somebody was told, and when.
CREATE TABLE notice_marks (
  user_id text COLLATE "C" NOT NULL,
  scope   text COLLATE "C" NOT NULL,
  kind    text COLLATE "C" NOT NULL,
  told    bigint NOT NULL,
  told_at bigint NOT NULL,
  PRIMARY KEY (scope, user_id, kind)
);
CREATE INDEX notice_marks_of_user ON notice_marks (user_id);

-- When it is told that a key is about to end.
CREATE TABLE notice_key_ends (
  temp_key text COLLATE "C" PRIMARY KEY,
  warn_at  bigint NOT NULL
);
CREATE INDEX notice_key_ends_due ON notice_key_ends (warn_at);

-- Whose each lock is, where the feed's reader "notices" has come to. It goes on from where the activity's is.
CREATE TABLE notice_locks (
  lock_id  bigint PRIMARY KEY,
  org_id   text,
  owner_id text
);
INSERT INTO notice_locks SELECT lock_id, org_id, owner_id FROM activity_locks;
DELETE FROM feed_cursors WHERE name = 'notices';
INSERT INTO feed_cursors (name, turn, cursor) SELECT 'notices', turn, cursor FROM feed_cursors WHERE name = 'activity';

-- Of keys that are there: a day before, and 2 hours before for those of a day or two.
INSERT INTO notice_key_ends (temp_key, warn_at)
  SELECT uuid, warn_at FROM (
    SELECT uuid, CASE WHEN until - starts >= 172800000 THEN until - 86400000
      WHEN until - starts >= 14400000 THEN until - 7200000 END AS warn_at
    FROM (SELECT uuid, (state::json ->> 'validFrom')::bigint AS starts, (state::json ->> 'validUntil')::bigint AS until FROM temp_keys WHERE NOT revoked) times
  ) ends WHERE warn_at > (extract(epoch FROM now()) * 1000)::bigint;
