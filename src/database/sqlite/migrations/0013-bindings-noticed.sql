-- Processes that have hubs open notice by the same count that a device was bound or let go.
CREATE TRIGGER device_bound AFTER INSERT ON device_bindings BEGIN
  UPDATE hub_changes SET revision = revision + 1;
END;
CREATE TRIGGER device_let_go AFTER DELETE ON device_bindings BEGIN
  UPDATE hub_changes SET revision = revision + 1;
END;
