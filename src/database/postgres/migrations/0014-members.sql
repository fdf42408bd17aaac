-- Who is in an organisation. An id that was an organisation's is never given to another: the record has it.
CREATE TABLE ended_organizations (
  org_id   text   PRIMARY KEY,
  ended_at bigint NOT NULL
);

CREATE TABLE members (
  org_id  text    NOT NULL REFERENCES organizations (org_id) ON DELETE CASCADE,
  user_id text    NOT NULL,
  role    text    NOT NULL,
  paused  integer NOT NULL DEFAULT 0,
  since   bigint  NOT NULL,
  PRIMARY KEY (org_id, user_id)
);
CREATE INDEX members_of_user ON members (user_id);

-- Only the SHA-256 of an invitation's secret is kept.
CREATE TABLE invitations (
  id          text    PRIMARY KEY,
  org_id      text    NOT NULL REFERENCES organizations (org_id) ON DELETE CASCADE,
  hash        bytea   NOT NULL UNIQUE,
  email       text    NOT NULL,
  role        text    NOT NULL,
  invited_by  text    NOT NULL, -- as the record names them
  by_operator integer NOT NULL,
  mailed      integer NOT NULL, -- the secret was sent to the address, and shown to nobody
  created_at  bigint  NOT NULL,
  expires_at  bigint  NOT NULL,
  accepted_by text -- while it is being accepted
);
CREATE INDEX invitations_of_organization ON invitations (org_id);

CREATE TABLE sites (
  id         text   PRIMARY KEY,
  org_id     text   NOT NULL REFERENCES organizations (org_id) ON DELETE CASCADE,
  name       text   NOT NULL,
  address    text,
  time_zone  text,
  directions text,
  created_at bigint NOT NULL
);
CREATE INDEX sites_of_organization ON sites (org_id);

CREATE TABLE site_locks (
  lock_id bigint PRIMARY KEY,
  site_id text   NOT NULL REFERENCES sites (id) ON DELETE CASCADE
);
CREATE INDEX site_locks_of_site ON site_locks (site_id);

-- Keys of before may do everything, for every lock.
ALTER TABLE api_keys
  ADD COLUMN id text NOT NULL DEFAULT gen_random_uuid()::text UNIQUE,
  ADD COLUMN name text,
  ADD COLUMN scopes text NOT NULL DEFAULT 'read keys locks admin',
  ADD COLUMN limits text, -- numbers of locks and ids of sites (JSON); null for all
  ADD COLUMN created_by text,
  ADD COLUMN used_on bigint; -- the day of its last use, as the milliseconds at which it began
ALTER TABLE api_keys ALTER COLUMN id DROP DEFAULT;
