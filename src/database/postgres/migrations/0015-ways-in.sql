-- Ways to prove whose account it is. What is good once is kept by its SHA-256 alone.
CREATE TABLE passkeys (
  id           text PRIMARY KEY, -- of the credential, in base64url
  user_id      text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  public_key   bytea NOT NULL, -- as COSE (RFC 9052) writes it
  counter      bigint NOT NULL,
  name         text NOT NULL,
  created_at   bigint NOT NULL,
  last_used_at bigint
);
CREATE INDEX passkeys_of_user ON passkeys (user_id);

CREATE TABLE recovery_codes (
  user_id text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  hash    bytea NOT NULL,
  PRIMARY KEY (user_id, hash)
);

-- Links that were sent to an account's address. Without a user: somebody asked for one who has no account.
CREATE TABLE sent_links (
  hash    bytea PRIMARY KEY,
  kind    text NOT NULL,
  user_id text REFERENCES users (id) ON DELETE CASCADE,
  email   text,
  ends_at bigint NOT NULL
);
CREATE INDEX sent_links_of_user ON sent_links (user_id);
CREATE INDEX sent_links_by_end ON sent_links (ends_at);

-- Signed challenges that came back, until they would have ended.
CREATE TABLE used_tickets (
  hash    bytea PRIMARY KEY,
  ends_at bigint NOT NULL
);
CREATE INDEX used_tickets_by_end ON used_tickets (ends_at);
