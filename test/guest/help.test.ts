/** How whoever did not get in is helped: the same people and ways, in the same order, on every page that refuses or fails. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { OPEN_FAILURES, type OpenOutcome } from "../../src/domain/order.ts";
import { TRYING_AGAIN_HELPS } from "../../src/http/guest/page/outcome-texts.ts";
import { type Answer, type Credentials, startServer, type TestServer } from "../harness.ts";
import { StillClock } from "../manual-clock.ts";

const HTML = { accept: "text/html,application/xhtml+xml,*/*;q=0.8" };
const ATHENS = { name: "Maria, next door", phone: "+30 210 7654321", email: null };
const OFFICE = { name: "Casa Mirto", phone: null, email: "office@mirto.example" };
const HOUR = 3_600_000;
const START = Date.UTC(2026, 11, 24, 16, 49);

const failed = (failure: string, mayHaveExecuted = false) =>
  ({ ok: false, failure, mayHaveExecuted, detail: "" }) as OpenOutcome;
const unlocked: OpenOutcome = { ok: true, stage: "executed", by: "state", latencyMs: 5 };
const told: OpenOutcome = { ok: true, stage: "accepted", by: "ack", latencyMs: 5 };

const { format: timeOf } = new Intl.DateTimeFormat("en-GB", { timeStyle: "short", timeZone: "Europe/Athens" });
const grouped = (pin: string) => `${pin.slice(0, 4)} ${pin.slice(4)}`;

/** What is read of the main part, in one line. */
function read({ text }: Pick<Answer, "text">): string {
  const [, main = ""] = /<main>([^]*)<\/main>/.exec(text) ?? [];
  return main
    .replaceAll(/<noscript>[^]*?<\/noscript>|<svg[^]*?<\/svg>|<[^>]*>/g, "")
    .replaceAll(/\s+/g, " ")
    .replaceAll(" .", ".");
}

/** That all of it is there, one after the other. */
function assertInOrder(text: string, parts: readonly string[], what = text): void {
  let from = 0;
  for (const part of parts) {
    const at = text.indexOf(part, from);
    assert.ok(at >= 0, `${what}: "${part}" is not after the rest in: ${text}`);
    from = at + part.length;
  }
}

