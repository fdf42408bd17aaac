-- Whether an event was written for a webhook already, where the log is read from its beginning again.
CREATE INDEX webhook_deliveries_of_event ON webhook_deliveries (event_id, endpoint_id);
