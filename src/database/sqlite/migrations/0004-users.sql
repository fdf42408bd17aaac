-- A user may be known before an address of theirs is, and by the parts of a name.
CREATE TABLE users_next (
  user_id    TEXT PRIMARY KEY,
  email      TEXT UNIQUE COLLATE NOCASE,
  name       TEXT,
  first_name TEXT,
  last_name  TEXT,
  created_at INTEGER NOT NULL
) STRICT;

INSERT INTO users_next (user_id, email, name, created_at) SELECT user_id, lower(email), name, created_at FROM users;
DROP TABLE users;
ALTER TABLE users_next RENAME TO users;
