-- When a paused key is revoked by itself, so that whoever looks after that finds it.
ALTER TABLE temp_keys ADD COLUMN revoke_at INTEGER; -- milliseconds since the epoch
CREATE INDEX temp_keys_to_revoke ON temp_keys (revoke_at) WHERE revoke_at IS NOT NULL;
