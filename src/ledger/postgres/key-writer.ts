/** Writing the keys that a batch changed, and in which lists and under which PINs they are found. */
import { pinLocks, revokeAt, type TempKeyState } from "../../domain/temp-key.ts";
import { erasableColumns } from "../erasable-columns.ts";
import type { StoredKeyRow } from "../working-set.ts";
import type { LoadedRows } from "./loader.ts";
import { noteChanged, type Part, type Send, storable } from "./statements.ts";

/** The keys that a batch made, and those that it changed. */
export function keysIn(rows: LoadedRows): WrittenKeys {
  const made: StoredKeyRow[] = [];
  const changed: ChangedKey[] = [];
  for (const [uuid, isNew] of rows.changedKeys) {
    const row = rows.key(uuid)!;
    if (isNew) made.push(row);
    else changed.push({ keyId: rows.keyIds.get(uuid)!, row });
  }
  return { made, changed };
}

/** Send the statements that write what seldom changes of a key, when the keys are there. */
export function writeMoved({ made, changed }: WrittenKeys, send: Send): void {
  updateTexts(changed, send);
  setRevokeAt([...made, ...changed.map(({ row }) => row)], send);
  moveDoors(changed, send);
  movePins(changed, send);
}

interface WrittenKeys {
  readonly made: readonly StoredKeyRow[];
  readonly changed: readonly ChangedKey[];
}

interface ChangedKey {
  readonly keyId: number;
  readonly row: StoredKeyRow;
}

function stateColumns(keys: readonly StoredKeyRow[]) {
  return [keys.map(({ state }) => isRevoked(state)), keys.map(({ state }) => JSON.stringify(state))];
}

function textColumns(keys: readonly StoredKeyRow[]) {
  const columns = keys.map(erasableColumns);
  return [
    columns.map(({ description }) => description && storable(description)),
    columns.map(({ labels }) => labels),
    columns.map(({ pin_index }) => pin_index),
    columns.map(({ pin_box }) => pin_box),
  ];
}

/** The keys themselves, and in which lists and under which PINs new ones are found. */
export function partsOfKeys({ made: keys, changed }: WrittenKeys): Part[] {
  const doors = keys.flatMap(({ state }) => state.doors.map(({ lockId }) => ({ state, lockId })));
  const pins = keys.flatMap(({ state, pin }) => (pin ? pinLocks(state).map((lockId) => ({ state, lockId, pin })) : []));
  return [
    {
      name: "keys_made",
      text: `INSERT INTO temp_keys (uuid, revoked, state, description, labels, pin_index, pin_box, created_by)
        SELECT * FROM unnest($1::text[], $2::boolean[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
          $8::text[]) RETURNING uuid, key_id`,
      columns: [
        keys.map(({ state }) => state.uuid),
        ...stateColumns(keys),
        ...textColumns(keys),
        keys.map(({ state }) => state.createdBy),
      ],
    },
    {
      name: "doors_made",
      text: `INSERT INTO temp_key_doors (lock_id, revoked, key_id, shared) SELECT lock_id, revoked, key_id, shared
        FROM unnest($1::text[], $2::bigint[], $3::boolean[], $4::boolean[]) AS d (uuid, lock_id, revoked, shared)
        JOIN keys_made USING (uuid)`,
      columns: [
        doors.map(({ state }) => state.uuid),
        doors.map(({ lockId }) => lockId),
        doors.map(({ state }) => isRevoked(state)),
        doors.map(({ state }) => isShared(state)),
      ],
    },
    {
      name: "pins_made",
      text: `INSERT INTO temp_key_pins (lock_id, pin_index, key_id) SELECT lock_id, pin_index, key_id
        FROM unnest($1::text[], $2::bigint[], $3::text[]) AS p (uuid, lock_id, pin_index) JOIN keys_made USING (uuid)`,
      columns: [
        pins.map(({ state }) => state.uuid),
        pins.map(({ lockId }) => lockId),
        pins.map(({ pin }) => pin.blindIndex),
      ],
    },
    {
      name: "keys_changed",
      text: `UPDATE temp_keys k SET revoked = u.revoked, state = u.state
        FROM unnest($1::bigint[], $2::boolean[], $3::text[]) AS u (key_id, revoked, state) WHERE k.key_id = u.key_id`,
      columns: [changed.map(({ keyId }) => keyId), ...stateColumns(changed.map(({ row }) => row))],
    },
  ];
}

