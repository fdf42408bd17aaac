-- Up to which number of an organisation's feed its events went out by a hub. Moved with an installation, as the numbers are.
CREATE TABLE bus_cursors (
  hub_id TEXT    NOT NULL,
  org_id TEXT    NOT NULL,
  n      INTEGER NOT NULL,
  PRIMARY KEY (hub_id, org_id)
) STRICT, WITHOUT ROWID;
