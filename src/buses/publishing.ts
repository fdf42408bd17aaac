/** One hub that an organisation's events go out by: by this process while it has the lease, and by another while it has not. */
import { type Clock, pause } from "../clock.ts";
import type { Bus, BusSubject, Telling } from "../devices/bus.ts";
import type { StoredHub } from "../devices/hubs/hub.ts";
import type { Secrets } from "../devices/hubs/secrets.ts";
import type { Observed } from "../devices/observed/observed.ts";
import { envelopeOf, type Publisher, toldOf } from "../feed/envelopes.ts";
import { followFeed } from "../feed/feed.ts";
import type { LedgerReads } from "../ledger/ledger.ts";
import { workInTurn } from "../leases/turns.ts";
import type { Log } from "../log.ts";
import type { OrgFeed } from "../org-feed/org-feed.ts";
import type { Outbound } from "../outbound/outbound.ts";
import type { BusCursors } from "./cursors.ts";
import { createLockStates } from "./states.ts";

/** A hub that events go out by, whichever process publishes them. */
export interface PublishingHub {
  readonly hub: StoredHub;
  readonly subject: BusSubject;
  /** Leave it to others. @param forget take back what is shown, where this process shows it */
  stop(forget?: "forget"): Promise<void>;
}

/** What `publishAt` needs. */
export interface PublishingOptions {
  readonly telling: Telling;
  readonly cursors: BusCursors;
  readonly orgFeed: OrgFeed;
  readonly read: Pick<LedgerReads, "streamsOf" | "locks">;
  readonly observed: Pick<Observed, "states">;
  readonly decrypt: (hub: StoredHub) => Promise<Secrets>;
  /** Keep a hub's driver open in this process. */
  readonly keepOpen: (hubId: string) => Promise<unknown>;
  readonly publisher: Publisher;
  /** This process, as no other is called, and none was before. */
  readonly holder: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly outbound: Outbound;
}

/** How long what was just committed is waited for; how often it is looked how locks are; trying again, in milliseconds. */
const CATCH_UP_MS = 1_000;
const SHOW_MS = 1_000;
const RETRY_MS = 5_000;

/** Publish whenever no other process does. */
export function publishAt(hub: StoredHub, subject: BusSubject, options: PublishingOptions): PublishingHub {
  const { telling, cursors, orgFeed, decrypt, keepOpen, publisher, holder, clock, log, outbound } = options;
  const { hubId, settings } = hub;
  const { orgId, format } = subject;
  let forgetting: "forget" | undefined;

  async function publish(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        const from = (await cursors.cursor(hubId, orgId)) ?? (await now());
        const secrets = await decrypt(hub);
        const bus = await telling.open({ hubId, settings, secrets, clock, log, outbound }, subject);
        await Promise.all([follow(bus, from, signal), show(bus, signal)]);
        await bus.stop(forgetting);
      } catch (error) {
        log.warn({ err: error, hubId }, "Events cannot go out by a hub; trying again");
        await pause(clock, RETRY_MS, signal);
      }
    }
  }

  function follow(bus: Bus, from: number, signal: AbortSignal): Promise<void> {
    return followFeed({
      name: `bus ${hubId}`,
      read: {
        async follow(after, limit) {
          await orgFeed.catchUp(CATCH_UP_MS);
          const { events, next } = await orgFeed.page(orgId, Number(after), {}, limit);
          return { events: events.map(({ stored }) => stored), cursor: String(next.n) };
        },
      },
      cursor: { load: async () => String(from), keep: (cursor) => cursors.keep(hubId, orgId, Number(cursor)) },
      async take(events) {
        const at = clock.now();
        const bodies = events.map((stored) => ({
          lockId: stored.lockId,
          body: JSON.stringify(envelopeOf(toldOf(stored), format, orgId, publisher, at)),
        }));
        await unlessAborted(bus.publish(bodies, signal), signal);
      },
      clock,
      log,
      signal,
    });
  }

  /** What happened before it was switched on is not published. */
  async function now(): Promise<number> {
    if (!(await orgFeed.catchUp(CATCH_UP_MS))) throw new Error("Not all that was recorded is in the feeds yet");
    const { n } = await orgFeed.last(orgId);
    await cursors.keep(hubId, orgId, n);
    return n;
  }

  async function show(bus: Bus, signal: AbortSignal): Promise<void> {
    const states = createLockStates(orgId, options.read, options.observed);
    let failed = false;
    while (!signal.aborted) {
      if (telling.needsDriver(settings)) await keepOpen(hubId).catch(() => {});
      try {
        await unlessAborted(bus.show(await states.read()), signal);
        failed = false;
      } catch (error) {
        if (!failed && !signal.aborted)
          log.warn({ err: error, hubId }, "It could not be looked how locks are; trying again");
        failed = true;
      }
      await pause(clock, SHOW_MS, signal);
    }
  }

  const turns = workInTurn({ name: `bus ${hubId}`, holder, leases: cursors, clock, log }, publish);

  return {
    hub,
    subject,
    async stop(forget) {
      forgetting = forget;
      await turns.stop();
    },
  };
}

/** A broker that does not answer keeps no process from ending. @throws the signal's reason */
async function unlessAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const end = () => reject(signal.reason);
  signal.addEventListener("abort", end, { once: true });
  // What is given up fails later, and is nobody's any more.
  work.catch(() => {});
  await Promise.race([work, promise]).finally(() => signal.removeEventListener("abort", end));
}
