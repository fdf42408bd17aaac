-- Imports of keys that were begun: by the secret of one the same table makes the same keys again.
CREATE TABLE key_imports (
  caller     TEXT    NOT NULL,
  import_id  TEXT    NOT NULL,
  secret     TEXT    NOT NULL,
  created_at INTEGER NOT NULL, -- milliseconds since the epoch
  PRIMARY KEY (caller, import_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX key_imports_by_age ON key_imports (created_at);
