/** Processes with hubs on one store, and drivers that tell what was done with them. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as turn, setTimeout as wait } from "node:timers/promises";
import Type from "typebox";
import { ManualClock } from "../manual-clock.ts";
import { newDatabase } from "../postgres.ts";
import { openDatabase } from "../../src/database/postgres/database.ts";
import { createPostgresSql } from "../../src/database/postgres/sql.ts";
import { type Sql, statement } from "../../src/database/sql.ts";
import { openSqliteSql } from "../../src/database/sqlite/sql.ts";
import { silentLog } from "../../src/log.ts";
import type { Clock } from "../../src/clock.ts";
import type { DriverKind, HubOptions, LockDriver, Observation } from "../../src/devices/driver.ts";
import type { HubStore, NewHub } from "../../src/devices/hubs/hub.ts";
import { type OpenHubs, openHubs } from "../../src/devices/hubs/open-hubs.ts";
import { createHubSecrets, type HubSecrets } from "../../src/devices/hubs/secrets.ts";
import { createHubStore } from "../../src/devices/hubs/stored-hubs.ts";

/** The store that the tests run on. */
async function openSql(): Promise<{ readonly sql: Sql; close(): Promise<void> }> {
  const address = process.env["TEST_STORE"] ?? "sqlite";
  if (address === "sqlite") {
    const folder = mkdtempSync(join(tmpdir(), "latchstring-hubs-"));
    const sql = openSqliteSql(join(folder, "latchstring.db"));
    return { sql, close: async () => sql.close().then(() => rmSync(folder, { recursive: true })) };
  }
  const database = await openDatabase({ url: await newDatabase(address) });
  return { sql: createPostgresSql(database.pool), close: () => database.close() };
}

/** A hub that was opened, and what became of it. */
export interface Opened {
  readonly process: number;
  readonly options: HubOptions;
  readonly watched: (readonly string[])[];
  checks: number;
  /** How often its devices were told to forget it. */
  leaves: number;
  stopped: boolean;
}

export interface Seen {
  readonly lockId: number;
  readonly hubId: string;
  readonly observation: Observation;
}

export interface Rig {
  readonly clock: ManualClock;
  readonly store: HubStore;
  readonly secrets: HubSecrets;
  readonly opened: readonly Opened[];
  /** Those that are open now. */
  current(hubId?: string): readonly Opened[];
  readonly seen: readonly Seen[];
  /** What opening a hub does instead. */
  fail: ((options: HubOptions) => Promise<LockDriver> | undefined) | undefined;
  /** Devices are told to forget their hub in vain. */
  isDeaf: boolean;
  /** How long a driver takes to stop, in milliseconds. */
  stopMs: number;
  process(more?: { readonly store?: HubStore; readonly clock?: Clock }): OpenHubs;
  make(hub: Partial<NewHub> & { readonly hubId: string }): Promise<void>;
  bind(hubId: string, address: string, lockId: number): Promise<void>;
  unbind(lockId: number): Promise<void>;
  /** Let time pass in steps, and each step's work be done. */
  pass(ms: number, step?: () => void): Promise<void>;
}

export async function withRig(run: (rig: Rig) => Promise<void>): Promise<void> {
  const { sql, close } = await openSql();
  const clock = new ManualClock(Date.parse("2026-06-01T10:00:00Z"));
  let asked = 0;
  /** Counts what the store has still to answer, because no clock is passed in there. */
  const counting = async <T>(ask: () => Promise<T>): Promise<T> => {
    asked++;
    return ask().finally(() => asked--);
  };
  const answered = async () => {
    await turns();
    if (asked > 0) await answered();
  };
  const store = createHubStore({
    ...sql,
    read: (text, ...values) => counting(() => sql.read(text, ...values)),
    write: (...statements) => counting(() => sql.write(...statements)),
  });
  const folder = mkdtempSync(join(tmpdir(), "latchstring-hubs-"));
  const secrets = createHubSecrets({ keys: { file: join(folder, "hubs.json") } });
  const opened: Opened[] = [];
  const seen: Seen[] = [];
  const processes: OpenHubs[] = [];
  const kindOf = (process: number, exclusive: boolean): DriverKind => ({
    settings: Type.Object({}),
    secrets: Type.Object({}),
    exclusive,
    checkAddress: () => undefined,
    async open(options) {
      const instead = rig.fail?.(options);
      if (instead) return instead;
      const one: Opened = { process, options, watched: [], checks: 0, leaves: 0, stopped: false };
      opened.push(one);
      return driverOf(one, rig);
    },
  });
  const rig: Rig = {
    clock,
    store,
    secrets,
    opened,
    seen,
    fail: undefined,
    stopMs: 0,
    isDeaf: false,
    current: (hubId) => opened.filter((one) => !one.stopped && (!hubId || one.options.hubId === hubId)),
    process({ store: own = store, clock: time = clock } = {}) {
      const number = processes.length;
      const hubs = openHubs({
        hubs: async () => own,
        secrets,
        simulator: { travelMs: 0 },
        dataDir: folder,
        holder: `process ${number}`,
        clock: time,
        log: silentLog,
        observed: async (lockId, hubId, observation) => void seen.push({ lockId, hubId, observation }),
        kindOf: (kind) =>
          kind === "shared" || kind === "exclusive" ? Promise.resolve(kindOf(number, kind === "exclusive")) : undefined,
      });
      hubs.begin();
      processes.push(hubs);
      return hubs;
    },
    async make(hub) {
      const owner = { orgId: null, ownerId: null, name: null };
      const bare = { kind: "shared", settings: {}, secretNames: [], ciphertext: null, createdAt: 1 };
      const made = await store.create({ ...owner, ...bare, ...hub }, 1_000);
      if (typeof made === "string") throw new Error(made);
    },
    async bind(hubId, address, lockId) {
      const text = "INSERT INTO device_bindings (hub_id, address, lock_id) VALUES ($1, $2, $3)";
      await sql.write(statement(text, hubId, address, lockId));
    },
    async unbind(lockId) {
      await sql.write(statement("DELETE FROM device_bindings WHERE lock_id = $1", lockId));
    },
    async pass(ms, step) {
      for (let passed = 0; passed < ms; passed += STEP_MS) {
        await clock.advance(Math.min(STEP_MS, ms - passed));
        await answered();
        step?.();
      }
    },
  };
  try {
    await run(rig);
  } finally {
    await rig.pass(STEP_MS);
    const stopped = Promise.all(processes.map((one) => one.stop()));
    await rig.pass(2_000);
    await stopped;
    await store.close();
    await close();
    rmSync(folder, { recursive: true });
  }
}

const STEP_MS = 250;

/** For whoever got an answer to ask the next question, also of the disk. */
async function turns(): Promise<void> {
  await wait(1);
  for (let i = 0; i < 10; i++) await turn();
}

function driverOf(one: Opened, rig: Rig): LockDriver {
  return {
    kind: "stub",
    unlock: async () => ({ ok: true, stage: "executed", by: "ack", latencyMs: 1 }),
    snapshot: async () => ({ state: "locked", online: true, observedAt: 0, source: "device" }),
    discover: async () => [],
    async check() {
      one.checks++;
      return { ok: true, latencyMs: 1 };
    },
    async leave() {
      one.leaves++;
      if (rig.isDeaf) throw new Error("nobody answers");
    },
    watch: (addresses) => void one.watched.push(addresses.toSorted()),
    async stop() {
      await rig.clock.sleep(rig.stopMs);
      one.stopped = true;
    },
  };
}
