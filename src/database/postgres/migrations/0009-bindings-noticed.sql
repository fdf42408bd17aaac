-- Processes that have hubs open notice by the same count that a device was bound or let go.
CREATE FUNCTION count_bindings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE hub_changes SET revision = revision + 1;
  RETURN NULL;
END $$;
CREATE TRIGGER device_bound AFTER INSERT ON device_bindings FOR EACH ROW EXECUTE FUNCTION count_bindings();
CREATE TRIGGER device_let_go AFTER DELETE ON device_bindings FOR EACH ROW EXECUTE FUNCTION count_bindings();
