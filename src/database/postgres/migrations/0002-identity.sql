-- Who is calling. None of it is part of the record.
CREATE TABLE organizations (
  org_id     text PRIMARY KEY,
  name       text,
  super      boolean NOT NULL,
  created_at bigint  NOT NULL -- milliseconds since the epoch, as everywhere but in the tables of signing in
);

-- Only the SHA-256 of a key is kept.
CREATE TABLE api_keys (
  hash       bytea PRIMARY KEY,
  org_id     text   NOT NULL REFERENCES organizations (org_id),
  hint       text   NOT NULL, -- first 8 and last 4 characters, to tell keys apart
  created_at bigint NOT NULL,
  expires_at bigint
);
CREATE INDEX api_keys_of_organization ON api_keys (org_id);

-- People, and how they sign in. The tables have the form that better-auth works on.
CREATE TABLE users (
  id             text PRIMARY KEY,
  email          text,
  -- Whether somebody has opened a link that was sent there.
  email_verified boolean NOT NULL DEFAULT false,
  name           text,
  first_name     text,
  last_name      text,
  image          text,
  created_at     timestamptz(3) NOT NULL,
  updated_at     timestamptz(3) NOT NULL
);
CREATE UNIQUE INDEX users_by_email ON users (lower(email));

CREATE TABLE sessions (
  id         text PRIMARY KEY,
  user_id    text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  token      text NOT NULL UNIQUE, -- a cookie is good only with the signature of SIGN_IN_SECRET beside it
  expires_at timestamptz(3) NOT NULL,
  ip_address text,
  user_agent text,
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL
);
CREATE INDEX sessions_of_user ON sessions (user_id);
CREATE INDEX sessions_by_end ON sessions (expires_at);

-- Links that were sent, by the hash of their secret.
CREATE TABLE verifications (
  id         text PRIMARY KEY,
  identifier text NOT NULL,
  value      text NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL
);
CREATE INDEX verifications_by_identifier ON verifications (identifier);

-- Other ways to prove who somebody is; none is offered yet.
CREATE TABLE accounts (
  id                       text PRIMARY KEY,
  user_id                  text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  account_id               text NOT NULL,
  provider_id              text NOT NULL,
  access_token             text,
  refresh_token            text,
  id_token                 text,
  access_token_expires_at  timestamptz(3),
  refresh_token_expires_at timestamptz(3),
  scope                    text,
  password                 text,
  created_at               timestamptz(3) NOT NULL,
  updated_at               timestamptz(3) NOT NULL
);
CREATE INDEX accounts_of_user ON accounts (user_id);

-- Requests that were sent with an Idempotency-Key.
CREATE TABLE requests (
  id          bytea PRIMARY KEY,
  fingerprint bytea   NOT NULL,
  seed        text    NOT NULL,
  created_at  bigint  NOT NULL,
  lease_until bigint  NOT NULL, -- 0: given back
  -- Whether whoever had it before was never heard of again.
  unfinished  boolean NOT NULL,
  answer      bytea
);
CREATE INDEX requests_by_age ON requests (created_at);
