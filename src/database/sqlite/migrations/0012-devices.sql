-- Which device each lock is; a lock without a row is simulated, or has none.
CREATE TABLE device_bindings (
  hub_id  TEXT    NOT NULL,
  address TEXT    NOT NULL,
  lock_id INTEGER NOT NULL UNIQUE,
  PRIMARY KEY (hub_id, address)
) STRICT, WITHOUT ROWID;
