/** Guests are sent their link from the call that makes the key, and told what they must know of it: by a real SMTP server. */
import assert from "node:assert/strict";
import { after, before, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { type Credentials, startServer, type TestServer } from "../harness.ts";
import { ManualClock } from "../manual-clock.ts";
import { type Mailbox, startMailbox } from "../users/mailbox.ts";

const BEGIN = Date.UTC(2026, 11, 24, 9);
const HOUR = 3_600_000;
const TO = "maria@example.test";

let mailbox: Mailbox;
let server: TestServer;
let org: Credentials;
const clock = new ManualClock(BEGIN);
const refuse: string[] = [];

before(async () => {
  mailbox = await startMailbox({ refuse });
  server = await startServer({
    clock,
    env: { SMTP_URL: mailbox.url, MAIL_FROM: "doors@example.test", PUBLIC_URL: "https://keys.example.org" },
  });
  org = await server.organization("acme");
  await server.call("PUT", "/organizations/acme/brand", {
    ...org,
    body: { name: "Casa Mirto", contact: { name: "Eleni", phone: "+30 210 1234567", email: null } },
  });
  for (const [lock, name] of [
    [1, "Front door"],
    [2, "Gate"],
  ] as const)
    await server.lock(lock, { orgId: "acme", name });
});
after(async () => {
  await server.close();
  await mailbox.close();
});

const at = (ms: number) => new Date(ms).toISOString();

/** Time goes on, as long as the work of a store takes. */
async function pass(ms: number): Promise<void> {
  for (const end = clock.now() + ms; clock.now() < end;) {
    await clock.advance(Math.min(1_500, end - clock.now()));
    await wait(2);
  }
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (let i = 0; i < 800; i++) {
    if (await isSo()) return;
    await pass(1_000);
  }
  assert.fail("it never came");
}

const body = (more: object = {}) => ({
  validFrom: at(clock.now() + 6 * HOUR),
  validUntil: at(clock.now() + 54 * HOUR),
  doors: [{ lockId: 1 }, { lockId: 2 }],
  notify: { email: TO, language: "en" },
  ...more,
});

async function make(more: object = {}): Promise<string> {
  const { status, json, text } = await server.call("POST", "/temp-keys", { ...org, body: body(more) });
  assert.equal(status, 201, text);
  return json.uuid;
}

const change = (uuid: string, changes: object) => server.call("PATCH", `/temp-keys/${uuid}`, { ...org, body: changes });
const waiting = () => server.sql("SELECT attempts, due_at FROM notices WHERE state = 'waiting'");

/** What came since, by subject; a mail in which nobody could find the key's address is none. */
async function mails(count: number): Promise<string[]> {
  await until(() => mailbox.messages.length >= seen + count);
  // That one was taken is written down after it came.
  await until(async () => (await waiting()).every(({ attempts }) => Number(attempts) === 0));
  await pass(2_000);
  const came = mailbox.messages.slice(seen);
  assert.equal(came.length, count);
  seen += count;
  return came.map(({ raw }) => decoded(raw));
}
let seen = 0;

function decoded(raw: string): string {
  return Buffer.from(
    raw
      .replaceAll("=\r\n", "")
      .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
    "latin1",
  ).toString("utf8");
}

async function noticesOf(uuid: string): Promise<object[]> {
  const { json } = await server.call("GET", `/temp-keys/${uuid}/events`, org);
  return json.events
    .filter(({ type }: { type: string }) => type.startsWith("TempKeyNotice"))
    .map(({ event: { type, data } }: { event: { type: string; data: Record<string, unknown> } }) => [
      type,
      data.notice,
      data.channel,
    ]);
}

it("sends the link at once, in text and HTML, with the door, the times and whom to ask", async () => {
  const uuid = await make();
  const [mail] = await mails(1);
  assert.match(mail!, /^Subject: Your key: Front door and Gate\r$/m);
  assert.match(mail!, /^To: maria@example\.test\r$/m);
  assert.match(mail!, /^Message-ID: <[\w-]+@keys\.example\.org>\r$/m);
  for (const part of ["Key from Casa Mirto", "24 Dec", "17:00", "26 Dec", "Eleni", "+30 210 1234567"])
    assert.ok(mail!.split(part).length > 2, part); // in both bodies
  assert.ok(mail!.includes(`https://keys.example.org/temp-keys/${uuid}?lang=en`));
  assert.match(mail!, /2 doors:\r\n {2}Front door\r\n {2}Gate\r\n/, "each door by itself");
  await until(async () => (await noticesOf(uuid)).length > 0);
  assert.deepEqual(await noticesOf(uuid), [["TempKeyNoticeSent", "link", "email"]]);
});

it("has a line for each of two days, and one for both times of a day, in whatever language", async () => {
  const notify = { email: TO, language: "fi" };
  await make({ notify });
  assert.match(
    (await mails(1))[0]!,
    /\r\n {2}\w\w \d+\.12\. klo \d\d\.\d\d –\r\n {2}\w\w \d+\.12\. klo \d\d\.\d\d\r\n/,
  );
  await make({ notify, validUntil: at(clock.now() + 7 * HOUR) });
  assert.match(
    (await mails(1))[0]!,
    /\r\n {2}\w\w \d+\.12\. klo \d\d\.\d\d – klo \d\d\.\d\d\r\n|\d\d\.\d\d – \d\d\.\d\d\r\n/,
  );
});

it("keeps the address out of the record, of histories and of the store", async () => {
  const { text } = await server.call("GET", "/locks/1/events", org);
  assert.match(text, /TempKeyNoticeSent/);
  const kept = [text];
  for (const table of ["events", "temp_keys", "key_recipients", "notices", "activity"])
    kept.push(JSON.stringify(await server.sql(`SELECT * FROM ${table}`)));
  assert.ok(!kept.some((one) => one.includes("maria@") || one.includes("bWFyaWFA")));
});

it("tells changes within a minute once, and of times and doors alone", async () => {
  const uuid = await make();
  await mails(1);
  await change(uuid, { maxUses: 3 });
  await change(uuid, { description: "Towels are upstairs" });
  await pass(70_000);
  await mails(0);
  await change(uuid, { validUntil: at(clock.now() + 30 * HOUR) });
  await pass(20_000);
  await change(uuid, { removeDoors: [2] });
  const [mail] = await mails(1);
  assert.match(mail!, /^Subject: Your key has changed: Front door\r$/m);
  await change(uuid, { validFrom: at(clock.now() + 2 * HOUR) });
  await change(uuid, { validFrom: at(clock.now() + 3 * HOUR) });
  await mails(1);
  assert.deepEqual((await noticesOf(uuid)).map((one) => (one as string[])[1]).toSorted(), [
    "changed",
    "changed",
    "link",
  ]);
});

it("tells that a key was taken back at once, what was paused for good, and nothing of one that ended", async () => {
  const [revoked, paused, blinked] = [await make(), await make(), await make()];
  await mails(3);
  await server.call("POST", `/temp-keys/${blinked}/pause`, { ...org, body: {} });
  await server.call("POST", `/temp-keys/${blinked}/resume`, { ...org, body: {} });
  await server.call("DELETE", `/temp-keys/${revoked}`, org);
  assert.match((await mails(1))[0]!, /^Subject: This key has been cancelled: Front door and Gate\r$/m);
  await server.call("POST", `/temp-keys/${paused}/pause`, { ...org, body: {} });
  const [told] = await mails(1);
  assert.match(told!, /^Subject: This key is paused/m);
  assert.ok(!told!.includes("/temp-keys/"));
  await server.call("POST", `/temp-keys/${paused}/resume`, { ...org, body: {} });
  assert.match((await mails(1))[0]!, /^Subject: Your key works again/m);
});

it("holds the link until the chosen time, and drops what was taken back before it was told", async () => {
  const from = clock.now() + 6 * HOUR;
  const [held, dropped] = [0, 1].map(() => ({
    notify: { email: TO, language: "de-AT", at: at(clock.now() + 60_000) },
  }));
  const uuid = await make({ ...held, validFrom: at(from) });
  const gone = await make({ ...dropped, validFrom: at(from) });
  await change(uuid, { validUntil: at(from + 2 * HOUR) });
  await server.call("DELETE", `/temp-keys/${gone}`, org);
  await pass(40_000);
  await mails(0);
  const [mail] = await mails(1);
  assert.ok(mail!.includes(uuid) && mail!.includes("Schlüssel von Casa Mirto"));
  assert.deepEqual(await noticesOf(gone), []);
  assert.deepEqual(await waiting(), []);
});

it("is on the history where the guest was not reached", async () => {
  refuse.push("550 nobody here");
  const uuid = await make();
  await until(async () => (await noticesOf(uuid)).length > 0);
  assert.deepEqual(await noticesOf(uuid), [["TempKeyNoticeFailed", "link", "email"]]);
  await mails(0);
});

it("takes it in the published call too, and sends nothing again for a repeat", async () => {
  const tempKeyUuid = "0f8fad5b-d9cb-469f-a165-70867728950e";
  const { doors: _, ...terms } = body();
  for (let i = 0; i < 2; i++) await server.key(1, org, { ...terms, accessMode: "public", tempKeyUuid });
  await mails(1);
});

const sendLink = (uuid: string, body: object, as = org) =>
  server.call("POST", `/temp-keys/${uuid}/notify`, { ...as, body });

it("sends the link of a key to another, who alone is told of it from then on, on its history without the address", async () => {
  const uuid = await make();
  await mails(1);
  const { status, json, text } = await sendLink(uuid, { email: "otto@example.test", language: "fr" });
  assert.equal(status, 200, text);
  assert.equal(Date.parse(json.sendAt), clock.now());
  const [mail] = await mails(1);
  assert.match(mail!, /^To: otto@example\.test\r$/m);
  assert.ok(mail!.includes(`/temp-keys/${uuid}?lang=fr`));
  await until(async () => (await noticesOf(uuid)).length === 2);
  const sent = ["TempKeyNoticeSent", "link", "email"];
  assert.deepEqual(await noticesOf(uuid), [sent, sent]);
  const told = (await server.call("GET", `/temp-keys/${uuid}/events`, org)).text;
  assert.ok(!/otto|maria/.test(told));
  await server.call("DELETE", `/temp-keys/${uuid}`, org);
  assert.match((await mails(1))[0]!, /^To: otto@example\.test\r$/m);
  assert.equal((await sendLink(uuid, { email: TO, language: "en" })).status, 400);
});

it("sends the link to nobody but the last of those it is held for, and when they are to have it", async () => {
  const uuid = await make({ notify: { email: TO, language: "en", at: at(clock.now() + 30_000) } });
  const later = at(clock.now() + 60_000);
  const { json } = await sendLink(uuid, { email: "otto@example.test", language: "en", at: later });
  assert.equal(Date.parse(json.sendAt), Date.parse(later));
  await change(uuid, { validUntil: at(clock.now() + 30 * HOUR) });
  await pass(45_000);
  await mails(0);
  assert.match((await mails(1))[0]!, /^To: otto@example\.test\r$/m);
  // Of a key without anybody, too; and as it is then.
  const silent = await make({ notify: undefined });
  await sendLink(silent, { email: TO, language: "en" });
  assert.match((await mails(1))[0]!, /^Subject: Your key: /m);
});

it("sends a key's link only so often, to what it can reach, and for whoever may manage the key", async () => {
  const uuid = await make();
  await mails(1);
  const to = { email: TO, language: "en" };
  const other = await server.organization("other");
  assert.equal((await sendLink(uuid, to, other)).status, 404);
  const { status, json } = await sendLink(uuid, { email: "maria", language: "xx", at: at(clock.now() + 60 * HOUR) });
  assert.deepEqual(
    [status, json.details.map(({ field }: { field: string }) => field)],
    [400, ["email", "language", "at"]],
  );
  for (let i = 0; i < 9; i++) {
    assert.equal((await sendLink(uuid, to)).status, 200);
    await mails(1);
  }
  await until(async () => (await noticesOf(uuid)).length === 10);
  const refused = await sendLink(uuid, to);
  assert.equal(refused.status, 429);
  assert.equal(refused.headers.get("retry-after"), "3600");
});

it("sends links for the lines of a table, shows first what is wrong with them, and sends none again", async () => {
  const head = "locks,validFrom,validUntil,notify email,notifyLanguage,notifyAt";
  const times = "2026-12-26T15:00Z,2026-12-27T11:00Z";
  const csv = (lines: readonly string[], query: string) =>
    server.call("POST", `/temp-keys/import?${query}`, {
      ...org,
      body: [head, ...lines].join("\n"),
      headers: { "content-type": "text/csv" },
    });
  const lines = [`1,${times},${TO},pt-BR,`, `2,${times},otto@example.test,de,2026-12-26 16:30`, `1,${times},,,`];
  const wrong = [
    [`1,${times},maria,en,`, "notifyEmail"],
    [`1,${times},${TO},,`, "notifyLanguage"],
    [`1,${times},${TO},xx,`, "notifyLanguage"],
    [`1,${times},${TO},en,2026-12-27 10:00`, "notifyAt"],
    [`1,${times},${TO},en,tomorrow`, "notifyAt"],
    [`1,${times},,en,`, "notifyEmail"],
  ] as const;
  const { json } = await csv([...lines, ...wrong.map(([line]) => line)], "dryRun=true");
  assert.deepEqual(
    json.lines.map(({ problems }: { problems: { column: string }[] }) => problems.map(({ column }) => column)),
    [[], [], [], ...wrong.map(([, column]) => [column])],
  );
  await mails(0);
  for (const made of [3, 0])
    assert.equal((await csv([...lines, ...wrong.map(([line]) => line)], "importId=winter")).json.created, made);
  const [mail] = await mails(1);
  assert.match(mail!, /^To: maria@example\.test\r$/m);
  assert.match(mail!, /lang=pt-BR/);
  assert.deepEqual(
    (await waiting()).map((one) => Number(one["due_at"])),
    [Date.UTC(2026, 11, 26, 14, 30)],
  );
  await server.sql("DELETE FROM notices WHERE state = 'waiting'");
});

const REFUSED: [notify: object, field: string][] = [
  [{ language: "en" }, "notify.email"],
  [{ email: "maria", language: "en" }, "notify.email"],
  [{ email: "a@example.test\r\nBcc: b@example.test", language: "en" }, "notify.email"],
  [{ email: TO }, "notify.language"],
  [{ email: TO, language: "xx" }, "notify.language"],
  [{ email: TO, language: "en", at: "soon" }, "notify.at"],
  [{ email: TO, language: "en", at: "2031-01-01T00:00:00Z" }, "notify.at"],
  [{ email: TO, language: "en", channel: "pigeon" }, "notify.channel"],
  [{ email: TO, language: "en", channel: "sms" }, "notify.phone"],
  [{ email: TO, phone: "+306912345678", language: "en" }, "notify.channel"],
  [{ phone: "12345", language: "en" }, "notify.phone"],
  [{ phone: "+306912345678", language: "en" }, "notify.channel"],
  [{ email: TO, language: "en", before: "2h" }, "notify.before"],
];
for (const [notify, field] of REFUSED)
  it(`refuses ${JSON.stringify(notify)}, and makes nothing`, async () => {
    for (const dryRun of ["", "?dryRun=true"]) {
      const { status, json, text } = await server.call("POST", `/temp-keys${dryRun}`, {
        ...org,
        body: body({ notify }),
      });
      assert.equal(status, 400, text);
      assert.ok(
        json.details.some((one: { field: string }) => one.field === field),
        text,
      );
    }
  });

it("forgets whom a key is for with its texts", async () => {
  const uuid = await make();
  await mails(1);
  const recipients = () => server.sql("SELECT * FROM key_recipients WHERE uuid = ?", uuid);
  assert.equal((await recipients()).length, 1);
  const erase = { type: "eraseBesideKey", tempKeyUuid: uuid, texts: true, pin: false, recipient: true } as const;
  await server.ledger.submit(erase);
  assert.equal((await recipients()).length, 0);
  await server.call("DELETE", `/temp-keys/${uuid}`, org);
  await pass(5_000);
  await mails(0);
  // What is held says nothing of them, and is dropped when it would be sent.
  const held = await make({ notify: { email: TO, language: "en", at: at(clock.now() + 20_000) } });
  const outbox = () => server.sql("SELECT ciphertext FROM notices WHERE about = ?", `key ${held}`);
  await until(async () => (await outbox()).length === 1);
  await server.ledger.submit({ ...erase, tempKeyUuid: held });
  assert.deepEqual(await outbox(), [{ ciphertext: null }]);
  await until(async () => (await outbox()).length === 0);
  await mails(0);
});
