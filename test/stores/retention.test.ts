/** What stands beside the record goes by age, and the record stays as it is. */
import assert from "node:assert/strict";
import { randomBytes, randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import type { Command } from "../../src/domain/command.ts";
import { type Clock, systemClock } from "../../src/clock.ts";
import { EVERY_MS, keepRetention } from "../../src/erasure/retention.ts";
import { IMPORT_KEPT_MS } from "../../src/erasure/stored-texts.ts";
import { silentLog } from "../../src/log.ts";
import { type Answer, type Credentials, startServer, type TestServer } from "../harness.ts";

const DAY = 86_400_000;
let server: TestServer;
let org: Credentials;

before(async () => {
  server = await startServer();
  org = await server.organization("acme");
  for (const lockId of [1, 2]) await server.lock(lockId, { orgId: "acme" });
});
after(() => server.close());

/** One pass of a process whose clock shows so much more. */
async function passAfter(ms: number, keepMs: number | undefined): Promise<void> {
  const stop = new AbortController();
  const now = () => Date.now() + ms;
  const sleep: Clock["sleep"] = async (asked) => {
    if (asked < EVERY_MS) return;
    stop.abort();
    throw stop.signal.reason;
  };
  const idempotency = await server.store.idempotency();
  await keepRetention(
    {
      texts: await server.store.storedTexts(),
      ledger: server.ledger,
      forgetOthers: [(at) => idempotency.forget(at)],
      keepMs,
      clock: { ...systemClock, now, sleep },
      log: { ...silentLog, warn: ({ err }: { err?: unknown }) => assert.fail(String(err)) },
    },
    stop.signal,
  );
}

const iso = (ms: number) => new Date(Date.now() + ms).toISOString();
async function made(validUntil: string, description: string): Promise<Answer["json"]> {
  const doors = [{ lockId: "1", accessMethod: "both", label: `${description}'s door` }];
  const { json, text, status } = await server.call("POST", "/temp-keys", {
    ...org,
    body: { validFrom: iso(-60_000), validUntil, description, doors },
    headers: { "idempotency-key": randomUUID() },
  });
  assert.equal(status, 201, text);
  return json;
}
async function keyOf(uuid: string): Promise<Answer["json"]> {
  const { json } = await server.call("GET", "/temp-keys?lockId=1&revoked=true", org);
  return json.tempKeys.find((key: { uuid: string }) => key.uuid === uuid);
}
const texts = async (uuid: string) => {
  const { description, hasPin, doors } = await keyOf(uuid);
  return [description, doors[0].label, hasPin];
};
const count = async (table: string) => Number((await server.sql(`SELECT count(*) AS n FROM ${table}`))[0]!["n"]);

describe("retention", () => {
  it("erases texts and PINs of keys that ended long enough ago, and of no others", async () => {
    const ended = await made(iso(DAY), "Anna");
    const revoked = await made(iso(300 * DAY), "Ben");
    await server.call("DELETE", `/temp-keys/${revoked.uuid}`, org);
    const lasts = await made(iso(300 * DAY), "Dora");
    const late = await made(iso(20 * DAY), "Eli");
    const head = await server.store.verify();
    await passAfter(35 * DAY, undefined);
    assert.deepEqual(await texts(ended.uuid), ["Anna", "Anna's door", true]);
    await passAfter(35 * DAY, 30 * DAY);
    for (const { uuid } of [ended, revoked]) assert.deepEqual(await texts(uuid), [null, null, false]);
    assert.deepEqual(await texts(lasts.uuid), ["Dora", "Dora's door", true]);
    assert.deepEqual(await texts(late.uuid), ["Eli", "Eli's door", true]);
    assert.equal((await server.sql("SELECT * FROM temp_key_pins")).length, 2);
    const verified = await server.store.verify();
    assert.ok(verified.ok && head.ok && verified.head === head.head, JSON.stringify(verified));
    for (const [{ pin }, status] of [
      [lasts, 200],
      [ended, 401],
    ] as const)
      assert.equal((await server.call("POST", "/locks/1/open-with-pin", { body: { pin } })).status, status);
    // Whoever lends it again is told another PIN.
    const extended = await server.call("PATCH", `/temp-keys/${ended.uuid}`, {
      ...org,
      body: { validUntil: iso(9 * DAY) },
    });
    assert.match(extended.json.pin, /^\d{8}$/);
    const opened = await server.call("POST", "/locks/1/open-with-pin", { body: { pin: extended.json.pin } });
    assert.equal(opened.status, 200);
    const again = await server.store.verify();
    assert.ok(again.ok, JSON.stringify(again));
  });

  it("looks through many keys that have nothing, some at a time, and finds the one behind them", async () => {
    const validFrom = Date.now();
    const one = (): Command => ({
      type: "createTempKey",
      actor: { kind: "operator" },
      lockId: 2,
      tempKeyUuid: randomUUID(),
      accessMode: "public",
      allowedUserIds: [],
      validFrom,
      validUntil: validFrom + DAY,
      maxUses: 1,
    });
    await Promise.all(Array.from({ length: 510 }, () => server.ledger.submit(one())));
    const behind = await made(iso(DAY), "Fay");
    const keys = await server.store.storedTexts();
    const pages: (readonly string[])[] = [];
    for (let after: number | undefined = 0; after !== undefined;) {
      const { states, next }: Awaited<ReturnType<typeof keys.keys>> = await keys.keys(after);
      pages.push(states.map(({ uuid }) => uuid));
      after = next;
    }
    assert.ok(pages.length > 1 && pages.flat().length < 20, JSON.stringify(pages));
    assert.equal(pages.flat().at(-1), behind.uuid);
  });

  it("erases by age why people opened locks, and of programs what they said stays on the record", async () => {
    const { token, userId } = await server.user();
    await server.lock(5, { ownerId: userId });
    const open = (as: Credentials, lockId: number, reason: string) =>
      server.call("POST", `/locks/${lockId}/OpenLock`, { ...as, body: { reason } });
    assert.equal((await open({ token }, 5, "the cat")).status, 200);
    assert.equal((await open(org, 1, "call 4711")).status, 200);
    await passAfter(29 * DAY, 30 * DAY);
    assert.equal(await count("open_reasons"), 1);
    await passAfter(31 * DAY, 30 * DAY);
    assert.equal(await count("open_reasons"), 0);
    const { json } = await server.call("GET", "/locks/1/events?type=LockOpenRequested", org);
    assert.equal(json.events.at(-1).event.data.reason, "call 4711");
  });

  it("spares a key that was extended since somebody looked", async () => {
    const { uuid } = await made(iso(300 * DAY), "Fay");
    const command = { type: "eraseBesideKey", tempKeyUuid: uuid, texts: true, pin: true } as const;
    const answer = await server.ledger.submit({ ...command, endedBefore: Date.now() });
    assert.ok(answer.ok);
    assert.deepEqual(await texts(uuid), ["Fay", "Fay's door", true]);
  });

  it("forgets what was good for a while and is over, whatever was asked for, and nothing that lasts", async () => {
    const { userId } = await server.user();
    const at = iso(0);
    for (const [i, expires] of [...Array.from({ length: 450 }, () => iso(DAY)), iso(90 * DAY)].entries()) {
      const id = randomUUID();
      await server.sql(
        "INSERT INTO sessions (id, user_id, token, expires_at, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?)",
        id,
        userId,
        id,
        expires,
        at,
        at,
      );
      if (i % 50 > 0) continue;
      await server.sql(
        "INSERT INTO verifications (id, identifier, value, expires_at, created_at, updated_at) VALUES (?, ?, '{}', ?, ?, ?)",
        id,
        id,
        expires,
        at,
        at,
      );
      await server.sql("INSERT INTO used_tickets (hash, ends_at) VALUES (?, ?)", randomBytes(32), Date.parse(expires));
    }
    await server.sql(
      "INSERT INTO key_imports (caller, import_id, secret, created_at) VALUES ('a', 'old', 's', ?)",
      Date.now() - IMPORT_KEPT_MS,
    );
    const requests = await count("requests");
    assert.ok(requests > 0);
    await passAfter(2 * DAY, undefined);
    const left = ["sessions", "verifications", "used_tickets", "key_imports", "requests"];
    assert.deepEqual(await Promise.all(left.map(count)), [1, 1, 1, 0, 0]);
  });
});
