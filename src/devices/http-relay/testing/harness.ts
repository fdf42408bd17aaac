/** The driver over a real device of each profile, on a clock that stands still until it is told to go on. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { setImmediate as turn, setTimeout as wait } from "node:timers/promises";
import { ManualClock } from "../../../../test/manual-clock.ts";
import type { UnlockAction } from "../../../domain/device.ts";
import type { OpenOutcome } from "../../../domain/order.ts";
import { silentLog } from "../../../log.ts";
import { networkOf } from "../../../outbound/addresses.ts";
import { createOutbound } from "../../../outbound/outbound.ts";
import type { Observation } from "../../driver.ts";
import type { DriverHarness } from "../../testing/conformance.ts";
import { httpRelay } from "../kind.ts";
import type { Secrets, Settings } from "../settings.ts";
import type { Device } from "./device.ts";
import { createNukiBridge, LOCK_ID, type NukiBridge, TOKEN } from "./nuki-bridge.ts";
import { createOpener, OPENER_TEMPLATE, SIGNING_SECRET } from "./opener.ts";
import { createShelly } from "./shelly.ts";

export const START = Date.parse("2026-03-01T12:00:00Z");
/** An address that must be escaped wherever it stands. */
export const DOOR = 'Hof/Süd "2"?&{orderId}';

/** Turns of the event loop, in each of which sockets are read. */
const TURNS = 5;
/** Of requests one after another that a step is given the time for. */
const MOST_QUIET = 20;

/** Goes on in steps, and gives requests on their way their real time between them. */
class NetworkClock extends ManualClock {
  /** Of the device; changes while requests are on their way. */
  traffic = () => 0;

  override async advance(ms: number): Promise<void> {
    await this.#settle(30);
    for (let left = ms; left > 0;) {
      const step = Math.min(left, left > 20_000 ? 10_000 : 1_000);
      await super.advance(step);
      await this.#settle(5);
      left -= step;
    }
    await this.#settle(20);
  }

  /** Whatever came meanwhile is read, for a process that stood still sees first that its time is over; and so is what follows. */
  async #settle(ms: number): Promise<void> {
    for (let before = -1, times = 0; before !== this.traffic() && times < MOST_QUIET; times++) {
      before = this.traffic();
      await wait(ms);
      for (let i = 0; i < TURNS; i++) await turn();
    }
  }
}

export interface Site extends DriverHarness {
  readonly clock: NetworkClock;
  readonly device: Device;
  readonly observed: readonly Observation[];
  open(options?: {
    readonly orderId?: string;
    readonly action?: UnlockAction;
    readonly relockAfterS?: number;
    readonly forMs?: number;
    readonly signal?: AbortSignal;
  }): Promise<OpenOutcome>;
}

interface Parts<D extends Device> {
  readonly settings: Omit<Settings, "url">;
  readonly secrets: Secrets;
  readonly address: string;
  device(clock: ManualClock, moved: () => void): Promise<D>;
  disconnect?(device: D): void;
}

function siteOf<D extends Device>({ settings, secrets, address, device: make, disconnect }: Parts<D>) {
  return async (change: { readonly settings?: Partial<Settings>; readonly secrets?: Secrets } = {}): Promise<Site> => {
    const clock = new NetworkClock(START);
    const openings: string[] = [];
    let order = "";
    const device = await make(clock, () => openings.push(order));
    clock.traffic = () => device.traffic;
    const observed: Observation[] = [];
    const driver = await httpRelay.open({
      hubId: "hub",
      settings: { ...settings, url: device.url, ...change.settings },
      secrets: change.secrets ?? secrets,
      folder: tmpdir(),
      clock,
      log: silentLog,
      outbound: createOutbound({ allow: [networkOf("127.0.0.0/8")!] }),
      observe: (one) => observed.push(one),
    });
    const site: Site = {
      blind: true,
      device,
      clock,
      address,
      observed,
      driver: {
        ...driver,
        // None of the devices is told the order that it carries out.
        unlock(command, signal) {
          order = command.orderId;
          return driver.unlock(command, signal);
        },
      },
      open: ({ orderId = randomUUID(), action = "unlock", relockAfterS, forMs = 10_000, signal } = {}) =>
        site.driver.unlock(
          {
            orderId,
            address,
            action,
            notAfter: clock.now() + forMs,
            ...(relockAfterS !== undefined && { relockAfterS }),
          },
          signal ?? new AbortController().signal,
        ),
      openings: async () => openings,
      disconnect: async () => (disconnect ? disconnect(device) : device.unplug()),
      disconnectHub: () => device.unplug(),
      slowDown: async (ms) => void (device.fault = { kind: "slow", ms }),
      async close() {
        await driver.stop();
        await device.close();
        assert.equal(clock.sleeping, 0, "a timer was left behind");
      },
    };
    return site;
  };
}

export const SITES = {
  shelly: siteOf({
    settings: { profile: "shelly" },
    secrets: { password: "hush" },
    address: "0",
    device: (clock, moved) => createShelly({ clock, moved, password: "hush" }),
  }),
  "nuki-bridge": siteOf<NukiBridge>({
    settings: { profile: "nuki-bridge" },
    secrets: { token: TOKEN },
    address: `4:${LOCK_ID}`,
    device: (clock, moved) => createNukiBridge({ clock, moved }),
    disconnect: ({ radio }) => void (radio.outOfReach = true),
  }),
  template: siteOf({
    settings: { profile: "template", template: OPENER_TEMPLATE },
    secrets: { token: "t0ken", signingSecret: SIGNING_SECRET },
    address: DOOR,
    device: (clock, moved) => createOpener({ clock, moved, door: DOOR, token: "t0ken" }),
  }),
} as const;
