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
  /** Those of these locks of which something was seen. */
  states(lockIds: readonly number[]): Promise<readonly DeviceState[]>;
  /** An older one than what is there is passed over: several processes see the same devices. */
  put(states: readonly DeviceState[]): Promise<void>;
  close(): Promise<void>;
}

interface StateSqlRow {
  readonly lock_id: number;
  readonly hub_id: string;
  readonly address: string;
  readonly snapshot: string;
}

/** Asked for at once; as many places as a statement has, so that there is one text. */
const AT_ONCE = 50;
/** Statements at the same time. */
const TOGETHER = 5;
const PLACES = Array.from({ length: AT_ONCE }, (_, i) => `$${i + 1}`).join(", ");
/** No lock has it. */
const NO_LOCK = 0;

const STATE = "SELECT lock_id, hub_id, address, snapshot FROM device_states WHERE lock_id = $1";
const STATES = `SELECT lock_id, hub_id, address, snapshot FROM device_states WHERE lock_id IN (${PLACES})`;
const PUT = `INSERT INTO device_states (lock_id, hub_id, address, observed_at, snapshot) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (lock_id) DO UPDATE SET hub_id = excluded.hub_id, address = excluded.address,
    observed_at = excluded.observed_at, snapshot = excluded.snapshot
  WHERE device_states.observed_at <= excluded.observed_at`;

/** @param sql is closed with it */
export function createDeviceStates(sql: Sql): DeviceStates {
  return {
    async state(lockId) {
      const [row] = await sql.read<StateSqlRow>(STATE, lockId);
      return row && stateOf(row);
    },
    async states(lockIds) {
      const found: DeviceState[] = [];
      for (let at = 0; at < lockIds.length; at += AT_ONCE * TOGETHER) {
        const places = Array.from({ length: TOGETHER }, (_, i) => at + i * AT_ONCE).filter((i) => i < lockIds.length);
        const read = async (first: number) => {
          const some = Array.from({ length: AT_ONCE }, (_, i) => lockIds[first + i] ?? NO_LOCK);
          return sql.read<StateSqlRow>(STATES, ...some);
        };
        for (const rows of await Promise.all(places.map(read))) found.push(...rows.map(stateOf));
      }
      return found;
    },
    async put(states) {
      await sql.write(...states.map(putOne));
    },
    close: () => sql.close(),
  };
}

function stateOf({ lock_id: lockId, hub_id: hubId, address, snapshot }: StateSqlRow): DeviceState {
  return { lockId, hubId, address, snapshot: JSON.parse(snapshot) as Snapshot };
}

function putOne({ lockId, hubId, address, snapshot }: DeviceState): Statement {
  return statement(PUT, lockId, hubId, address, snapshot.observedAt, JSON.stringify(snapshot));
}
