-- Hubs: connections through which devices are reached. Not part of the record.
CREATE TABLE hubs (
  hub_id       text   COLLATE "C" PRIMARY KEY,
  kind         text   NOT NULL,
  name         text,
  org_id       text, -- whose it is; the operator's where both are null
  owner_id     text,
  settings     text   NOT NULL, -- JSON
  secret_names text   NOT NULL, -- JSON
  ciphertext   bytea, -- its secrets, encrypted
  revision     bigint NOT NULL,
  created_at   bigint NOT NULL,
  updated_at   bigint NOT NULL
);
CREATE INDEX hubs_by_owner ON hubs (org_id, owner_id);

-- One row, which counts all changes of hubs.
CREATE TABLE hub_changes (
  one      integer PRIMARY KEY CHECK (one = 1),
  revision bigint  NOT NULL
);
INSERT INTO hub_changes (one, revision) VALUES (1, 0);

-- Who holds a hub that one process at a time may hold. Whoever holds it counts up; who does not for long loses it.
CREATE TABLE hub_leases (
  hub_id text   COLLATE "C" PRIMARY KEY,
  holder text   NOT NULL,
  beat   bigint NOT NULL
);
