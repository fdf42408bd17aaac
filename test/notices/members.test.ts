/** Members are told by e-mail what they chose: on a whole server, by a real mail server. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { type Clock, systemClock } from "../../src/clock.ts";
import type { Role } from "../../src/domain/actor.ts";
import type { DeviceFact } from "../../src/domain/device.ts";
import { type Credentials, startServer, type TestServer } from "../harness.ts";
import { nextHour } from "../../src/member-notices/local-day.ts";
import { eventually } from "../webhooks/eventually.ts";
import { startReceiver } from "../webhooks/receiver.ts";
import { type Mailbox, startMailbox } from "../users/mailbox.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const PATIENCE_MS = 20_000;
/** Longer than the server takes to send what is due. */
const SEEN_MS = 1_000;
/** How often the server looks what there is to do; here sooner. */
const LOOKS_MS = new Set([1_000, 20_000, 10 * MINUTE]);

let server: TestServer;
let mailbox: Mailbox;
let org: Credentials;
let later = 0;
/** The system's, and so much later. */
const clock: Clock = {
  ...systemClock,
  now: () => Date.now() + later,
  sleep: (ms, signal) => systemClock.sleep(LOOKS_MS.has(ms) ? 50 : ms, signal),
};

before(async () => {
  mailbox = await startMailbox();
  const mail = { SMTP_URL: mailbox.url, MAIL_FROM: "Doors <doors@example.test>" };
  server = await startServer({ clock, env: { ...mail, OUTBOUND_ALLOW: "127.0.0.0/8" } });
  org = await server.organization("acme");
  await server.sql("UPDATE organizations SET name = ? WHERE org_id = ?", "Seaside Flats", "acme");
});
after(async () => {
  await server.close();
  await mailbox.close();
});

interface Person {
  readonly userId: string;
  readonly token: string;
}

async function member(role: Role, choices?: object): Promise<Person> {
  const { userId } = await server.user(role);
  const { members } = await server.store.organizations();
  assert.equal(await members.put("acme", userId, role, clock.now()), "done");
  const { sessions, tokens } = await server.store.accounts();
  const { sessionId } = await sessions.begin(userId, {});
  const session = { sessionId, userId, provedAt: clock.now(), expiresAt: clock.now() + 30 * 24 * HOUR };
  const { token } = await tokens.sign(session, "acme");
  const all = { atOnce: [], dailyAt: null, lockIds: null, timeZone: "Europe/Athens", language: "en", ...choices };
  const put = await server.call("PUT", "/notice-choices", { token, body: all });
  assert.equal(put.status, 200, put.text);
  return { userId, token };
}

/** What came for somebody, the newest last, as their mail program has it. */
function mailsTo({ userId }: Person): string[] {
  return mailbox.messages.filter(({ to }) => to.includes(`${userId}@example.test`)).map(({ raw }) => decoded(raw));
}

async function mailTo(person: Person, count: number): Promise<string> {
  for (const until = Date.now() + PATIENCE_MS; mailsTo(person).length < count; await wait(50))
    assert.ok(Date.now() < until, `mail ${count} did not come`);
  assert.equal(mailsTo(person).length, count);
  return mailsTo(person).at(-1)!;
}

function decoded(raw: string): string {
  const end = raw.indexOf("\r\n\r\n");
  const head = raw.slice(0, end).replaceAll("\r\n ", " ");
  const words = head.replaceAll(/=\?UTF-8\?Q\?(.*?)\?= ?/gi, (_, word: string) => unquoted(word.replaceAll("_", " ")));
  return words + unquoted(raw.slice(end).replaceAll("=\r\n", ""));
}

function unquoted(text: string): string {
  const coded = text.replaceAll("%", "%25").replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => `%${hex}`);
  return coded.replaceAll(/(%[0-9A-F]{2})+/g, (bytes) => decodeURIComponent(bytes));
}

const subjectOf = (mail: string) => /^Subject: (.*)$/m.exec(mail)![1]!.trim();
const linkOf = (mail: string) => /^List-Unsubscribe: <(.*)>$/m.exec(mail)![1]!.trim();

const LONG_AGO = { validFrom: new Date(Date.now() - HOUR).toISOString() };
const keys = new Map<number, string>();

/** Somebody opens by other means, and it is recorded: the server's other clocks stay as they are. */
async function open(lockId: number): Promise<void> {
  const tempKeyUuid = keys.get(lockId) ?? (await server.key(lockId, org, { description: "Cleaner", ...LONG_AGO }));
  keys.set(lockId, tempKeyUuid);
  const answer = await server.call("POST", `/locks/${lockId}/use-temp-key`, { ...org, body: { tempKeyUuid } });
  assert.equal(answer.status, 200, answer.text);
}

