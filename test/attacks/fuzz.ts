/**
 * Many requests, good and nearly good, to every operation of the server's own document, from a seed. While they run, a
 * guest asks for their page; afterwards the memory is what it was, the record is whole and a door opens.
 */
import { setTimeout as wait } from "node:timers/promises";
import fc from "fast-check";
import { type Attacked, startAttacked } from "./attacked.ts";
import { change } from "./changes.ts";
import { type Operation, readOperations } from "./document.ts";
import { judge } from "./judge.ts";
import { type AttackRequest, validRequest } from "./requests.ts";
import { createSender, type Sender } from "./send.ts";
import type { Take } from "./values.ts";

export interface Fuzzed {
  /** What must not have been, with the request that led to it; empty where all held. */
  readonly wrong: readonly string[];
  readonly answers: ReadonlyMap<number, number>;
  /** Operations that no request got through to. */
  readonly unreached: readonly string[];
  /** Of the guest's page meanwhile, in milliseconds. */
  readonly page: { readonly p95: number; readonly max: number };
  /** How much more was held in the end than after the first half, in MiB. */
  readonly growth: { readonly heap: number; readonly rss: number };
}

/** Requests that are made of one draw, on targets of their own. */
const ROUND = 250;
const AT_ONCE = 12;
const MOST_WRONG = 25;
const PROBE_MS = 100;
const PAGE_P95_MS = 2_000;
const PAGE_MAX_MS = 15_000;
const HEAP_MIB = 24;
const RSS_MIB = 96;
/** Below it, a process has not yet all that it will keep, and growth says nothing. */
const MEASURED = 8_000;

export async function fuzz(seed: number, requests: number): Promise<Fuzzed> {
  const attacked = await startAttacked();
  const sender = createSender(attacked.url, AT_ONCE);
  const guest = createSender(attacked.url, 1);
  try {
    return await attack(attacked, sender, guest, seed, requests);
  } finally {
    sender.close();
    guest.close();
    await attacked.close();
  }
}

async function attack(attacked: Attacked, sender: Sender, guest: Sender, seed: number, requests: number) {
  const operations = await readOperations(attacked.url);
  // Of what is wrong with one operation in one way, the first request tells.
  const found = new Map<string, string>();
  const note = (what: string, { operation }: AttackRequest, told: string) => {
    const name = `${what}: ${operation.operationId}`;
    if (!found.has(name)) found.set(name, told);
  };
  const answers = new Map<number, number>();
  const reached = new Set<string>();
  const stop = new AbortController();
  const page = watchPage(guest, (await attacked.ask("targets")).keys[0]!, stop.signal);
  let warm = await attacked.ask("memory");

  async function one(request: AttackRequest): Promise<void> {
    const told = `${request.caller} ${request.method} ${request.target.slice(0, 300)} (${request.changes.join("; ")})`;
    const body = () => request.body?.toString("latin1").slice(0, 400) ?? "";
    try {
      const answer = await sender.send(request);
      answers.set(answer.status, (answers.get(answer.status) ?? 0) + 1);
      if (answer.status < 400) reached.add(request.operation.operationId);
      for (const what of judge(request, answer, operations)) note(what, request, `${told} ${body()}`);
    } catch (error) {
      // A body that is refused before it was read ends its connection.
      if ((request.body?.length ?? 0) < 65_536) note(String(error), request, `${told} ${body()}`);
    }
  }

  const rounds = Math.ceil(requests / ROUND);
  /** One operation after another, so that none is left out by chance. */
  let turn = seed;
  for (let round = 0; round < rounds && found.size < MOST_WRONG; round++) {
    // Made while nothing is under way: what ends a session or a membership would end one that is being made.
    const callers = await attacked.ask("callers");
    const targets = await attacked.ask("targets");
    if (round === Math.floor(rounds / 2)) warm = await attacked.ask("memory");
    const made = fc.gen().map((draw) => {
      const take: Take = (from) => draw(() => from);
      const request = validRequest(operations[turn++ % operations.length]!, targets, callers, take);
      change(request, take);
      return request;
    });
    const numRuns = Math.min(ROUND, requests - round * ROUND);
    const queue = fc.sample(made, { seed: seed * 10_000 + round, numRuns });
    const line = async () => {
      for (let next; found.size < MOST_WRONG && (next = queue.pop());) await one(next);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, line));
  }
  stop.abort();
  const cold = await attacked.ask("memory");
  const growth = { heap: mib(cold.heap - warm.heap), rss: mib(cold.rss - warm.rss) };
  const times = await page;
  const wrong = [...found].map(([what, told]) => `${what}: ${told}`);
  const damage = await attacked.ask("verify");
  if (damage !== null) wrong.push(`the record is damaged: ${damage}`);
  wrong.push(...times.wrong, ...(await opensADoor(attacked, sender)));
  if (times.p95 > PAGE_P95_MS || times.max > PAGE_MAX_MS)
    wrong.push(`a guest's page took ${times.p95} ms (95%), ${times.max} ms at most`);
  if (requests >= MEASURED && (growth.heap > HEAP_MIB || growth.rss > RSS_MIB))
    wrong.push(`the memory grew by ${growth.heap} MiB of objects, ${growth.rss} MiB in all`);
  return { wrong, answers, unreached: unreached(operations, reached), page: times, growth };
}

/**
 * They need a device that can be paired (`npm run test:matter`), or one with a passkey, or a provider, or the mailbox of
 * whoever was invited (`test/console/`) or is told something (`test/notices/`), or an organisation that has nothing yet
 * (`test/users/`).
 */
const NOT_HERE = new Set(
  [
    "commissionHubDevice goToProvider returnFromProvider unlinkProvider",
    "getPasskeySignInOptions signInWithPasskey getProofOptions proveWithPasskey getPasskeyRegistrationOptions",
    "joinOrganization endOrganization createTenantApiKey",
    "showStopNotices stopNotices",
    "registerPasskey renamePasskey renamePasskeyByForm removePasskey removePasskeyByForm",
  ].flatMap((names) => names.split(" ")),
);

function unreached(operations: readonly Operation[], reached: ReadonlySet<string>): string[] {
  return operations.map(({ operationId }) => operationId).filter((id) => !reached.has(id) && !NOT_HERE.has(id));
}

async function watchPage({ send }: Sender, key: string, signal: AbortSignal) {
  const times: number[] = [];
  const wrong: string[] = [];
  while (!signal.aborted && wrong.length < MOST_WRONG) {
    try {
      const { status, ms } = await send({ method: "GET", target: `/temp-keys/${key}`, headers: {}, body: undefined });
      times.push(ms);
      if (status !== 200) wrong.push(`a guest's page answered ${status}`);
    } catch (error) {
      wrong.push(`a guest's page: ${String(error)}`);
    }
    await wait(PROBE_MS);
  }
  times.sort((a, b) => a - b);
  const at = (part: number) => Math.round(times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? 0);
  return { p95: at(0.95), max: at(1), wrong };
}

async function opensADoor(attacked: Attacked, { send }: Sender): Promise<string[]> {
  const { ours } = await attacked.ask("targets");
  const { superKey } = await attacked.ask("callers");
  const answer = await send({
    method: "POST",
    target: `/locks/${ours[0]}/OpenLock`,
    headers: superKey,
    body: undefined,
  });
  const isOpen = answer.status === 200 && /"outcome":"opened"/.test(answer.text);
  return isOpen ? [] : [`no door opens any more: ${answer.status} ${answer.text}`];
}

function mib(bytes: number): number {
  return Math.round(bytes / 104_857.6) / 10;
}
