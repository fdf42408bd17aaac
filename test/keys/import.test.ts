/** Many keys at once from a table, as spreadsheets write it. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { systemClock } from "../../src/clock.ts";
import { StoreUnavailableError } from "../../src/database/unavailable.ts";
import type { RouteDeps } from "../../src/http/app.ts";
import { runImport } from "../../src/http/api/keys/run-import.ts";
import { readTable } from "../../src/key-imports/read-table.ts";
import { type Answer, type Credentials, startServer, type TestServer } from "../harness.ts";

const NOW = Date.parse("2026-03-01T12:00:00Z");
let server: TestServer;
let org: Credentials;
let token: string;
let userId: string;
let deps: RouteDeps;

before(async () => {
  const shared = new SharedArrayBuffer(8);
  new Float64Array(shared)[0] = NOW;
  const clock = { ...systemClock, now: () => NOW, shared };
  server = await startServer({ clock, extend: (_app, given) => (deps = given) });
  org = await server.organization("acme");
  for (const lockId of [1, 2]) await server.lock(lockId, { orgId: "acme", timeZone: "Europe/Athens" });
  await server.lock(3, { orgId: "acme", timeZone: "Asia/Tokyo" });
  await server.lock(9, { orgId: "other" });
  ({ token, userId } = await server.user());
});
after(() => server.close());

const csv = (text: string | Buffer, query: string, as: Credentials = org) =>
  server.call("POST", `/temp-keys/import?${query}`, { ...as, body: text, headers: { "content-type": "text/csv" } });
const dry = (text: string) => csv(text, "dryRun=true");
const run = (text: string, importId = randomUUID() as string) => csv(text, `importId=${importId}`);
const keyOf = async (uuid: string): Promise<Answer["json"]> => {
  const { json } = await server.call("GET", "/temp-keys", org);
  return json.tempKeys.find((key: { uuid: string }) => key.uuid === uuid);
};
const count = async () => (await server.call("GET", "/temp-keys?limit=1000", org)).json.tempKeys.length as number;
const HEAD = "locks,validFrom,validUntil,description,maxUses,maxUsesPerDoor,accessMethod,users";
const table = (...lines: string[]) => [HEAD, ...lines].join("\r\n");
const pinsOf = ({ json }: Answer): string[] => json.lines.map(({ pin }: Answer["json"]) => pin);
/** What is told of the first line of a table that has one. */
async function problemsOf(line: string): Promise<Record<string, string>> {
  const { status, json, text } = await dry(table(line));
  assert.equal(status, 200, text);
  const [{ problems }] = json.lines;
  return Object.fromEntries(problems.map(({ column, message }: Answer["json"]) => [column, message]));
}

const people = (line: number) => Array.from({ length: 999 }, (_, i) => `p${line}.${i}@example.test`).join(" ");

