-- Imports of keys that were begun: by the secret of one the same table makes the same keys again.
CREATE TABLE key_imports (
  caller     text   COLLATE "C" NOT NULL,
  import_id  text   COLLATE "C" NOT NULL,
  secret     text   NOT NULL,
  created_at bigint NOT NULL, -- milliseconds since the epoch
  PRIMARY KEY (caller, import_id)
);
CREATE INDEX key_imports_by_age ON key_imports (created_at);
