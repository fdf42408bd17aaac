/**
 * What must hold after any history: checked against the record as it stands and the doors as they moved, by rules
 * that are written down here again and share no code with the decisions.
 */
import { readActuations } from "../../src/devices/simulator/actuation-log.ts";
import type { StoredEvent } from "../../src/domain/events.ts";
import type { Ledger } from "../../src/ledger/ledger.ts";
import type { Store } from "../../src/store/store.ts";
import type { History, KeyHistory } from "./history.ts";

/** What the record says of one key. */
interface Recorded {
  /** Locks in whose stream it was made, and taken back. */
  created: number;
  deleted: number;
  used: number;
  /** Events that say so; each may stand for many. */
  refused: number;
  /** Until when a pause lasts, by the lock in whose stream it stands; milliseconds since the epoch. */
  readonly paused: Map<number, number>;
}

const NEVER = "9999-12-31T23:59:59Z";
/** What the history is looked at later than its processes stopped, and what they may be late, in milliseconds. */
const LATER_MS = 60_000;
const LATE_MS = 2_000;

/** How many events of refusals a key may have at one lock after a history of some seconds, for three processes and a few kinds. */
const MOST_REFUSED = 2 * 50;

export interface Checked {
  readonly wrong: readonly string[];
  readonly events: number;
  readonly opened: number;
}

/** @param now so late that no order can be open any more */
export async function checkStore(
  store: Store,
  simulator: string,
  history: History,
  locks: number,
  now: number,
): Promise<Checked> {
  const wrong = [...history.wrong];
  const ledger = await store.ledger();
  for (const orderId of await ledger.read.overdueOrders(now, 100_000))
    await ledger.submit({ type: "expireOrder", orderId });

  const recorded = new Map<string, Recorded>();
  let events = 0;
  for (let lockId = 1; lockId <= locks; lockId++) {
    const stream = await ledger.read.events(lockId, 1, Number.MAX_SAFE_INTEGER);
    events += stream.length;
    checkStream(stream, history, recorded, wrong);
  }
  for (const key of history.keys.values()) await checkKey(ledger, key, recorded.get(key.terms.uuid), wrong);
  for (const { tempKeyUuid } of await ledger.read.keysToRevoke(now - LATER_MS - LATE_MS, 100))
    wrong.push(`${tempKeyUuid} was not revoked when its pause was over`);
  const opened = await checkDoors(ledger, simulator, locks, wrong);
  const verified = await store.verify();
  if (!verified.ok) wrong.push(`the record does not verify: ${verified.problem}`);
  return { wrong, events, opened };
}

/** One lock's events in their order. */
function checkStream(
  stream: readonly StoredEvent[],
  { keys }: History,
  recorded: Map<string, Recorded>,
  wrong: string[],
): void {
  const gone = new Set<string>();
  const there = new Set<string>();
  stream.forEach(({ version, event, at }, i) => {
    if (version !== i + 1) wrong.push(`version ${version} stands at place ${i + 1}`);
    const uuid =
      "tempKeyUuid" in event.data
        ? event.data.tempKeyUuid
        : event.context && "tempKeyUuid" in event.context
          ? event.context.tempKeyUuid
          : undefined;
    if (uuid === undefined) return;
    const key = keys.get(uuid);
    if (!key) return void wrong.push(`nobody asked for the key ${uuid}`);
    const { maxUses, validFrom, validUntil } = key.terms;
    const sum = recorded.get(uuid) ?? { created: 0, deleted: 0, used: 0, refused: 0, paused: new Map() };
    recorded.set(uuid, sum);
    switch (event.type) {
      case "TempKeyCreated":
        if (there.has(uuid)) wrong.push(`${uuid} was made twice`);
        there.add(uuid);
        sum.created++;
        break;
      case "TempKeyDeleted":
        gone.add(uuid);
        sum.deleted++;
        break;
      case "TempKeyUsed":
        if (!there.has(uuid) || gone.has(uuid)) wrong.push(`${uuid} was used when it was not there`);
        if (sum.paused.has(event.data.lockId)) wrong.push(`${uuid} was used while it was paused`);
        if (at < validFrom || at >= validUntil) wrong.push(`${uuid} was used outside its window`);
        sum.used++;
        if (key.terms.lockIds.length === 1 && sum.used > maxUses) wrong.push(`${uuid} was used once too often`);
        break;
      case "TempKeyPaused":
        sum.paused.set(event.data.lockId, Date.parse(event.data.revokeAfter ?? NEVER));
        break;
      case "TempKeyResumed":
        if (at >= (sum.paused.get(event.data.lockId) ?? 0)) wrong.push(`${uuid} was resumed after its pause was over`);
        sum.paused.delete(event.data.lockId);
        break;
      case "AdmissionRefused":
        sum.refused++;
        if (!isToldRight(event.context, at)) wrong.push(`${uuid}: a count of refusals cannot be: ${version}`);
        break;
      case "TempKeyUseReleased":
        sum.used--;
        break;
      case "LockOpenSent":
        if (gone.has(uuid)) wrong.push(`${uuid} was taken back, and then its order was sent`);
        if (sum.paused.has(event.data.lockId)) wrong.push(`${uuid} was paused, and then its order was sent`);
        break;
      default:
        break;
    }
  });
}

