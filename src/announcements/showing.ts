/** One hub that shows doors: by this process while it has the lease, and by another while it has not. */
import { type Clock, pause } from "../clock.ts";
import type { Announcing } from "../devices/announcer.ts";
import type { StoredHub } from "../devices/hubs/hub.ts";
import type { Secrets } from "../devices/hubs/secrets.ts";
import type { Leases } from "../leases/lease.ts";
import { workInTurn } from "../leases/turns.ts";
import type { Log } from "../log.ts";
import type { Outbound } from "../outbound/outbound.ts";
import type { Board } from "./board.ts";

/** A hub that shows doors, whoever does it. */
export interface ShowingHub {
  readonly hub: StoredHub;
  /** Leave it to others. @param forget take back what is shown, where this process shows it */
  stop(forget?: "forget"): Promise<void>;
}

/** What `showAt` needs. */
export interface ShowingOptions {
  readonly announcing: Announcing;
  readonly leases: Leases;
  /** This process, as no other is called, and none was before. */
  readonly holder: string;
  readonly decrypt: (hub: StoredHub) => Promise<Secrets>;
  /** A board that is told what happens until it is closed. */
  readonly openBoard: (hub: StoredHub) => Promise<Board & { close(): void }>;
  /** Keep a hub's driver open in this process. */
  readonly keepOpen: (hubId: string) => Promise<unknown>;
  readonly clock: Clock;
  readonly log: Log;
  readonly outbound: Outbound;
}

/** How often it is looked how doors are, and how soon a hub that cannot be opened is tried again, in milliseconds. */
const SHOW_MS = 500;
const RETRY_MS = 5_000;

/** Show doors at a hub whenever no other process does. */
export function showAt(hub: StoredHub, options: ShowingOptions): ShowingHub {
  const { announcing, leases, holder, decrypt, openBoard, keepOpen, clock, log, outbound } = options;
  const { hubId, settings } = hub;
  let forgetting: "forget" | undefined;

  async function show(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await showUntil(signal);
      } catch (error) {
        log.warn({ err: error, hubId }, "Doors cannot be shown at a hub; trying again");
        await pause(clock, RETRY_MS, signal);
      }
    }
  }

  async function showUntil(signal: AbortSignal): Promise<void> {
    const secrets = await decrypt(hub);
    const announcer = await announcing.open({ hubId, settings, secrets, clock, log, outbound });
    const board = await openBoard(hub);
    let failed = false;
    while (!signal.aborted) {
      if (announcing.needsDriver(settings)) await keepOpen(hubId).catch(() => {});
      try {
        const doors = await board.look();
        if (doors && !signal.aborted) announcer.announce(doors);
        failed = false;
      } catch (error) {
        if (!failed) log.warn({ err: error, hubId }, "It could not be looked how doors are; trying again");
        failed = true;
      }
      await pause(clock, SHOW_MS, signal);
    }
    board.close();
    await announcer.stop(forgetting);
  }

  const turns = workInTurn({ name: hubId, holder, leases, clock, log }, show);

  return {
    hub,
    async stop(forget) {
      forgetting = forget;
      await turns.stop();
    },
  };
}
