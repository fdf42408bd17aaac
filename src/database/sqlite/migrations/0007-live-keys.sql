-- Keys that were taken back stay, and a list of the others must not walk over them.
ALTER TABLE temp_keys ADD COLUMN revoked INTEGER NOT NULL DEFAULT 0;
UPDATE temp_keys SET revoked = 1 WHERE json_extract(state, '$.revokedAt') IS NOT NULL;
CREATE INDEX temp_keys_live_of_creator ON temp_keys (created_by, key_id) WHERE revoked = 0;
