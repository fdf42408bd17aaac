-- Whether the key opens several doors: whose lock goes to somebody else is asked for these alone.
ALTER TABLE temp_key_doors ADD COLUMN shared boolean NOT NULL DEFAULT false;
UPDATE temp_key_doors d SET shared = true
  FROM temp_keys k WHERE k.key_id = d.key_id AND json_array_length(k.state::json -> 'doors') > 1;
CREATE INDEX temp_key_doors_shared ON temp_key_doors (lock_id, key_id) WHERE shared AND NOT revoked;
