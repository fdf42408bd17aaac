-- The greatest revision of each scope: in whose activity something has changed is one small read for all who watch.
CREATE TABLE activity_scopes (
  scope    text   COLLATE "C" PRIMARY KEY,
  revision bigint NOT NULL
);
CREATE INDEX activity_scopes_by_revision ON activity_scopes (revision);
INSERT INTO activity_scopes SELECT scope, max(revision) FROM activity GROUP BY scope;
