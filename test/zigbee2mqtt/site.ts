/** Mosquitto, a real Zigbee2MQTT and its virtual locks; and drivers on them. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { systemClock } from "../../src/clock.ts";
import type { LockDriver, Observation, Snapshot } from "../../src/devices/driver.ts";
import { mqtt } from "../../src/devices/mqtt/kind.ts";
import { openClient, type TestClient } from "../../src/devices/mqtt/testing/client.ts";
import type { OpenOutcome } from "../../src/domain/order.ts";
import { silentLog } from "../../src/log.ts";
import { networkOf } from "../../src/outbound/addresses.ts";
import { createOutbound } from "../../src/outbound/outbound.ts";
import { startMosquitto, type TestMosquitto } from "../mosquitto.ts";
import { type Coordinator, startCoordinator } from "./coordinator.ts";
import { LOCKED, VirtualLock } from "./lock.ts";
import { startZigbee2Mqtt, type Zigbee2Mqtt } from "./zigbee2mqtt.ts";

export const FRONT = "zigbee2mqtt:Front door";
export const CELLAR = "zigbee2mqtt:Haus/Cellar";
const FRONT_IEEE = "0x000d6f0011110001";
const CELLAR_IEEE = "0x000d6f0011110002";
const NEVER = new AbortController().signal;
/** Percent. */
const BATTERY = 76;

export interface Site {
  readonly broker: TestMosquitto;
  readonly coordinator: Coordinator;
  readonly bridge: Zigbee2Mqtt;
  /** Somebody else at the broker, who hears all of Zigbee2MQTT. */
  readonly other: TestClient;
  /** A Danalock at the front, and a Yale in the cellar that checks in from time to time. */
  readonly front: VirtualLock;
  readonly cellar: VirtualLock;
  /** All that the locks have said so far has come through Zigbee2MQTT, which is at work. */
  settled(): Promise<void>;
  /** Everything as it was in the beginning. */
  tidy(): Promise<void>;
  close(): Promise<void>;
}

export async function openSite(): Promise<Site> {
  const broker = await startMosquitto();
  const coordinator = await startCoordinator();
  const names: Readonly<Record<string, string>> = { [FRONT_IEEE]: "Front door", [CELLAR_IEEE]: "Haus/Cellar" };
  const bridge = await startZigbee2Mqtt({ url: broker.url, port: coordinator.port, names });
  const other = await openClient(broker.url, ["zigbee2mqtt/#"]);
  const front = new VirtualLock({ ieee: FRONT_IEEE, address: 0x1001, vendor: "Danalock", model: "V3-BTZB" });
  const yale = { vendor: "Yale", model: "YRD256 TSDB", checksIn: true } as const;
  const cellar = new VirtualLock({ ieee: CELLAR_IEEE, address: 0x1002, ...yale });
  await other.say("zigbee2mqtt/bridge/request/permit_join", '{"time": 60}');
  await until("Zigbee2MQTT lets locks in", () => bridge.log().includes("allowing new devices"));
  for (const lock of [front, cellar]) {
    coordinator.join(lock);
    const name = names[lock.ieee]!;
    await until(`${name} is taken in`, () => bridge.log().includes(`Successfully configured '${name}'`));
  }
  await other.say("zigbee2mqtt/bridge/request/permit_join", '{"time": 0}');

  /** It tells of a lock in order: of its battery last of all. */
  async function settled(): Promise<void> {
    for (const lock of [front, cellar])
      for (const battery of [BATTERY - 1, BATTERY]) {
        const from = other.heard.length;
        lock.battery = battery;
        lock.reportBattery();
        await until(`${names[lock.ieee]} tells of its battery`, () =>
          other.heard
            .slice(from)
            .some(
              ({ topic, text }) => topic === `zigbee2mqtt/${names[lock.ieee]}` && text.includes(`"battery":${battery}`),
            ),
        );
      }
  }

  return {
    broker,
    coordinator,
    bridge,
    other,
    front,
    cellar,
    settled,
    async tidy() {
      for (const lock of [front, cellar]) {
        lock.manners = {};
        coordinator.reach(lock, "on");
        lock.state = LOCKED;
        lock.report();
      }
      await settled();
      for (const lock of [front, cellar]) lock.unlockings.length = lock.heard.length = 0;
      other.heard.length = 0;
    },
    async close() {
      await other.close();
      await bridge.close();
      await coordinator.close();
      await broker.close();
    },
  };
}

export interface OpenDriver {
  readonly driver: LockDriver;
  readonly seen: Observation[];
  snapshot(address: string): Promise<Snapshot>;
  /** With a deadline that aborts, as the server gives one; a long one, for a busy machine, unless it is said. */
  unlock(address: string, forMs?: number): Promise<OpenOutcome>;
}

/** A driver that knows how the locks are. */
export async function withDriver(
  { broker }: Site,
  use: (open: OpenDriver) => Promise<void>,
  watched: readonly string[] = [FRONT, CELLAR],
): Promise<void> {
  const seen: Observation[] = [];
  const driver = await mqtt.open({
    hubId: "hub",
    settings: { url: broker.url },
    secrets: {},
    folder: "/nowhere",
    clock: systemClock,
    log: silentLog,
    outbound: createOutbound({ allow: [networkOf("127.0.0.0/8")!] }),
    observe: (observation) => void seen.push(observation),
  });
  const snapshot = (address: string) => driver.snapshot(address, NEVER);
  try {
    await driver.discover(NEVER);
    driver.watch(watched);
    for (const address of watched)
      await until(`${address} is known`, async () => (await snapshot(address)).source === "device");
    seen.length = 0;
    await use({
      driver,
      seen,
      snapshot,
      unlock(address, forMs = 20_000) {
        const order = { orderId: randomUUID(), address, action: "unlock", notAfter: Date.now() + forMs } as const;
        return driver.unlock(order, AbortSignal.timeout(forMs));
      },
    });
  } finally {
    await driver.stop();
  }
}

/** Nothing was heard of it in time, and it may have moved. */
export function isUnknown(outcome: OpenOutcome): void {
  assert.partialDeepStrictEqual(outcome, { ok: false, failure: "timeout", mayHaveExecuted: true });
}

/** Look again until it is so. */
export async function until(what: string, look: () => Promise<boolean> | boolean, ms = 60_000): Promise<void> {
  for (const end = Date.now() + ms; Date.now() < end; await delay(10)) if (await look()) return;
  throw new Error(`it never came: ${what}`);
}