/** So many events of a kind are known to the server's notices by now. */
async function taken(kind: string, count: number): Promise<void> {
  const found = () => server.sql("SELECT id FROM notice_events WHERE kind = ?", kind);
  for (const until = Date.now() + PATIENCE_MS; (await found()).length < count; await wait(50))
    assert.ok(Date.now() < until, `${kind} was not seen ${count} times`);
}

async function note(lockId: number, fact: DeviceFact): Promise<void> {
  const device = { hubId: "simulator", address: String(lockId) };
  assert.ok((await server.ledger.submit({ type: "noteDevice", lockId, device, fact })).ok);
}

describe("a busy door", () => {
  it("is one mail at once and one in 15 minutes, until the link in it ends that; who left is told nothing", async () => {
    await server.lock(1, { orgId: "acme", name: "Front door" });
    await server.lock(2, { orgId: "acme", name: "Cellar" });
    const anna = await member("viewer", { atOnce: ["opened"], lockIds: ["1"] });
    const left = await member("viewer", { atOnce: ["opened"] });
    for (let i = 0; i < 3; i++) await open(1);
    await open(2);
    await server.organizations.members.remove("acme", left.userId);
    await taken("opened", 4);
    later += MINUTE;
    const first = await mailTo(anna, 1);
    assert.equal(subjectOf(first), "3 openings at Front door");
    assert.match(first, /3 openings since \d\d:\d\d\r\n {2}\d\d:\d\d · key “Cleaner”/);
    assert.match(
      first,
      /All times are local time at the door\.\r\nYou chose to get these emails about Seaside Flats\./,
    );
    assert.doesNotMatch(first, /Cellar/);
    assert.match(first, /^List-Unsubscribe-Post: List-Unsubscribe=One-Click/m);
    assert.match(first, /multipart\/alternative/);

    for (let i = 0; i < 2; i++) await open(1);
    await taken("opened", 6);
    later += MINUTE;
    await wait(SEEN_MS);
    assert.equal(mailsTo(anna).length, 1, "within 15 minutes");
    later += 15 * MINUTE;
    assert.equal(subjectOf(await mailTo(anna, 2)), "2 openings at Front door", "each is told once");

    const link = linkOf(first).slice(server.publicUrl.length);
    const look = await server.call("GET", `${link}&lang=de`, { headers: { accept: "text/html" } });
    assert.match(look.text, /Diese E-Mails beenden\?.*Eine Tür wurde geöffnet/s);
    const choices = async () => {
      const [row] = await server.sql("SELECT choices FROM notice_choices WHERE user_id = ?", anna.userId);
      return JSON.parse(String(row!["choices"])).atOnce as unknown;
    };
    assert.deepEqual(await choices(), ["opened"], "a scanner that follows links changes nothing");
    const headers = { "content-type": "application/x-www-form-urlencoded", origin: "https://mail.example" };
    const ended = await server.call("POST", link, { headers, body: "List-Unsubscribe=One-Click" });
    assert.equal(ended.status, 200, ended.text);
    assert.deepEqual(await choices(), []);
    const forged = await server.call("POST", `${link}A`, { headers: { ...headers, accept: "text/html" }, body: "" });
    assert.equal(forged.status, 400);
    assert.deepEqual(mailsTo(left), [], "who left");
  });
});

describe("what harms if nobody sees it", () => {
  it("is told to owners unless it is over by then, and makes no header of a door's name", async () => {
    await server.lock(3, { orgId: "acme", name: "Gate" });
    await server.lock(4, { orgId: "acme", name: "Barn" });
    await server.sql("UPDATE locks SET name = ? WHERE lock_id = 3", "Gate\r\nBcc: eve@example.test\r\n\r\n<b>hi</b>");
    const { userId, token } = await server.user("Olga");
    const { members } = await server.store.organizations();
    await members.put("acme", userId, "owner", clock.now());
    const olga = { userId, token };
    await note(3, { type: "BatteryLow", battery: 9 });
    await taken("battery-low", 1);
    later += MINUTE;
    const low = await mailTo(olga, 1);
    assert.equal(subjectOf(low), "Low battery at Gate Bcc: eve@example.test <b>hi</b>");
    assert.doesNotMatch(low, /^Bcc:/m);
    assert.match(low, /· 9%/);
    assert.match(low, /&lt;b&gt;hi/);
    assert.match(low, /You get these emails as an owner of Seaside Flats\./);
    assert.ok(mailbox.messages.every(({ to }) => to.length === 1 && !to[0]!.includes("eve")));

    await note(3, { type: "DeviceOffline" });
    await note(4, { type: "DeviceOffline" });
    await taken("offline", 2);
    later += 5 * MINUTE;
    await note(4, { type: "DeviceOnline" });
    await wait(SEEN_MS);
    assert.equal(mailsTo(olga).length, 1);
    later += 6 * MINUTE;
    assert.match(subjectOf(await mailTo(olga, 2)), /^Gate Bcc.*cannot be reached$/, "the other one is back");
  });
});

