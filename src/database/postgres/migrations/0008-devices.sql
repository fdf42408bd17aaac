-- Which device each lock is; a lock without a row is simulated, or has none.
CREATE TABLE device_bindings (
  hub_id  text   COLLATE "C" NOT NULL,
  address text   COLLATE "C" NOT NULL,
  lock_id bigint NOT NULL UNIQUE,
  PRIMARY KEY (hub_id, address)
);
