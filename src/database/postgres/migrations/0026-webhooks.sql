-- Addresses that an organisation's events are POSTed to.
CREATE TABLE webhook_endpoints (
  id          text COLLATE "C" PRIMARY KEY,
  org_id      text COLLATE "C" NOT NULL,
  url         text NOT NULL,
  events      text NOT NULL, -- JSON: names of types, or "*"
  lock_ids    text, -- JSON; null for every lock
  format      text NOT NULL, -- of the body
  status      text NOT NULL,
  ciphertext  bytea NOT NULL, -- its signing secrets and what it is called with, encrypted for it
  created_at  bigint NOT NULL,
  verified_at bigint,
  updated_at  bigint NOT NULL,
  last_error  text,
  failing_since bigint
);
CREATE INDEX webhook_endpoints_of_org ON webhook_endpoints (org_id, created_at);

-- What is to be sent, and the log of what was.
CREATE TABLE webhook_deliveries (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  endpoint_id text COLLATE "C" NOT NULL,
  lane        bigint NOT NULL, -- the lock; what is of one lane is sent in order
  event_id    text NOT NULL,
  type        text NOT NULL,
  body        text NOT NULL,
  at          bigint NOT NULL, -- when it happened
  made_at     bigint NOT NULL,
  state       text NOT NULL, -- waiting, delivered, dead
  attempts    bigint NOT NULL,
  tries       text NOT NULL, -- JSON: the last of them
  settled_at  bigint
);
CREATE INDEX webhook_deliveries_waiting ON webhook_deliveries (endpoint_id, lane, id) WHERE state = 'waiting';
CREATE INDEX webhook_deliveries_of_endpoint ON webhook_deliveries (endpoint_id, id);
CREATE INDEX webhook_deliveries_settled ON webhook_deliveries (settled_at) WHERE settled_at IS NOT NULL;

-- Lanes in which something waits, and when its first may be sent.
CREATE TABLE webhook_lanes (
  endpoint_id text COLLATE "C" NOT NULL,
  lane        bigint NOT NULL,
  waiting     bigint NOT NULL,
  next_at     bigint NOT NULL,
  PRIMARY KEY (endpoint_id, lane)
);
CREATE INDEX webhook_lanes_due ON webhook_lanes (next_at);

-- Whose each lock is, where the feed's reader "webhooks" has come to. It goes on from where the activity's is.
CREATE TABLE webhook_locks (
  lock_id bigint PRIMARY KEY,
  org_id  text
);
INSERT INTO webhook_locks SELECT lock_id, org_id FROM activity_locks;
INSERT INTO feed_cursors (name, turn, cursor) SELECT 'webhooks', turn, cursor FROM feed_cursors WHERE name = 'activity';
