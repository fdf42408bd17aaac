/** The record over HTTP: histories of locks and of keys, filters, and exports that prove themselves. */
import assert from "node:assert/strict";
import { execFile, fork } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import http, { type IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it, mock } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { systemClock } from "../../src/clock.ts";
import { canonicalJson } from "../../src/domain/canonical-json.ts";
import { chainHash } from "../../src/ledger/chain.ts";
import { verifyExport } from "../../src/ledger/verify-export.ts";
import { type Credentials, publicTerms, startServer, storeEnv, type TestServer } from "../harness.ts";

interface ShownEvent {
  readonly aggregateId: string;
  readonly version: number;
  readonly type: string;
  readonly timestamp: string;
  readonly orgId: string;
  readonly event: { readonly data: Record<string, unknown>; readonly context?: Record<string, unknown> };
  readonly hash: string;
}

const start = Date.parse("2026-12-24T12:00:00Z");
const iso = (hour: number) => new Date(start + hour * 3_600_000).toISOString();

/** Events of a key as anybody would pick them out by hand. */
function ofKey(events: readonly ShownEvent[], uuid: string): ShownEvent[] {
  const orders = new Set<unknown>();
  return events.filter(({ type, event: { data, context = {} } }) => {
    const named = data.tempKeyUuid === uuid || context.tempKeyUuid === uuid;
    if (type === "LockOpenRequested" && named) orders.add(context.orderId);
    return named || orders.has(data.orderId);
  });
}

const places = (events: readonly ShownEvent[]) => events.map((one) => `${one.aggregateId}/${one.version} ${one.type}`);

