-- What people look through most: what happened at one door, and with one key.
CREATE INDEX activity_of_lock ON activity (scope, lock_id, at, seq);
CREATE INDEX activity_of_key ON activity (scope, temp_key, at, seq) WHERE temp_key IS NOT NULL;
