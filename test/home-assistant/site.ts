/** A driver on a real Home Assistant, with a network between them. */
import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { systemClock } from "../../src/clock.ts";
import type { OpenOutcome } from "../../src/domain/order.ts";
import type { LockDriver, Observation } from "../../src/devices/driver.ts";
import type { UnlockAction } from "../../src/domain/device.ts";
import { homeAssistant } from "../../src/devices/home-assistant/kind.ts";
import type { HomeAssistantSettings } from "../../src/devices/home-assistant/settings.ts";
import { silentLog } from "../../src/log.ts";
import { networkOf } from "../../src/outbound/addresses.ts";
import { createOutbound } from "../../src/outbound/outbound.ts";
import type { Home } from "./home.ts";
import { layWire, type Wire } from "./wire.ts";

export const FRONT = "lock.front_door";
export const NEVER = new AbortController().signal;
export const onLoopback = createOutbound({ allow: [networkOf("127.0.0.0/8")!] });

export interface Site {
  readonly driver: LockDriver;
  readonly wire: Wire;
  readonly seen: Observation[];
  /** With a deadline that aborts, as the server gives one. */
  unlock(address: string, options?: UnlockOptions): Promise<OpenOutcome>;
  close(): Promise<void>;
}

interface UnlockOptions {
  readonly forMs?: number;
  readonly action?: UnlockAction;
  readonly orderId?: string;
}

export interface SiteOptions {
  readonly token?: string;
  readonly code?: string;
  readonly devices?: NonNullable<HomeAssistantSettings["devices"]>;
  /** In the place of those that lead over the wire. */
  readonly settings?: Partial<HomeAssistantSettings>;
}

/** Everything as it was in the beginning. */
export async function tidy(home: Home): Promise<void> {
  const switches = [
    "bolt",
    "latch",
    "slow_told",
    "slow",
    "late",
    "coded",
    "failing",
    "relay",
    "gate",
    "script",
    "buzzer",
  ];
  await Promise.all([
    home.service("input_boolean.turn_off", switches.map((name) => `input_boolean.${name}`).join(",")),
    home.service("input_boolean.turn_on", "input_boolean.bolt_reached"),
    home.service("counter.reset", "counter.bolt,counter.script"),
    home.service("input_select.select_option", "input_select.jamming", { option: "locked" }),
    home.service("input_select.select_option", "input_select.barrier", { option: "closed" }),
  ]);
  await until("the front door is at rest", async () => (await home.state(FRONT)) === "locked");
}

/** The front door cannot be reached, and Home Assistant has seen it. */
export async function losesFront(home: Home): Promise<void> {
  await home.service("input_boolean.turn_off", "input_boolean.bolt_reached");
  await until("the front door is away", async () => (await home.state(FRONT)) === "unavailable");
}

/** Automations have run for all that happened so far: one has for a button that was pressed last. */
export async function automationsRan(home: Home): Promise<void> {
  await home.service("input_boolean.turn_off", "input_boolean.buzzer");
  await home.service("input_button.press", "input_button.buzzer");
  await until("the buzzer", async () => (await home.state("input_boolean.buzzer")) === "on");
}

export async function openSite(home: Home, options: SiteOptions = {}): Promise<Site> {
  const wire = await layWire(home.port);
  const seen: Observation[] = [];
  const driver = await homeAssistant.open({
    hubId: "home",
    settings: {
      url: `http://127.0.0.1:${wire.port}`,
      ...(options.devices !== undefined && { devices: options.devices }),
      ...options.settings,
    },
    secrets: { token: options.token ?? home.token, ...(options.code !== undefined && { code: options.code }) },
    folder: "/nowhere",
    clock: systemClock,
    log: silentLog,
    outbound: onLoopback,
    observe: (observation) => void seen.push(observation),
  });
  return {
    driver,
    wire,
    seen,
    async unlock(address, { forMs = 8_000, action = "unlock", orderId = randomUUID() } = {}) {
      const deadline = AbortSignal.timeout(forMs);
      return driver.unlock({ orderId, address, action, notAfter: Date.now() + forMs }, deadline);
    },
    async close() {
      await driver.stop();
      await wire.close();
    },
  };
}

/** Look again until it is so. */
export async function until(what: string, look: () => Promise<boolean> | boolean, ms = 60_000): Promise<void> {
  const end = Date.now() + ms;
  while (!(await look())) {
    if (Date.now() > end) throw new Error(`it never came: ${what}`);
    await delay(20);
  }
}
