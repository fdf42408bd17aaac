-- Whose locks these are, as their state says, so that they are found by it.
ALTER TABLE locks ADD COLUMN org_id TEXT;
ALTER TABLE locks ADD COLUMN owner_id TEXT;
UPDATE locks SET org_id = json_extract(state, '$.orgId'), owner_id = json_extract(state, '$.ownerId');
CREATE INDEX locks_of_organization ON locks (org_id, lock_id) WHERE org_id IS NOT NULL;
CREATE INDEX locks_of_owner ON locks (owner_id, lock_id) WHERE owner_id IS NOT NULL;

-- The fold knows when a key was last used and a lock last opened.
UPDATE temp_keys SET state = json_set(state, '$.lastUsedAt', u.at)
  FROM (
    SELECT substr(data, instr(data, '"tempKeyUuid":"') + 15, 36) AS key_uuid, at, max(position)
    FROM events WHERE type = 'TempKeyUsed' GROUP BY key_uuid
  ) u
  WHERE temp_keys.uuid = u.key_uuid;
UPDATE locks SET state = json_set(state, '$.lastOpenedAt', u.at)
  FROM (SELECT lock_id AS opened, at, max(position) FROM events WHERE type = 'LockOpened' GROUP BY opened) u
  WHERE locks.lock_id = u.opened;

-- Of what texts beside the record changed, which no event says: who keeps a copy of some reads them again. Nothing of
-- the texts themselves.
CREATE TABLE changed_texts (
  kind TEXT    NOT NULL, -- key, lock, user
  id   TEXT    NOT NULL,
  seq  INTEGER NOT NULL UNIQUE, -- the newest is the highest
  PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER key_texts_changed AFTER UPDATE OF description, labels, pin_index ON temp_keys
  WHEN NEW.description IS NOT OLD.description OR NEW.labels IS NOT OLD.labels OR NEW.pin_index IS NOT OLD.pin_index
BEGIN
  INSERT INTO changed_texts (kind, id, seq)
    VALUES ('key', NEW.uuid, (SELECT coalesce(max(seq), 0) + 1 FROM changed_texts))
    ON CONFLICT (kind, id) DO UPDATE SET seq = excluded.seq;
END;
CREATE TRIGGER lock_name_changed AFTER UPDATE OF name ON locks WHEN NEW.name IS NOT OLD.name BEGIN
  INSERT INTO changed_texts (kind, id, seq)
    VALUES ('lock', NEW.lock_id, (SELECT coalesce(max(seq), 0) + 1 FROM changed_texts))
    ON CONFLICT (kind, id) DO UPDATE SET seq = excluded.seq;
END;
CREATE TRIGGER user_added AFTER INSERT ON users BEGIN
  INSERT INTO changed_texts (kind, id, seq)
    VALUES ('user', NEW.id, (SELECT coalesce(max(seq), 0) + 1 FROM changed_texts))
    ON CONFLICT (kind, id) DO UPDATE SET seq = excluded.seq;
END;
CREATE TRIGGER user_changed AFTER UPDATE OF email, email_proof, name, first_name, last_name ON users BEGIN
  INSERT INTO changed_texts (kind, id, seq)
    VALUES ('user', NEW.id, (SELECT coalesce(max(seq), 0) + 1 FROM changed_texts))
    ON CONFLICT (kind, id) DO UPDATE SET seq = excluded.seq;
END;
CREATE TRIGGER user_erased AFTER DELETE ON users BEGIN
  INSERT INTO changed_texts (kind, id, seq)
    VALUES ('user', OLD.id, (SELECT coalesce(max(seq), 0) + 1 FROM changed_texts))
    ON CONFLICT (kind, id) DO UPDATE SET seq = excluded.seq;
END;
