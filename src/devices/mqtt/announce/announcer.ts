/**
 * Shows doors at a broker, on a connection of its own, whose will says that what is kept there is of before. What the
 * broker has is compared with what is so at each connection: nothing is said twice, and what is shown of doors that went
 * meanwhile is taken back.
 */
import { randomBytes } from "node:crypto";
import { createOutbound } from "../../../outbound/outbound.ts";
import type { AnnouncedDoor, Announcer } from "../../announcer.ts";
import type { HubOptions } from "../../driver.ts";
import { pause } from "../../../clock.ts";
import { openLink } from "../link.ts";
import type { Message, Session } from "../session.ts";
import { basesOf, type Secrets, type Settings } from "../settings.ts";
import { wayTo } from "../way.ts";
import { discoveryOf } from "./discovery.ts";

/** Messages in a second. */
const A_SECOND = 100;
const SECOND_MS = 1_000;
/** Doors of which the broker had something when the connection began. */
const MAX_FOUND = 5_000;
/** Longer ones are none of ours, and neither is what comes after so many bytes: whose broker it is may send anything. */
const MAX_PAYLOAD = 32_768;
const MAX_FOUND_BYTES = 16 * 1024 * 1024;
/** How long what the broker has is waited for, and how long a stop may take, in milliseconds. */
const LISTEN_MS = 3_000;
const STOP_MS = 500;
const FORGET_MS = 5_000;

/** What the broker has of a door; empty where it has nothing. */
interface Shown {
  readonly config: string;
  readonly state: string;
}

const NOTHING: Shown = { config: "", state: "" };

