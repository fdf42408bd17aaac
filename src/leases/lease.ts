/**
 * Holds what one process at a time may hold: a hub, a reader of the log. Whoever holds it says so every 2 s; where that
 * fails for 4 s, it lets go by itself. Others take it over when they have looked for 6 s, twice a second, and seen nothing
 * new: so there are never two, whatever their clocks say.
 */
import { type Clock, pause, timeLeft } from "../clock.ts";
import type { Log } from "../log.ts";

/**
 * The port of who holds what, by names. Nobody compares clocks: whoever holds it changes `beat` every other second, and
 * whoever sees the same beat for long enough takes it. Everything throws StoreUnavailableError when the store does not answer.
 */
export interface Leases {
  lease(name: string): Promise<Lease | undefined>;
  /** @returns false where somebody else holds it by now */
  renewLease(name: string, holder: string): Promise<boolean>;
  /** @param from as it was seen last; undefined where nobody held it @returns false where it is not so any more */
  takeLease(name: string, holder: string, from: Lease | undefined): Promise<boolean>;
  releaseLease(name: string, holder: string): Promise<void>;
}

/** Who holds it, as it was seen at one moment. */
export interface Lease {
  readonly holder: string;
  readonly beat: number;
}

/** What this process has of it. */
export interface HeldLease {
  /** It was looked once; never rejects. */
  readonly looked: Promise<void>;
  /** Whether this process may use it at this moment. */
  held(): boolean;
  /** Let go; it must not be used any more by then. */
  release(): Promise<void>;
}

/** What `holdLease` needs. */
export interface LeaseOptions {
  /** What is held. */
  readonly name: string;
  /** This process, as no other is called, and none was before. */
  readonly holder: string;
  readonly leases: Leases;
  readonly clock: Clock;
  readonly log: Log;
  /** Its holder has said nothing for a while: it will be this process's within some seconds, or not at all. */
  readonly nearing?: () => void;
  /** It is this process's from now on. */
  readonly taken: () => void;
  /** It is not any more: others may use it in 2 s. */
  readonly lost: () => void;
}

const RENEW_MS = 2_000;
const LOOK_MS = 500;
/** How long after the last renewal that succeeded it is let go, in milliseconds. */
const LET_GO_MS = 4_000;
/** Looks without anything new after the first, each half a second after the other, before it is taken over. */
const LOOKS = 12;
/** After so many it is told. */
const NEAR_LOOKS = 6;

/** Try to hold it from now on, until it is released. */
export function holdLease({ name, holder, leases, clock, log, nearing, taken, lost }: LeaseOptions): HeldLease {
  const stopping = new AbortController();
  /** How much longer it may be used, since the last renewal that succeeded; undefined while it is somebody else's. */
  let left: (() => number) | undefined;
  let deadline = new AbortController();
  let seen: (Lease & { readonly looks: number }) | undefined;
  const first = Promise.withResolvers<void>();
  const held = () => left !== undefined && left() > 0;
  const fromNow = () => timeLeft(clock, clock.now() + LET_GO_MS);
  const running = run();

  /** @param leftSince how much is left since the store was asked: what it did, it did after that */
  function hold(leftSince: () => number): void {
    if (stopping.signal.aborted || leftSince() <= 0) return;
    const isNew = left === undefined;
    left = leftSince;
    deadline.abort();
    deadline = new AbortController();
    const { signal } = deadline;
    void pause(clock, left(), signal).then(() => {
      if (!signal.aborted) letGo();
    });
    if (isNew) taken();
  }

  function letGo(): void {
    if (left === undefined) return;
    left = undefined;
    deadline.abort();
    log.warn({ lease: name }, "It is not held any more");
    lost();
  }

  async function renew(): Promise<void> {
    const leftSince = fromNow();
    if (await leases.renewLease(name, holder)) hold(leftSince);
    else letGo();
  }

  async function look(): Promise<void> {
    const leftSince = fromNow();
    const lease = await leases.lease(name);
    if (lease && lease.holder !== holder) {
      const isSame = lease.holder === seen?.holder && lease.beat === seen.beat;
      seen = { ...lease, looks: isSame ? seen!.looks + 1 : 0 };
      if (seen.looks === NEAR_LOOKS) nearing?.();
      if (seen.looks < LOOKS) return;
    }
    seen = undefined;
    if (await leases.takeLease(name, holder, lease)) hold(leftSince);
  }

  async function run(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await (left === undefined ? look() : renew());
      } catch (error) {
        log.warn({ err: error, lease: name }, "Who holds it could not be said; trying again");
      }
      first.resolve();
      await pause(clock, held() ? RENEW_MS : LOOK_MS, stopping.signal);
    }
  }

  return {
    looked: first.promise,
    held,
    async release() {
      stopping.abort();
      deadline.abort();
      left = undefined;
      first.resolve();
      await running;
      // Where it cannot be said, others find out by themselves.
      await leases.releaseLease(name, holder).catch(() => {});
    },
  };
}
