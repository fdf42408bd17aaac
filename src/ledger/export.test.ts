/** What is exported proves itself, and whatever somebody does to the file, `verifyExport` names the first wrong line. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { canonicalJson } from "../domain/canonical-json.ts";
import { chainHash, GENESIS } from "./chain.ts";
import { csvRecord, splitCsvRecord } from "./export-csv.ts";
import { checkRange, exportEvents, type ExportFormat } from "./export.ts";
import type { RawEvent } from "./raw-event.ts";
import { verifyExport } from "./verify-export.ts";

const KEY = "5f0c3a52-9d6e-4f1b-8a7c-2b3d4e5f6a7b";
const AT = Date.parse("2026-12-25T12:00:00Z");
const facts = { lockId: 7, uuid: "b1f7c0de-3c5a-4d8e-a1b2-6f7e8d9c0a1b", timestamp: "2026-12-25T12:00:00Z" };
const key = { tempKeyUuid: KEY, lockId: 7 };
const order = (n: number, more: object = {}) => ({
  orderId: `order ${n}`,
  tempKeyUuid: KEY,
  door: 2,
  method: "key",
  ...more,
});

/** What people and devices may have put into events: formulas, quotes, line ends, other scripts. */
const EVENTS: readonly (readonly [string, object, object?])[] = [
  ["LockCreated", { ...facts, keys: [] }, { timeZone: "UTC", driver: null }],
  ["OwnerSet", { ...facts, userId: '=HYPERLINK("http://x","y")' }],
  ["OwnerSet", { ...facts, userId: '+1, "two"\r\nthree;=four;\'=five' }],
  ["OrganizationSet", { ...facts, orgId: "Σπίτι \u2028 \u{1f511}" }],
  ["TempKeyCreated", { ...key, createdBy: "@sum" }, { door: 2, method: "both" }],
  ["LockOpenRequested", { ...facts, reason: "temp-key" }, order(1, { userId: "-2+3" })],
  ["TempKeyUsed", { ...key, usedCount: 1, userId: "-2+3" }, { door: 2, method: "key", orderId: "order 1" }],
  ["LockOpened", { ...facts, orderId: "order 1", stage: "executed", by: "ack", latencyMs: 512 }],
  ["LockOpenRequested", { ...facts }, order(2)],
  ["LockOpenFailed", { ...facts, orderId: "order 2", outcome: "failed", failure: "jammed" }],
  ["AdmissionRefused", { ...key, reason: "used-up", method: "code" }, { via: "pin", source: "s" }],
  ["PinRefused", { ...facts }, { reason: "unknown-pin", source: "s", intervalMs: 5 }],
];

function chained(events: typeof EVENTS, lockId = 7): RawEvent[] {
  let hash: Uint8Array = GENESIS;
  return events.map(([type, data, context], i) => {
    const text = { data: canonicalJson({ ...data, lockId }), context: context ? canonicalJson(context) : null };
    const link = { lockId, version: i + 1, type: type as "OwnerSet", at: AT + i * 250, ...text };
    hash = chainHash(hash, link);
    return { ...link, position: i + 1, hash };
  });
}

const STREAM = chained(EVENTS);
const LAST = STREAM.length;

async function exported(format: ExportFormat, range: object = {}, stream = STREAM): Promise<string> {
  const read = {
    rawEvents: async (_lockId: number, from: number, to: number) =>
      stream.filter(({ version }) => from <= version && version <= to),
  };
  let text = "";
  const whole = { lockId: 7, fromVersion: 1, toVersion: stream.length };
  for await (const chunk of exportEvents(read, { ...whole, ...range }, format)) text += chunk;
  return text;
}

/** The records of a text with their line ends; those of CSV may have line ends within. */
function recordsOf(text: string, format: ExportFormat): string[] {
  return format === "csv" ? text.split(/(?<=\r\n)(?=lockId|7,)/) : text.split(/(?<=\n)/);
}

