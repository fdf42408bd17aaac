/** A driver, a broker and the reference door between them, with a line to the broker that can be cut. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as turn, setTimeout as wait } from "node:timers/promises";
import type { MqttClient } from "mqtt";
import { startDoor } from "../../../../examples/mqtt-door/door.ts";
import { ManualClock } from "../../../../test/manual-clock.ts";
import type { TestMosquitto } from "../../../../test/mosquitto.ts";
import { silentLog } from "../../../log.ts";
import { networkOf } from "../../../outbound/addresses.ts";
import { createOutbound } from "../../../outbound/outbound.ts";
import type { LockDriver, Observation } from "../../driver.ts";
import { pause } from "../../../clock.ts";
import type { DriverHarness } from "../../testing/conformance.ts";
import { accountOf } from "../accounts.ts";
import { mqtt } from "../kind.ts";
import { secretOfDoor } from "../seal.ts";
import type { Settings } from "../settings.ts";
import { type Network, startNetwork } from "./network.ts";

export const DOOR_SECRET = "a secret of tests, which is long enough";
const START = Date.parse("2026-03-01T12:00:00Z");
/** Real time that messages are given between two steps of the clock, in milliseconds. */
const SETTLE_MS = 15;
const STEP_MS = 340;
/** Nothing was on its way for so long: all have said what they had to, in milliseconds. */
const QUIET_MS = 80;
/** Turns of the event loop, in each of which sockets are read. */
const TURNS = 5;

/** Whatever came meanwhile is read: a process that stood still sees first that its time is over. */
async function settle(ms: number): Promise<void> {
  await wait(ms);
  for (let i = 0; i < TURNS; i++) await turn();
}

/** Stands still until `advance`, which gives messages on the network their time on the way. */
export class NetworkClock extends ManualClock {
  /** Between whom messages are. */
  readonly networks: Network[] = [];

  override async advance(ms: number): Promise<void> {
    await settle(4 * SETTLE_MS);
    for (let left = ms; left > 0; left -= STEP_MS) {
      const before = this.#carried();
      await super.advance(Math.min(left, STEP_MS));
      await settle(SETTLE_MS);
      if (this.#carried() !== before) await this.#quiet();
    }
    await settle(4 * SETTLE_MS);
  }

  /** Whoever said something is answered, however busy the machine is. */
  async #quiet(): Promise<void> {
    for (let before = -1, turns = 0; before !== this.#carried() && turns < 20; turns++) {
      before = this.#carried();
      await settle(QUIET_MS);
    }
  }

  #carried(): number {
    return this.networks.reduce((sum, { carried }) => sum + carried, 0);
  }
}

export interface RigOptions {
  /** The broker; a cut line comes between it and the driver. */
  readonly broker: { readonly url: string; readonly pem?: TestMosquitto["pem"] };
  /** It is the driver's own, so nothing can come between them, and doors have accounts. */
  readonly embedded?: boolean;
  readonly settings?: Settings;
  /** Let the broker keep what comes while the door is away. */
  readonly session?: boolean;
  readonly door?: string;
}

export interface Rig extends DriverHarness {
  readonly clock: NetworkClock;
  /** Between the driver and the broker. */
  readonly network: Network;
  /** Between the door and the broker. */
  readonly doorNetwork: Network;
  /** Commands that reached the door, in whatever state it was. */
  readonly commands: string[];
  readonly door: string;
  readonly observed: Observation[];
  /** Let the door come back. */
  reconnect(): Promise<void>;
  unlock(orderId: string, forMs?: number, signal?: AbortSignal): ReturnType<LockDriver["unlock"]>;
}

let doors = 0;

export async function openRig(options: RigOptions): Promise<Rig> {
  const { broker, settings = {}, session = false, embedded = false, door = `door${++doors}` } = options;
  const clock = new NetworkClock(START);
  const { url: brokerUrl, pem } = broker;
  const { protocol, port } = new URL(brokerUrl);
  const network = await startNetwork(Number(port));
  const doorNetwork = await startNetwork(Number(port));
  clock.networks.push(network, doorNetwork);
  const commands: string[] = [];
  const observed: Observation[] = [];
  const driver = await mqtt.open({
    hubId: "hub",
    settings: {
      ...(embedded ? { embedded: { port: Number(port) } } : { url: `${protocol}//127.0.0.1:${network.port}` }),
      ...settings,
    },
    secrets: { doorSecret: DOOR_SECRET, ...pem },
    folder: "",
    clock,
    log: silentLog,
    outbound: createOutbound({ allow: [networkOf("127.0.0.0/8")!] }),
    observe: (observation) => void observed.push(observation),
  });
  const address = `latchstring:${door}`;
  const signal = new AbortController().signal;
  const opened: string[] = [];
  const folder = mkdtempSync(join(tmpdir(), "latchstring-door-"));
  const seenFile = join(folder, "seen.json");
  let slowMs = 0;
  /** Ends what the door is at: on a busy machine an order may have come when the time of its driver was over. */
  const closing = new AbortController();
  let client: MqttClient | undefined;

  async function startDevice(): Promise<void> {
    client = startDoor({
      url: `${protocol}//127.0.0.1:${doorNetwork.port}`,
      door,
      secret: secretOfDoor(DOOR_SECRET, door),
      // It comes back with what it had seen, as a door must that moved and could not say so.
      file: seenFile,
      connection: {
        clean: !session,
        ...(embedded && accountOf(DOOR_SECRET, `door-${door}`)),
        ...(pem && { ca: pem.ca, cert: pem.certificate, key: pem.key }),
      },
      now: () => clock.now(),
      async move({ orderId }, mayMove) {
        await pause(clock, slowMs, closing.signal);
        if (closing.signal.aborted || !mayMove()) return false;
        opened.push(orderId);
        return true;
      },
    });
    client.on("message", (topic, payload) => topic.endsWith("/command") && commands.push(payload.toString()));
    await until(async () => (await driver.snapshot(address, signal)).source === "device");
  }

  async function closeAll(): Promise<void> {
    await driver.stop();
    rmSync(folder, { recursive: true, force: true });
    await client?.endAsync(true);
    closing.abort();
    await network.close();
    await doorNetwork.close();
  }

  try {
    // It is connected, else it throws.
    await driver.discover(signal);
    await startDevice();
  } catch (error) {
    await closeAll();
    throw error;
  }
  return {
    driver,
    clock,
    network,
    doorNetwork,
    commands,
    door,
    address,
    observed,
    openings: async () => opened,
    async disconnect() {
      await client?.endAsync(true);
      await until(async () => !(await driver.snapshot(address, signal)).online);
    },
    reconnect: startDevice,
    ...(!embedded && {
      async disconnectHub() {
        network.cut();
        await until(async () => !(await driver.snapshot(address, signal)).online);
      },
    }),
    ...(!embedded && {
      // Found by the driver itself, with backoff.
      reconnectHub: async () => network.mend(),
    }),
    slowDown: async (ms) => void (slowMs = ms),
    unlock: (orderId, forMs = 10_000, abort = signal) =>
      driver.unlock({ orderId, address, action: "unlock", notAfter: clock.now() + forMs }, abort),
    async close() {
      await closeAll();
      assert.equal(clock.sleeping, 0, "a timer was left behind");
    },
  };
}

/** Of messages on their way: short, real time. */
/** On a busy machine, too. */
const UNTIL_MS = 20_000;

export async function until(look: () => Promise<boolean> | boolean): Promise<void> {
  for (const end = Date.now() + UNTIL_MS; Date.now() < end; await wait(5)) if (await look()) return;
  throw new Error("it never came");
}