/** Begin to connect; throws Error for settings that can never work. */
export async function openAnnouncer({
  hubId,
  settings,
  secrets,
  clock,
  log,
  outbound = createOutbound({ allow: [] }),
}: Omit<HubOptions<Settings, Secrets>, "observe" | "folder">): Promise<Announcer> {
  const bases = basesOf(settings);
  const discovery = discoveryOf(hubId, bases, settings.homeAssistant?.names ?? true);
  const { statusTopic } = discovery;
  const { broker: _, account, ...way } = wayTo({ hubId, settings, secrets, log, outbound });
  const clientId = `latchstring-${hubId}-shown-${randomBytes(4).toString("hex")}`;
  const echoTopic = `${bases.latchstring}/server/${clientId}/probe`;
  /** Undefined until it is known which doors there are. */
  let wanted: ReadonlyMap<number, Shown & { readonly door: AnnouncedDoor }> | undefined;
  const shown = new Map<number, Shown>();
  const unlike = new Set<number>();
  let room = MAX_FOUND_BYTES;
  /** What is kept at the status topic; undefined where that is not known. */
  let status: "online" | undefined;
  let heard: (() => void) | undefined;
  let lost: Session | undefined;
  let refusing: Session | undefined;
  let pumping = Promise.resolve();
  let isPumping = false;
  const stopping = new AbortController();
  let isLeaving = false;
  let second = -Infinity;
  let count = 0;

  function hear({ topic, payload, retained }: Message): void {
    if (topic === echoTopic) return heard?.();
    // Whoever told them before, and was lost without a word, is known to be so only now.
    if (topic === statusTopic && !retained && payload.toString() === "offline" && !isLeaving) {
      status = undefined;
      return pump();
    }
    const about = discovery.read(topic);
    if (!about || !retained || (shown.size >= MAX_FOUND && !shown.has(about.lockId))) return;
    room -= payload.length;
    const text = payload.length > MAX_PAYLOAD || room < 0 ? "(too long)" : payload.toString();
    shown.set(about.lockId, { ...NOTHING, ...shown.get(about.lockId), [about.part]: text });
  }

  /** Know what the broker has: it has said so when one more message comes back. */
  async function listen(session: Session): Promise<void> {
    shown.clear();
    room = MAX_FOUND_BYTES;
    status = undefined;
    const back = new Promise<void>((resolve) => (heard = resolve));
    await session.subscribe([...discovery.filters, echoTopic]);
    session.tell(echoTopic, "");
    const done = new AbortController();
    const signal = AbortSignal.any([stopping.signal, done.signal]);
    await Promise.race([back, session.ended, pause(clock, LISTEN_MS, signal)]);
    done.abort();
    for (const lockId of shown.keys()) unlike.add(lockId);
    for (const lockId of wanted?.keys() ?? []) unlike.add(lockId);
  }

  function pump(): void {
    if (isPumping) return;
    isPumping = true;
    pumping = say();
  }

  /** All that is to be said, one after the other. */
  async function say(): Promise<void> {
    for (let next = sayNext(); next; next = sayNext()) await next;
    // With nothing in between: what is to be said from now on begins it anew.
    isPumping = false;
  }

  /** Undefined where there is nothing to be said, or nobody to say it to. */
  function sayNext(): Promise<unknown> | undefined {
    const { session } = link;
    if (!wanted || !session || session === lost || stopping.signal.aborted) return undefined;
    const [lockId] = unlike;
    if (lockId !== undefined) {
      unlike.delete(lockId);
      return show(session, lockId, wanted.get(lockId) ?? NOTHING);
    }
    // Only when all is as it is.
    if (status === "online" || isLeaving) return undefined;
    status = "online";
    return session.keep(statusTopic, "online");
  }

  async function show(session: Session, lockId: number, { config, state }: Shown): Promise<void> {
    const before = shown.get(lockId) ?? NOTHING;
    const [configTopic, stateTopic] = [discovery.configTopic(lockId), discovery.stateTopic(lockId)];
    const messages = [
      { topic: stateTopic, payload: state, had: before.state },
      { topic: configTopic, payload: config, had: before.config },
    ];
    // What is there first is shown whole; what goes is not there any more before its state goes.
    if (config === "") messages.reverse();
    for (const { topic, payload, had } of messages) {
      if (payload === had) continue;
      await breathe();
      const { kind } = await session.keep(topic, payload);
      // Begun anew with the next connection.
      if (kind === "lost" || kind === "unsent") return void (lost = session);
      if (kind === "refused" && refusing !== session) {
        refusing = session;
        log.warn({ hubId, topic }, "The broker does not let doors be shown");
      }
    }
    if (config === "") shown.delete(lockId);
    else shown.set(lockId, { config, state });
    // It may have changed meanwhile.
    if (!isSame(lockId)) unlike.add(lockId);
  }

  async function breathe(): Promise<void> {
    const now = clock.now();
    if (now - second >= SECOND_MS) [second, count] = [now, 0];
    if (++count <= A_SECOND || isLeaving) return;
    await pause(clock, second + SECOND_MS - now, stopping.signal);
    [second, count] = [clock.now(), 1];
  }

  function isSame(lockId: number): boolean {
    const [is, has] = [wanted?.get(lockId) ?? NOTHING, shown.get(lockId) ?? NOTHING];
    return is.config === has.config && is.state === has.state;
  }

  const link = openLink({
    ...way,
    ...account,
    clientId,
    statusTopic,
    keepStatus: true,
    clock,
    log,
    onMessage: hear,
    onConnected: listen,
    onUp: pump,
    onDown: () => {},
  });

  function want(doors: readonly AnnouncedDoor[]): void {
    const before = wanted;
    wanted = new Map(
      doors.map((door) => {
        const same = before?.get(door.lockId);
        if (same?.door === door) return [door.lockId, same];
        return [door.lockId, { door, config: discovery.config(door), state: discovery.state(door) }];
      }),
    );
    const lockIds = new Set([...shown.keys(), ...(before?.keys() ?? []), ...wanted.keys()]);
    for (const lockId of lockIds) if (!isSame(lockId)) unlike.add(lockId);
    if (link.session) pump();
  }

  /** Say the last that there is to say, and no more than so long. */
  async function leave(forget: boolean): Promise<void> {
    isLeaving = true;
    await pumping;
    if (forget) {
      want([]);
      await pumping;
    }
    await link.session?.keep(statusTopic, forget ? "" : "offline");
  }

  return {
    announce(doors) {
      if (!isLeaving) want(doors);
    },
    async stop(forget) {
      const late = new AbortController();
      await Promise.race([leave(forget !== undefined), pause(clock, forget ? FORGET_MS : STOP_MS, late.signal)]);
      late.abort();
      stopping.abort();
      await link.stop();
      await pumping;
    },
  };
}
