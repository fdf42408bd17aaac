-- Hubs: connections through which devices are reached. Not part of the record.
CREATE TABLE hubs (
  hub_id       TEXT    PRIMARY KEY,
  kind         TEXT    NOT NULL,
  name         TEXT,
  org_id       TEXT, -- whose it is; the operator's where both are null
  owner_id     TEXT,
  settings     TEXT    NOT NULL, -- JSON
  secret_names TEXT    NOT NULL, -- JSON
  ciphertext   BLOB, -- its secrets, encrypted
  revision     INTEGER NOT NULL,
  created_at   INTEGER NOT NULL,
  updated_at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX hubs_by_owner ON hubs (org_id, owner_id);

-- One row, which counts all changes of hubs.
CREATE TABLE hub_changes (
  one      INTEGER PRIMARY KEY CHECK (one = 1),
  revision INTEGER NOT NULL
) STRICT;
INSERT INTO hub_changes (one, revision) VALUES (1, 0);

-- Who holds a hub that one process at a time may hold. Whoever holds it counts up; who does not for long loses it.
CREATE TABLE hub_leases (
  hub_id TEXT    PRIMARY KEY,
  holder TEXT    NOT NULL,
  beat   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