/** A count is of refusals that came before it was told, and there were some. */
function isToldRight(context: (StoredEvent["event"] & { type: "AdmissionRefused" })["context"], at: number): boolean {
  const { count, firstAt, lastAt, countedUntil } = context;
  if (count === undefined) return countedUntil !== undefined && Date.parse(countedUntil) > at;
  if (countedUntil !== undefined || firstAt === undefined || lastAt === undefined) return false;
  // Counts are told by the processes' clocks, which are one machine's here; a second is the record's precision.
  return count > 0 && Date.parse(firstAt) <= Date.parse(lastAt) && Date.parse(lastAt) <= at + 1_000;
}

async function checkKey(
  ledger: Ledger,
  { terms, created, revokedAt, orders, uses, unanswered }: KeyHistory,
  recorded: Recorded | undefined,
  wrong: string[],
): Promise<void> {
  const { uuid, lockIds, maxUses } = terms;
  const key = await ledger.read.tempKey(uuid);
  if (!key || !recorded) {
    if (created) wrong.push(`the key ${uuid} is lost`);
    return;
  }
  const { usedCount, revokedAt: taken } = key.state;
  if (recorded.created !== lockIds.length) wrong.push(`${uuid} is at ${recorded.created} of ${lockIds.length} locks`);
  if (recorded.deleted !== 0 && recorded.deleted !== lockIds.length) wrong.push(`${uuid} was half taken back`);
  if (revokedAt !== undefined && taken === null) wrong.push(`the revocation of ${uuid} is lost`);
  if (recorded.used !== usedCount) wrong.push(`${uuid}: ${usedCount} uses, and ${recorded.used} on the record`);
  if (recorded.refused > MOST_REFUSED) wrong.push(`${uuid}: ${recorded.refused} events of refusals`);
  if (usedCount > maxUses) wrong.push(`${uuid} was used ${usedCount} of ${maxUses} times`);
  let counted = uses;
  for (const orderId of new Set(orders.values())) {
    const order = await ledger.read.order(orderId);
    if (order?.tempKeyUuid !== uuid) wrong.push(`the order ${orderId} is lost`);
    // A use is given back when its door surely did not move; what is opened or unknown stays counted.
    else if (order.stage === "opened" || order.stage === "unknown") counted++;
  }
  if (usedCount < counted) wrong.push(`${uuid}: ${counted} uses were answered, ${usedCount} are counted`);
  if (usedCount > counted + unanswered)
    wrong.push(`${uuid}: ${usedCount} are counted, ${counted} were answered and ${unanswered} not`);
}

/** @returns how many doors moved */
async function checkDoors(ledger: Ledger, simulator: string, locks: number, wrong: string[]): Promise<number> {
  const moved = new Set<string>();
  for (let lockId = 1; lockId <= locks; lockId++) {
    for (const { orderId, at } of await readActuations(simulator, lockId)) {
      if (moved.has(orderId)) wrong.push(`a door moved twice for ${orderId}`);
      moved.add(orderId);
      const order = await ledger.read.order(orderId);
      if (!order) wrong.push(`a door moved for ${orderId}, which is not on the record`);
      else if (Date.parse(at) >= order.notAfter) wrong.push(`a door moved after the deadline of ${orderId}`);
      else if (order.stage === "failed" || order.stage === "expired")
        wrong.push(`a door moved for ${orderId}, and the record says that it did not`);
    }
  }
  return moved.size;
}
