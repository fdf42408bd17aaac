-- People with an account. A session is of a guest's phone or of the console; the latter knows when its user last proved
-- who they are, and was last seen (milliseconds since the epoch).
ALTER TABLE sessions ADD COLUMN kind text NOT NULL DEFAULT 'guest';
ALTER TABLE sessions ADD COLUMN proved_at bigint;
ALTER TABLE sessions ADD COLUMN last_seen_at bigint;

-- Who hosts the server, and may make organisations.
ALTER TABLE users ADD COLUMN operator smallint NOT NULL DEFAULT 0;

-- Whether its members' sessions end after twelve idle hours.
ALTER TABLE organizations ADD COLUMN short_sessions smallint NOT NULL DEFAULT 0;

-- A way in is one user's: of a password the account is the user's id.
CREATE UNIQUE INDEX accounts_by_provider ON accounts (provider_id, account_id);

CREATE INDEX users_by_claim ON users (claimed_email) WHERE claimed_email IS NOT NULL;
