-- Ways to prove whose account it is. What is good once is kept by its SHA-256 alone.
CREATE TABLE passkeys (
  id           TEXT PRIMARY KEY, -- of the credential, in base64url
  user_id      TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  public_key   BLOB NOT NULL, -- as COSE (RFC 9052) writes it
  counter      INTEGER NOT NULL,
  name         TEXT NOT NULL,
  created_at   INTEGER NOT NULL,
  last_used_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX passkeys_of_user ON passkeys (user_id);

CREATE TABLE recovery_codes (
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  hash    BLOB NOT NULL,
  PRIMARY KEY (user_id, hash)
) STRICT, WITHOUT ROWID;

-- Links that were sent to an account's address. Without a user: somebody asked for one who has no account.
CREATE TABLE sent_links (
  hash    BLOB PRIMARY KEY,
  kind    TEXT NOT NULL,
  user_id TEXT REFERENCES users (id) ON DELETE CASCADE,
  email   TEXT,
  ends_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sent_links_of_user ON sent_links (user_id);
CREATE INDEX sent_links_by_end ON sent_links (ends_at);

-- Signed challenges that came back, until they would have ended.
CREATE TABLE used_tickets (
  hash    BLOB PRIMARY KEY,
  ends_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX used_tickets_by_end ON used_tickets (ends_at);
