/**
 * Events at a broker, on a connection of its own: each with QoS 1, those of a lock one after the other, and the state of each
 * lock, which the broker keeps. What the broker keeps is read at each connection, so that what went meanwhile is taken back.
 */
import { randomBytes } from "node:crypto";
import { pause } from "../../../clock.ts";
import { createOutbound } from "../../../outbound/outbound.ts";
import type { Bus, BusEvent } from "../../bus.ts";
import type { HubOptions } from "../../driver.ts";
import { openLink } from "../link.ts";
import type { Message, Session } from "../session.ts";
import { basesOf, type Secrets, type Settings } from "../settings.ts";
import { wayTo } from "../way.ts";
import type { EventTopics } from "./topics.ts";

/** Locks of which something is on its way at once; below what brokers take before they acknowledge. */
const AT_ONCE = 16;
/** Locks of which the broker had a state, and how long one may be: whose broker it is may send anything. */
const MAX_KEPT = 20_000;
const MAX_STATE = 4_096;
/** How soon it is looked whether there is a connection again, and how long a stop may take, in milliseconds. */
const LOOK_MS = 100;
const FORGET_MS = 5_000;

/** Begin to connect; throws Error for settings that can never work. */
export async function openBus(
  hub: Omit<HubOptions<Settings, Secrets>, "observe" | "folder">,
  topics: EventTopics,
): Promise<Bus> {
  const { hubId, settings, secrets, clock, log, outbound = createOutbound({ allow: [] }) } = hub;
  const { broker: _, account, ...way } = wayTo({ hubId, settings, secrets, log, outbound });
  const clientId = `latchstring-${hubId}-events-${randomBytes(4).toString("hex")}`;
  /** What the broker keeps of states, as far as it is known. */
  const kept = new Map<number, string>();
  const stopping = new AbortController();
  let showing: Promise<void> = Promise.resolve();

  function hear({ topic, payload, retained }: Message): void {
    const lockId = topics.lockOf(topic);
    if (lockId === undefined || !retained || (kept.size >= MAX_KEPT && !kept.has(lockId))) return;
    kept.set(lockId, payload.length > MAX_STATE ? "(too long)" : payload.toString());
  }

  const link = openLink({
    ...way,
    ...account,
    clientId,
    statusTopic: `${basesOf(settings).latchstring}/server/${clientId}/status`,
    clock,
    log,
    onMessage: hear,
    async onConnected(session) {
      kept.clear();
      await session.subscribe([topics.states]);
    },
    onDown: () => {},
  });

  async function connected(signal: AbortSignal): Promise<Session> {
    for (;;) {
      signal.throwIfAborted();
      if (link.session) return link.session;
      await pause(clock, LOOK_MS, signal);
    }
  }

  async function showOne(session: Session, lockId: number, state: string): Promise<void> {
    const { kind } = await session.keep(topics.state(lockId), state);
    if (kind !== "taken" && kind !== "nobody") return;
    if (state === "") kept.delete(lockId);
    else kept.set(lockId, state);
  }

  async function showAll(states: ReadonlyMap<number, string>): Promise<void> {
    const { session } = link;
    if (!session) return;
    const gone = Array.from(kept.keys()).filter((lockId) => !states.has(lockId));
    const unlike = [...states].filter(([lockId, state]) => kept.get(lockId) !== state);
    const next = [...gone.map((lockId) => [lockId, ""] as const), ...unlike];
    await inLanes(next, async ([lockId, state]) => {
      if (!stopping.signal.aborted) await showOne(session, lockId, state);
    });
  }

  function show(states: ReadonlyMap<number, string>): Promise<void> {
    showing = showing.then(() => showAll(states));
    return showing;
  }

  return {
    async publish(events, signal) {
      const session = await connected(AbortSignal.any([signal, stopping.signal]));
      const byLock = Map.groupBy(events, ({ lockId }) => lockId);
      let failure: string | undefined;
      await inLanes([...byLock.values()], async (ofLock: readonly BusEvent[]) => {
        for (const { lockId, body } of ofLock) {
          if (failure !== undefined || signal.aborted) return;
          const delivery = await session.publish({ topic: topics.events(lockId), payload: body, qos: 1 });
          if (delivery.kind !== "taken" && delivery.kind !== "nobody")
            failure = delivery.kind === "refused" ? `refused (${delivery.code})` : delivery.kind;
        }
      });
      signal.throwIfAborted();
      if (failure !== undefined) throw new Error(`The broker did not take an event: ${failure}`);
    },
    show,
    async stop(forget) {
      const late = new AbortController();
      if (forget) await Promise.race([show(new Map()), pause(clock, FORGET_MS, late.signal)]);
      late.abort();
      stopping.abort();
      await link.stop();
      await showing;
    },
  };
}

/** Some at once, in order. */
async function inLanes<T>(all: readonly T[], take: (one: T) => Promise<void>): Promise<void> {
  const rest = all.values();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const one of rest) await take(one);
    }),
  );
}
