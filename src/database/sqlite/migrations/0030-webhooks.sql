-- Addresses that an organisation's events are POSTed to.
CREATE TABLE webhook_endpoints (
  id          TEXT PRIMARY KEY,
  org_id      TEXT NOT NULL,
  url         TEXT NOT NULL,
  events      TEXT NOT NULL, -- JSON: names of types, or "*"
  lock_ids    TEXT, -- JSON; null for every lock
  format      TEXT NOT NULL, -- of the body
  status      TEXT NOT NULL,
  ciphertext  BLOB NOT NULL, -- its signing secrets and what it is called with, encrypted for it
  created_at  INTEGER NOT NULL,
  verified_at INTEGER,
  updated_at  INTEGER NOT NULL,
  last_error  TEXT,
  failing_since INTEGER
);
CREATE INDEX webhook_endpoints_of_org ON webhook_endpoints (org_id, created_at);

-- What is to be sent, and the log of what was.
CREATE TABLE webhook_deliveries (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  endpoint_id TEXT NOT NULL,
  lane        INTEGER NOT NULL, -- the lock; what is of one lane is sent in order
  event_id    TEXT NOT NULL,
  type        TEXT NOT NULL,
  body        TEXT NOT NULL,
  at          INTEGER NOT NULL, -- when it happened
  made_at     INTEGER NOT NULL,
  state       TEXT NOT NULL, -- waiting, delivered, dead
  attempts    INTEGER NOT NULL,
  tries       TEXT NOT NULL, -- JSON: the last of them
  settled_at  INTEGER
);
CREATE INDEX webhook_deliveries_waiting ON webhook_deliveries (endpoint_id, lane, id) WHERE state = 'waiting';
CREATE INDEX webhook_deliveries_of_endpoint ON webhook_deliveries (endpoint_id, id);
CREATE INDEX webhook_deliveries_settled ON webhook_deliveries (settled_at) WHERE settled_at IS NOT NULL;

-- Lanes in which something waits, and when its first may be sent.
CREATE TABLE webhook_lanes (
  endpoint_id TEXT NOT NULL,
  lane        INTEGER NOT NULL,
  waiting     INTEGER NOT NULL,
  next_at     INTEGER NOT NULL,
  PRIMARY KEY (endpoint_id, lane)
);
CREATE INDEX webhook_lanes_due ON webhook_lanes (next_at);

-- Whose each lock is, where the feed's reader "webhooks" has come to. It goes on from where the activity's is.
CREATE TABLE webhook_locks (
  lock_id INTEGER PRIMARY KEY,
  org_id  TEXT
);
INSERT INTO webhook_locks SELECT lock_id, org_id FROM activity_locks;
INSERT INTO feed_cursors (name, turn, cursor) SELECT 'webhooks', turn, cursor FROM feed_cursors WHERE name = 'activity';