function* endless(begin: string): Generator<string> {
  yield begin;
  for (;;) yield " ".repeat(65_536);
}

async function assertWrong(text: string, line: number | undefined, problem = /^Line \d+ /): Promise<void> {
  const verified = await verifyExport([text]);
  assert.ok(!verified.ok, "the damage was not seen");
  assert.match(verified.problem, problem);
  if (line !== undefined) assert.equal(verified.line, line, verified.problem);
}

describe("an export as JSON lines", () => {
  it("has a line for each event with all that its hash covers, and a last one with count and head", async () => {
    const lines = (await exported("jsonl"))
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const end = lines.pop();
    let previous: Uint8Array = GENESIS;
    for (const [i, line] of lines.entries()) {
      const { lockId, version, type, at, data, context } = STREAM[i]!;
      const hash = chainHash(previous, { lockId, version, type: type as "OwnerSet", at, data, context }).toString(
        "hex",
      );
      const before = Buffer.from(previous).toString("hex");
      assert.deepEqual(line, { lockId, version, type, at, data, context, previous: before, hash });
      previous = STREAM[i]!.hash;
    }
    const head = Buffer.from(previous).toString("hex");
    assert.deepEqual(end, { lockId: 7, fromVersion: 1, toVersion: LAST, count: LAST, head });
  });
});

