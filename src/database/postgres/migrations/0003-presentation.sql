-- What guests are shown of whoever lends them a door: brands of organisations, arrivals at locks. None of it is part of
-- the record.
CREATE TABLE presentations (
  kind text NOT NULL, -- brand, arrival
  of   text NOT NULL, -- the organisation's id, the lock's number
  said text NOT NULL, -- JSON
  PRIMARY KEY (kind, of)
);

CREATE TABLE pictures (
  kind    text  NOT NULL,
  of      text  NOT NULL,
  version text  NOT NULL, -- of the bytes
  type    text  NOT NULL,
  bytes   bytea NOT NULL,
  PRIMARY KEY (kind, of)
);