describe("what it is time for", () => {
  it("is told: keys that end within a day together, and yesterday each morning where something happened", async () => {
    // Where it is about noon, so that it is the same day there for a while.
    const behind = new Date(clock.now()).getUTCHours() - 12;
    const noon = `Etc/GMT${behind < 0 ? "" : "+"}${behind}`;
    const kai = await member("viewer", {
      atOnce: ["key-ending"],
      dailyAt: 7,
      timeZone: noon,
      language: "de",
    });
    await server.lock(5, { orgId: "acme", name: "Hoftür" });
    const validFrom = new Date(clock.now() - HOUR).toISOString();
    const ends = clock.now() + 60 * HOUR;
    const keys = new Set<string>();
    for (const description of ["Anna, Zimmer 4", "Ben\r\nX-Evil: 1"]) {
      const body = { doors: [{ lockId: "5" }], validFrom, validUntil: new Date(ends).toISOString(), description };
      const made = await server.call("POST", "/temp-keys", { ...org, body });
      assert.equal(made.status, 201, made.text);
      keys.add(made.json.uuid);
    }
    await open(5);
    later = nextHour(clock.now(), 7, noon) + MINUTE - Date.now();
    const daily = await mailTo(kai, 1);
    assert.match(subjectOf(daily), /^Ihre Türen am /);
    assert.match(daily, /Hoftür:\r\n {2}1 Öffnung\r\n/);
    assert.match(daily, /Schlüssel, die heute enden:\r\n {2}Cleaner · bis \d\d:\d\d · /);
    // Known of both before it is time for either.
    const known = async () => {
      const ends = await server.sql("SELECT temp_key FROM notice_key_ends");
      return keys.isSubsetOf(new Set(ends.map(({ temp_key: uuid }) => uuid)));
    };
    for (const until = Date.now() + PATIENCE_MS; !(await known()) && Date.now() < until;) await wait(20);
    later = ends - 23 * HOUR - Date.now();
    const ending = await mailTo(kai, 2);
    assert.equal(subjectOf(ending), "2 Schlüssel enden bald");
    assert.match(ending, /Anna, Zimmer 4:\r\n {2}endet .*\r\n {2}Hoftür/);
    assert.match(ending, /Ben X-Evil: 1:/);
    assert.doesNotMatch(ending, /^X-Evil/m);
    assert.equal((await server.sql("SELECT temp_key FROM notice_key_ends")).length, 0);
  });
});

describe("a webhook whose address wants nothing more", () => {
  it("is told of once to owners who want that, in their languages, as text and as HTML", async () => {
    await using receiver = await startReceiver();
    const atOnce = ["webhook-failing"];
    const [anna, zoe] = [await member("owner", { atOnce }), await member("owner", { atOnce, language: "de" })];
    const others = [await member("owner", { atOnce: ["opened"] }), await member("manager", { atOnce })];
    const path = "/organizations/acme/webhooks";
    const body = { url: receiver.url, events: ["TempKeyCreated"] };
    const { json } = await server.call("POST", path, { ...org, body });
    const isNow = (status: string) =>
      eventually(async () => assert.equal((await server.call("GET", `${path}/${json.id}`, org)).json.status, status));
    await isNow("active");
    receiver.answer = (_received, response) => void response.writeHead(410).end();
    await server.call("POST", `${path}/${json.id}/test`, org);
    await isNow("disabled");
    const [english, german] = [await mailTo(anna, 1), await mailTo(zoe, 1)];
    assert.equal(subjectOf(english), "A webhook is off: its address wants nothing more");
    assert.equal(subjectOf(german), "Ein Webhook ist aus: Seine Adresse will nichts mehr");
    for (const [mail, words] of [
      [english, /It is sent nothing until it is asked again/g],
      [german, /An ihn wird nichts gesendet, bis die Adresse noch einmal gefragt wurde/g],
    ] as const) {
      const parts = mail.replaceAll(/\s+/g, " ");
      assert.equal(parts.match(words)?.length, 2, mail);
      assert.ok(parts.split(receiver.url).length > 2 && /410/.test(parts), mail);
    }
    await wait(SEEN_MS);
    assert.deepEqual(
      [anna, zoe, ...others].map((one) => mailsTo(one).length),
      [1, 1, 0, 0],
    );
  });
});
