/** What was last seen of each lock's device, in any store, beside the record. */
import { type Sql, type Statement, statement } from "../../database/sql.ts";
import type { DeviceAddress } from "../../domain/device.ts";
import type { Snapshot } from "../driver.ts";

/** A device's last known state, and where it was seen. */
export interface DeviceState extends DeviceAddress {
  readonly lockId: number;
  readonly snapshot: Snapshot;
}

/** The port of where the last states are kept. Everything throws StoreUnavailableError when the store does not answer. */
export interface DeviceStates {
  /** Undefined where nothing was seen yet. */
  state(lockId: number): Promise<DeviceState | undefined>;
  /** An older one than what is there is passed over: several processes see the same devices. */
  put(states: readonly DeviceState[]): Promise<void>;
  close(): Promise<void>;
}

interface StateSqlRow {
  readonly hub_id: string;
  readonly address: string;
  readonly snapshot: string;
}

const STATE = "SELECT hub_id, address, snapshot FROM device_states WHERE lock_id = $1";
const PUT = `INSERT INTO device_states (lock_id, hub_id, address, observed_at, snapshot) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (lock_id) DO UPDATE SET hub_id = excluded.hub_id, address = excluded.address,
    observed_at = excluded.observed_at, snapshot = excluded.snapshot
  WHERE device_states.observed_at <= excluded.observed_at`;

/** @param sql is closed with it */
export function createDeviceStates(sql: Sql): DeviceStates {
  return {
    async state(lockId) {
      const [row] = await sql.read<StateSqlRow>(STATE, lockId);
      if (!row) return undefined;
      return { lockId, hubId: row.hub_id, address: row.address, snapshot: JSON.parse(row.snapshot) as Snapshot };
    },
    async put(states) {
      await sql.write(...states.map(putOne));
    },
    close: () => sql.close(),
  };
}

function putOne({ lockId, hubId, address, snapshot }: DeviceState): Statement {
  return statement(PUT, lockId, hubId, address, snapshot.observedAt, JSON.stringify(snapshot));
}
