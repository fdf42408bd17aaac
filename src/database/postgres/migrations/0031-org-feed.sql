-- What happened at an organisation's locks while they were its, numbered in the order of commits: made from the record by
-- the feed's reader "org-feed". Moved with an installation, because what others keep as their cursors says these numbers.
CREATE TABLE org_feed (
  org_id   text   COLLATE "C" NOT NULL,
  n        bigint NOT NULL, -- from 1, without gaps in an organisation
  lock_id  bigint NOT NULL,
  version  bigint NOT NULL,
  position bigint NOT NULL,
  type     text   COLLATE "C" NOT NULL,
  PRIMARY KEY (org_id, n)
);

-- Whose each lock is, and up to which of its events, where the reader has come to.
CREATE TABLE org_feed_locks (
  lock_id bigint PRIMARY KEY,
  org_id  text COLLATE "C",
  version bigint NOT NULL
);

-- The locks of which an organisation was ever told something.
CREATE TABLE org_feed_seen (
  org_id  text   COLLATE "C" NOT NULL,
  lock_id bigint NOT NULL,
  PRIMARY KEY (org_id, lock_id)
);

-- In which batch each organisation was told something last, for those who wait.
CREATE TABLE org_feed_turns (
  org_id text   COLLATE "C" PRIMARY KEY,
  turn   bigint NOT NULL
);
CREATE INDEX org_feed_turns_by_turn ON org_feed_turns (turn);
