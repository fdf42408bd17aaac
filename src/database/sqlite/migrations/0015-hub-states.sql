-- What drivers must keep of their hubs, encrypted: whichever process holds a hub next goes on with it.
CREATE TABLE hub_states (
  hub_id     TEXT PRIMARY KEY,
  ciphertext BLOB NOT NULL
) STRICT;

-- A hub that was removed, and whose devices are still to be told.
ALTER TABLE hubs ADD COLUMN removed_at INTEGER;
