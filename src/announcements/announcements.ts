/**
 * Shows doors at the hubs that are told to. Of all processes one does it for a hub, by a lease: what is shown changes
 * once for everybody who listens, and not again for each process that sees it a moment later.
 */
import type { Announcing } from "../devices/announcer.ts";
import { type HubStore, isSameConnection, type StoredHub } from "../devices/hubs/hub.ts";
import type { HubSecrets } from "../devices/hubs/secrets.ts";
import type { Observed } from "../devices/observed/observed.ts";
import { pause } from "../clock.ts";
import { followFeed } from "../feed/feed.ts";
import type { LedgerReads } from "../ledger/ledger.ts";
import { type Board, createBoard } from "./board.ts";
import { showAt, type ShowingHub, type ShowingOptions } from "./showing.ts";

/** Doors that are shown elsewhere. */
export interface Announcements {
  /** From now on. */
  begin(): void;
  /** What is shown stays, and is known to be of before; within a second. */
  stop(): Promise<void>;
}

interface AnnouncementsOptions extends Pick<ShowingOptions, "holder" | "keepOpen" | "clock" | "log" | "outbound"> {
  readonly hubs: () => Promise<HubStore>;
  readonly secrets: Pick<HubSecrets, "decrypt">;
  readonly read: LedgerReads;
  readonly observed: Pick<Observed, "states">;
  readonly announcingOf: (kind: string) => Promise<Announcing> | undefined;
}

/** How often it is looked which hubs show doors, in milliseconds. */
const LOOK_MS = 1_000;

/** @returns announcements that have not begun */
export function createAnnouncements(options: AnnouncementsOptions): Announcements {
  const { secrets, read, observed, announcingOf, clock, log } = options;
  const stopping = new AbortController();
  const boards = new Set<Board>();
  const showing = new Map<string, ShowingHub>();
  /** The hubs that show nothing, by their revision. */
  const silent = new Map<string, number>();
  let revision: number | undefined;
  let following: { readonly begun: Promise<void>; readonly ended: Promise<void> } | undefined;
  let running: Promise<void> | undefined;

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      await look().catch((error: unknown) => {
        log.warn({ err: error }, "It could not be looked which hubs show doors; trying again");
      });
      await pause(clock, LOOK_MS, stopping.signal);
    }
  }

  async function look(): Promise<void> {
    const store = await options.hubs();
    const now = await store.revision();
    if (now === revision) return;
    const revisions = await store.revisions();
    for (const hubId of new Set([...showing.keys(), ...silent.keys(), ...revisions.keys()])) {
      const known = showing.get(hubId)?.hub.revision ?? silent.get(hubId);
      if (known !== revisions.get(hubId) && !stopping.signal.aborted) await takeChange(store, hubId);
    }
    revision = now;
  }

  async function takeChange(store: HubStore, hubId: string): Promise<void> {
    const [before, hub] = [showing.get(hubId), await store.hub(hubId)];
    const announcing = hub && (await announcingOf(hub.kind));
    const shows = hub && announcing?.isOn(hub.settings) === true;
    silent.delete(hubId);
    if (before && shows && isSame(before.hub, hub)) return void showing.set(hubId, { ...before, hub });
    showing.delete(hubId);
    // By what the hub was: it may be another broker's now, or nobody's.
    await before?.stop("forget");
    if (shows) showing.set(hubId, show(store, hub, announcing));
    else if (hub) silent.set(hubId, hub.revision);
  }

  function show(store: HubStore, hub: StoredHub, announcing: Announcing): ShowingHub {
    return showAt(hub, {
      ...options,
      announcing,
      leases: store,
      decrypt: (one) => secrets.decrypt(one),
      openBoard: (one) => openBoard(store, one),
    });
  }

  async function openBoard(store: HubStore, hub: StoredHub): ReturnType<ShowingOptions["openBoard"]> {
    await followed();
    const lockIds = async () => (await store.bindings()).map(({ lockId }) => lockId);
    const board = createBoard({ hub, lockIds, read, observed, now: () => clock.now() });
    boards.add(board);
    return { ...board, close: () => void boards.delete(board) };
  }

  /** Follow what happens, before anything is read that may change. */
  async function followed(): Promise<void> {
    following ??= follow();
    await Promise.race([following.begun, following.ended]);
  }

  function follow(): NonNullable<typeof following> {
    const { promise: begun, resolve } = Promise.withResolvers<void>();
    const ended = followFeed({
      name: "announcements",
      read,
      cursor: {
        // Whoever shows doors has read them anew, so where it was before is of no use.
        async load() {
          const cursor = await read.followedTo();
          resolve();
          return cursor;
        },
        keep: () => {},
      },
      take(events) {
        for (const event of events) for (const board of boards) board.note(event);
      },
      clock,
      log,
      signal: stopping.signal,
    });
    return { begun, ended };
  }

  return {
    begin: () => void (running ??= run()),
    async stop() {
      stopping.abort();
      await running;
      await Promise.all([...showing.values()].map((one) => one.stop()));
      await following?.ended;
    },
  };
}

function isSame(a: StoredHub, b: StoredHub): boolean {
  return a.orgId === b.orgId && a.ownerId === b.ownerId && isSameConnection(a, b);
}
