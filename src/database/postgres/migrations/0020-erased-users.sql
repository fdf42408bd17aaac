-- Whose personal data were erased, in milliseconds since the epoch. The row stays, with nothing in it: the record has the id,
-- so nobody else is ever given it.
ALTER TABLE users ADD COLUMN erased_at bigint;
