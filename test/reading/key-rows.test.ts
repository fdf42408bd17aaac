/** Lean rows of keys: the same as whoever read all keys and looked through them would find, whatever is asked for. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import type { Command } from "../../src/domain/command.ts";
import { type Clock, systemClock } from "../../src/clock.ts";
import { isoTime } from "../../src/domain/ids.ts";
import { hashApiKey, hintOf, newApiKey } from "../../src/identity/api-keys.ts";
import { type Credentials, publicTerms, startServer, type TestServer } from "../harness.ts";

const HOUR = 3_600_000;
const BEGIN = Date.parse("2026-12-01T12:00:00Z");
const NOTES = ["Anna, room 4", "Änna Müller", "plumber", "ROOM 40", "", undefined, "Zoë\nlate arrival"];
const LABELS = ["Street door", "Room 4", undefined];
const LOCKS = [1, 2, 3, 4];
const NAMES = ["Front door", "Garage", "Café Zoë", "Attic 4"];

const label = (lockId: string, text: string) => ({ lockId, label: text });

interface Row {
  readonly uuid: string;
  readonly [name: string]: any; // oxlint-disable-line typescript/no-explicit-any -- whatever was answered
}

/** What the test asks for; each is a parameter of the same name. */
interface Query {
  readonly search?: string;
  readonly status?: string;
  readonly lockId?: string;
  readonly createdBy?: string;
  readonly person?: string;
  readonly from?: string;
  readonly until?: string;
}

const fold = (text: string) => text.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLowerCase();

