-- Up to which number of an organisation's feed its events went out by a hub. Moved with an installation, as the numbers are.
CREATE TABLE bus_cursors (
  hub_id text   COLLATE "C" NOT NULL,
  org_id text   COLLATE "C" NOT NULL,
  n      bigint NOT NULL,
  PRIMARY KEY (hub_id, org_id)
);
