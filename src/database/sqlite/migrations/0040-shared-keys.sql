-- Whether the key opens several doors: whose lock goes to somebody else is asked for these alone.
ALTER TABLE temp_key_doors ADD COLUMN shared INTEGER NOT NULL DEFAULT 0;
UPDATE temp_key_doors SET shared = 1
  WHERE key_id IN (SELECT key_id FROM temp_keys WHERE json_array_length(state, '$.doors') > 1);
CREATE INDEX temp_key_doors_shared ON temp_key_doors (lock_id, key_id) WHERE shared = 1 AND revoked = 0;