/** Apart, because it is noted that they changed, and a statement may change a row once. */
function updateTexts(changed: readonly ChangedKey[], send: Send): void {
  const told = changed.filter(({ row }) => row.erasableChanged);
  send(
    `WITH told AS (
       UPDATE temp_keys k
       SET description = u.description, labels = u.labels, pin_index = u.pin_index, pin_box = u.pin_box
       FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[])
         AS u (key_id, description, labels, pin_index, pin_box)
       WHERE k.key_id = u.key_id RETURNING k.uuid
     )
     ${noteChanged("key", "uuid", "told")}`,
    [told.map(({ keyId }) => keyId), ...textColumns(told.map(({ row }) => row))],
  );
}

function setRevokeAt(rows: readonly StoredKeyRow[], send: Send): void {
  const changed = rows.filter(({ state, stored }) => revokeAt(state) !== (stored ? revokeAt(stored) : null));
  send(
    `UPDATE temp_keys k SET revoke_at = u.revoke_at FROM unnest($1::text[], $2::bigint[]) AS u (uuid, revoke_at)
     WHERE k.uuid = u.uuid`,
    [changed.map(({ state }) => state.uuid), changed.map(({ state }) => revokeAt(state))],
  );
}

function moveDoors(changed: readonly ChangedKey[], send: Send): void {
  const gone = changed.flatMap(({ keyId, row }) => doorRowsMissingIn(row.stored!, row.state, keyId));
  const come = changed.flatMap(({ keyId, row }) => doorRowsMissingIn(row.state, row.stored!, keyId));
  const columns = (doors: typeof gone) => [
    doors.map(({ lockId }) => lockId),
    doors.map(({ revoked }) => revoked),
    doors.map(({ keyId }) => keyId),
  ];
  const unnested = "unnest($1::bigint[], $2::boolean[], $3::bigint[])";
  send(
    `DELETE FROM temp_key_doors d USING ${unnested} AS u (lock_id, revoked, key_id)
     WHERE d.lock_id = u.lock_id AND d.revoked = u.revoked AND d.key_id = u.key_id`,
    columns(gone),
  );
  send(
    `INSERT INTO temp_key_doors (lock_id, revoked, key_id, shared)
     SELECT * FROM unnest($1::bigint[], $2::boolean[], $3::bigint[], $4::boolean[])`,
    [...columns(come), come.map(({ shared }) => shared)],
  );
}

/** The rows of doors that a key has in one state and not in the other. */
function doorRowsMissingIn(one: TempKeyState, other: TempKeyState, keyId: number) {
  const [revoked, shared] = [isRevoked(one), isShared(one)];
  const isOther = revoked !== isRevoked(other) || shared !== isShared(other);
  return one.doors
    .filter(({ lockId }) => isOther || !other.doors.some((door) => door.lockId === lockId))
    .map(({ lockId }) => ({ lockId, revoked, keyId, shared }));
}

/** It opens several doors: whoever is given one of their locks would learn of the others. */
function isShared({ doors }: TempKeyState): boolean {
  return doors.length > 1;
}

function movePins(changed: readonly ChangedKey[], send: Send): void {
  const moved = changed.filter(({ row }) => row.erasableChanged || (row.pin && !hasSameDoors(row)));
  const pins = moved.flatMap(({ keyId, row }) =>
    row.pin ? pinLocks(row.state).map((lockId) => ({ keyId, row, lockId })) : [],
  );
  send("DELETE FROM temp_key_pins WHERE key_id = ANY($1::bigint[])", [moved.map(({ keyId }) => keyId)]);
  send(
    `INSERT INTO temp_key_pins (lock_id, pin_index, key_id)
     SELECT * FROM unnest($1::bigint[], $2::text[], $3::bigint[])`,
    [pins.map(({ lockId }) => lockId), pins.map(({ row }) => row.pin!.blindIndex), pins.map(({ keyId }) => keyId)],
  );
}

function isRevoked({ revokedAt }: TempKeyState): boolean {
  return revokedAt !== null;
}

function hasSameDoors({ state, stored }: StoredKeyRow): boolean {
  const [after, before] = [state.doors, stored!.doors];
  return after === before || (after.length === before.length && after.every(({ id }, i) => id === before[i]!.id));
}
