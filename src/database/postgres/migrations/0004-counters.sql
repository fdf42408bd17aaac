-- How often what is limited was done, by the hash of who or what it is. Not written to the log: after a crash of the
-- server the counts begin anew.
CREATE UNLOGGED TABLE counters (
  id      bytea  PRIMARY KEY,
  count   bigint NOT NULL,
  ends_at bigint NOT NULL -- milliseconds since the epoch
);
CREATE INDEX counters_by_end ON counters (ends_at);
