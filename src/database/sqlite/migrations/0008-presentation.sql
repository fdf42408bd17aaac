-- What guests are shown of whoever lends them a door: brands of organisations, arrivals at locks. None of it is part of
-- the record.
CREATE TABLE presentations (
  kind TEXT NOT NULL, -- brand, arrival
  of   TEXT NOT NULL, -- the organisation's id, the lock's number
  said TEXT NOT NULL, -- JSON
  PRIMARY KEY (kind, of)
) STRICT, WITHOUT ROWID;

CREATE TABLE pictures (
  kind    TEXT NOT NULL,
  of      TEXT NOT NULL,
  version TEXT NOT NULL, -- of the bytes
  type    TEXT NOT NULL,
  bytes   BLOB NOT NULL,
  PRIMARY KEY (kind, of)
) STRICT;
