-- Without the scope, which hardly tells more once a door or a key is named: SQLite takes such an index, and not the other.
DROP INDEX activity_of_lock;
DROP INDEX activity_of_key;
CREATE INDEX activity_of_lock ON activity (lock_id, at, seq);
CREATE INDEX activity_of_key ON activity (temp_key, at, seq) WHERE temp_key IS NOT NULL;
