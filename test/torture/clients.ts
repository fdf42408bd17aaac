/** Somebody who makes, opens, uses and takes back keys through any of the processes, and writes down what was said. */
import { setTimeout as delay } from "node:timers/promises";
import { type Answer, request } from "../harness.ts";
import { type History, type KeyHistory, keyHistory, type Terms } from "./history.ts";
import type { Random } from "./random.ts";

export interface Place {
  readonly urls: readonly string[];
  readonly apiKey: string;
  readonly locks: number;
  /** How long each client rests at most between one deed and the next, in milliseconds. */
  readonly restMs: number;
}

/** What is refused, and why it may be: gone keys, spent keys, a busy or absent store. Nothing else is expected. */
const EXPECTED = new Set([200, 201, 303, 400, 401, 403, 404, 409, 410, 429, 503]);
/** How often an opening without an answer is sent again, with the same intent. */
const AGAIN = 3;

export async function beClient(place: Place, history: History, random: Random, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const known = [...history.keys.values()];
    const deed = random.below(12);
    if (known.length === 0 || deed < 2) await create(place, history, random);
    else {
      // Mostly the newest ones, so that several clients want the same key at once.
      const key = known[Math.max(0, known.length - 1 - random.below(8))]!;
      if (deed < 7) await open(place, history, key, random);
      else if (deed === 7) await enterPin(place, history, key, random);
      else if (deed === 8) await use(place, history, key, random);
      else if (deed === 9) await revoke(place, history, key, random);
      else if (deed === 10) await pause(place, history, key, random);
      else await resume(place, history, key, random);
    }
    await delay(random.below(place.restMs));
  }
}

async function create(place: Place, history: History, random: Random): Promise<void> {
  const now = Date.now();
  const several = random.chance(0.4);
  const lockIds = several ? Array.from({ length: place.locks }, (_, i) => i + 1) : [1 + random.below(place.locks)];
  const terms: Terms = {
    uuid: random.uuid(),
    lockIds,
    maxUses: random.between(1, 3),
    validFrom: random.chance(0.2) ? now + random.between(200, 800) : now - 60_000,
    validUntil: random.chance(0.3) ? now + random.between(900, 2_000) : now + 3_600_000,
  };
  const key = keyHistory(terms);
  history.keys.set(terms.uuid, key);
  const answer = await ask(place, history, random, "create", "POST", "/temp-keys", {
    tempKeyUuid: terms.uuid,
    accessMode: "public",
    validFrom: new Date(terms.validFrom).toISOString(),
    validUntil: new Date(terms.validUntil).toISOString(),
    maxUses: terms.maxUses,
    doors: lockIds.map((id) => ({ lockId: String(id), accessMethod: "both" })),
  });
  if (answer?.status !== 201) return;
  key.created = true;
  key.pin = answer.json.pin as string | undefined;
}

async function open(place: Place, history: History, key: KeyHistory, random: Random): Promise<void> {
  const { uuid, lockIds } = key.terms;
  const intent = random.uuid();
  const path = `/temp-keys/${uuid}/doors/${1 + random.below(lockIds.length)}/open`;
  let lost = false;
  for (let sent = 0; sent <= AGAIN; sent++) {
    const from = Date.now();
    const revokedBefore = key.revokedAt;
    const answer = await ask(place, history, random, "open", "POST", path, { intent }, false);
    if (!answer || answer.status === 503) {
      lost = true;
      continue;
    }
    if (answer.status !== 303) break;
    const orderId = new URL(answer.headers.get("location")!, place.urls[0]).searchParams.get("order")!;
    const known = key.orders.get(intent);
    if (known !== undefined && known !== orderId) history.wrong.push(`intent ${intent} made two orders`);
    // An earlier sending may have been admitted when the key was still good; then this is only its order again.
    if (sent === 0) checkAdmitted(history, key, from, revokedBefore);
    key.orders.set(intent, orderId);
    if (random.chance(0.7)) break;
  }
  // What was lost may have been admitted, and refused when it was sent again: the key had ended.
  if (lost && !key.orders.has(intent)) key.unanswered++;
}

async function enterPin(place: Place, history: History, key: KeyHistory, random: Random): Promise<void> {
  if (key.pin === undefined) return;
  const from = Date.now();
  const revokedBefore = key.revokedAt;
  const path = `/locks/${random.pick(key.terms.lockIds)}/open-with-pin`;
  const answer = await ask(place, history, random, "pin", "POST", path, { pin: key.pin });
  // Which order it was is not told, so neither what became of it.
  if (!answer || answer.status === 503 || answer.status === 200) key.unanswered++;
  if (answer?.status === 200) checkAdmitted(history, key, from, revokedBefore);
}

async function use(place: Place, history: History, key: KeyHistory, random: Random): Promise<void> {
  const { uuid, lockIds } = key.terms;
  const from = Date.now();
  const revokedBefore = key.revokedAt;
  const answer = await ask(place, history, random, "use", "POST", `/locks/${lockIds[0]}/use-temp-key`, {
    tempKeyUuid: uuid,
  });
  if (!answer || answer.status === 503) key.unanswered++;
  else if (answer.status === 200) {
    checkAdmitted(history, key, from, revokedBefore);
    key.uses++;
  }
}

async function revoke(place: Place, history: History, key: KeyHistory, random: Random): Promise<void> {
  const answer = await ask(place, history, random, "revoke", "DELETE", `/temp-keys/${key.terms.uuid}`, undefined);
  if (answer?.status === 200) key.revokedAt ??= Date.now();
}

/** Half of them take the key back by themselves soon, whatever becomes of the process that was asked. */
async function pause(place: Place, history: History, key: KeyHistory, random: Random): Promise<void> {
  const revokeAfter = new Date(Date.now() + random.between(100, 1_500));
  const body = random.chance(0.5) ? { revokeAfter } : {};
  await ask(place, history, random, "pause", "POST", `/temp-keys/${key.terms.uuid}/pause`, body);
}

async function resume(place: Place, history: History, key: KeyHistory, random: Random): Promise<void> {
  await ask(place, history, random, "resume", "POST", `/temp-keys/${key.terms.uuid}/resume`, undefined);
}

/** @param from when it was sent @param revokedBefore when the key was known to be taken back, before it was sent */
function checkAdmitted(history: History, { terms }: KeyHistory, from: number, revokedBefore: number | undefined): void {
  const { uuid, validFrom, validUntil } = terms;
  if (revokedBefore !== undefined) history.wrong.push(`${uuid} was admitted after it was taken back`);
  if (from >= validUntil) history.wrong.push(`${uuid} was admitted ${from - validUntil} ms after its end`);
  if (Date.now() < validFrom) history.wrong.push(`${uuid} was admitted before its beginning`);
}

/** The answer; undefined when the process died or was too slow. */
async function ask(
  { urls, apiKey }: Place,
  { answers, wrong }: History,
  random: Random,
  what: string,
  method: string,
  path: string,
  body: unknown,
  authorized = true,
): Promise<Answer | undefined> {
  const told = (end: string) => void answers.set(`${what} ${end}`, (answers.get(`${what} ${end}`) ?? 0) + 1);
  try {
    const answer = await request(random.pick(urls), method, path, { ...(authorized && { apiKey }), body });
    told(String(answer.status));
    if (!EXPECTED.has(answer.status)) wrong.push(`${what} was answered ${answer.status}: ${answer.text.slice(0, 200)}`);
    return answer;
  } catch (error) {
    if (!(error instanceof TypeError || (error instanceof DOMException && error.name === "TimeoutError"))) throw error;
    told("nothing");
    return undefined;
  }
}