describe("histories", () => {
  let server: TestServer;
  let acme: Credentials;
  let rival: Credentials;
  /** Has lock 3 beside its organisation, and no other. */
  let ownerId: string;
  let key: string;
  let other: string;
  /** How far the server's clock is ahead. */
  const time = new Float64Array(new SharedArrayBuffer(8));

  const get = (path: string, as = acme) => server.call("GET", path, as);
  const open = (uuid: string, door: number) => server.call("POST", `/temp-keys/${uuid}/doors/${door}/open`);

  before(async () => {
    time[0] = start;
    const clock = { ...systemClock, now: () => time[0]!, shared: time.buffer as SharedArrayBuffer };
    server = await startServer({ clock });
    acme = await server.organization("acme");
    rival = await server.organization("rival");
    ({ userId: ownerId } = await server.user());
    for (const lockId of [1, 2]) await server.lock(lockId, { orgId: "acme" });
    await server.lock(3, { orgId: "acme", ownerId });
    await server.lock(4, { orgId: "rival" });
    const { validFrom, validUntil } = publicTerms(start);
    const create = async (doors: object[]) => {
      const made = await server.call("POST", "/temp-keys", { ...acme, body: { validFrom, validUntil, doors } });
      assert.equal(made.status, 201, made.text);
      return made.json.uuid as string;
    };
    key = await create([{ lockId: "1" }, { lockId: "2" }]);
    other = await create([{ lockId: "1" }, { lockId: "3" }]);
    for (let hour = 1; hour <= 6; hour++) {
      time[0] = start + hour * 3_600_000;
      for (const [uuid, door] of [
        [key, 1],
        [other, 1],
        [key, 2],
        [other, 2],
      ] as const) {
        const opened = await open(uuid, door);
        assert.equal(opened.status, 303);
        await server.call("GET", opened.headers.get("location")!);
      }
    }
    // One door fails, one opens without a key, and another request names the key in its text only.
    await server.fault(2, "jam");
    await server.call("GET", (await open(key, 2)).headers.get("location")!);
    await server.fault(2, "none");
    await server.call("POST", "/locks/1/OpenLock", { ...acme, body: { reason: `not by ${key}` } });
    // A door comes, a door goes, and the key ends; then somebody tries it.
    const changed = await server.call("PATCH", `/temp-keys/${key}`, {
      ...acme,
      body: { addDoors: [{ lockId: "3" }], removeDoors: [1] },
    });
    assert.equal(changed.status, 200, changed.text);
    assert.equal((await server.call("DELETE", `/temp-keys/${key}`, acme)).status, 200);
    assert.equal((await open(key, 2)).status, 400);
  });
  after(() => server.close());

  /** All events of a lock by its published pages. */
  async function whole(lockId: number): Promise<ShownEvent[]> {
    const { totalPages } = (await get(`/locks/${lockId}/events`)).json;
    const events: ShownEvent[] = [];
    for (let page = 1; page <= totalPages; page++)
      events.push(...(await get(`/locks/${lockId}/events?page=${page}`)).json.events);
    return events;
  }

  /** Every page from the first on, and by cursors where a page says so. */
  async function forward(path: string): Promise<ShownEvent[]> {
    const found: ShownEvent[] = [];
    let next = "page=1";
    for (let requests = 0; ; requests++) {
      assert.ok(requests < 50);
      const { status, json, text } = await get(`${path}${path.includes("?") ? "&" : "?"}${next}`);
      assert.equal(status, 200, text);
      assert.ok(json.events.length <= 10);
      found.push(...json.events);
      if (json.nextCursor === null) return found;
      next = `cursor=${json.nextCursor}`;
    }
  }

  async function backward(path: string): Promise<ShownEvent[]> {
    const found: ShownEvent[] = [];
    let url = path;
    for (let requests = 0; ; requests++) {
      assert.ok(requests < 50);
      const { json } = await get(url);
      found.unshift(...json.events);
      if (json.nextCursor === null) return found;
      url = `${path}${path.includes("?") ? "&" : "?"}cursor=${json.nextCursor}`;
    }
  }

  it("of a key: everything at all its doors, removed ones too, and nothing else, oldest first", async () => {
    for (const [uuid, lockIds] of [
      [key, [1, 2, 3]],
      [other, [1, 3]],
    ] as const) {
      const expected = (await Promise.all(lockIds.map(whole))).flatMap((events) => ofKey(events, uuid));
      const found = await forward(`/temp-keys/${uuid}/events`);
      assert.ok(found.length > 20);
      assert.deepEqual(new Set(places(found)), new Set(places(expected)));
      assert.equal(found.length, expected.length);
      const times = found.map(({ timestamp }) => Date.parse(timestamp));
      assert.deepEqual(
        times,
        times.toSorted((a, b) => a - b),
      );
      assert.equal(found[0]?.type, "TempKeyCreated");
      assert.ok(found.every(({ orgId }) => orgId === "acme"));
      assert.deepEqual(places(await backward(`/temp-keys/${uuid}/events`)), places(found));
    }
    const types = new Set((await forward(`/temp-keys/${key.toUpperCase()}/events`)).map(({ type }) => type));
    for (const type of ["LockOpenRequested", "TempKeyUsed", "LockOpened", "LockOpenFailed", "TempKeyUseReleased"])
      assert.ok(types.has(type), type);
    for (const type of ["TempKeyDeleted", "AdmissionRefused"]) assert.ok(types.has(type), type);
  });

  it("of a key: pages as a lock's history has them, the last ten without one", async () => {
    const all = places(await forward(`/temp-keys/${key}/events`));
    const last = (await get(`/temp-keys/${key}/events`)).json;
    assert.deepEqual([last.tempKeyUuid, last.page, last.pageSize], [key, null, 10]);
    assert.deepEqual(places(last.events), all.slice(-10));
    for (const page of [1, 2, 3, 99]) {
      const { json } = await get(`/temp-keys/${key}/events?page=${page}`);
      assert.deepEqual([json.page, places(json.events)], [page, all.slice((page - 1) * 10, page * 10)]);
    }
  });

  it("of a key: for those who may manage one of its locks, and of those locks only", async () => {
    const absent = await get(`/temp-keys/${randomUUID()}/events`);
    assert.equal(absent.status, 404);
    const foreign = await get(`/temp-keys/${key}/events`, rival);
    assert.deepEqual([foreign.status, foreign.text], [404, absent.text]);
    assert.equal((await server.call("GET", `/temp-keys/${key}/events`)).status, 401);
    assert.equal((await get("/temp-keys/x/events")).status, 400);
    const owner = await server.issuer!.sign({ userId: ownerId, ttlSeconds: 60 });
    const part = (await get(`/temp-keys/${key}/events`, owner)).json;
    assert.deepEqual(new Set(part.events.map((one: ShownEvent) => one.aggregateId)), new Set(["3"]));
    assert.equal((await get(`/locks/1/events`, owner)).status, 404);
  });

  it("filters by type, key and time, together and page by page", async () => {
    const all = await whole(1);
    const between = (from: number, to: number) => (one: ShownEvent) =>
      Date.parse(one.timestamp) >= start + from * 3_600_000 && Date.parse(one.timestamp) < start + to * 3_600_000;
    const opened = (one: ShownEvent) => ["LockOpened", "TempKeyUsed"].includes(one.type);
    const cases: [string, ShownEvent[]][] = [
      ["type=LockOpened", all.filter(({ type }) => type === "LockOpened")],
      ["type=LockOpened,TempKeyUsed", all.filter(opened)],
      ["type=LockOpened&type=TempKeyUsed", all.filter(opened)],
      ["type=PinRefused", []],
      [`tempKeyUuid=${key}`, ofKey(all, key)],
      [`tempKeyUuid=${key.toUpperCase()}&type=LockOpened,TempKeyUsed`, ofKey(all, key).filter(opened)],
      [`tempKeyUuid=${randomUUID()}`, []],
      [`from=${iso(2)}`, all.filter(between(2, 99))],
      [`to=${iso(2)}`, all.filter(between(-1, 2))],
      [`from=${iso(2)}&to=${iso(4)}&type=LockOpened,TempKeyUsed`, all.filter(between(2, 4)).filter(opened)],
    ];
    for (const [query, expected] of cases) {
      assert.deepEqual(await forward(`/locks/1/events?${query}`), expected, query);
      assert.deepEqual(await backward(`/locks/1/events?${query}`), expected, query);
      const { json } = await get(`/locks/1/events?${query}`);
      assert.deepEqual([json.totalEvents, json.pageSize], [all.length, 10]);
      const second = (await get(`/locks/1/events?${query}&page=2`)).json;
      assert.deepEqual([second.page, second.events], [2, expected.slice(10, 20)], query);
    }
    const ofBoth = await forward(`/temp-keys/${key}/events?type=LockOpened&from=${iso(3)}`);
    const both = [...ofKey(all, key), ...ofKey(await whole(2), key)];
    assert.equal(ofBoth.length, both.filter(({ type }) => type === "LockOpened").filter(between(3, 99)).length);
  });

  it("answers without filters exactly as published", async () => {
    for (const query of ["", "?page=1"]) {
      const { json } = await get(`/locks/1/events${query}`);
      assert.deepEqual(Object.keys(json).toSorted(), [
        "aggregateId",
        "events",
        "page",
        "pageSize",
        "totalEvents",
        "totalPages",
      ]);
    }
  });

  it("names every wrong value, once a field", async () => {
    const wrong = "page=0&type=LockOpened,Nonsense&from=yesterday&to=2026-02-30T00:00:00Z&cursor=x";
    for (const [path, fields] of [
      [`/locks/1/events?${wrong}&tempKeyUuid=1`, ["cursor", "from", "page", "tempKeyUuid", "to", "type"]],
      [`/temp-keys/${key}/events?${wrong}`, ["cursor", "from", "page", "to", "type"]],
      ["/locks/1/events?type=", ["type"]],
      ["/locks/1/events?type=LockOpened&type=", ["type"]],
      ["/locks/1/events?from=2026-12-24T12:00:00Z&from=2026-12-24T13:00:00Z", ["from"]],
      ["/locks/1/events?from=2026-12-24T12:00:00Z&to=2026-12-24T12:00:00Z", ["to"]],
      ["/locks/1/events?page=1&cursor=before.1.3", ["cursor"]],
      ["/locks/1/events?cursor=before.2.3", ["cursor"]],
      ["/locks/1/events?cursor=before.1.99999", ["cursor"]],
      ["/locks/1/events?cursor=after.1.3.1.10", ["cursor"]],
    ] as const) {
      const { status, json, text } = await get(path);
      assert.equal(status, 400, `${path} ${text}`);
      assert.deepEqual(json.details.map((one: { field: string }) => one.field).toSorted(), fields, path);
    }
    const { json } = await get("/locks/1/events?type=Nonsense");
    assert.match(json.details[0].message, /LockOpened, LockOpenFailed/);
  });

  it("looks at 10,000 events a request and goes on by the cursor", async () => {
    await server.lock(9, { orgId: "acme" });
    const owners = [randomUUID(), randomUUID()];
    const actor = { kind: "operator" } as const;
    for (let i = 0; i < 25_000; i += 500)
      await Promise.all(
        Array.from({ length: 500 }, (_, k) =>
          server.ledger.submit({ type: "setOwner", actor, lockId: 9, userId: owners[k % 2]! }),
        ),
      );
    const first = (await get("/locks/9/events?type=LockCreated,LockOpened&page=1")).json;
    assert.deepEqual([first.page, first.events.length, first.nextCursor], [1, 1, "after.9.10000.1.1"]);
    const newest = (await get("/locks/9/events?type=LockOpened")).json;
    assert.deepEqual([newest.events, newest.nextCursor], [[], "before.9.15003"]);
    assert.equal((await forward("/locks/9/events?type=LockCreated,LockOpened")).length, 1);
    assert.equal((await backward("/locks/9/events?type=LockCreated,LockOpened")).length, 1);
    const begun = performance.now();
    await get("/locks/9/events?type=LockOpened");
    assert.ok(performance.now() - begun < 3_000);
  });
});

