/**
 * What holds everybody up: a walk through operations with 100,000 keys of a lock, 1,000,000 events of its stream and keys of 50
 * doors, each with the longest that the event loop was blocked, and the longest that a small command beside it took: the best of
 * three rounds, or of nine, because whatever else the machine does only ever adds; of what a process does first, of as many processes.
 * `npm run bench:stalls`, with `-- --store postgres` on PostgreSQL, and with words that an operation's name has, those
 * alone; BENCH_KEYS makes it smaller.
 */
import type { ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Command } from "../src/domain/command.ts";
import { startPostgres } from "../test/postgres.ts";
import { scriptOptions } from "../test/script-options.ts";
import { forkOwn, messageOf, stopServer } from "./server-process.ts";
import { fillPostgres, fillSqlite } from "./stalls-fill.ts";
import type { Asked, Blocked } from "./stalls-server.ts";

const KEYS = Number(process.env.BENCH_KEYS ?? 100_000);
const EVENTS = KEYS * 10;
const DOORS = 50;
const ROUNDS = 3;
/** Of what is still over: what others do adds less to one of them. */
const MOST_ROUNDS = 9;
const MOST_MS = 15;
/** How long one operation may go on, such as an export. */
const TOO_LONG_MS = 10_000;
const DAY_MS = 86_400_000;
const POSTGRES = { shared_buffers: "256MB", max_wal_size: "2GB" };

const now = Date.now();
const actor = { kind: "operator" } as const;
const FIRST_SHARED = 2;
const { values, positionals } = scriptOptions({
  allowPositionals: true,
  options: { store: { type: "string", default: "sqlite" } },
});
const [only] = positionals;
const folder = mkdtempSync(join(tmpdir(), "latchstring-stalls-"));

const dataDir = join(folder, "data");
await using stack = new AsyncDisposableStack();
stack.defer(() => rmSync(folder, { recursive: true, force: true }));
const sizes = { keys: KEYS, events: EVENTS, doors: DOORS };
const { apiKey, shared, small, databaseUrl } =
  values.store === "postgres"
    ? await fillPostgres(
        stack.adopt(await startPostgres({ own: true, settings: POSTGRES }), (one) => one.close()),
        dataDir,
        sizes,
      )
    : await fillSqlite(dataDir, sizes);
let server: ChildProcess | undefined;
let url = "";
stack.defer(stop);

async function start(): Promise<void> {
  server = forkOwn(join(import.meta.dirname, "stalls-server.ts"), {
    env: { ...process.env, DATA_DIR: dataDir, ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }) },
    execArgv: ["--max-semi-space-size=4"], // as in `npm start`
  });
  ({ url } = await messageOf<{ url: string }>(server));
}

async function stop(): Promise<void> {
  const stopped = server;
  server = undefined;
  if (stopped) await stopServer({ process: stopped });
}

const say = async <T>(asked: Asked): Promise<T> => {
  const answer = messageOf<T>(server!);
  server!.send(asked);
  return answer;
};
const command = async (one: Command) => {
  const answer = await say<{ ok: boolean }>({ command: one });
  if (!answer.ok) throw new Error(JSON.stringify(answer));
};
/** To its end, or for as long as an operation may go on. */
const ask = async (path: string, body?: unknown, method = body === undefined ? "GET" : "POST"): Promise<unknown> => {
  const late = AbortSignal.timeout(TOO_LONG_MS);
  const headers = { "x-api-key": apiKey, ...(body !== undefined && { "content-type": "application/json" }) };
  const text = body === undefined ? {} : { body: JSON.stringify(body) };
  try {
    const answer = await fetch(url + path, { method, headers, ...text, signal: late });
    if (answer.status >= 400) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return await answer.text();
  } catch (error) {
    if (!late.aborted) throw error;
    return undefined;
  }
};
const iso = (days: number) => new Date(now + days * DAY_MS).toISOString();
let turn = 0;
const table = (lines: number) =>
  ["locks,validFrom,validUntil,description", ...Array.from({ length: lines }, (_, i) => lineOf(i))].join("\r\n");
