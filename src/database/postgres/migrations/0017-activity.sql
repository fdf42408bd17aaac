-- What happened, as people read it: made from the record by the feed's reader "activity", and made again from its beginning
-- where the tables and its cursor are emptied. Names stand elsewhere.
CREATE TABLE activity (
  scope      text   COLLATE "C" NOT NULL, -- whose the lock was at that moment
  at         bigint NOT NULL, -- milliseconds since the epoch
  seq        bigint NOT NULL,
  revision   bigint NOT NULL, -- rises with every change, over all items
  lock_id    bigint NOT NULL,
  event_id   text   NOT NULL,
  type       text   COLLATE "C" NOT NULL,
  outcome    text   COLLATE "C",
  reason     text,
  settled_at bigint,
  method     text,
  temp_key   text   COLLATE "C",
  person     text   COLLATE "C",
  comment    text,
  repeats    bigint,
  PRIMARY KEY (scope, at, seq)
);
CREATE INDEX activity_by_revision ON activity (scope, revision);

-- Openings whose outcome is not known yet, and where their items are.
CREATE TABLE activity_openings (
  order_id text   COLLATE "C" PRIMARY KEY,
  at       bigint NOT NULL,
  seq      bigint NOT NULL,
  scopes   text   NOT NULL -- JSON
);

-- Whose each lock is, where the reader has come to.
CREATE TABLE activity_locks (
  lock_id  bigint PRIMARY KEY,
  org_id   text,
  owner_id text
);

-- Items by quarters of an hour, which every time zone's hours and days are made of.
CREATE TABLE activity_counts (
  scope   text   COLLATE "C" NOT NULL,
  quarter bigint NOT NULL, -- since the epoch
  outcome text   COLLATE "C" NOT NULL, -- empty for what was not to open a door
  items   bigint NOT NULL,
  PRIMARY KEY (scope, quarter, outcome)
);
