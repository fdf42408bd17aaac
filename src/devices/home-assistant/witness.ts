/** What one order's door was seen to do, and what that proves. */
import type { OpenOutcome, OpenStage } from "../../domain/order.ts";
import { type DoorKind, type DoorOrder, isAssumed, isUnavailable } from "./doors.ts";
import type { Entities, Entity } from "./entities.ts";
import type { HubError, Link } from "./link.ts";

/** Always there, and changed by a start of Home Assistant: states that it restored are then not the door's own. */
const HOME = "zone.home";

/** Home Assistant's own words for having looked at an order and not done it, where it names the door as the reason. */
const NOT_RUN = new Set(["add_default_code", "service_not_supported"]);

/** What can be said of an order that was sent. */
export type Seen =
  | { readonly stage: OpenStage; readonly by: "ack" | "state" | "event" }
  | Extract<OpenOutcome, { ok: false }>;

/** What was seen of one order's door so far. */
export interface Witness {
  readonly now: Entity | undefined;
  /** What Home Assistant calls the order. */
  readonly contextId: string | undefined;
  /** Home Assistant was started anew since the order was sent, or may have been. */
  readonly isRestarted: boolean;
  /** Follow the door's state by this connection. The first time it is the state before the order. */
  follow(link: Link, until: AbortSignal): Promise<void>;
  acknowledge(contextId: string): void;
  fail(error: HubError): void;
  /**
   * Wait until something is proved; undefined when `until` is aborted before.
   *
   * @param patience how long a state that cannot say anything new is waited for after the acknowledgement
   */
  told(until: AbortSignal, patience?: (signal: AbortSignal) => Promise<void>): Promise<Seen | undefined>;
  /** What can be said at the end. */
  last(): Seen | undefined;
}

/** A witness of one order at one door; it has seen nothing yet. */
export function createWitness(address: string, kind: DoorKind, order: DoorOrder): Witness {
  let before: Entity | undefined;
  let homeBefore: Entity | undefined;
  let now: Entity | undefined;
  let home: Entity | undefined;
  let first: Link | undefined;
  let isReconnected = false;
  let contextId: string | undefined;
  let error: HubError | undefined;
  /** Contexts for which the door was said to be open since the order. */
  const doneFor = new Set<string>();
  let wake: () => void = asleep;

  function hear(entities: Entities): void {
    now = entities.get(address);
    home = entities.get(HOME);
    if (now && order.done.includes(now.state) && doneFor.size < 100) doneFor.add(now.context.id);
    wake();
  }

  const isDone = (entity: Entity | undefined) => entity !== undefined && order.done.includes(entity.state);
  const isProof = () => kind.proves !== "nothing" && now !== undefined && !isAssumed(now);
  const isRestarted = () => isReconnected && (!homeBefore || home?.changed !== homeBefore.changed);

  /** What is proved so far. */
  function proved(): Seen | undefined {
    if (error) return refused(address, error);
    if (isRestarted()) return undefined;
    if (now?.state === "jammed" && before?.state !== "jammed") return JAMMED;
    if (kind.proves !== "nothing" && isProof()) {
      if (contextId !== undefined && doneFor.has(contextId)) return { stage: kind.proves, by: "event" };
      if (isDone(now) && !isDone(before)) return { stage: kind.proves, by: "state" };
      if (now && kind.moves.includes(now.state) && now.state !== before?.state)
        return { stage: "executed", by: "state" };
    } else if (contextId !== undefined) return ACKNOWLEDGED;
    return undefined;
  }

  return {
    get now() {
      return now;
    },
    get contextId() {
      return contextId;
    },
    get isRestarted() {
      return isRestarted();
    },
    async follow(link, until) {
      const entities = await link.follow([address, HOME], until, hear);
      if (first) {
        isReconnected ||= link !== first;
        return hear(entities);
      }
      first = link;
      [before, now] = [entities.get(address), entities.get(address)];
      [homeBefore, home] = [entities.get(HOME), entities.get(HOME)];
    },
    acknowledge(id) {
      contextId = id;
      wake();
    },
    fail(reason) {
      // A lost connection is told by the connection, and may come back.
      if (reason.code === "lost") return;
      error = reason;
      wake();
    },
    async told(until, patience) {
      const over = new AbortController();
      until.addEventListener("abort", () => wake(), { once: true, signal: over.signal });
      let isPatient = false;
      let isOutOfPatience = false;
      try {
        for (;;) {
          const seen = proved();
          if (seen) return seen;
          if (isOutOfPatience) return ACKNOWLEDGED;
          if (until.aborted) return undefined;
          if (patience && !isPatient && contextId !== undefined && (isDone(before) || kind.pulse)) {
            isPatient = true;
            void patience(over.signal).then(() => {
              isOutOfPatience = !over.signal.aborted;
              wake();
            });
          }
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
      } finally {
        wake = asleep;
        over.abort();
      }
    },
    last() {
      const seen = proved();
      if (seen || contextId === undefined || isUnavailable(now)) return seen;
      // Told to unlatch, it was seen to unlock.
      const isUnlocked =
        isProof() && now?.state !== before?.state && kind.orders.unlock?.done.includes(now?.state ?? "");
      return isUnlocked && !isRestarted() ? { stage: "executed", by: "state" } : ACKNOWLEDGED;
    },
  };
}

const asleep = () => {};

const ACKNOWLEDGED: Seen = { stage: "accepted", by: "ack" };
/** A bolt that stuck may have stuck anywhere. */
const JAMMED: Seen = { ok: false, failure: "jammed", mayHaveExecuted: true, detail: "the lock says that it is jammed" };

/**
 * A service may fail after it has moved something, and what it calls may be what was not valid; so it surely did nothing
 * only where it is not there, or where Home Assistant names this very door as one that it did not even ask.
 */
function refused(address: string, error: HubError): Seen {
  const { code, about, message } = error;
  const notRun = code === "not_found" || (about?.entityId === address && NOT_RUN.has(about.key));
  return { ok: false, failure: "rejected", mayHaveExecuted: !notRun, detail: `Home Assistant: ${message}` };
}