const MAIN = new URL("../../src/main.ts", import.meta.url).pathname;

/** Run a program with the data of a folder. */
async function run(dataDir: string, ...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const env = { PATH: process.env.PATH, DATA_DIR: dataDir, ...(await storeEnv(dataDir)) };
  return new Promise((resolve) => {
    execFile(process.execPath, args, { env, timeout: 60_000, maxBuffer: 1 << 28 }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err }),
    );
  });
}

/** Give a lock many events, behind the program's back, so that it takes no time. */
async function lengthen({ sql }: TestServer, lockId: number, events: number): Promise<void> {
  const [lock] = await sql("SELECT * FROM locks WHERE lock_id = ?", lockId);
  let { version, head, last } = lock as { version: number; head: Uint8Array; last?: number };
  version = Number(version);
  const text = "x".repeat(400);
  const rows: Record<string, unknown>[] = [];
  for (let i = 0; i < events; i++) {
    version++;
    const data = canonicalJson({ lockId, userId: `${text} ${i}` });
    head = chainHash(head, { lockId, version, type: "OwnerSet", at: start, data, context: null });
    rows.push({ lock_id: lockId, version, type: "OwnerSet", at: start, data, hash: Buffer.from(head).toString("hex") });
  }
  const columns = "lock_id, version, type, at, data, hash";
  const json = JSON.stringify(rows);
  if (last === undefined) {
    const types = "lock_id bigint, version bigint, type text, at bigint, data text, hash text";
    const picked = "lock_id, version, type, at, data, decode(hash, 'hex')";
    await sql(`INSERT INTO events (${columns}) SELECT ${picked} FROM json_to_recordset(?::json) AS r (${types})`, json);
    await sql("UPDATE locks SET version = ?, head = ? WHERE lock_id = ?", version, head, lockId);
    return;
  }
  const picked = ["lock_id", "version", "type", "at", "data"].map((name) => `value ->> '${name}'`).join(", ");
  // Positions follow each other, so what stands before each of these is known.
  const [newest] = await sql("SELECT max(position) AS position FROM events");
  const first = (newest as { position: number }).position + 1;
  await sql(
    `INSERT INTO events (${columns}, previous)
     SELECT ${picked}, unhex(value ->> 'hash'), CASE key WHEN 0 THEN ? ELSE ? + key - 1 END FROM json_each(?) ORDER BY key`,
    last,
    first,
    json,
  );
  last = first + events - 1;
  await sql("UPDATE locks SET version = ?, head = ?, last = ? WHERE lock_id = ?", version, head, last, lockId);
}

