-- Whose locks these are, as their state says, so that they are found by it.
ALTER TABLE locks ADD COLUMN org_id text COLLATE "C", ADD COLUMN owner_id text COLLATE "C";
UPDATE locks SET org_id = state::json ->> 'orgId', owner_id = state::json ->> 'ownerId';
CREATE INDEX locks_of_organization ON locks (org_id, lock_id) WHERE org_id IS NOT NULL;
CREATE INDEX locks_of_owner ON locks (owner_id, lock_id) WHERE owner_id IS NOT NULL;

-- The fold knows when a key was last used and a lock last opened.
UPDATE temp_keys k SET state = left(state, -1) || ',"lastUsedAt":' || u.at || '}'
  FROM (
    SELECT DISTINCT ON (key_uuid) key_uuid, at
    FROM (SELECT substr(data, strpos(data, '"tempKeyUuid":"') + 15, 36) AS key_uuid, at, position
          FROM events WHERE type = 'TempKeyUsed') e
    ORDER BY key_uuid, position DESC
  ) u
  WHERE k.uuid = u.key_uuid;
UPDATE locks l SET state = left(state, -1) || ',"lastOpenedAt":' || u.at || '}'
  FROM (
    SELECT DISTINCT ON (lock_id) lock_id, at FROM events WHERE type = 'LockOpened' ORDER BY lock_id, position DESC
  ) u
  WHERE l.lock_id = u.lock_id;

-- Of what texts beside the record changed, which no event says: who keeps a copy of some reads them again. Nothing of
-- the texts themselves.
CREATE TABLE changed_texts (
  kind text COLLATE "C" NOT NULL, -- key, lock, user
  id   text COLLATE "C" NOT NULL,
  -- The transaction that changed it last: who reads on begins at the oldest that was still open.
  xid  xid8 NOT NULL DEFAULT pg_current_xact_id(),
  PRIMARY KEY (kind, id)
);
CREATE INDEX changed_texts_by_transaction ON changed_texts (xid);

-- Of users; what changes texts of keys and locks notes that itself, because a trigger of rows costs every statement that
-- changes such rows, whatever of them it changes.
CREATE FUNCTION note_changed_user() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO changed_texts (kind, id) VALUES ('user', coalesce(NEW.id, OLD.id))
    ON CONFLICT (kind, id) DO UPDATE SET xid = excluded.xid;
  RETURN NULL;
END
$$;
CREATE TRIGGER user_changed AFTER INSERT OR DELETE OR UPDATE OF email, email_proof, name, first_name, last_name ON users
  FOR EACH ROW EXECUTE FUNCTION note_changed_user();
