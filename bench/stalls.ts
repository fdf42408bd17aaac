/**
 * What holds everybody up: a walk through operations with 100,000 keys of a lock, 1,000,000 events of its stream and keys of 50
 * doors, each with the longest that the event loop was blocked, and the longest that a small command beside it took. SQLite; the
 * best of three rounds, because whatever else the machine does only ever adds. `npm run bench:stalls`; BENCH_KEYS makes it smaller.
 */
import type { ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { openForWriting } from "../src/database/sqlite/database.ts";
import type { Command } from "../src/domain/command.ts";
import { commitBatch } from "../src/ledger/commit-loop.ts";
import { createCommitStore } from "../src/ledger/sqlite/commit-store.ts";
import { fillWithKeys } from "./fill.ts";
import { installOnSqlite } from "./install.ts";
import { forkOwn, messageOf, stopServer } from "./server-process.ts";
import type { Asked, Blocked } from "./stalls-server.ts";
import { scriptOptions } from "../test/script-options.ts";

const KEYS = Number(process.env.BENCH_KEYS ?? 100_000);
const EVENTS = KEYS * 10;
const DOORS = 50;
const SHARED = 200;
const ROUNDS = 3;
const MOST_MS = 15;
/** How long one operation may go on, such as an export. */
const TOO_LONG_MS = 4_000;
const DAY_MS = 86_400_000;

const now = Date.now();
const actor = { kind: "operator" } as const;
const folder = mkdtempSync(join(tmpdir(), "latchstring-stalls-"));
const terms = { accessMode: "public", allowedUserIds: [], validFrom: now - DAY_MS, validUntil: now + DAY_MS } as const;
/** Of a lock that is in no other's way. */
const small = { type: "useTempKey", actor, lockId: DOORS + 2, tempKeyUuid: randomUUID() } as const;
const shared = Array.from({ length: SHARED }, () => randomUUID());
const FIRST_SHARED = 2;
const doors = Array.from({ length: DOORS }, (_, i) => ({ lockId: FIRST_SHARED + i, method: "key" as const }));

async function fill(dataDir: string): Promise<string> {
  const { apiKey } = await installOnSqlite(dataDir, DOORS + 2);
  const db = openForWriting(join(dataDir, "latchstring.db"));
  db.pragma("synchronous = OFF"); // nothing that is filled in was promised to anybody
  const store = createCommitStore(db);
  const commit = async (commands: readonly Command[]) => {
    for (const reply of await commitBatch(store, commands, Date.now))
      if (!("answer" in reply) || !reply.answer.ok) throw new Error(JSON.stringify(reply));
  };
  await fillWithKeys(store, { count: KEYS, locks: 1 });
  const used = randomUUID();
  await commit([
    { type: "createTempKey", actor, lockId: 1, tempKeyUuid: used, ...terms, maxUses: null },
    { ...small, type: "createTempKey", ...terms, maxUses: null },
    ...shared.map(
      (tempKeyUuid) =>
        ({ type: "createKey", actor, tempKeyUuid, ...terms, maxUses: null, maxUsesPerDoor: null, doors }) as const,
    ),
  ]);
  for (let done = KEYS * 3; done < EVENTS; done += 1_000)
    await commit(Array.from({ length: 1_000 }, () => ({ type: "useTempKey", actor, lockId: 1, tempKeyUuid: used })));
  db.close();
  return apiKey;
}

const dataDir = join(folder, "data");
let child: ChildProcess | undefined;
try {
  const apiKey = await fill(dataDir);
  child = forkOwn(join(import.meta.dirname, "stalls-server.ts"), {
    env: { ...process.env, DATA_DIR: dataDir },
    execArgv: ["--max-semi-space-size=4"], // as in `npm start`
  });
  const server = child;
  const { url } = await messageOf<{ url: string }>(server);
  const say = async <T>(asked: Asked): Promise<T> => {
    const answer = messageOf<T>(server);
    server.send(asked);
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
  const walk: Readonly<Record<string, () => Promise<unknown>>> = {
    nothing: () => wait(500),
    "the first request of a process": () => ask("/locks/2/temp-keys"),
    "the first list of keys": () => ask("/temp-keys/rows"),
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
    "a key of 50 doors is made": () =>
      ask("/temp-keys", {
        validFrom: iso(-1),
        validUntil: iso(1),
        doors: doors.map(({ lockId }) => ({ lockId: String(lockId), accessMethod: "key" })),
      }),
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
  const [only] = scriptOptions({ allowPositionals: true }).positionals;
  const rows = [];
  for (const [what, run] of Object.entries(walk)) {
    if (only !== undefined && !what.includes(only)) continue;
    const seen: Blocked[] = [];
    // What is done once only is measured once.
    for (let round = 0; round < (what.startsWith("the first") ? 1 : ROUNDS); round++) {
      await say({ begin: small });
      await wait(50);
      await run();
      await wait(20);
      seen.push(await say<Blocked>({ end: true }));
    }
    const least = (of: keyof Blocked) => Number(Math.min(...seen.map((one) => one[of])).toFixed(1));
    const [loop, processor, small_] = [least("loop"), least("processor"), least("command")];
    console.log(`${what}: event loop ${loop} ms, of its processor ${processor} ms, a small command ${small_} ms`);
    rows.push({
      what,
      "event loop": loop,
      processor,
      "a small command": small_,
      over: processor > MOST_MS ? "over" : "",
    });
  }
  console.table(rows);
  if (rows.some(({ over }) => over !== "")) process.exitCode = 1;
} finally {
  if (child) await stopServer({ process: child });
  rmSync(folder, { recursive: true, force: true });
}