describe("an export as CSV", () => {
  it("says in columns what happened, an outcome with its order's key, door, method and user", async () => {
    const [header, ...rows] = recordsOf(await exported("csv"), "csv").map((row) => splitCsvRecord(row.slice(0, -2))!);
    const column = (name: string) => rows.map((row) => row[header!.indexOf(name)]);
    assert.deepEqual(column("version"), [...STREAM.map(({ version }) => String(version)), String(LAST)]);
    assert.deepEqual(column("type"), [...STREAM.map(({ type }) => type), "END"]);
    assert.equal(column("time")[1], "2026-12-25T12:00:00.250Z");
    const opened = rows[7]!.slice(4, 10);
    assert.deepEqual(opened, [KEY, "2", "key", "'-2+3", "opened", "512"]);
    assert.deepEqual(rows[9]!.slice(4, 10), [KEY, "2", "key", "", "failed: jammed", ""]);
    assert.equal(column("outcome")[10], "refused: used-up");
    assert.equal(column("outcome")[11], "refused: unknown-pin");
    assert.deepEqual(
      column("data").slice(0, -1),
      STREAM.map(({ data }) => data.replaceAll(/(;'?)=/g, "$1'=")),
    );
    assert.deepEqual(
      column("context").slice(0, -1),
      STREAM.map(({ context }) => context ?? ""),
    );
    assert.equal(column("hash").at(-1), column("hash").at(-2));
  });

  it("has no cell that a spreadsheet would run, and quotes as RFC 4180 says", async () => {
    const text = await exported("csv");
    for (const row of recordsOf(text, "csv"))
      for (const cell of splitCsvRecord(row.slice(0, -2))!) assert.doesNotMatch(cell, /(^|;)[=+\-@\t\r]/);
    for (const harmful of ["=1", "+1", "-1", "@x", "\tx", "\rx"])
      assert.ok(csvRecord([harmful]).replace('"', "").startsWith("'"));
    const cells = ["a", "", 'say "no"', "a,b", "line\r\nend", "'", '"'];
    assert.equal(csvRecord(cells), 'a,,"say ""no""","a,b","line\r\nend",\',""""\r\n');
    assert.deepEqual(splitCsvRecord(csvRecord(cells).slice(0, -2)), cells);
    for (const broken of ['a"b', '"a', '"a"b', "a\nb"]) assert.equal(splitCsvRecord(broken), undefined, broken);
  });
});

for (const format of ["jsonl", "csv"] as const) {
  describe(`verifying an export as ${format}`, () => {
    const headerLines = format === "csv" ? 1 : 0;

    it("takes it as it is, cut into any chunks, whole or of a range", async () => {
      const head = Buffer.from(STREAM.at(-1)!.hash).toString("hex");
      const whole = {
        ok: true,
        lockId: 7,
        fromVersion: 1,
        toVersion: LAST,
        count: LAST,
        head,
        previous: "0".repeat(64),
      };
      const text = await exported(format);
      assert.deepEqual(await verifyExport([text]), whole);
      for (const size of [1, 7, 100])
        assert.deepEqual(await verifyExport(text.match(new RegExp(`[^]{1,${size}}`, "g"))!), whole);
      for (const [fromVersion, toVersion] of [
        [1, 1],
        [1, 5],
        [4, 9],
        [8, LAST],
        [LAST, LAST],
      ] as const) {
        const verified = await verifyExport([await exported(format, { fromVersion, toVersion })]);
        assert.ok(verified.ok, JSON.stringify(verified));
        assert.deepEqual([verified.fromVersion, verified.toVersion], [fromVersion, toVersion]);
        const before = fromVersion === 1 ? GENESIS : STREAM[fromVersion - 2]!.hash;
        assert.equal(verified.previous, Buffer.from(before).toString("hex"));
      }
    });

    it("names the line of any changed character", async () => {
      const text = await exported(format);
      for (let at = 0; at < text.length; at++) {
        const line = text.slice(0, at).split("\n").length;
        for (const other of [text[at] === "x" ? "y" : "x", text[at] === "1" ? "2" : "1"]) {
          const verified = await verifyExport([text.slice(0, at) + other + text.slice(at + 1)]);
          assert.ok(!verified.ok, `${at}: ${text.slice(at - 20, at + 20)}`);
          // A record may have several lines and is named by its first; and nothing before the change is blamed.
          assert.ok(verified.line <= line && verified.line >= line - 1, `${at}: line ${line}, ${verified.problem}`);
        }
      }
    });

    it("sees the file cut off at any character", async () => {
      const text = await exported(format);
      for (let length = 0; length < text.length; length++) await assertWrong(text.slice(0, length), undefined);
      await assertWrong("", 1, /cut off/);
    });

    it("names the first line of those removed, doubled, swapped, added", async () => {
      const records = recordsOf(await exported(format), format);
      assert.equal(records.length, headerLines + LAST + 1);
      /** The number of the line on which a record begins. */
      const lineOf = (n: number) => records.slice(0, n).join("").split("\n").length;
      for (let n = headerLines; n < records.length; n++) {
        const without = records.toSpliced(n, 1).join("");
        await assertWrong(without, lineOf(n), n === headerLines ? /what stood before it was removed/ : /Line \d+ /);
        const isEnd = n === records.length - 1;
        await assertWrong(records.toSpliced(n, 0, records[n]!).join(""), lineOf(n + 1));
        if (!isEnd) await assertWrong(records.toSpliced(n, 2, records[n + 1]!, records[n]!).join(""), undefined);
      }
      for (let n = headerLines + 1; n < records.length - 2; n++)
        await assertWrong(
          records.toSpliced(n, 2, records[n + 1]!, records[n]!).join(""),
          lineOf(n),
          /removed or moved/,
        );
      const text = records.join("");
      await assertWrong(`${text}x\n`, lineOf(records.length), /after the last one/);
      await assertWrong(text + text, lineOf(records.length), /after the last one/);
      await assertWrong("\n".repeat(3) + text, 1);
      await assertWrong(records.slice(0, -1).join(""), lineOf(records.length - 1), /cut off before its last line/);
    });

    it("sees events taken off the end, with a last line that says nothing of it", async () => {
      const records = recordsOf(await exported(format), format);
      const line = records.slice(0, -2).join("").split("\n").length;
      await assertWrong(records.toSpliced(-2, 1).join(""), line, /but there are 11 up to 11/);
      // Even where the last line is one of a shorter export, with another head.
      const shorter = recordsOf(
        await exported(format, {}, chained(EVENTS.slice(0, -1)).with(10, { ...STREAM[10]!, hash: Buffer.alloc(32) })),
        format,
      );
      await assertWrong([...records.slice(0, -2), shorter.at(-1)!].join(""), line, /another lock or head/);
    });

    it("sees an event that was written anew with its own hash, at the line that does not follow it", async () => {
      const records = recordsOf(await exported(format), format);
      const [type, data] = EVENTS[3]!;
      const forged = chained(EVENTS.with(3, [type, { ...data, orgId: "mine" }]));
      const n = headerLines + 3;
      const anew = recordsOf(await exported(format, {}, forged), format)[n]!;
      const line = records
        .slice(0, n + 1)
        .join("")
        .split("\n").length;
      await assertWrong(records.with(n, anew).join(""), line, /does not follow the line before it/);
    });

    it("names the event that was changed in the record before it was exported", async () => {
      const lines = recordsOf(await exported(format), format);
      const change = async (n: number, changed: Partial<RawEvent>, problem: RegExp) => {
        const stream = STREAM.with(n - 1, { ...STREAM[n - 1]!, ...changed });
        const line = lines
          .slice(0, n - 1 + headerLines)
          .join("")
          .split("\n").length;
        await assertWrong(await exported(format, {}, stream), line, problem);
      };
      await change(4, { at: AT }, /hash is another/);
      await change(4, { at: 9e15 }, /hash is another|not as/);
      await change(4, { type: "OwnerSet" }, /hash is another/);
      await change(4, { type: "Nothing" }, /no such type/);
      await change(4, { data: '{"lockId":7}' }, /hash is another/);
      await change(4, { data: `${STREAM[3]!.data} ` }, /not as the ledger writes/);
      await change(4, { data: "nonsense" }, /not as the ledger writes/);
      await change(6, { context: null }, /hash is another/);
      await change(6, { hash: Buffer.alloc(32) }, /hash is another/);
      await change(4, { version: 40 }, /removed or moved/);
    });

    it("gives up on what is no export without reading all of it", async () => {
      const verified = await verifyExport(endless(format === "csv" ? '"' : "{"));
      assert.ok(!verified.ok && verified.line === 1);
      assert.match(verified.problem, /longer than/);
    });
  });
}

const fields = (...given: Parameters<typeof checkRange>) => checkRange(...given).map(({ field }) => field);

describe("the range of an export", () => {
  it("must be there", () => {
    assert.deepEqual(checkRange({}, 5), []);
    assert.deepEqual(checkRange({ fromVersion: 5, toVersion: 5 }, 5), []);
    assert.deepEqual(fields({ fromVersion: 6 }, 5), ["fromVersion"]);
    assert.deepEqual(fields({ toVersion: 6 }, 5), ["toVersion"]);
    assert.deepEqual(fields({ fromVersion: 3, toVersion: 2 }, 5), ["fromVersion"]);
    assert.deepEqual(fields({ fromVersion: 7, toVersion: 6 }, 5), ["toVersion", "fromVersion"]);
  });

  it("names a line that is no event although its hash is right", async () => {
    const deep = `{"a":${"[".repeat(20_000)}${"]".repeat(20_000)}}`;
    for (const data of ["null", "[]", "7", deep, '{"a":1e999}']) {
      const { hash: before } = STREAM.at(-1)!;
      const link = { lockId: 7, version: LAST + 1, type: "OwnerSet", at: AT, data, context: null } as const;
      const forged = [...STREAM, { ...link, position: LAST + 1, hash: chainHash(before, link) }];
      for (const format of ["jsonl", "csv"] as const) {
        const text = await exported(format, {}, forged).catch((error: unknown) => String(error));
        const verified = await verifyExport([text]);
        assert.equal(verified.ok, false, `${format} ${data.slice(0, 20)}`);
      }
    }
  });
});
