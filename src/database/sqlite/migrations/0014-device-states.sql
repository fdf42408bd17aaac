-- What was last seen of each lock's device; no part of the record.
CREATE TABLE device_states (
  lock_id     INTEGER PRIMARY KEY,
  hub_id      TEXT    NOT NULL,
  address     TEXT    NOT NULL,
  observed_at INTEGER NOT NULL, -- milliseconds since the epoch
  snapshot    TEXT    NOT NULL  -- JSON
) STRICT;
