/** The record as files that prove themselves: exports over HTTP and by the command line. */
import assert from "node:assert/strict";
import { execFile, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import http, { type IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it, mock } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { canonicalJson } from "../../src/domain/canonical-json.ts";
import { chainHash } from "../../src/ledger/chain.ts";
import { verifyExport } from "../../src/ledger/verify-export.ts";
import { StillClock } from "../manual-clock.ts";
import { BARE_ENV, type Credentials, startServer, storeEnv, type TestServer } from "../harness.ts";
import { PROGRAM } from "../program.ts";
import { sized } from "../size.ts";

const start = Date.parse("2026-12-24T12:00:00Z");

/** Run a program with the data of a folder. */
async function run(dataDir: string, ...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const env = { ...BARE_ENV, DATA_DIR: dataDir, ...(await storeEnv(dataDir)) };
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

/** More than what sockets and streams hold of it before somebody reads. */
const MANY = sized(40_000, 100_000);

/**
 * A program that serves its data folder until it is told to stop, and says how much it keeps in memory whenever it is
 * asked. What is garbage is swept first: when the sweeper comes by itself depends on the machine.
 */
const SERVE = `
  import { startServer } from ${JSON.stringify(new URL("../harness.ts", import.meta.url).href)};
  const env = { DATABASE_URL: process.env.DATABASE_URL ?? "" };
  const server = await startServer({ dataDir: process.env.DATA_DIR, env });
  process.on("message", async (asked) => {
    if (asked === "stop") {
      await server.close();
      return process.disconnect();
    }
    gc();
    const { heapUsed, external } = process.memoryUsage();
    process.send(heapUsed + external);
  });
  process.send(server.url);
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

  it("take no more memory for ten times the events", async () => {
    const program = join(dataDir, "serve.mjs");
    writeFileSync(program, SERVE);
    const env = { ...process.env, DATA_DIR: dataDir, NODE_TEST_CONTEXT: "", ...(await storeEnv(dataDir)) };
    const child = fork(program, { execArgv: ["--expose-gc"], env });
    const ended = once(child, "exit");
    const says = async () => {
      const first = await Promise.race([once(child, "message"), ended.then(() => undefined)]);
      assert.ok(first, "the server ended");
      return first[0] as unknown;
    };
    try {
      const url = (await says()) as string;
      /** The most that is kept when so many bytes more were read. */
      const measure = async (lockId: number, step: number) => {
        const { body } = await fetch(`${url}/locks/${lockId}/events/export?format=csv`, { headers });
        let [bytes, most] = [0, 0];
        for await (const chunk of body!) {
          const before = Math.floor(bytes / step);
          bytes += (chunk as Uint8Array).length;
          if (Math.floor(bytes / step) === before) continue;
          child.send("measure");
          most = Math.max(most, (await says()) as number);
        }
        return { bytes, most };
      };
      const [few, many] = [await measure(3, MANY * 10), await measure(2, MANY * 100)];
      assert.ok(few.bytes > MANY * 90 && many.bytes > MANY * 900, `${few.bytes} and ${many.bytes} bytes`);
      const more = many.most - few.most;
      assert.ok(more < 16e6, `${more} bytes more are kept for ${many.bytes - few.bytes} bytes`);
    } finally {
      if (child.connected) child.send("stop");
      await ended;
    }
  });

  it("wait for a client that reads slowly, and stop for one that goes away", async () => {
    const read = mock.method(server.ledger.read, "rawEvents");
    /** Nothing is read for a second: who looks sooner may only have been faster than a busy server. */
    const settled = async () => {
      for (let before = -1; before !== read.mock.callCount(); await wait(1_000)) before = read.mock.callCount();
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

  it("end when the caller may not see the record any more, and not with a token that only expired", async () => {
    const clock = new StillClock(Date.now());
    const other = await startServer({ dataDir, clock });
    try {
      const { members } = other.organizations;
      const { sessions, tokens } = await other.store.accounts();
      const file = async (as: { readonly authorization: string } | typeof headers) => {
        const path = `${other.url}/locks/2/events/export?format=jsonl`;
        const [answer] = (await once(http.get(path, { headers: { ...as }, agent: false }), "response")) as [
          IncomingMessage,
        ];
        return answer.setEncoding("utf8");
      };
      const member = async () => {
        const now = clock.now();
        const { userId } = await other.user();
        assert.equal(await members.put("acme", userId, "manager", now), "done");
        const { sessionId } = await sessions.begin(userId, {});
        const session = { sessionId, userId, provedAt: now, expiresAt: now + 86_400_000 };
        return { userId, authorization: `Bearer ${(await tokens.sign(session, "acme")).token}` };
      };
      const [removed, paused, late] = [await member(), await member(), await member()];
      await other.organization("sold-to");
      const long = [await file(removed), await file(paused)];
      const goesOn = await file(late);
      await members.remove("acme", removed.userId);
      await members.change("acme", paused.userId, { paused: true });
      await clock.advance(10 * 60_000);
      for (const cut of long) {
        let bytes = 0;
        await assert.rejects(async () => {
          for await (const text of cut) bytes += (text as string).length;
        });
        assert.ok(bytes < 10e6, `${bytes} bytes`);
      }
      let bytes = 0;
      for await (const text of goesOn) if ((bytes += (text as string).length) > 20e6) break;
      assert.ok(bytes > 20e6, `${bytes} bytes`);
      const sold = await file(headers);
      const giveTo = async (orgId: string) =>
        other.ledger.submit({ type: "setOrganization", actor: { kind: "operator" }, lockId: 2, orgId });
      assert.ok((await giveTo("sold-to")).ok);
      await clock.advance(1_000);
      await assert.rejects(verifyExport(sold));
      assert.ok((await giveTo("acme")).ok);
    } finally {
      await other.close();
    }
  });

  it("of a server that stops are seen to be cut off, and do not hold it up", async () => {
    // Longer than any machine takes to stop.
    const other = await startServer({ dataDir, drainMs: 120_000 });
    const cut = await askLong(other.url);
    const begun = performance.now();
    await other.close();
    assert.ok(performance.now() - begun < 60_000, "it was waited for");
    await assert.rejects(async () => {
      for await (const _ of cut);
    });
  });

  it("by the command line, and verified with nothing but the file", async () => {
    const nowhere = join(dataDir, "nowhere");
    for (const format of ["csv", "jsonl"]) {
      const file = join(dataDir, `export.${format}`);
      const made = await run(dataDir, PROGRAM, "export", "1", "--format", format, "--out", file, "--json");
      assert.equal(made.code, 0, made.err);
      const { lockId, events } = JSON.parse(made.out) as Record<string, unknown>;
      assert.equal(lockId, 1);
      assert.equal(statSync(file).mode & 0o777, 0o600);
      const text = readFileSync(file, "utf8");
      assert.equal(text, (await get(`format=${format}`)).text);
      const printed = await run(dataDir, PROGRAM, "export", "1", "--format", format, "--from-version", "2");
      assert.equal(printed.out, (await get(`format=${format}&fromVersion=2`)).text);
      assert.notEqual(
        (await run(dataDir, PROGRAM, "export", "1", "--format", format, "--out", file)).code,
        0,
        "a second time",
      );

      const whole = await run(nowhere, PROGRAM, "verify", "--export", file);
      assert.deepEqual([whole.code, whole.err], [0, ""]);
      assert.match(whole.out, new RegExp(`${events} events of lock 1, versions 1 to ${events}`));
      const changed = join(dataDir, `changed.${format}`);
      const lines = text.split("\n");
      writeFileSync(changed, lines.toSpliced(4, 2, lines[5]!, lines[4]!).join("\n"));
      const damaged = await run(nowhere, PROGRAM, "verify", "--export", changed, "--json");
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
      const said = await run(dataDir, PROGRAM, ...words);
      assert.equal(said.code, code, said.err);
      assert.match(said.err, message);
    }
  });
});
