/** PINs at a panel, over HTTP: what opens, what is refused how, and how often. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { type Clock, systemClock } from "../../src/clock.ts";
import { pinPolicy } from "../../src/domain/pin-guard.ts";
import { openPinVault } from "../../src/pins/pin-vault.ts";
import { readActuations } from "../../src/devices/simulator/actuation-log.ts";
import { type Answer, type Credentials, startServer, type TestServer } from "../harness.ts";

const DAY = 86_400_000;
const METRICS = "a-token-for-metrics-that-is-long-enough";

/** The system's time, and as much later as it was told; nobody sleeps longer for it. */
function shiftedClock(): Clock & { shift(ms: number): void } {
  const shared = new SharedArrayBuffer(8);
  const time = new Float64Array(shared);
  time[0] = Date.now();
  return {
    ...systemClock,
    now: () => time[0]!,
    shared,
    shift: (ms) => void (time[0]! += ms),
  };
}

const median = (all: readonly number[]) => all.toSorted((a, b) => a - b)[all.length >> 1]!;

/** What a client sees, but for the time. */
const shown = ({ status, headers, text }: Answer) => {
  const { date: _, "x-request-id": _id, ...rest } = Object.fromEntries(headers);
  return { status, text, rest };
};

describe("PINs", () => {
  let server: TestServer;
  let org: Credentials;
  const clock = shiftedClock();

  before(async () => {
    server = await startServer({ clock, env: { TRUST_PROXY: "loopback", METRICS_TOKEN: METRICS } });
    org = await server.organization("acme");
    for (let lockId = 1; lockId <= 9; lockId++) await server.lock(lockId, { orgId: "acme" });
  });
  after(() => server.close());

  async function keyWithPin(lockId: number, more: object = {}): Promise<{ uuid: string; pin: string }> {
    const { status, json, text } = await server.call("POST", "/temp-keys", {
      ...org,
      body: {
        validFrom: new Date(clock.now()).toISOString(),
        validUntil: new Date(clock.now() + DAY).toISOString(),
        doors: [{ lockId: String(lockId), accessMethod: "both" }],
        ...more,
      },
    });
    assert.equal(status, 201, text);
    return json;
  }
  const enter = (lockId: number | string, pin: string, from = "10.0.0.1"): Promise<Answer> =>
    server.call("POST", `/locks/${lockId}/open-with-pin`, { body: { pin }, headers: { "x-forwarded-for": from } });

  const verified = async () => {
    const keys = { file: join(server.dataDir, "pins.json") };
    const vault = await openPinVault({ keys, digits: 8, clock });
    return server.store.verify({ provePin: vault.proves });
  };

  it("open the door and count as a use", async () => {
    const { uuid, pin } = await keyWithPin(1, { maxUses: 1 });
    const { status, json } = await enter(1, pin);
    assert.deepEqual([status, json], [200, { success: true, offline: false }]);
    assert.equal((await server.ledger.read.tempKey(uuid))!.state.usedCount, 1);
    assert.equal((await readActuations(`${server.dataDir}/simulator`, 1)).length, 1);
    assert.equal((await enter(1, pin)).status, 401);
  });

  it("are refused with one and the same answer, whatever is wrong", async () => {
    const { pin } = await keyWithPin(2);
    const early = await keyWithPin(2, { validFrom: new Date(clock.now() + 3_600_000).toISOString() });
    const revoked = await keyWithPin(2);
    await server.call("DELETE", `/temp-keys/${revoked.uuid}`, org);
    const elsewhere = await keyWithPin(3);
    const answers = [
      await enter(2, "00000000", "10.0.1.1"),
      await enter(2, "4711", "10.0.1.2"),
      await enter(2, early.pin, "10.0.1.3"),
      await enter(2, revoked.pin, "10.0.1.4"),
      await enter(2, elsewhere.pin, "10.0.1.5"),
      await enter(999, pin, "10.0.1.6"),
    ];
    for (const answer of answers) assert.deepEqual(shown(answer), shown(answers[0]!));
    assert.equal(answers[0]!.status, 401);
    assert.equal(answers[0]!.json.message, "Invalid PIN");
    const record = await server.ledger.read.events(2, 1, 99);
    const reasons = record.flatMap(({ event }) => (event.type === "PinRefused" ? [event.context.reason] : []));
    assert.deepEqual(reasons, ["unknown-pin", "unknown-pin", "not-yet-valid", "revoked", "unknown-pin"]);
    const text = JSON.stringify(record);
    for (const secret of [pin, early.pin, revoked.pin, "10.0.1."]) assert.ok(!text.includes(secret));
  });

  it("are refused when they are malformed, naming the field, and that costs nothing", async () => {
    for (const body of [{ pin: "12" }, { pin: "123456789" }, { pin: 12345678 }, { pin: "12a45678" }, {}]) {
      const { status, json } = await server.call("POST", "/locks/3/open-with-pin", { body });
      assert.deepEqual([status, json.details[0].field], [400, "pin"]);
    }
    assert.equal((await server.ledger.read.lock(3))!.state.pinGuard, null);
  });

  it("may be tried seldom when they are wrong: 429 with Retry-After, right or wrong, after a restart too", async () => {
    const { pin } = await keyWithPin(4);
    const statuses: number[] = [];
    for (let i = 0; i < 8; i++) statuses.push((await enter(4, String(48_205_917 + i))).status);
    const { each, intervalMs } = pinPolicy(8).others;
    assert.deepEqual(statuses, [...Array(each).fill(401), ...Array(8 - each).fill(429)]);
    const closed = await enter(4, pin);
    assert.equal(closed.status, 429);
    const seconds = Number(closed.headers.get("retry-after"));
    assert.ok(seconds > 0 && seconds <= (2 * intervalMs) / 1_000 + 1, String(seconds));

    const again = await startServer({ clock, dataDir: server.dataDir, env: { TRUST_PROXY: "loopback" } });
    const from = { headers: { "x-forwarded-for": "10.0.0.1" } };
    assert.equal((await again.call("POST", "/locks/4/open-with-pin", { body: { pin }, ...from })).status, 429);
    await again.close();
    clock.shift(seconds * 1_000);
    assert.equal((await enter(4, pin)).status, 200);
  });

  it("cannot be shut out at the panel by others elsewhere", async () => {
    const { pin } = await keyWithPin(5);
    assert.equal((await enter(5, pin, "10.9.9.9")).status, 200);
    // An answer takes its time, so some of them wait together.
    for (let i = 0; i < 240; i += 12)
      await Promise.all(Array.from({ length: 12 }, (_, k) => enter(5, "39517264", `10.1.0.${i + k}`)));
    assert.equal((await enter(5, pin, "10.2.0.1")).status, 429);
    assert.equal((await enter(5, pin, "10.9.9.9")).status, 200);
  });

  it("open from 50 new places while two others guess without end, and one /64 of IPv6 is one place", async () => {
    await server.lock(8_001, { orgId: "acme" });
    const { pin } = await keyWithPin(8_001);
    for (let i = 0; i < 50; i++) {
      const guesses = ["10.5.0.1", "10.5.0.2", `2001:db8:1:2::${i}`].map((from) => enter(8_001, "39517264", from));
      await Promise.all(guesses);
      assert.equal((await enter(8_001, pin, `10.6.0.${i}`)).status, 200, `guest ${i}`);
    }
    const { pinGuard } = (await server.ledger.read.lock(8_001))!.state;
    assert.equal(pinGuard!.sources.filter(({ openedAt }) => openedAt === null).length, 3);
  });

  it("whose blind index was moved to another key open nothing: it is on the record, in the log's count, and verify tells", async () => {
    await server.lock(8_002, { orgId: "acme" });
    const [one, other] = [await keyWithPin(8_002), await keyWithPin(8_002)];
    const swap = async () => {
      const blindIndexes = await server.sql(
        "SELECT uuid, pin_index FROM temp_keys WHERE uuid IN (?, ?)",
        one.uuid,
        other.uuid,
      );
      const [a, b] = blindIndexes as [Record<string, string>, Record<string, string>];
      for (const [to, from] of [
        [a, b],
        [b, a],
      ] as const) {
        // prettier-ignore
        await server.sql("UPDATE temp_keys SET pin_index = ? WHERE uuid = ?", from.pin_index, to.uuid);
        await server.sql(
          "UPDATE temp_key_pins SET pin_index = ? WHERE key_id = (SELECT key_id FROM temp_keys WHERE uuid = ?)",
          from.pin_index,
          to.uuid,
        );
      }
    };
    await swap();
    for (const { pin } of [one, other]) assert.equal((await enter(8_002, pin, "10.7.0.1")).status, 401);
    const record = await server.ledger.read.events(8_002, 1, 99);
    const reasons = record.flatMap(({ event }) => (event.type === "PinRefused" ? [event.context.reason] : []));
    assert.deepEqual(reasons, ["unproven-pin", "unproven-pin"]);
    assert.equal((await server.ledger.read.tempKey(other.uuid))!.state.usedCount, 0);
    const page = await server.call("GET", `/temp-keys/${other.uuid}`);
    assert.equal(page.status, 200);
    assert.doesNotMatch(page.text, /class="pin"/);
    const metrics = await server.call("GET", "/metrics", { token: METRICS });
    assert.match(metrics.text, /^latchstring_pin_faults_total\{[^}]*\} 3$/m);
    const found = await verified();
    assert.ok(!found.ok);
    assert.match(found.problem, /^The PIN of temporary key .* is not the one that was sealed for it/);
    await swap();
    assert.equal((await enter(8_002, one.pin, "10.7.0.1")).status, 200);
    assert.ok((await verified()).ok);
  });

  it("say when the device cannot be reached, and then count no use", async () => {
    const { uuid, pin } = await keyWithPin(6);
    await server.fault(6, "offline");
    assert.deepEqual((await enter(6, pin)).json, { success: false, offline: true });
    assert.equal((await server.ledger.read.tempKey(uuid))!.state.usedCount, 0);
    await server.fault(6, "none");
    assert.deepEqual((await enter(6, pin)).json, { success: true, offline: false });
  });

  it("are shown on the guest's page, until the key is over", async () => {
    const { uuid, pin } = await keyWithPin(7);
    const page = (await server.call("GET", `/temp-keys/${uuid}`)).text;
    assert.ok(page.replaceAll(/<[^>]+>|\s/g, "").includes(pin), "the page does not show the PIN");
    await server.call("DELETE", `/temp-keys/${uuid}`, org);
    assert.ok(!(await server.call("GET", `/temp-keys/${uuid}`)).text.replaceAll(/<[^>]+>|\s/g, "").includes(pin));
  });

  it("whose secret is lost open nothing, and stand in nobody's way", async () => {
    const { uuid, pin } = await keyWithPin(7);
    const PIN_SECRETS = Buffer.alloc(32, 9).toString("base64url");
    const other = await startServer({ dataDir: server.dataDir, clock: server.clock, env: { PIN_SECRETS } });
    try {
      const page = await other.call("GET", `/temp-keys/${uuid}`);
      assert.equal(page.status, 200);
      assert.doesNotMatch(page.text, /class="pin"/);
      assert.equal((await other.call("POST", "/locks/7/open-with-pin", { body: { pin } })).status, 401);
      const changed = await other.call("PATCH", `/temp-keys/${uuid}`, { ...org, body: { maxUses: 5 } });
      assert.deepEqual([changed.status, changed.json.pin], [200, null]);
      const body = { tempKeyUuid: uuid, maxUses: 6 };
      assert.equal((await other.call("POST", "/locks/7/update-temp-key", { ...org, body })).status, 200);
    } finally {
      await other.close();
    }
  });

  it("are refused after the same time, whatever is wrong, over thousands of tries", async () => {
    const locks = Array.from({ length: 20 }, (_, i) => 100 + i);
    const revoked = new Map<number, string>();
    for (const lockId of locks) {
      await server.lock(lockId, { orgId: "acme" });
      const { uuid, pin } = await keyWithPin(lockId);
      await server.call("DELETE", `/temp-keys/${uuid}`, org);
      revoked.set(lockId, pin);
    }
    const kinds: readonly (readonly [pin: (lockId: number) => string, away: number])[] = [
      [() => "39517264", 0],
      [(lockId) => revoked.get(lockId)!, 0],
      [() => "39517264", 1_000],
    ];
    /** For each kind, in milliseconds; those at one place were asked for side by side. */
    const times: number[][] = kinds.map(() => []);
    for (let round = 0; round < 30; round++) {
      clock.shift(DAY / 24);
      const tries = [...locks, ...locks].flatMap((lockId, i) =>
        kinds.map((_, k) => async () => {
          const kind = (k + i + round) % kinds.length; // none of them is always the first
          const [pin, away] = kinds[kind]!;
          const started = performance.now();
          const { status } = await enter(lockId + away, pin(lockId));
          times[kind]![round * 2 * locks.length + i] = performance.now() - started;
          assert.equal(status, 401);
        }),
      );
      await Promise.all(tries.map((run) => run()));
    }
    const [first] = times as [number[]];
    assert.equal(first.length, 1_200);
    // An answer comes at a multiple of 100 ms after its request, so what had to be done for it does not show. On a busy
    // machine all three come at a later one.
    for (const all of times) {
      assert.ok(median(all) >= 95, String(median(all)));
      const apart = median(all.map((time, i) => time - first[i]!));
      assert.ok(Math.abs(apart) < 10, String(apart));
    }
  });
});
