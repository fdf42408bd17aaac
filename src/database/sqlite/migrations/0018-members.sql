-- Who is in an organisation. An id that was an organisation's is never given to another: the record has it.
CREATE TABLE ended_organizations (
  org_id   TEXT PRIMARY KEY,
  ended_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE members (
  org_id  TEXT NOT NULL REFERENCES organizations (org_id) ON DELETE CASCADE,
  user_id TEXT NOT NULL,
  role    TEXT NOT NULL,
  paused  INTEGER NOT NULL DEFAULT 0,
  since   INTEGER NOT NULL,
  PRIMARY KEY (org_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX members_of_user ON members (user_id);

-- Only the SHA-256 of an invitation's secret is kept.
CREATE TABLE invitations (
  id          TEXT PRIMARY KEY,
  org_id      TEXT NOT NULL REFERENCES organizations (org_id) ON DELETE CASCADE,
  hash        BLOB NOT NULL UNIQUE,
  email       TEXT NOT NULL,
  role        TEXT NOT NULL,
  invited_by  TEXT NOT NULL, -- as the record names them
  by_operator INTEGER NOT NULL,
  mailed      INTEGER NOT NULL, -- the secret was sent to the address, and shown to nobody
  created_at  INTEGER NOT NULL,
  expires_at  INTEGER NOT NULL,
  accepted_by TEXT -- while it is being accepted
) STRICT;
CREATE INDEX invitations_of_organization ON invitations (org_id);

CREATE TABLE sites (
  id         TEXT PRIMARY KEY,
  org_id     TEXT NOT NULL REFERENCES organizations (org_id) ON DELETE CASCADE,
  name       TEXT NOT NULL,
  address    TEXT,
  time_zone  TEXT,
  directions TEXT,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX sites_of_organization ON sites (org_id);

CREATE TABLE site_locks (
  lock_id INTEGER PRIMARY KEY,
  site_id TEXT NOT NULL REFERENCES sites (id) ON DELETE CASCADE
) STRICT;
CREATE INDEX site_locks_of_site ON site_locks (site_id);

-- Keys of before may do everything, for every lock.
ALTER TABLE api_keys ADD COLUMN id TEXT;
ALTER TABLE api_keys ADD COLUMN name TEXT;
ALTER TABLE api_keys ADD COLUMN scopes TEXT NOT NULL DEFAULT 'read keys locks admin';
ALTER TABLE api_keys ADD COLUMN limits TEXT; -- numbers of locks and ids of sites (JSON); null for all
ALTER TABLE api_keys ADD COLUMN created_by TEXT;
ALTER TABLE api_keys ADD COLUMN used_on INTEGER; -- the day of its last use, as the milliseconds at which it began
UPDATE api_keys SET id = (
  SELECT substr(h, 1, 8) || '-' || substr(h, 9, 4) || '-4' || substr(h, 14, 3) || '-8' || substr(h, 18, 3) || '-' || substr(h, 21, 12)
  FROM (SELECT lower(hex(randomblob(16 + 0 * length(api_keys.hash)))) AS h)
);
CREATE UNIQUE INDEX api_keys_by_id ON api_keys (id);
