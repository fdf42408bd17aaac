-- What was last seen of each lock's device; no part of the record.
CREATE TABLE device_states (
  lock_id     bigint PRIMARY KEY,
  hub_id      text   COLLATE "C" NOT NULL,
  address     text   COLLATE "C" NOT NULL,
  observed_at bigint NOT NULL, -- milliseconds since the epoch
  snapshot    text   NOT NULL  -- JSON
);