describe("whoever did not get in", () => {
  let server: TestServer;
  let clock: StillClock;
  let org: Credentials;
  let locks = 0;
  before(async () => {
    clock = new StillClock(START);
    server = await startServer({ clock });
    org = await server.organization("mirto");
    const brand = { contact: OFFICE };
    assert.equal((await server.call("PUT", "/organizations/mirto/brand", { ...org, body: brand })).status, 200);
  });
  after(() => server.close());

  async function lock(arrival: Record<string, unknown> = { contact: ATHENS, text: "Through the blue gate." }) {
    const lockId = ++locks;
    await server.lock(lockId, { orgId: "mirto", name: "Front door" });
    const set = await server.call("PUT", `/locks/${lockId}/arrival`, { ...org, body: arrival });
    assert.equal(set.status, 200, set.text);
    return lockId;
  }

  async function key(lockId: number, terms: Record<string, unknown> = {}): Promise<{ uuid: string; pin: string }> {
    const body = {
      validFrom: new Date(clock.now() - HOUR).toISOString(),
      validUntil: new Date(clock.now() + 24 * HOUR).toISOString(),
      doors: [{ lockId: String(lockId), accessMethod: "both" }],
      ...terms,
    };
    const made = await server.call("POST", "/temp-keys", { ...org, body });
    assert.equal(made.status, 201, made.text);
    return { uuid: made.json.uuid, pin: made.json.pin ?? made.json.code };
  }

  /** An opening whose device this test is. */
  async function open(tempKeyUuid: string, outcome?: OpenOutcome): Promise<string> {
    const orderId = randomUUID();
    const made = await server.ledger.submit({ type: "openDoor", tempKeyUuid, method: "key", orderId });
    assert.ok(made.ok, JSON.stringify(made));
    if (outcome) await server.ledger.submit({ type: "reportOrder", orderId, outcome });
    return `/temp-keys/${tempKeyUuid}/confirmation?door=1&order=${orderId}`;
  }
  const see = (path: string, as: Credentials = {}) =>
    server.call("GET", path, { ...as, headers: { ...HTML, prefer: "respond-async" } });

  it("is told the cause, to try again, the PIN, whom to call, the way, and what was counted, in this order", async () => {
    for (const maxUses of [3, undefined]) {
      const { uuid, pin } = await key(await lock(), maxUses === undefined ? {} : { maxUses });
      const page = await see(await open(uuid, failed("timeout")));
      const text = read(page);
      assertInOrder(text, [
        "The door did not open",
        "The lock did not answer in time.",
        "Try again",
        `Or use the PIN ${grouped(pin)} at the keypad.`,
        "Call Maria, next door",
        "Write to Casa Mirto",
        "Through the blue gate.",
      ]);
      assert.equal(text.includes("Nothing was counted."), maxUses !== undefined, text);
      assert.match(page.text, /<details class="arrival" open/);
      assert.match(page.text, /href="tel:\+302107654321"/);
      assert.match(page.text, /href="mailto:office@mirto\.example"/);
      assert.match(page.text, new RegExp(`aria-label="${[...pin].join(" ")}"`), "a PIN is read digit by digit");
    }
  });

  it("opens at once by trying again, as another opening, with and without a script", async () => {
    const { uuid } = await key(await lock());
    const page = await see(await open(uuid, failed("timeout")));
    const [, action, intent] = /<form[^]*?action="([^"]+)"[^]*?name="intent" value="([^"]+)"/.exec(page.text)!;
    assert.equal(action, `/temp-keys/${uuid}/doors/1/open`);
    const again = await server.call("POST", action!, { body: { intent }, headers: HTML });
    assert.equal(again.status, 303, again.text);
    const [one, two] = await Promise.all([0, 1].map(() => see(page.headers.get("location") ?? "/temp-keys/" + uuid)));
    assert.ok(one && two);
    const opened = await server.call("GET", again.headers.get("location")!, { headers: HTML });
    assert.match(read(opened), /The door is unlocked/);
  });

  it("is helped alike whatever failed, at whatever door, and told nothing of a limit that is none", async () => {
    const parts = ["Try again", "PIN", "Call Maria, next door", "Write to Casa Mirto", "Through the blue gate."];
    for (const failure of OPEN_FAILURES)
      for (const moved of [true, false])
        for (const kind of ["door", "gate", "lift"])
          for (const maxUses of [3, undefined]) {
            const lockId = await lock({ contact: ATHENS, text: "Through the blue gate.", kind });
            const { uuid } = await key(lockId, maxUses === undefined ? {} : { maxUses });
            const text = read(await see(await open(uuid, failed(failure, moved))));
            const what = `${failure}, moved ${moved}, ${kind}, ${maxUses} uses`;
            const tries = moved || TRYING_AGAIN_HELPS[failure];
            assertInOrder(text, tries ? parts : parts.slice(1), what);
            assert.equal(text.includes("Try again "), tries, what);
            assert.equal(text.includes("Nothing was counted."), maxUses !== undefined && !moved, what);
            assert.equal(text.includes("This counts as one opening."), maxUses !== undefined && moved, what);
            assert.doesNotMatch(text, /is open|is unlocked|is called/, what);
          }
  });

  it("is not sent to try what cannot help", async () => {
    for (const failure of ["auth", "unsupported", "revoked"]) {
      const { uuid } = await key(await lock());
      const page = await see(await open(uuid, failed(failure)));
      assert.doesNotMatch(page.text, /<form/, failure);
      assertInOrder(read(page), ["The door did not open", "Use the PIN", "Call Maria, next door"], failure);
    }
  });

  it("is shown whom to call first after the second failure in a row at this door, whatever the browser", async () => {
    const lockId = await lock();
    const { uuid } = await key(lockId);
    const other = await key(lockId);
    const order = async (outcome: OpenOutcome) => {
      const text = read(await see(await open(uuid, outcome)));
      return text.indexOf("Call Maria") < text.indexOf("Try again") ? "call" : "try";
    };
    assert.equal(await order(failed("timeout")), "try");
    await open(other.uuid, failed("timeout"));
    await open(other.uuid, unlocked);
    assert.equal(await order(failed("jammed")), "call", "another key's opening is no success of this one");
    assert.equal(await order(failed("jammed")), "call");
    await open(uuid, unlocked);
    assert.equal(await order(failed("offline")), "try");
    assert.equal(await order(failed("indeterminate", true)), "call");
    assert.equal(read(await see(await open(other.uuid, failed("timeout")))).indexOf("Try again") > 0, true);
  });

  it("may try again where the lock only took the order, and nobody says more than it did", async () => {
    const { uuid } = await key(await lock({ hand: "pull", contact: ATHENS }), { maxUses: 2 });
    const text = read(await see(await open(uuid, told)));
    assertInOrder(text, [
      "Try the door",
      "does not report back",
      "Pull the door towards you.",
      "Try again",
      "Call Maria",
      "This counts as one opening.",
    ]);
    assert.doesNotMatch(text, /is open|is unlocked/);
  });

  it("is asked for nobody twice, and finds the organisation's where the door has none", async () => {
    const same = read(await see(await open((await key(await lock({ contact: OFFICE }))).uuid, failed("timeout"))));
    assert.equal(same.split("Casa Mirto").length, 2, same);
    const none = read(await see(await open((await key(await lock({}))).uuid, failed("timeout"))));
    assertInOrder(none, ["Try again", "Write to Casa Mirto"]);
  });

  it("reads of an ended key when it ended and whom to call, and of one that was taken back nobody at the door", async () => {
    const { uuid } = await key(await lock(), { validUntil: new Date(clock.now() + HOUR).toISOString() });
    const revoked = await key(await lock());
    await server.call("DELETE", `/temp-keys/${revoked.uuid}`, org);
    await clock.advance(HOUR);
    const posted = await server.call("POST", `/temp-keys/${uuid}/open`, { headers: HTML });
    for (const page of [await see(`/temp-keys/${uuid}`), posted]) {
      const text = read(page);
      assertInOrder(text, [
        "This key has expired",
        "It expired: Thu 24 Dec, 19:49",
        "Call Maria",
        "Write to Casa Mirto",
      ]);
      assert.doesNotMatch(text, /Try again|PIN|blue gate/);
    }
    const gone = read(await see(`/temp-keys/${revoked.uuid}`));
    assertInOrder(gone, ["cancelled", "Write to Casa Mirto"]);
    assert.doesNotMatch(gone, /Maria|PIN|blue gate/);
  });

  it("of a key for others, or of none, learns no names", async () => {
    const anna = await server.user("Anna");
    const named = { accessMode: "user-whitelist", allowedUserIds: [anna.userId] };
    const lockId = await lock({ contact: ATHENS, text: "Through the blue gate.", hand: "pull" });
    const { uuid } = await key(lockId, { ...named, doors: [{ lockId: String(lockId) }] });
    const orderId = randomUUID();
    const command = { type: "openDoor", tempKeyUuid: uuid, method: "key", orderId, userId: anna.userId } as const;
    await server.ledger.submit(command);
    await server.ledger.submit({ type: "reportOrder", orderId, outcome: unlocked });
    const path = `/temp-keys/${uuid}/confirmation?door=1&order=${orderId}`;
    assert.match(read(await see(path, anna)), /The door is unlocked.*Front door/);
    for (const stranger of [{}, await server.user("Bert")]) {
      const text = read(await see(path, stranger));
      assert.doesNotMatch(text, /Front door|Maria|PIN|blue gate|towards you/);
      const stream = await server.call("GET", path, { ...stranger, headers: { accept: "text/event-stream" } });
      assert.doesNotMatch(stream.text, /Front door|Maria|PIN|blue gate/);
    }
    await clock.advance(61_000);
    assert.match(read(await see(path, anna)), /Last opening: Front door/);
    for (const stranger of [{}, await server.user("Bert")])
      assert.doesNotMatch(read(await see(path, stranger)), /Last opening|unlocked|Maria|PIN/);
    const unknown = await see(`/temp-keys/${randomUUID()}`);
    assert.equal(unknown.status, 404);
    assert.doesNotMatch(unknown.text, /Mirto|Maria|Front door/);
  });

  it("of a key for others learns no more before it begins than while it opens", async () => {
    const anna = await server.user("Anna");
    const lockId = await lock({ contact: ATHENS, text: "Through the blue gate.", address: "Mirto 7, Athens" });
    const { uuid } = await key(lockId, {
      doors: [{ lockId: String(lockId) }],
      accessMode: "user-whitelist",
      allowedUserIds: [anna.userId],
      validFrom: new Date(clock.now() + HOUR).toISOString(),
      description: "The light switch is on the left.",
    });
    const secrets = new RegExp(`Maria|blue gate|Mirto 7|light switch|${timeOf(clock.now() + HOUR)}`);
    assert.match(read(await see(`/temp-keys/${uuid}`, anna)), secrets);
    for (const stranger of [{}, await server.user("Bert")]) {
      const posted = await server.call("POST", `/temp-keys/${uuid}/open`, { ...stranger, headers: HTML });
      for (const page of [await see(`/temp-keys/${uuid}`, stranger), posted]) assert.doesNotMatch(page.text, secrets);
    }
  });

  it("reads an old confirmation as the key's page, with one line of what was", async () => {
    const { uuid } = await key(await lock());
    const path = await open(uuid, unlocked);
    const time = timeOf(clock.now());
    assert.match(read(await see(path)), /The door is unlocked.*It locks again in 5 seconds/);
    await clock.advance(6_000);
    assertInOrder(read(await see(path)), [`Unlocked at ${time}`, "It is locked again by now."]);
    await clock.advance(55_000);
    const text = read(await see(path));
    assertInOrder(text, ["Front door", `Last opening: Front door, ${time}, unlocked`]);
    assert.match((await see(path)).text, /<form\s+method="post"/);
    assert.doesNotMatch(text, /is unlocked/);
  });

  it("is told beforehand that the lock has no connection, with the PIN first, and looked after every 15 s", async () => {
    const lockId = await lock();
    const { uuid, pin } = await key(lockId);
    const device = { hubId: "simulator", address: String(lockId) };
    await server.ledger.submit({ type: "noteDevice", lockId, device, fact: { type: "DeviceOffline" } });
    const since = timeOf(clock.now());
    await clock.advance(120_000);
    // Simulated devices are asked, and this one answers.
    const online = read(await see(`/temp-keys/${uuid}`));
    assert.doesNotMatch(online, /no connection/);
    await server.fault(lockId, "offline");
    const page = await see(`/temp-keys/${uuid}`);
    assertInOrder(read(page), [
      `The lock has had no connection since ${since}`,
      `Use the PIN ${grouped(pin)} at the keypad.`,
      "Try anyway",
      "Call Maria",
    ]);
    assert.match(page.text, /data-changes-in="15000"/);
    assert.doesNotMatch(page.text, /class="track"/);
  });

  it("is refused before a use is taken where the lock surely cannot be reached, and helped alike", async () => {
    const lockId = await lock();
    const { uuid } = await key(lockId, { maxUses: 3 });
    const device = { hubId: "simulator", address: String(lockId) };
    await server.ledger.submit({ type: "noteDevice", lockId, device, fact: { type: "DeviceOffline", surely: true } });
    await server.fault(lockId, "offline");
    const post = async () => read(await server.call("POST", `/temp-keys/${uuid}/open`, { headers: HTML }));
    assertInOrder(await post(), [
      "no connection since",
      "Try again",
      "Or use the PIN",
      "Call Maria",
      "Nothing was counted.",
    ]);
    assertInOrder(await post(), ["no connection since", "Call Maria", "Try again", "Or use the PIN"]);
  });
});
