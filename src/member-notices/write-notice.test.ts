/** What is told of what waits, and that a process that ends at any moment loses and repeats nothing. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { openSqliteSql } from "../database/sqlite/sql.ts";
import type { Sql } from "../database/sql.ts";
import type { LockState } from "../domain/lock.ts";
import { createCursors } from "../feed/stored-cursors.ts";
import type { LockRecord } from "../ledger/ledger.ts";
import type { Notice, Written } from "../notices/notices.ts";
import { defaultChoices } from "./choices.ts";
import { APART_MS, type KeptEvent, noticeOf } from "./fan-out.ts";
import { keeping } from "./statements.ts";
import { memberNoticeKind } from "./write-notice.ts";

const NOW = Date.parse("2026-12-24T12:00:00Z");
const SLOT = { userId: "anna", scope: "org:acme", kind: "jammed" } as const;
const lock = (lockId: number, name: string): LockRecord => ({
  state: { lockId, orgId: "acme", ownerId: null, timeZone: "Europe/Berlin" } as LockState,
  version: 1,
  updatedAt: NOW,
  name,
});
const LOCKS = new Map([
  [1, lock(1, "Front door")],
  [2, lock(2, "Gate\r\nBcc: eve@example.test\u202e")],
  ...Array.from({ length: 25 }, (_, i) => [100 + i, lock(100 + i, `Room ${i + 1}`)] as const),
]);

let folder: string;
let sql: Sql;
before(() => {
  folder = mkdtempSync(join(tmpdir(), "latchstring-members-"));
  sql = openSqliteSql(join(folder, "latchstring.db"));
});
after(async () => {
  await sql.close();
  rmSync(folder, { recursive: true });
});

const kind = () =>
  memberNoticeKind({
    sql,
    read: { locks: async () => LOCKS, tempKeys: async () => [], order: async () => undefined },
    directory: {
      user: async (userId) => {
        return { userId, email: "anna@example.test", name: null, firstName: null, lastName: null, createdAt: 1 };
      },
      people: async () => new Map(),
    },
    organizations: {
      members: { roleOf: async () => ({ role: "owner", paused: false }) },
      settings: async () => ({ orgId: "acme", name: "Acme", createdAt: 1, idleHours: null }),
    },
    choices: { of: async () => defaultChoices("owner", "en") },
    language: "en",
    publicUrl: () => "https://doors.example",
    unsubscribeUrl: async () => "https://doors.example/stop?token=x",
    mailOf: (to, subject, { facts = [] }) => {
      return { to, subject, html: "", text: facts.map((one) => one.join("|")).join("\n") };
    },
  });

const happened = (lockId: number, at: number): KeptEvent => {
  return { scope: SLOT.scope, kind: SLOT.kind, lockId, at, takenAt: at, times: 1, facts: {} };
};
const keep = (...events: KeptEvent[]) => sql.write(...keeping(sql.words, events));
const waiting = (since: number): Notice => {
  return Object.assign(noticeOf(SLOT, since, undefined), { id: 1, name: "n", revision: 0, attempts: 0 });
};
const write = async (since: number, now: number) => kind().write(waiting(since), now);
const isWritten = (one: Awaited<ReturnType<typeof write>>): one is Written => one !== undefined && "message" in one;
async function told(
  since: number,
  now: number,
): Promise<Written & { readonly subject: string; readonly text: string }> {
  const written = await write(since, now);
  assert.ok(isWritten(written) && written.message.channel === "email");
  const { subject, text } = written.message.mail;
  return Object.assign(written, { subject, text });
}

describe("what waits for somebody", () => {
  it("is told again where the process ended before that was written down, and once otherwise", async () => {
    await keep(happened(1, NOW), happened(1, NOW + 1));
    assert.match((await told(NOW, NOW + 60_000)).text, /2 times since 13:00/);
    const again = await told(NOW, NOW + 60_000);
    assert.match(again.text, /2 times since 13:00/, "the same after it ended");
    // Something comes while it is on its way.
    await keep(happened(1, NOW + 70_000));
    await again.settled!({ kind: "sent" }, "n");
    assert.deepEqual(await write(NOW, NOW + 80_000), { later: NOW + 60_000 + APART_MS }, "not sooner than it should");
    const next = await told(NOW, NOW + 60_000 + APART_MS);
    assert.equal(next.text, "Front door|13:01");
    await next.settled!({ kind: "sent" }, "n");
    assert.equal(await write(NOW, NOW + 3 * APART_MS), undefined, "there is nothing left");
  });

  it("is what came since they wanted it, and names nothing in a way that is more than a name", async () => {
    const since = NOW + 10 * APART_MS;
    await keep(happened(1, since - 1), happened(2, since));
    const { subject, text } = await told(since, since + 60_000);
    assert.equal(subject, "The bolt is stuck at Gate Bcc: eve@example.test");
    assert.equal(text.split("\n").length, 1);
  });

  it("names twenty doors, and right after them how many more there are", async () => {
    const since = NOW + 40 * APART_MS;
    await keep(...Array.from({ length: 25 }, (_, i) => happened(100 + i, since)));
    const { subject, text } = await told(since, since + 60_000);
    assert.equal(subject, "The bolt is stuck at 25 doors");
    const lines = text.split("\n");
    assert.deepEqual([lines.length, lines.at(-1)], [21, "and 5 more doors"]);
  });

  it("is kept once with the reader's cursor, whoever reads the same", async () => {
    const cursors = createCursors(sql);
    const place = await cursors.place("test");
    const work = keeping(sql.words, [happened(1, NOW + 99 * APART_MS)]);
    const done = [await cursors.advance("test", place, "1", work), await cursors.advance("test", place, "1", work)];
    assert.deepEqual(done, [true, false]);
    const rows = await sql.read("SELECT id FROM notice_events WHERE taken_at = $1", NOW + 99 * APART_MS);
    assert.equal(rows.length, 1);
  });
});
