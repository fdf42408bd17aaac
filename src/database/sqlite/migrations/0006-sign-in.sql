-- People sign in. The tables have the form that better-auth works on: keys are called id, times are ISO 8601 in UTC.
CREATE TABLE users_next (
  id             TEXT PRIMARY KEY,
  email          TEXT UNIQUE COLLATE NOCASE,
  -- Whether somebody has opened a link that was sent there.
  email_verified INTEGER NOT NULL DEFAULT 0,
  name           TEXT,
  first_name     TEXT,
  last_name      TEXT,
  image          TEXT,
  created_at     TEXT NOT NULL,
  updated_at     TEXT NOT NULL
) STRICT;

INSERT INTO users_next (id, email, name, first_name, last_name, created_at, updated_at)
  SELECT user_id, email, name, first_name, last_name, t, t
  FROM (SELECT *, strftime('%Y-%m-%dT%H:%M:%fZ', created_at / 1000.0, 'unixepoch') AS t FROM users);
DROP TABLE users;
ALTER TABLE users_next RENAME TO users;

CREATE TABLE sessions (
  id         TEXT PRIMARY KEY,
  user_id    TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  token      TEXT NOT NULL UNIQUE, -- a cookie is good only with the signature of SIGN_IN_SECRET beside it
  expires_at TEXT NOT NULL,
  ip_address TEXT,
  user_agent TEXT,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX sessions_of_user ON sessions (user_id);
CREATE INDEX sessions_by_end ON sessions (expires_at);

-- Links that were sent, by the hash of their secret.
CREATE TABLE verifications (
  id         TEXT PRIMARY KEY,
  identifier TEXT NOT NULL,
  value      TEXT NOT NULL,
  expires_at TEXT NOT NULL,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX verifications_by_identifier ON verifications (identifier);

-- Other ways to prove who somebody is; none is offered yet.
CREATE TABLE accounts (
  id                       TEXT PRIMARY KEY,
  user_id                  TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  account_id               TEXT NOT NULL,
  provider_id              TEXT NOT NULL,
  access_token             TEXT,
  refresh_token            TEXT,
  id_token                 TEXT,
  access_token_expires_at  TEXT,
  refresh_token_expires_at TEXT,
  scope                    TEXT,
  password                 TEXT,
  created_at               TEXT NOT NULL,
  updated_at               TEXT NOT NULL
) STRICT;
CREATE INDEX accounts_of_user ON accounts (user_id);
