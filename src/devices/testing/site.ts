/** A ledger with one lock, its key and simulated device, and the orders of one process. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { ManualClock } from "../../../test/manual-clock.ts";
import { isSettled, type OrderState } from "../../domain/order.ts";
import type { DeviceBinding } from "../../domain/device.ts";
import type { Ledger } from "../../ledger/ledger.ts";
import { openSqliteLedger } from "../../ledger/sqlite/ledger.ts";
import { silentLog } from "../../log.ts";
import type { LockDriver } from "../driver.ts";
import { createOrders, type Orders } from "../orders.ts";
import { createDrivers } from "./drivers.ts";
import { readActuations } from "../simulator/actuation-log.ts";
import { type Fault, setFault } from "../simulator/faults.ts";
import { createSimulator } from "../simulator/simulator.ts";

export const START = Date.parse("2026-03-01T12:00:00Z");
export const LOCK = 7;
export const OPERATOR = { kind: "operator" } as const;

export interface Site {
  readonly clock: ManualClock;
  readonly ledger: Ledger;
  readonly orders: Orders;
  readonly key: string;
  /** The orders that the simulator was given. */
  readonly given: readonly string[];
  /** Admit by the key, without sending the order anywhere. */
  admit(): Promise<OrderState>;
  /** Admit and dispatch. */
  open(): Promise<OrderState>;
  fault(fault: Fault): Promise<void>;
  openings(): Promise<string[]>;
  usedCount(): Promise<number>;
  /** The order, as soon as it is settled and without time passing. */
  outcome(order: OrderState): Promise<OrderState>;
}

export interface Options {
  readonly driver?: string | null;
  readonly drivers?: Record<string, () => Promise<LockDriver>>;
  /** What the lock is bound to, in place of the simulator. */
  readonly device?: DeviceBinding;
  /** The hubs that this process holds; they may change while it runs. */
  readonly held?: ReadonlySet<string>;
  readonly travelMs?: number;
  readonly wrap?: (ledger: Ledger) => Ledger;
}

export async function atSite(options: Options, run: (site: Site) => Promise<void>): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), "latchstring-orders-"));
  const clock = new ManualClock(START);
  const opened = await openSqliteLedger({ file: join(dir, "latchstring.db"), clock });
  const ledger = options.wrap?.(opened) ?? opened;
  const given: string[] = [];
  const simulator = await createSimulator({ dir, clock, travelMs: options.travelMs ?? 0 });
  const watched: LockDriver = {
    ...simulator,
    unlock(command, signal) {
      given.push(command.orderId);
      return simulator.unlock(command, signal);
    },
  };
  const loaded = createDrivers({ simulator: async () => watched, ...options.drivers });
  const drivers = { ...loaded, held: options.held ?? loaded.held };
  await drivers.get("simulator");
  const orders = createOrders({ ledger, drivers, clock, log: silentLog });
  const key = randomUUID();
  await opened.submit({
    type: "createLock",
    actor: OPERATOR,
    lockId: LOCK,
    uuid: randomUUID(),
    keys: [],
    timeZone: "UTC",
    driver: options.driver === undefined ? "simulator" : options.driver,
  });
  if (options.device)
    await opened.submit({
      type: "bindDevice",
      actor: OPERATOR,
      lockId: LOCK,
      device: options.device,
      driver: "stub",
    });
  await opened.submit({
    type: "createTempKey",
    actor: OPERATOR,
    lockId: LOCK,
    tempKeyUuid: key,
    accessMode: "public",
    allowedUserIds: [],
    validFrom: START - 7_200_000,
    validUntil: START + 3_600_000,
    maxUses: null,
  });
  const admit = async () => {
    const answer = await opened.submit({
      type: "openDoor",
      tempKeyUuid: key,
      method: "key",
      orderId: randomUUID(),
    });
    assert.ok(answer.ok && answer.order, JSON.stringify(answer));
    return answer.order;
  };
  const site: Site = {
    clock,
    ledger: opened,
    orders,
    key,
    given,
    admit,
    async open() {
      const order = await admit();
      orders.dispatch(order);
      return order;
    },
    fault: (fault) => setFault(dir, LOCK, fault),
    openings: async () => (await readActuations(dir, LOCK)).map((one) => one.orderId),
    usedCount: async () => (await opened.read.tempKey(key))!.state.usedCount,
    outcome: ({ orderId }) =>
      until(async () => {
        const order = await opened.read.order(orderId);
        return order && isSettled(order) ? order : undefined;
      }),
  };
  try {
    await run(site);
  } finally {
    await orders.stop();
    await drivers.stop();
    await opened.close();
    await rm(dir, { recursive: true });
    assert.equal(clock.sleeping, 0, "a timer was left behind");
  }
}

/** How long a busy disk may take, in milliseconds. */
const PATIENCE_MS = 20_000;

/** Wait for work in the writing thread or on the disk; the manual clock stands still meanwhile. */
export async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  const end = performance.now() + PATIENCE_MS;
  while (performance.now() < end) {
    const found = await look();
    if (found !== undefined) return found;
    await turn();
  }
  throw new Error("it never came");
}

export const given = (site: Site, { orderId }: OrderState) =>
  until(async () => (site.given.includes(orderId) ? true : undefined));

export const silent = (): LockDriver => stub(() => new Promise(() => {}));

export function stub(unlock: LockDriver["unlock"]): LockDriver {
  return {
    kind: "stub",
    unlock,
    snapshot: async () => ({ state: "unknown", online: true, observedAt: 0, source: "assumed" }),
    discover: async () => [],
    check: async () => ({ ok: true, latencyMs: 0 }),
    watch: () => {},
    stop: async () => {},
  };
}

/** Give work in the writing thread and on the disk its time. */
export async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await turn();
}
