-- The keys of whoever made them, those that were taken back apart: one index for both, as each costs every create a write.
DROP INDEX temp_keys_live_of_creator;
DROP INDEX temp_keys_of_creator;
CREATE INDEX temp_keys_of_creator ON temp_keys (created_by, revoked, key_id);