describe("an import", () => {
  it("makes a key of each line, with its doors, times by the clock at the door, texts, PIN and users", async () => {
    const address = `${userId}@example.test`;
    const { status, json, text } = await run(
      table(
        '1 2,2026-06-24 15:00,2026-06-27 11:00,"Anna, room 4",3,1,both,',
        `1,24.06.2026 15:00,2026-06-27T11:00+02:00,,,,,${userId} ${address}`,
        "3,2026-06-24T15:00:30Z,2026-06-25 09:00,,,,,",
      ),
    );
    assert.equal(status, 200, text);
    assert.partialDeepStrictEqual(json, { created: 3, alreadyThere: 0, refused: 0, notTried: 0, dryRun: false });
    assert.deepEqual(
      json.lines.map(({ line }: Answer["json"]) => line),
      [2, 3, 4],
    );
    const [first, second, third] = await Promise.all(json.lines.map(({ uuid }: Answer["json"]) => keyOf(uuid)));
    assert.partialDeepStrictEqual(first, {
      validFrom: "2026-06-24T12:00:00Z",
      validUntil: "2026-06-27T08:00:00Z",
      description: "Anna, room 4",
      maxUses: 3,
      maxUsesPerDoor: 1,
      accessMode: "public",
      hasPin: true,
    });
    assert.deepEqual(
      first.doors.map(({ lockId, accessMethod }: Answer["json"]) => `${lockId} ${accessMethod}`),
      ["1 both", "2 both"],
    );
    assert.match(json.lines[0].pin, /^\d{8}$/);
    assert.partialDeepStrictEqual(second, {
      validFrom: "2026-06-24T12:00:00Z",
      validUntil: "2026-06-27T09:00:00Z",
      accessMode: "user-whitelist",
      allowedUserIds: [userId],
      description: null,
    });
    assert.partialDeepStrictEqual(third, { validFrom: "2026-06-24T15:00:30Z", validUntil: "2026-06-25T00:00:00Z" });
  });

  it("tells in a dry run what is wrong with every line, by its column, and makes nothing", async () => {
    const before = await count();
    const { json } = await dry(
      table(
        "1,2026-06-24 15:00,2026-06-27 11:00,,,,,",
        "77 9 x,2026-06-24 15:00,2026-06-24 14:00,,0,-1,knock,nobody@example.test",
        "1 1,2026-06-24 15:00,2026-06-27 11:00,,,,code,",
      ),
    );
    assert.partialDeepStrictEqual(json, { dryRun: true, created: 0, refused: 2 });
    assert.match(json.importId, /^[\w-]+$/);
    const [good, bad, twice] = json.lines;
    assert.deepEqual([good.outcome, good.problems], ["good", []]);
    assert.deepEqual(
      bad.problems.map(({ column, message }: Answer["json"]) => `${column}: ${message}`).toSorted(),
      [
        'accessMethod: must be key, code or both; it is "knock"',
        "locks: names a lock that is not found: 77",
        "locks: names a lock that is not found: 9",
        'locks: must be numbers of locks with spaces between them; one is "x"',
        "maxUses: must be a whole number from 1",
        "maxUsesPerDoor: must be a whole number from 1",
        'users: names nobody who is known: "nobody@example.test"',
        "validUntil: must be later than validFrom",
      ].toSorted(),
    );
    assert.deepEqual(twice.problems, [
      { column: "locks", message: "is the lock of another door of this key", reason: "rule" },
    ]);
    assert.equal(await count(), before);
  });

  it("makes the good lines where others are refused, and says which", async () => {
    const importId = "some-are-wrong";
    const good = "1,2026-07-01 15:00,2026-07-02 11:00,Ben,,,,";
    const bad = "1,2026-07-01 15:00,2026-07-01 11:00,Cem,,,,";
    const first = await run(table(good, bad), importId);
    assert.deepEqual(
      first.json.lines.map(({ outcome }: Answer["json"]) => outcome),
      ["created", "refused"],
    );
    assert.equal(first.json.lines[1].problems[0].column, "validUntil");
    const mended = bad.replace("07-01 11", "07-02 11");
    const second = await run(table(good, mended), importId);
    assert.deepEqual(
      second.json.lines.map(({ outcome }: Answer["json"]) => outcome),
      ["already-there", "created"],
    );
    assert.equal(second.json.lines[0].uuid, first.json.lines[0].uuid);
  });

  it("makes no key twice, however often, in what order and by whomever at once it is run", async () => {
    const importId = randomUUID();
    const lines = Array.from(
      { length: 40 },
      (_, i) => `1 2,2026-08-0${1 + (i % 9)} 15:00,2026-08-20 11:00,Guest ${i >> 1},,,both,`,
    );
    const before = await count();
    const runs = await Promise.all([run(table(...lines), importId), run(table(...lines.toReversed()), importId)]);
    for (const { status, text } of runs) assert.equal(status, 200, text);
    assert.equal(await count(), before + 40);
    const again = await run(table(...lines), importId);
    assert.deepEqual([again.json.alreadyThere, again.json.created], [40, 0]);
    assert.deepEqual(pinsOf(again), pinsOf(runs[0]!));
    const other = await run(table(...lines.slice(0, 2)));
    assert.equal(other.json.created, 2);
  });

  it("is run in pieces, and makes the same keys as at once, also of lines with the same content", async () => {
    const importId = randomUUID();
    const whole = table(...Array.from({ length: 6 }, () => "1,2026-08-01 15:00,2026-08-20 11:00,Twin,,,,"));
    const uuids: string[] = [];
    for (const [firstLine, lastLine] of [
      [2, 4],
      [5, 7],
      [3, 6],
    ]) {
      const piece = await csv(whole, `importId=${importId}&firstLine=${firstLine}&lastLine=${lastLine}`);
      assert.equal(piece.status, 200, piece.text);
      uuids.push(...piece.json.lines.map(({ uuid }: Answer["json"]) => uuid));
    }
    assert.deepEqual([new Set(uuids).size, uuids.length], [6, 10]);
    const again = await run(whole, importId);
    assert.deepEqual(
      again.json.lines.map(({ uuid, outcome }: Answer["json"]) => [uuid, outcome]),
      uuids.slice(0, 6).map((uuid) => [uuid, "already-there"]),
    );
    assert.equal((await csv(whole, `importId=${importId}&firstLine=0`)).status, 400);
  });

  it("tells programs what is wrong with a cell, and what was read", async () => {
    const { json } = await dry(
      table(
        "1 x,12/24/2026 15:00,,,,,card,ghost@example.test",
        "9,2026-03-29 03:30,45000,,,,,",
        "1 3,2026-06-24 15:00,2026-06-27 11:00,,x,,,",
      ),
    );
    const told = json.lines.map(({ problems }: Answer["json"]) =>
      problems.map(({ column, reason, value }: Answer["json"]) => [column, reason, value].filter(Boolean).join(" ")),
    );
    assert.deepEqual(told, [
      [
        "locks no-lock-number x",
        "validFrom ambiguous-date",
        "validUntil missing",
        "accessMethod no-method card",
        "users unknown-user ghost@example.test",
      ],
      ["locks unknown-lock 9", "validUntil spreadsheet-number"],
      ["validFrom several-zones", "validUntil several-zones", "maxUses rule"],
    ]);
    assert.equal(json.lines[0].cells.validFrom, "12/24/2026 15:00");
  });

  it("has links that nobody can work out from the table, and nobody else's import has them", async () => {
    const [importId, line] = ["shared-name", "1,2026-09-01 15:00,2026-09-02 11:00,,,,,"];
    const mine = await run(table(line), importId);
    const boss = await server.organization("boss", { super: true });
    const theirs = await csv(table(line), `importId=${importId}`, boss);
    assert.equal(theirs.json.lines[0].outcome, "created");
    assert.notEqual(theirs.json.lines[0].uuid, mine.json.lines[0].uuid);
    assert.match(mine.json.lines[0].uuid, /^[0-9a-f]{8}-[0-9a-f]{4}-4/);
  });

  it("of a key that was changed, or taken back, since then makes no other", async () => {
    const [importId, line] = [randomUUID() as string, "1,2026-09-01 15:00,2026-09-02 11:00,Dora,,,,"];
    const { uuid } = (await run(table(line), importId)).json.lines[0];
    await server.call("PATCH", `/temp-keys/${uuid}`, { ...org, body: { maxUses: 2, description: "D." } });
    await server.call("DELETE", `/temp-keys/${uuid}`, org);
    const again = (await run(table(line), importId)).json.lines[0];
    assert.deepEqual([again.outcome, again.uuid], ["refused", null]);
    assert.match(again.problems[0].message, /exists/);
  });

  it("takes what spreadsheets write: marks, semicolons, tabs, line ends, empty lines and cells, quotes", async () => {
    const line = ["1", "24.6.2026 15:00", "27.06.2026, 11:00", 'say ""hi""'];
    for (const [delimiter, end, before] of [
      [";", "\r\n", "\uFEFF"],
      ["\t", "\n", ""],
      [",", "\r", "\uFEFF"],
      [";", "\r\n", "\uFEFFsep=;\r\n"],
    ] as const) {
      const head = ["Locks", "Valid from", "valid_until", "DESCRIPTION"].join(delimiter);
      const cells = line
        .map((cell) => (cell.includes(delimiter) || cell.includes('"') ? `"${cell}"` : cell))
        .join(delimiter);
      const { status, json, text } = await dry([before + head, "", cells, delimiter.repeat(3), "", ""].join(end));
      assert.equal(status, 200, text);
      assert.deepEqual(
        json.lines.map(({ outcome }: Answer["json"]) => outcome),
        ["good"],
        `${delimiter} ${text}`,
      );
    }
    const json = await server.call("POST", "/temp-keys/import?dryRun=true", {
      ...org,
      body: { csv: table("1,2026-06-24 15:00,2026-06-27 11:00,,,,,") },
    });
    assert.equal(json.json.lines[0].outcome, "good");
  });

  it("refuses times that are two, or none, and says what to write", async () => {
    for (const [time, expected] of [
      ["03/04/2026 10:00", /could be two dates; write it as 2026-/],
      ["03.04.26 10:00", /could be two dates/],
      ["2026-06-24", /needs a time of day/],
      ["46197.625", /a spreadsheet's number of a date/],
      ["2026-03-29 03:30", /does not exist in Europe\/Athens: clocks are set forward over it/],
      ["2026-10-25 03:30", /is twice in Europe\/Athens/],
      ["2026-02-30 10:00", /no time that exists/],
      ["noon", /must be a time such as/],
      ["", /is required/],
    ] as const)
      assert.match((await problemsOf(`1,${time},2026-12-27 11:00,,,,,`))["validFrom"]!, expected, time);
    assert.match((await problemsOf("1 3,2026-06-24 15:00,2026-06-27T11:00Z,,,,,"))["validFrom"]!, /several time zones/);
    assert.deepEqual(await problemsOf("1,2026-10-25T03:30+02:00,2026-12-27 11:00,,,,,"), {});
    assert.deepEqual(await problemsOf("1 3,2026-06-24T15:00Z,2026-06-27T11:00Z,,,,,"), {});
  });

  it("refuses as a whole what is no table, too large, or has a column that is not known", async () => {
    const refusal = async (text: string | Buffer) => {
      const { status, json } = await csv(text, "dryRun=true");
      return `${status} ${json.details?.[0].field ?? ""} ${json.details?.[0].message ?? json.message}`;
    };
    const good = "1,2026-06-24 15:00,2026-06-27 11:00,,,,,";
    assert.match(
      await refusal(`${HEAD},colour\n${good},red`),
      /^400 csv Line 1 names a column that is not known: "colour"/,
    );
    assert.match(await refusal("locks,validFrom\n1,2"), /^400 csv Line 1 lacks the column validUntil/);
    assert.match(await refusal(`${HEAD},Locks\n${good},1`), /^400 csv Line 1 names the column locks twice/);
    assert.match(await refusal(table(`${good},more`)), /^400 csv Line 2 has more cells than the head/);
    assert.match(await refusal(table('1,"2026')), /^400 csv The table cannot be read: Quote Not Closed/);
    assert.match(await refusal("\n\n"), /^400 csv The table is empty/);
    assert.match(await refusal(HEAD), /^400 csv The table has no line/);
    assert.match(
      await refusal(table(...Array.from({ length: 2_001 }, () => good))),
      /^400 csv .* more than 2000 lines/,
    );
    assert.match(await refusal(Buffer.from(table("1,,,Stra\xdfe,,,,"), "latin1")), /^400 csv must be in UTF-8/);
    assert.match(
      await refusal(`\uFEFF${table(good)}`.split("").join("\0")),
      /^400 csv The table must not have control/,
    );
    assert.match(await refusal("x".repeat(2 ** 20 + 1)), /^413 /);
    assert.equal((await csv(table(good), "")).json.details[0].field, "importId");
    assert.equal((await csv(table(good), "importId=a b")).status, 400);
  });

  it("says which lines were made where the store went away, and makes the others when it is run again", async () => {
    const lines = readTable(table(...[1, 2, 3, 4, 5].map((i) => `1,2026-10-0${i} 15:00,2026-10-20 11:00,,,,,`)));
    const asked = { actor: { kind: "operator" }, importId: "cut", dryRun: false, mayGoOn: async () => true } as const;
    let left = 2;
    const ledger: RouteDeps["ledger"] = {
      ...deps.ledger,
      submit: (command) =>
        left-- > 0 ? deps.ledger.submit(command) : Promise.reject(new StoreUnavailableError("the disk is full")),
    };
    const cut = await runImport(lines, asked, { ...deps, ledger });
    const outcomes = cut.map(({ outcome }) => outcome);
    assert.deepEqual(outcomes.toSorted(), ["created", "created", "not-tried", "not-tried", "not-tried"]);
    const whole = await runImport(lines, asked, deps);
    assert.deepEqual(
      whole.map(({ outcome }) => outcome),
      outcomes.map((outcome) => (outcome === "created" ? "already-there" : "created")),
    );
  });

  it("makes no more keys once its caller may make none", { timeout: 120_000 }, async () => {
    const { apiKey } = await server.organization("brief");
    await server.lock(30, { orgId: "brief" });
    const lines = Array.from({ length: 2_000 }, (_, i) => `30,2026-06-24 15:00Z,2026-06-27T11:00Z,Guest ${i},,,,`);
    const asked = csv(table(...lines), "importId=brief", { apiKey });
    const made = async () => Number((await server.sql("SELECT count(*) AS n FROM events WHERE lock_id = 30"))[0]!["n"]);
    while ((await made()) < 20) await server.clock.sleep(1);
    const [key] = await server.organizations.keys.list("brief");
    assert.ok(await server.organizations.keys.revoke("brief", key!.keyId));
    const { status, json } = await asked;
    assert.equal(status, 200);
    assert.ok(json.notTried > 1_000, `${json.notTried} of 2,000 were not tried`);
    assert.equal(json.created + json.notTried, 2_000);
  });

  it("takes 2,000 lines", { timeout: 120_000 }, async () => {
    const lines = Array.from({ length: 2_000 }, (_, i) => `1,2026-06-24 15:00,2026-06-27 11:00,Guest ${i},,,,`);
    const { json } = await run(table(...lines));
    assert.equal(json.created, 2_000);
  });

  it("is for whoever may make keys, of their own locks", async () => {
    const line = table("1,2026-06-24 15:00,2026-06-27 11:00,,,,,");
    assert.equal((await csv(line, "dryRun=true", {})).status, 401);
    const stranger = await csv(line, "dryRun=true", { token });
    assert.equal(stranger.json.lines[0].problems[0].message, "names a lock that is not found: 1");
  });

  it("tells no more of a line than it may have, and looks for no more people than a table may name", async () => {
    const rest = "2026-06-24 15:00,2026-06-27 11:00,,,,";
    const many = await dry(table(`${"9 ".repeat(400_000)},${rest},`));
    assert.equal(many.json.lines[0].outcome, "refused");
    assert.ok(many.text.length < 10_000, `${many.text.length} bytes`);
    assert.match((await problemsOf(`${"1 ".repeat(51)},${rest},`))["locks"]!, /at most 50 locks|another door/);
    const crowd = await dry(table(...Array.from({ length: 6 }, (_, line) => `1,${rest},${people(line)}`)));
    assert.deepEqual([crowd.status, crowd.json.details[0].field], [400, "csv"]);
    assert.equal((await dry(table(`1,${rest},${people(0)}`))).json.lines[0].problems.length, 999);
  });

  it("goes on with an import that was begun before a table said whom to send a link, and sends none without a mail server", async () => {
    const line = "1,2026-06-24 15:00,2026-06-27 11:00,Zoe,,,,";
    const importId = randomUUID();
    assert.equal((await run(table(line), importId)).json.created, 1);
    const later = (more: string) => `${HEAD},notifyEmail,notifyLanguage,notifyAt\n${line}${more}`;
    assert.equal((await run(later(",,,"), importId)).json.alreadyThere, 1);
    const [{ problems }] = (await dry(later(",zoe@example.test,en,"))).json.lines;
    assert.deepEqual(
      problems.map(({ column, message }: Answer["json"]) => [column, message]),
      [["notifyEmail", "cannot be email: this server sends no mail (SMTP_URL)"]],
    );
  });

  it("has a template that it takes", async () => {
    const { status, text, headers } = await server.call("GET", "/temp-keys/import/template", org);
    assert.equal(status, 200);
    assert.match(headers.get("content-type")!, /^text\/csv/);
    assert.match(headers.get("content-disposition")!, /keys\.csv/);
    const mine = text.replace("123 124", "1 2");
    assert.deepEqual(
      (await dry(mine)).json.lines.map(({ problems }: Answer["json"]) => problems),
      [[]],
    );
  });
});
