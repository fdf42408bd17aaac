/** Writes the events and the rows of a batch, for the commit loop. */
import type Database from "better-sqlite3";
import { isSettled } from "../../domain/order.ts";
import { type Door, pinLocks, revokeAt, type TempKeyState } from "../../domain/temp-key.ts";
import { erasableColumns } from "../erasable-columns.ts";
import type { StoredKeyRow } from "../working-set.ts";
import type { KeptRows } from "./loader.ts";
import { prepareRows, type Value } from "./rows-at-once.ts";

/** Of a new key. */
const KEY_COLUMNS = 7;

/** Writes all that a batch changed. The write lock is held. */
export function prepareWriter(db: Database.Database) {
  const insertEvents = prepareRows(
    db,
    8,
    (rows) => `INSERT OR FAIL INTO events (lock_id, version, previous, type, at, data, context, hash) VALUES ${rows}`,
  );
  const insertLock = db.prepare(
    "INSERT INTO locks (uuid, version, head, last, updated_at, state, lock_id) VALUES (?, ?, ?, ?, ?, ?, ?)",
  );
  // Indexed columns are named only where they change: naming one rewrites its index.
  const updateLock = db.prepare(
    "UPDATE locks SET version = ?, head = ?, last = ?, updated_at = ?, state = ? WHERE lock_id = ?",
  );
  const advanceLocks = prepareRows(
    db,
    5,
    (rows) =>
      `UPDATE OR FAIL locks SET version = column1, head = column2, last = column3, updated_at = column4
       FROM (VALUES ${rows}) WHERE lock_id = column5`,
  );
  const renameLock = db.prepare("UPDATE locks SET uuid = ? WHERE lock_id = ?");
  const insertKeys = prepareRows(
    db,
    KEY_COLUMNS,
    (rows) =>
      `INSERT OR FAIL INTO temp_keys (uuid, state, created_by, description, labels, pin_index, pin_box) VALUES ${rows}`,
  );
  const updateKey = db.prepare("UPDATE temp_keys SET state = ? WHERE key_id = ?");
  const setErasable = db.prepare(
    "UPDATE temp_keys SET description = ?, labels = ?, pin_index = ?, pin_box = ? WHERE key_id = ?",
  );
  const insertDoors = prepareRows(
    db,
    3,
    (rows) => `INSERT OR FAIL INTO temp_key_doors (lock_id, key_id, shared) VALUES ${rows}`,
  );
  const removeDoor = db.prepare("DELETE FROM temp_key_doors WHERE lock_id = ? AND revoked = 0 AND key_id = ?");
  const insertPin = db.prepare("INSERT INTO temp_key_pins (lock_id, pin_index, key_id) VALUES (?, ?, ?)");
  const removePins = db.prepare("DELETE FROM temp_key_pins WHERE key_id = ?");
  const revokeDoor = db.prepare(
    "UPDATE temp_key_doors SET revoked = 1 WHERE lock_id = ? AND revoked = 0 AND key_id = ?",
  );
  const revokeKey = db.prepare("UPDATE temp_keys SET revoked = 1 WHERE key_id = ?");
  const setRevokeAt = db.prepare("UPDATE temp_keys SET revoke_at = ? WHERE key_id = ?");
  const insertOrder = db.prepare(
    "INSERT INTO orders (intent, not_after, open, state, order_id) VALUES (?, ?, ?, ?, ?)",
  );
  const updateOrder = db.prepare("UPDATE orders SET open = ?, state = ? WHERE order_id = ?");
  const unbind = db.prepare("DELETE FROM device_bindings WHERE lock_id = ?");
  const bind = db.prepare("INSERT INTO device_bindings (hub_id, address, lock_id) VALUES (?, ?, ?)");
  const setHolders = db.prepare("UPDATE locks SET org_id = ?, owner_id = ? WHERE lock_id = ?");
  const insertReason = db.prepare(
    "INSERT INTO open_reasons (order_id, lock_id, user_id, reason, at) VALUES (?, ?, ?, ?, ?)",
  );
  const setRecipient = db.prepare("INSERT OR REPLACE INTO key_recipients (uuid, recipient) VALUES (?, ?)");
  const removeRecipient = db.prepare("DELETE FROM key_recipients WHERE uuid = ?");
  const setLockName = db.prepare("UPDATE locks SET name = ? WHERE lock_id = ?");

  function writeEvents(rows: KeptRows): void {
    if (rows.events.length === 0) return;
    const values: Value[] = [];
    for (const { lockId, version, type, at, data, context, hash } of rows.events) {
      values.push(lockId, version, rows.lastEvents.get(lockId) ?? null, type, at, data, context, hash);
      rows.lastEvents.set(lockId, ++rows.lastPosition);
    }
    const last = insertEvents(values);
    if (last !== rows.lastPosition) throw new Error(`An event went to position ${last}, not to ${rows.lastPosition}`);
    for (const { lockId, type } of rows.events)
      if (type === "LockUuidChanged") renameLock.run(rows.lock(lockId)!.uuid, lockId);
  }

  function writeLocks(rows: KeptRows): void {
    const advanced: Value[] = [];
    for (const [lockId, isNew] of rows.changedLocks) {
      const { state, version, head, updatedAt, stored } = rows.lockRow(lockId);
      const last = rows.lastEvents.get(lockId)!;
      if (state === stored) advanced.push(version, head, last, updatedAt, lockId);
      else writeLock(rows, lockId, isNew, last);
    }
    advanceLocks(advanced);
  }

  function writeLock(rows: KeptRows, lockId: number, isNew: boolean, last: number): void {
    const { state, version, head, updatedAt, stored } = rows.lockRow(lockId);
    const text = JSON.stringify(state);
    if (isNew) {
      insertLock.run(state!.uuid, version, head, last, updatedAt, text, lockId);
      rows.weight += text.length;
    } else {
      updateLock.run(version, head, last, updatedAt, text, lockId);
    }
    if (state!.orgId !== (stored?.orgId ?? null) || state!.ownerId !== (stored?.ownerId ?? null))
      setHolders.run(state!.orgId, state!.ownerId, lockId);
  }

  function writeKeys(rows: KeptRows): void {
    let newId = addKeys(rows);
    const doors: Value[] = [];
    const revoked: [number, TempKeyState][] = [];
    for (const [uuid, isNew] of rows.changedKeys) {
      const row = rows.key(uuid)!;
      const keyId = isNew ? newId++ : rows.keyIds.get(uuid)!;
      if (!isNew) changeKey(row, keyId);
      const { state: key, stored, pin, erasableChanged } = row;
      const doorsChanged = !sameDoors(key.doors, stored?.doors ?? []);
      if (doorsChanged) moveDoors(keyId, key.doors, stored?.doors ?? [], doors);
      if ((pin && doorsChanged) || erasableChanged) {
        if (!isNew) removePins.run(keyId);
        if (pin) for (const lockId of pinLocks(key)) insertPin.run(lockId, pin.blindIndex, keyId);
      }
      if (revokeAt(key) !== (stored ? revokeAt(stored) : null)) setRevokeAt.run(revokeAt(key), keyId);
      if (key.revokedAt !== null && (stored?.revokedAt ?? null) === null) revoked.push([keyId, key]);
    }
    insertDoors(doors);
    for (const [keyId, key] of revoked) {
      revokeKey.run(keyId);
      for (const door of key.doors) revokeDoor.run(door.lockId, keyId);
    }
  }

  /** @returns the id of the first new key; those of the others follow it */
  function addKeys(rows: KeptRows): number {
    const values: Value[] = [];
    for (const [uuid, isNew] of rows.changedKeys) {
      if (!isNew) continue;
      const row = rows.key(uuid)!;
      const { description, labels, pin_index, pin_box } = erasableColumns(row);
      values.push(uuid, JSON.stringify(row.state), row.state.createdBy, description, labels, pin_index, pin_box);
      if (uuid > rows.greatestKey) rows.greatestKey = uuid;
    }
    return insertKeys(values) - values.length / KEY_COLUMNS + 1;
  }

  function changeKey(row: StoredKeyRow, keyId: number): void {
    updateKey.run(JSON.stringify(row.state), keyId);
    // Only texts that are named here are noted as changed: those that a key is made with are no change.
    if (!row.erasableChanged) return;
    const { description, labels, pin_index, pin_box } = erasableColumns(row);
    setErasable.run(description, labels, pin_index, pin_box, keyId);
  }

  /** @param added values of rows to insert, to which this adds */
  function moveDoors(keyId: number, doors: readonly Door[], before: readonly Door[], added: Value[]): void {
    const isShared = doors.length > 1;
    const stay = isShared === before.length > 1;
    for (const door of before) if (!stay || !has(doors, door)) removeDoor.run(door.lockId, keyId);
    for (const door of doors) if (!stay || !has(before, door)) added.push(door.lockId, keyId, isShared ? 1 : 0);
  }

  function writeOrder(rows: KeptRows, orderId: string, isNew: boolean): void {
    const order = rows.order(orderId)!;
    const open = isSettled(order) ? 0 : 1;
    const text = JSON.stringify(order);
    if (isNew) insertOrder.run(order.intent, order.notAfter, open, text, orderId);
    else updateOrder.run(open, text, orderId);
  }

  /** All are taken away first: a device may have gone from one lock to another. */
  function writeDevices(rows: KeptRows): void {
    const changed = rows.changedDevices();
    for (const { lockId } of changed) unbind.run(lockId);
    for (const { lockId, device } of changed) if (device) bind.run(device.hubId, device.address, lockId);
  }

  return {
    write(rows: KeptRows): void {
      writeEvents(rows);
      writeLocks(rows);
      writeDevices(rows);
      writeKeys(rows);
      for (const [orderId, isNew] of rows.changedOrders) writeOrder(rows, orderId, isNew);
      for (const { lockId, name } of rows.lockNames) setLockName.run(name, lockId);
      for (const { orderId, lockId, userId, reason, at } of rows.openReasons)
        insertReason.run(orderId, lockId, userId, reason, at);
      for (const [uuid, recipient] of rows.recipients)
        if (recipient === null) removeRecipient.run(uuid);
        else setRecipient.run(uuid, recipient);
    },
  };
}

function has(doors: readonly Door[], door: Door): boolean {
  return doors.some(({ id }) => id === door.id);
}

function sameDoors(a: readonly Door[], b: readonly Door[]): boolean {
  return a === b || (a.length === b.length && a.every(({ id }, i) => id === b[i]!.id));
}
