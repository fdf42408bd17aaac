-- Messages to people that are to be sent, and for a while those that were.
CREATE TABLE notices (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name       text NOT NULL, -- a UUID, of which its Message-ID is made
  kind       text NOT NULL, -- who writes it
  slot       text COLLATE "C" NOT NULL, -- one of a slot waits: what comes to it meanwhile is told with it
  about      text COLLATE "C" NOT NULL, -- whose it is, and is erased with
  channel    text NOT NULL,
  ciphertext bytea, -- what is personal of it, encrypted for it
  since      bigint NOT NULL, -- when the first of what it tells happened
  due_at     bigint NOT NULL,
  expires_at bigint NOT NULL,
  revision   bigint NOT NULL, -- how often something came to it
  attempts   bigint NOT NULL,
  state      text NOT NULL, -- waiting, sent, dead
  last_error text,
  settled_at bigint
);
CREATE UNIQUE INDEX notices_waiting ON notices (slot) WHERE state = 'waiting';
CREATE INDEX notices_due ON notices (due_at) WHERE state = 'waiting';
CREATE INDEX notices_about ON notices (about);
CREATE INDEX notices_settled ON notices (settled_at) WHERE settled_at IS NOT NULL;

-- The feed's reader "notices" goes on from where the activity's is.
INSERT INTO feed_cursors (name, turn, cursor) SELECT 'notices', turn, cursor FROM feed_cursors WHERE name = 'activity';
