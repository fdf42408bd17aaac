-- Keys over several doors, their PINs, and the allowances for wrong ones.
ALTER TABLE temp_keys ADD COLUMN created_by TEXT NOT NULL DEFAULT '';
-- Beside the state, where it can be erased: texts of doors by their numbers (JSON), and the PIN, by a keyed hash and
-- encrypted.
ALTER TABLE temp_keys ADD COLUMN labels TEXT;
ALTER TABLE temp_keys ADD COLUMN pin_index TEXT;
ALTER TABLE temp_keys ADD COLUMN pin_box TEXT;

-- The fold knows more of a key and of a lock than it did.
UPDATE temp_keys SET
  created_by = json_extract(state, '$.createdBy'),
  state = json_remove(
    json_set(
      state,
      '$.nextDoor', 2,
      '$.maxUsesPerDoor', NULL,
      '$.doors[0].usedCount', json_extract(state, '$.usedCount'),
      '$.createdWith', CASE WHEN json_extract(state, '$.createdWith') IS NULL THEN NULL ELSE json_set(
        json_extract(state, '$.createdWith'),
        '$.maxUsesPerDoor', NULL,
        '$.doors', json_array(json_object(
          'lockId', json_extract(state, '$.doors[0].lockId'),
          'method', json_extract(state, '$.doors[0].method')
        ))
      ) END
    ),
    '$.doors[0].label'
  );
UPDATE locks SET state = json_set(state, '$.pinGuard', NULL);

CREATE INDEX temp_keys_of_creator ON temp_keys (created_by, key_id);

-- Which keys a PIN opens a lock with.
CREATE TABLE temp_key_pins (
  lock_id   INTEGER NOT NULL,
  pin_index TEXT    NOT NULL,
  key_id    INTEGER NOT NULL,
  PRIMARY KEY (lock_id, pin_index, key_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX temp_key_pins_of_key ON temp_key_pins (key_id);
