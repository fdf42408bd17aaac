-- Whom keys are for and how they are told of them, encrypted.
CREATE TABLE key_recipients (
  uuid      text COLLATE "C" PRIMARY KEY,
  recipient text NOT NULL
);