describe("rows of keys", () => {
  const shared = new SharedArrayBuffer(8);
  const time = new Float64Array(shared);
  time[0] = BEGIN;
  const clock: Clock = { ...systemClock, now: () => time[0]!, shared };
  let server: TestServer;
  let org: Credentials;
  const users: { userId: string; name: string; email: string }[] = [];
  const made: string[] = [];

  before(async () => {
    server = await startServer({ clock });
    org = await server.organization("acme");
    await server.organization("other");
    for (const lockId of LOCKS) await server.lock(lockId, { orgId: "acme", name: NAMES[lockId - 1]! });
    await server.lock(5, { orgId: "other" });
    for (const name of ["Anna Berger", "Bert", "Ömer Çelik"]) {
      const userId = randomUUID();
      const email = `${fold(name).replace(" ", ".")}@example.test`;
      users.push({ userId, name, email });
      await server.directory.createUser({ userId, email, name, firstName: null, lastName: null, createdAt: BEGIN });
    }
  });
  after(() => server.close());

  const submit = (command: Command) => server.ledger.submit(command);
  const actors = [{ kind: "operator" }, { kind: "organization", orgId: "acme", scopes: ["admin"] }] as const;

  async function create(seed: number): Promise<void> {
    const pick = <T>(from: readonly T[], by: number) => from[Math.floor(seed / by) % from.length]!;
    const tempKeyUuid = randomUUID();
    const description = pick(NOTES, 1);
    const count = pick([1, 1, 2, 3], 7);
    const doors = Array.from({ length: count }, (_, i) => {
      const label = pick(LABELS, 3 + i);
      return {
        lockId: LOCKS[(seed + i) % LOCKS.length]!,
        method: "key",
        ...(label !== undefined && { label }),
      } as const;
    });
    const named = pick([0, 0, 1, 2], 11);
    const allowedUserIds = users.slice(0, named).map(({ userId }) => userId);
    const validFrom = time[0]! + pick([-HOUR, 0, HOUR, 5 * HOUR], 13);
    const answer = await submit({
      type: "createKey",
      actor: pick(actors, 17),
      tempKeyUuid,
      doors,
      accessMode: named > 0 ? "user-whitelist" : "public",
      allowedUserIds,
      validFrom,
      validUntil: Math.max(validFrom, time[0]!) + pick([HOUR / 2, 3 * HOUR, 24 * HOUR], 19),
      maxUses: pick([null, 1, 2], 23),
      maxUsesPerDoor: null,
      ...(description !== undefined && { description }),
    });
    assert.ok(answer.ok, JSON.stringify(answer));
    made.push(tempKeyUuid);
  }

  async function change(seed: number): Promise<void> {
    const tempKeyUuid = made[seed % made.length];
    if (tempKeyUuid === undefined) return create(seed);
    const actor = { kind: "operator" } as const;
    switch (seed % 9) {
      case 0:
        await submit({ type: "revokeKey", actor, tempKeyUuid });
        return;
      case 1:
        await submit({ type: "changeKey", actor, tempKeyUuid, description: NOTES[seed % 5] ?? "" });
        return;
      case 2:
        await submit({ type: "changeKey", actor, tempKeyUuid, validUntil: time[0]! + (1 + (seed % 7)) * HOUR });
        return;
      case 3:
        await server.call("POST", `/temp-keys/${tempKeyUuid}/open`);
        return;
      case 4:
        await submit({ type: "changeKey", actor, tempKeyUuid, removeDoors: [2] });
        return;
      case 5:
        await server.sql("UPDATE users SET name = ? WHERE id = ?", `Renamed ${seed % 10}`, users[seed % 3]!.userId);
        return;
      case 6:
        await submit({ type: "setOrganization", actor, lockId: 4, orgId: seed % 2 === 0 ? "other" : "acme" });
        return;
      case 7:
        time[0]! += HOUR / 2;
        return;
      default:
        return create(seed);
    }
  }

  /** All keys as the lists of the locks have them, which read them one by one. */
  async function allKeys(): Promise<Row[]> {
    const found = new Map<string, Row>();
    for (const lockId of LOCKS) {
      const answer = await server.call("GET", `/temp-keys?lockId=${lockId}&revoked=true`, org);
      for (const key of answer.json?.tempKeys ?? []) found.set(key.uuid, key);
    }
    return [...found.values()];
  }

  async function like(query: Query): Promise<Set<string>> {
    const people = new Map(
      await Promise.all(users.map(async ({ userId }) => [userId, (await server.directory.user(userId))!] as const)),
    );
    const visible = new Map<string, string>();
    for (const [lockId, { state, name }] of await server.ledger.read.locks(LOCKS))
      if (state.orgId === "acme") visible.set(String(lockId), name!);
    const words = fold(query.search ?? "")
      .split(/\s+/)
      .filter((word) => word !== "");
    const status = { valid: "active", "not-yet-valid": "upcoming", expired: "ended" } as Record<string, string>;
    const locks = query.lockId?.split(",");
    const all = (await allKeys()).filter((key) => {
      const doors = key["doors"].filter((door: { lockId: string }) => visible.has(door.lockId));
      const texts = [
        key["description"] ?? "",
        ...doors.map(
          (door: { lockId: string; label: string | null }) => `${visible.get(door.lockId)}\n${door.label ?? ""}`,
        ),
        ...key["allowedUserIds"].map((id: string) => `${people.get(id)?.name}\n${people.get(id)?.email}`),
      ].map(fold);
      return (
        words.every((word) => texts.some((text) => text.includes(word))) &&
        (!query.status || query.status.split(",").includes(status[key["status"]] ?? key["status"])) &&
        (!locks || doors.some((door: { lockId: string }) => locks.includes(door.lockId))) &&
        (!query.createdBy || key["createdBy"] === query.createdBy) &&
        (!query.person || key["allowedUserIds"].includes(query.person)) &&
        (!query.from || Date.parse(key["validUntil"]) > Date.parse(query.from)) &&
        (!query.until || Date.parse(key["validFrom"]) < Date.parse(query.until))
      );
    });
    return new Set(all.map(({ uuid }) => uuid));
  }

  async function rows(
    query: object,
  ): Promise<{ rows: Row[]; total: number; offset: number; nextCursor: string | null }> {
    const answer = await server.call("GET", `/temp-keys/rows?${new URLSearchParams(query as never)}`, org);
    assert.equal(answer.status, 200, answer.text);
    return answer.json;
  }

  const first = async (search: string) => (await rows({ search })).rows[0]!;
  const table = (query: object) =>
    server.call("GET", `/temp-keys/rows/export?${new URLSearchParams(query as never)}`, org);

  const instant = fc.integer({ min: -8, max: 30 }).map((hours) => new Date(BEGIN + hours * HOUR).toISOString());
  const queries = fc.record(
    {
      search: fc.constantFrom(
        "anna",
        "muller",
        "ROOM 4",
        "zoe",
        "example.test",
        "renamed",
        "street",
        "garage",
        "door 4",
        "x",
      ),
      status: fc.constantFrom("active", "upcoming,active", "ended", "revoked,used-up", "paused"),
      lockId: fc.constantFrom("1", "2,3", "4", "5", "99"),
      createdBy: fc.constantFrom("operator", "acme", "nobody"),
      person: fc.integer({ min: 0, max: 2 }).map((i) => users[i]!.userId),
      from: instant,
      until: instant,
    },
    { requiredKeys: [] },
  );
  const pages = fc.record({
    sort: fc.constantFrom("createdAt", "from", "until", "uses", "lastUsedAt", "note"),
    order: fc.constantFrom("asc", "desc"),
    limit: fc.constantFrom("1", "3", "50"),
  });

  it("are found, counted and paged as by looking through all keys", async () => {
    for (let i = 0; i < 30; i++) await create(i * 37);
    const step = fc.record({ seeds: fc.array(fc.nat(1_000_000), { maxLength: 6 }), query: queries, page: pages });
    await fc.assert(
      fc.asyncProperty(step, async ({ seeds, query, page }) => {
        for (const seed of seeds) await change(seed);
        const expected = await like(query as Query);
        const { total } = await rows({ ...query, ...page });
        assert.equal(total, expected.size);
        const byCursor: Row[] = [];
        for (let cursor: string | null | undefined; cursor !== null;) {
          const one = await rows({ ...query, ...page, ...(cursor !== undefined && { cursor }) });
          assert.equal(one.offset, byCursor.length);
          byCursor.push(...one.rows);
          cursor = one.nextCursor;
        }
        assert.deepEqual(new Set(byCursor.map(({ uuid }) => uuid)), expected);
        assert.equal(byCursor.length, expected.size);
        const value = (row: Row) =>
          page.sort === "note" ? fold(row["note"] ?? "").slice(0, 64) : (row[page.sort] ?? "");
        const sorted = byCursor.every((row, i) => {
          if (i === 0) return true;
          const [a, b] = [value(byCursor[i - 1]!), value(row)];
          return page.order === "asc" ? a <= b : a >= b;
        });
        assert.ok(sorted, JSON.stringify(byCursor.map(value)));
        const offset = Math.floor(total / 2);
        const jumped = await rows({ ...query, ...page, offset: String(offset) });
        assert.deepEqual(jumped.rows, byCursor.slice(offset, offset + Number(page.limit)));
      }),
      { numRuns: 60 },
    );
  });

  it("of a page after another leave none out that was there all the time, and tell none twice, while keys change", async () => {
    const there = new Set((await rows({ limit: "200" })).rows.map(({ uuid }) => uuid));
    const end = new AbortController();
    const changing = (async () => {
      for (let i = 0; !end.signal.aborted; i++) await (i % 2 === 0 ? create(i * 101) : change(i * 18));
    })();
    for (const sort of ["createdAt", "from", "note"]) {
      const told: string[] = [];
      for (let cursor: string | null | undefined; cursor !== null;) {
        const page = await rows({ sort, order: "asc", limit: "5", ...(cursor !== undefined && { cursor }) });
        assert.ok(page.total >= page.offset + page.rows.length);
        told.push(...page.rows.map(({ uuid }) => uuid));
        cursor = told.length > 2_000 ? null : page.nextCursor;
      }
      if (sort === "createdAt") {
        assert.equal(new Set(told).size, told.length);
        for (const uuid of there) assert.ok(told.includes(uuid));
      }
    }
    end.abort();
    await changing;
  });

  it("are seen by whoever made the key, at once, and show what changed beside the record", async () => {
    const uuid = await server.key(1, org, { description: "Kept for Quentin" });
    const found = await rows({ search: "quentin" });
    assert.deepEqual(
      found.rows.map((row) => row.uuid),
      [uuid],
    );
    assert.deepEqual(found.rows[0]!["doors"], [
      { lockId: "1", name: "Front door", label: null, timeZone: "Europe/Athens" },
    ]);
    assert.equal(found.rows[0]!["anyone"], true);
    const body = { description: "Nobody" };
    assert.equal((await server.call("PATCH", `/temp-keys/${uuid}`, { ...org, body })).status, 200);
    assert.equal((await rows({ search: "quentin" })).total, 0);
    await server.sql("UPDATE users SET name = NULL, email = NULL WHERE id = ?", users[0]!.userId);
    assert.equal((await rows({ search: "anna.berger" })).total, 0);
  });

  it("tell when a pause ends a key, until it is resumed", async () => {
    const uuid = await server.key(1, org, { description: "Quirin" });
    assert.equal((await first("quirin"))["revokeAfter"], null);
    const revokeAfter = isoTime(time[0]! + HOUR);
    await server.call("POST", `/temp-keys/${uuid}/pause`, { ...org, body: { revokeAfter } });
    const paused = await first("quirin");
    assert.deepEqual([paused["status"], paused["revokeAfter"]], ["paused", revokeAfter]);
    await server.call("POST", `/temp-keys/${uuid}/resume`, org);
    assert.equal((await first("quirin"))["revokeAfter"], null);
  });

  it("are all in a table for spreadsheets, in which nothing is a formula", async () => {
    for (const description of ['=HYPERLINK("http://x")', 'Xaver, "the tall"\nlate'])
      await server.key(1, org, { description });
    const { status, text, headers } = await table({ sort: "from", order: "asc" });
    assert.equal(status, 200, text);
    assert.match(headers.get("content-type")!, /^text\/csv; charset=utf-8/);
    const lines = parse(text, { bom: true, columns: true, record_delimiter: "\r\n" }) as Record<string, string>[];
    const cursorless = new Set((await table({})).text.match(/^[0-9a-f-]{36}(?=,)/gm));
    const { total } = await rows({});
    assert.deepEqual([lines.length, cursorless.size], [total, total]);
    const notes = new Set(lines.map(({ note }) => note!));
    assert.ok(notes.has('\'=HYPERLINK("http://x")') && notes.has('Xaver, "the tall"\nlate'));
    assert.ok(lines.every((row) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/.test(row["from"]!)));
    assert.equal((await table({ search: "xaver" })).text.split("\r\n").length, 3);
    assert.equal((await table({ status: "open" })).status, 400);
  });

  it("refuse a cursor of another order, what is no cursor, and a cursor with a place", async () => {
    const { nextCursor } = await rows({ limit: "1" });
    for (const query of [
      { cursor: nextCursor!, sort: "note" },
      { cursor: "x" },
      { cursor: nextCursor!, offset: "3" },
      { status: "open" },
      { limit: "201" },
      { search: "a b c d e f g h i" },
    ]) {
      const answer = await server.call("GET", `/temp-keys/rows?${new URLSearchParams(query as never)}`, org);
      assert.equal(answer.status, 400, answer.text);
      assert.ok(answer.json.details[0].field);
    }
  });

  it("are those of its locks to a limited key, with no door and no word of another", async () => {
    const { validFrom, validUntil } = publicTerms(time[0]!);
    const doors = [label("1", "Limited street"), label("2", "Hidden passage")];
    const made = await server.call("POST", "/temp-keys", { ...org, body: { validFrom, validUntil, doors } });
    const other = await server.call("POST", "/temp-keys", {
      ...org,
      body: { validFrom, validUntil, doors: [label("2", "Limited too")] },
    });
    assert.deepEqual([made.status, other.status], [201, 201]);
    const apiKey = newApiKey();
    const key = {
      keyId: randomUUID(),
      hash: hashApiKey(apiKey),
      orgId: "acme",
      hint: hintOf(apiKey),
      name: "One door",
    };
    const more = { scopes: ["read"], limits: { lockIds: [1], siteIds: [] }, createdBy: null } as const;
    const added = await server.organizations.keys.add({ ...key, ...more, now: BEGIN, expiresAt: null });
    assert.equal(added, "done");
    const limited = async (search: string) =>
      (await server.call("GET", `/temp-keys/rows?${new URLSearchParams({ search })}`, { apiKey })).json;
    const found = await limited("limited");
    assert.deepEqual(
      found.rows.map((row: Row) => [row.uuid, row["doors"].length, row["createdBy"].name]),
      [[made.json.uuid, 1, null]],
    );
    assert.equal((await limited("passage")).total, 0);
    assert.equal((await limited("garage")).total, 0);
    assert.equal((await server.call("GET", "/locks", { apiKey })).json.total, 1);
  });

  it("of a site are those that open one of its locks", async () => {
    const siteId = randomUUID();
    const texts = { name: "Harbour", address: null, timeZone: null, directions: null, checkIn: null, checkOut: null };
    assert.equal(await server.organizations.sites.add("acme", { siteId, ...texts }, BEGIN), "done");
    await server.organizations.sites.put("acme", 3, siteId);
    const { total } = await rows({ lockId: "3" });
    assert.equal((await rows({ site: siteId })).total, total);
    const { locks } = (await server.call("GET", `/locks?site=${siteId}`, org)).json;
    assert.deepEqual([locks.length, locks[0].lockId, locks[0].site], [1, "3", { id: siteId, name: "Harbour" }]);
    const none = await server.call("GET", `/temp-keys/rows?site=${randomUUID()}`, org);
    assert.deepEqual([none.status, none.json.details[0].field], [400, "site"]);
  });

  it("are told by each process as another one left them a moment ago", async () => {
    const second = await startServer({ dataDir: server.dataDir, clock });
    try {
      const totalAt = async (at: TestServer) => (await at.call("GET", "/temp-keys/rows", org)).json.total;
      const before = await totalAt(second);
      for (let i = 1; i <= 5; i++) {
        const [one, other] = i % 2 === 0 ? [server, second] : [second, server];
        const uuid = await one.key(1, org, { description: `Process ${i}` });
        assert.equal(await totalAt(other), before + i);
        const description = `Other ${i}`;
        assert.equal((await one.call("PATCH", `/temp-keys/${uuid}`, { ...org, body: { description } })).status, 200);
        const { json } = await other.call("GET", `/temp-keys/rows?search=other+${i}`, org);
        assert.equal(json.rows[0].uuid, uuid);
      }
    } finally {
      await second.close();
    }
  });

  it("of somebody else are not there", async () => {
    const owner = await server.user();
    assert.equal((await server.call("GET", "/temp-keys/rows", owner)).json.total, 0);
    await server.lock(50, { ownerId: owner.userId });
    const uuid = await server.key(50, owner);
    const { json } = await server.call("GET", "/temp-keys/rows", owner);
    assert.deepEqual([json.total, json.rows[0].uuid, json.rows[0].createdBy.name], [1, uuid, "Maria"]);
  });
});
