-- Messages to people that are to be sent, and for a while those that were.
CREATE TABLE notices (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  name       TEXT NOT NULL, -- a UUID, of which its Message-ID is made
  kind       TEXT NOT NULL, -- who writes it
  slot       TEXT NOT NULL, -- one of a slot waits: what comes to it meanwhile is told with it
  about      TEXT NOT NULL, -- whose it is, and is erased with
  channel    TEXT NOT NULL,
  ciphertext BLOB, -- what is personal of it, encrypted for it
  since      INTEGER NOT NULL, -- when the first of what it tells happened
  due_at     INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  revision   INTEGER NOT NULL, -- how often something came to it
  attempts   INTEGER NOT NULL,
  state      TEXT NOT NULL, -- waiting, sent, dead
  last_error TEXT,
  settled_at INTEGER
);
CREATE UNIQUE INDEX notices_waiting ON notices (slot) WHERE state = 'waiting';
CREATE INDEX notices_due ON notices (due_at) WHERE state = 'waiting';
CREATE INDEX notices_about ON notices (about);
CREATE INDEX notices_settled ON notices (settled_at) WHERE settled_at IS NOT NULL;

-- The feed's reader "notices" goes on from where the activity's is.
INSERT INTO feed_cursors (name, turn, cursor) SELECT 'notices', turn, cursor FROM feed_cursors WHERE name = 'activity';
