-- Who is calling. None of it is part of the record.
CREATE TABLE organizations (
  org_id     TEXT PRIMARY KEY,
  name       TEXT,
  super      INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL
) STRICT;

-- Only the SHA-256 of a key is kept.
CREATE TABLE api_keys (
  hash       BLOB PRIMARY KEY,
  org_id     TEXT NOT NULL REFERENCES organizations (org_id),
  hint       TEXT NOT NULL, -- first 8 and last 4 characters, to tell keys apart
  created_at INTEGER NOT NULL,
  expires_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX api_keys_of_organization ON api_keys (org_id);

CREATE TABLE users (
  user_id    TEXT PRIMARY KEY,
  email      TEXT NOT NULL UNIQUE COLLATE NOCASE,
  name       TEXT,
  created_at INTEGER NOT NULL
) STRICT;
