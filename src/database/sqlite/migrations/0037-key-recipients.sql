-- Whom keys are for and how they are told of them, encrypted.
CREATE TABLE key_recipients (
  uuid      TEXT PRIMARY KEY,
  recipient TEXT NOT NULL
);