const lineOf = (i: number) => `1,${iso(1)},${iso(2)},"Guest ${i}, for a night of the trip to the sea"`;
const doorsKey = () => ({
  validFrom: iso(-1),
  validUntil: iso(1),
  doors: Array.from({ length: DOORS }, (_, i) => ({ lockId: String(FIRST_SHARED + i), accessMethod: "key" })),
});
type Walk = Readonly<Record<string, () => Promise<unknown>>>;
const firsts: Walk = {
  "the first second of a process": () => wait(1_000),
  "the first request of a process": () => ask("/locks/2/temp-keys"),
  "the first key that is made": () => ask("/temp-keys", doorsKey()),
  "the first list of keys": () => ask("/temp-keys/rows"),
};
const walk: Walk = {
  nothing: () => wait(500),
  "a list of keys, searched": () => ask("/temp-keys/rows?search=anna"),
  "a list of keys, the last page": () => ask(`/temp-keys/rows?offset=${KEYS - 50}`),
  "the keys of a lock, a page": () => ask("/locks/1/temp-keys"),
  "all keys as CSV": () => ask("/temp-keys/rows/export"),
  locks: () => ask("/locks"),
  "who opens a door now": () => ask("/locks/1/openers"),
  "a timeline": () => ask(`/timeline?${new URLSearchParams({ from: iso(-3), until: iso(4) })}`),
  "a history, unfiltered": () => ask("/locks/1/events"),
  "a history, filtered": () => ask("/locks/1/events?type=LockOpenFailed"),
  "the history of a key of 50 doors": () => ask(`/temp-keys/${shared[0]}/events`),
  "the history of a key of 50 doors, filtered": () => ask(`/temp-keys/${shared[0]}/events?type=LockOpenFailed`),
  "an export of a lock, CSV": () => ask("/locks/1/events/export?format=csv"),
  "an export of a lock, JSON": () => ask("/locks/1/events/export?format=jsonl"),
  activity: () => ask("/activity"),
  "openings by the hour": () =>
    ask(`/activity/counts?${new URLSearchParams({ from: iso(-30), to: iso(0), by: "hour" })}`),
  "SetOwner of a lock with all the keys": () => command({ type: "setOwner", actor, lockId: 1, userId: randomUUID() }),
  "SetOwner of a lock with keys of 50 doors": () =>
    command({ type: "setOwner", actor, lockId: FIRST_SHARED, userId: randomUUID() }).catch(() => {}),
  "a key of 50 doors is made": () => ask("/temp-keys", doorsKey()),
  "a key of 50 doors is taken back": () =>
    ask(`/locks/${FIRST_SHARED}/delete-temp-key`, { tempKeyUuid: shared[1 + turn++] }),
  "an import of 2,000 lines, tried": () => ask("/temp-keys/import?dryRun=true", { csv: table(2_000) }),
  "an import of 500 lines": () => ask(`/temp-keys/import?importId=walk-${turn++}`, { csv: table(500) }),
  "a burst of 2,000 keys": async () => {
    for (let i = 0; i < 2_000; i += 100)
      await Promise.all(
        Array.from({ length: 100 }, () =>
          ask("/locks/1/create-temp-key", { accessMode: "public", validFrom: iso(-1), validUntil: iso(1) }),
        ),
      );
  },
};

const seen = new Map<string, Blocked[]>();
const least = (what: string, of: keyof Blocked) => Math.min(...seen.get(what)!.map((one) => one[of]));
async function measure(what: string, run: () => Promise<unknown>): Promise<void> {
  if (only !== undefined && !what.includes(only)) return;
  await say({ begin: small });
  await wait(50);
  await run();
  await wait(20);
  const blocked = await say<Blocked>({ end: true });
  console.log(`${what}: ${blocked.processor.toFixed(1)} ms`);
  seen.set(what, [...(seen.get(what) ?? []), blocked]);
}
const isOver = (what: string) => seen.has(what) && least(what, "processor") > MOST_MS;

for (let round = 0; round < ROUNDS || (round < MOST_ROUNDS && Object.keys(firsts).some(isOver)); round++) {
  await stop();
  await start();
  for (const [what, run] of Object.entries(firsts)) await measure(what, run);
}
for (const [what, run] of Object.entries(walk))
  for (let round = 0; round < ROUNDS || (round < MOST_ROUNDS && isOver(what)); round++) await measure(what, run);
const rows = [...seen.keys()].map((what) => {
  const of = (one: keyof Blocked) => Number(least(what, one).toFixed(1));
  const over = isOver(what) ? "over" : "";
  return { what, "event loop": of("loop"), processor: of("processor"), "a small command": of("command"), over };
});
console.table(rows);
if (rows.some(({ over }) => over !== "")) process.exitCode = 1;
