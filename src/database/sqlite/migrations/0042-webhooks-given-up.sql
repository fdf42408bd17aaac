-- What was given up, for whoever looks at it among all that was delivered.
CREATE INDEX webhook_deliveries_dead ON webhook_deliveries (endpoint_id, id) WHERE state = 'dead';
