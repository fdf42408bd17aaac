-- The order that a delivery tells of, by which its trace is found.
ALTER TABLE webhook_deliveries ADD COLUMN order_id TEXT;