const MANY = 100_000;

/** A program that serves its data folder until it is told to stop, and tells how much memory that took at the most. */
const SERVE = `
  import { startServer } from ${JSON.stringify(new URL("../harness.ts", import.meta.url).href)};
  const env = { DATABASE_URL: process.env.DATABASE_URL ?? "" };
  const server = await startServer({ dataDir: process.env.DATA_DIR, env });
  process.send(server.url);
  process.once("message", async () => {
    await server.close();
    process.send(process.resourceUsage().maxRSS, () => process.disconnect());
  });
`;

describe("exports", () => {
  let dataDir: string;
  let server: TestServer;
  let acme: Credentials;
  let headers: { readonly "x-api-key": string };

  before(async () => {
    dataDir = mkdtempSync(join(tmpdir(), "latchstring-export-"));
    server = await startServer({ dataDir });
    acme = await server.organization("acme");
    headers = { "x-api-key": acme.apiKey! };
    for (const lockId of [1, 2, 3]) await server.lock(lockId, { orgId: "acme" });
    const uuid = await server.key(1, acme, { maxUses: 3, description: "Anna" });
    for (let i = 0; i < 4; i++) {
      const { headers: answered } = await server.call("POST", `/temp-keys/${uuid}/open`);
      const outcome = answered.get("location");
      if (outcome !== null) await server.call("GET", outcome);
    }
    await lengthen(server, 2, MANY);
    await lengthen(server, 3, MANY / 10);
  });
  after(async () => {
    await server.close();
    rmSync(dataDir, { recursive: true });
  });

  const get = (query: string, as = acme, lockId = 1) =>
    server.call("GET", `/locks/${lockId}/events/export?${query}`, as);
  /** The answer with the long export, of which nothing is read yet. */
  async function askLong(url = server.url): Promise<IncomingMessage> {
    const asked = http.get(`${url}/locks/2/events/export?format=jsonl`, { headers, agent: false });
    return ((await once(asked, "response")) as [IncomingMessage])[0];
  }

  it("are files that prove themselves, and end with the head that the history has", async () => {
    const history = (await server.call("GET", "/locks/1/events", acme)).json;
    for (const [format, type] of [
      ["jsonl", "application/x-ndjson; charset=utf-8"],
      ["csv", "text/csv; charset=utf-8; header=present"],
    ] as const) {
      const { status, headers, text } = await get(`format=${format}`);
      assert.equal(status, 200);
      assert.equal(headers.get("content-type"), type);
      const name = `lock-1-events-1-${history.totalEvents}.${format}`;
      assert.equal(headers.get("content-disposition"), `attachment; filename="${name}"`);
      assert.doesNotMatch(text, /Anna/, "what can be erased is not in the record");
      const verified = await verifyExport([text]);
      assert.ok(verified.ok, JSON.stringify(verified));
      assert.deepEqual([verified.lockId, verified.count], [1, history.totalEvents]);
      assert.equal(verified.head, history.events.at(-1).hash);
    }
    const part = await verifyExport([(await get("format=csv&fromVersion=3&toVersion=5")).text]);
    assert.ok(part.ok && part.count === 3);
    const { events } = (await server.call("GET", "/locks/1/events?page=1", acme)).json;
    assert.deepEqual([part.previous, part.head], [events[1].hash, events[4].hash]);
  });

  it("are for those who may see the history, and refuse what is wrong, once a field", async () => {
    assert.equal((await get("format=csv", {})).status, 401);
    const stranger = await server.organization("stranger");
    const [foreign, absent] = [await get("format=csv", stranger), await get("format=csv", acme, 999)];
    assert.deepEqual([foreign.status, foreign.text], [404, absent.text]);
    for (const [query, fields] of [
      ["", ["format"]],
      ["format=xml&fromVersion=0&toVersion=x", ["format", "fromVersion", "toVersion"]],
      ["format=csv&toVersion=9999", ["toVersion"]],
      ["format=csv&fromVersion=9999", ["fromVersion"]],
      ["format=csv&fromVersion=3&toVersion=2", ["fromVersion"]],
    ] as const) {
      const { status, json } = await get(query);
      assert.equal(status, 400, query);
      assert.deepEqual(json.details.map((one: { field: string }) => one.field).toSorted(), fields, query);
    }
  });

  it("take no more memory for 100,000 events than for 10,000", async () => {
    const program = join(dataDir, "serve.mjs");
    writeFileSync(program, SERVE);
    const measure = async (lockId: number) => {
      const env = { ...process.env, DATA_DIR: dataDir, NODE_TEST_CONTEXT: "", ...(await storeEnv(dataDir)) };
      const child = fork(program, { execArgv: ["--max-semi-space-size=4"], env });
      const [url] = (await once(child, "message")) as [string];
      let bytes = 0;
      for (let i = 0; i < 2; i++) {
        const { body } = await fetch(`${url}/locks/${lockId}/events/export?format=csv`, { headers });
        for await (const chunk of body!) bytes += (chunk as Uint8Array).length;
      }
      child.send("stop");
      const [kib] = (await once(child, "message")) as [number];
      return { bytes, kib };
    };
    const [few, many] = [await measure(3), await measure(2)];
    assert.ok(few.bytes > 18e6 && many.bytes > 180e6, `${few.bytes} and ${many.bytes} bytes`);
    // The heap fills a little before it is swept, and with what comes over a connection more than a little.
    const mebibytes = "last" in (await server.sql("SELECT * FROM locks"))[0]! ? 48 : 128;
    assert.ok(
      many.kib - few.kib < mebibytes * 1024,
      `${many.kib - few.kib} KiB more for ${many.bytes - few.bytes} bytes`,
    );
  });

  it("wait for a client that reads slowly, and stop for one that goes away", async () => {
    const read = mock.method(server.ledger.read, "rawEvents");
    const settled = async () => {
      for (let before = -1; before !== read.mock.callCount(); await wait(150)) before = read.mock.callCount();
      return read.mock.callCount();
    };
    try {
      const slow = await askLong();
      const needed = Math.ceil(MANY / 128);
      assert.ok((await settled()) < needed / 2, `${read.mock.callCount()} of ${needed} reads`);
      const verified = await verifyExport(slow.setEncoding("utf8"));
      assert.ok(verified.ok && verified.count === MANY + 2, JSON.stringify(verified));

      const before = read.mock.callCount();
      const left = await askLong();
      left.destroy();
      assert.ok((await settled()) - before < needed / 2);
    } finally {
      read.mock.restore();
    }
  });

  it("of a server that stops are seen to be cut off, and do not hold it up", async () => {
    const other = await startServer({ dataDir });
    const cut = await askLong(other.url);
    const begun = performance.now();
    await other.close();
    assert.ok(performance.now() - begun < 5_000);
    await assert.rejects(async () => {
      for await (const _ of cut);
    });
  });

  it("by the command line, and verified with nothing but the file", async () => {
    const nowhere = join(dataDir, "nowhere");
    for (const format of ["csv", "jsonl"]) {
      const file = join(dataDir, `export.${format}`);
      const made = await run(dataDir, MAIN, "export", "1", "--format", format, "--out", file, "--json");
      assert.equal(made.code, 0, made.err);
      const { lockId, events } = JSON.parse(made.out) as Record<string, unknown>;
      assert.equal(lockId, 1);
      assert.equal(statSync(file).mode & 0o777, 0o600);
      const text = readFileSync(file, "utf8");
      assert.equal(text, (await get(`format=${format}`)).text);
      const printed = await run(dataDir, MAIN, "export", "1", "--format", format, "--from-version", "2");
      assert.equal(printed.out, (await get(`format=${format}&fromVersion=2`)).text);
      assert.notEqual(
        (await run(dataDir, MAIN, "export", "1", "--format", format, "--out", file)).code,
        0,
        "a second time",
      );

      const whole = await run(nowhere, MAIN, "verify", "--export", file);
      assert.deepEqual([whole.code, whole.err], [0, ""]);
      assert.match(whole.out, new RegExp(`${events} events of lock 1, versions 1 to ${events}`));
      const changed = join(dataDir, `changed.${format}`);
      const lines = text.split("\n");
      writeFileSync(changed, lines.toSpliced(4, 2, lines[5]!, lines[4]!).join("\n"));
      const damaged = await run(nowhere, MAIN, "verify", "--export", changed, "--json");
      assert.equal(damaged.code, 1);
      assert.partialDeepStrictEqual(JSON.parse(damaged.out), { ok: false, line: 5 });
      assert.match(damaged.err, /^Line 5 /);
    }
    assert.throws(() => statSync(nowhere), /ENOENT/);
    for (const [code, message, ...words] of [
      [2, /--format must be csv or jsonl/, "export", "1", "--format", "xml"],
      [2, /--format missing/, "export", "1"],
      [2, /--from-version must be/, "export", "1", "--format", "csv", "--from-version", "0"],
      [1, /--to-version must be at most/, "export", "1", "--format", "csv", "--to-version", "99999"],
      [1, /no lock 77/, "export", "77", "--format", "csv"],
      [2, /--head .* --export/, "verify", "--head", `5:${"0".repeat(64)}`, "--export", "x"],
      [1, /ENOENT/, "verify", "--export", join(dataDir, "absent")],
    ] as const) {
      const said = await run(dataDir, MAIN, ...words);
      assert.equal(said.code, code, said.err);
      assert.match(said.err, message);
    }
  });
});
