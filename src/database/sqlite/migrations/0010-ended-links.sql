-- Links that were sent and never opened are found by their end.
CREATE INDEX IF NOT EXISTS verifications_by_end ON verifications (expires_at);
