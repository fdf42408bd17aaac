-- Whose a remembered request is, as a keyed hash: how many of one caller are remembered is bounded.
ALTER TABLE requests ADD COLUMN caller text COLLATE "C";
CREATE INDEX requests_of_caller ON requests (caller, created_at);

-- Links that were sent and never opened are found by their end.
CREATE INDEX IF NOT EXISTS verifications_by_end ON verifications (expires_at);
