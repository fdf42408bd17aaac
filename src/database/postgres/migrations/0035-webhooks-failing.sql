-- When the organisation was last told that an address takes nothing.
ALTER TABLE webhook_endpoints ADD COLUMN told_at bigint;

-- What was delivered is forgotten sooner than what was given up.
DROP INDEX webhook_deliveries_settled;
CREATE INDEX webhook_deliveries_settled ON webhook_deliveries (state, settled_at) WHERE settled_at IS NOT NULL;
