/** What notices must be on every store. A store's own test runs this suite, on a store of its own. */
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import type { Sql } from "../../database/sql.ts";
import { createCursors } from "../../feed/stored-cursors.ts";
import { silentLog } from "../../log.ts";
import { ManualClock } from "../../../test/manual-clock.ts";
import type { Kind, NewNotice, NoticeOutcome } from "../notices.ts";
import { createOutbox, type NoticeSealing, type Outbox } from "../outbox.ts";
import { type Carrier, createSending, NotTakenError, type Sending } from "../sending.ts";

export interface NoticesHarness {
  /** SQL on the same store each time; closed by whoever asked. */
  open(): Promise<Sql>;
  close(): Promise<void>;
}

const BEGIN = Date.UTC(2026, 10, 26, 9);
const HOUR = 3_600_000;
const flipped = (byte: number) => byte ^ 0x55;
const SEALING: NoticeSealing = {
  seal: async (about, personal) => Buffer.from(Buffer.from(JSON.stringify([about, personal])).map(flipped)),
  async unseal(about, ciphertext) {
    const [of, personal] = JSON.parse(Buffer.from(ciphertext.map(flipped)).toString());
    if (of !== about) throw new Error("another's");
    return personal;
  },
};

export function outboxSuite(name: string, open: () => Promise<NoticesHarness>): void {
  describe(`notices on ${name}`, () => {
    let harness: NoticesHarness;
    let sql: Sql;
    let outbox: Outbox;
    let clock: ManualClock;
    let sent: { to: string; id: string; at: number }[];
    let told: { outcome: NoticeOutcome; id: string }[];
    let fails: (tries: number) => NotTakenError | undefined;
    let tries = 0;
    let during: (() => Promise<void>) | undefined;
    before(async () => {
      harness = await open();
      sql = await harness.open();
      outbox = createOutbox(sql, SEALING);
    });
    after(async () => {
      await sql.close();
      await harness.close();
    });
    beforeEach(async () => {
      await sql.write({ text: "DELETE FROM notices", values: [] });
      [clock, sent, told, tries] = [new ManualClock(BEGIN), [], [], 0];
      fails = () => undefined;
      during = undefined;
    });

    const carrier: Carrier = {
      canCarry: (channel) => channel === "email",
      async carry(message, id) {
        assert.equal(message.channel, "email");
        await during?.();
        const error = fails(++tries);
        if (error) throw error;
        if (message.channel === "email") sent.push({ to: message.mail.to, id, at: clock.now() });
      },
    };
    const settled = async (outcome: NoticeOutcome, id: string) => void told.push({ outcome, id });
    const letter: Kind = {
      write: async ({ channel, personal }) => {
        if (!personal?.to) return undefined;
        const { to } = personal;
        const message =
          channel === "email"
            ? ({ channel, mail: { to, subject: "s", text: "t", html: "<p>t</p>" } } as const)
            : ({ channel, phone: { to, text: "t", parts: {} } } as const);
        return { message, settled };
      },
    };

    function process(holder = "a"): Sending {
      const leases = createCursors(sql);
      return createSending({ outbox, kinds: { letter }, carrier, leases, holder, clock, log: silentLog });
    }

    async function queue(slot: string, given: Partial<NewNotice> = {}): Promise<void> {
      const now = clock.now();
      const fresh = { kind: "letter", slot, about: `key ${slot}`, channel: "email", since: now, dueAt: now } as const;
      const personal = { to: `${slot}@example.test` };
      await sql.write(...(await outbox.queueing([{ ...fresh, expiresAt: now + 48 * HOUR, personal, ...given }])));
    }

    /** Time goes on until it is so. */
    async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
      for (let i = 0; i < 1_000; i++) {
        if (await isSo()) return;
        await clock.advance(500);
        await wait(2);
      }
      assert.fail("it never came");
    }

    async function rows(): Promise<readonly Record<string, unknown>[]> {
      return sql.read<Record<string, unknown>>("SELECT * FROM notices ORDER BY id");
    }
    const states = async () => (await rows()).map(({ state }) => state);
    const areSettled = async () => (await states()).every((state) => state !== "waiting");

    async function running(during: () => Promise<void>, ...sendings: Sending[]): Promise<void> {
      const all = sendings.length > 0 ? sendings : [process()];
      for (const one of all) one.begin();
      try {
        await during();
      } finally {
        const stopping = Promise.all(all.map((one) => one.stop()));
        for (let i = 0; i < 5; i++) await clock.advance(1_000);
        await stopping;
      }
    }

    it("sends each once, to whom it is, not before it is due", async () => {
      for (let i = 0; i < 30; i++) await queue(`now${i}`);
      await queue("later", { dueAt: BEGIN + 60_000 });
      await running(async () => {
        await until(() => sent.length === 30);
        await clock.advance(10_000);
        assert.equal(sent.length, 30);
        await until(() => sent.length === 31);
        await until(areSettled);
      });
      assert.equal(new Set(sent.map(({ to }) => to)).size, 31);
      assert.equal(new Set(sent.map(({ id }) => id)).size, 31);
      const late = sent.find(({ to }) => to.startsWith("later"))!;
      assert.ok(late.at >= BEGIN + 60_000);
      assert.deepEqual(new Set(await states()), new Set(["sent"]));
      assert.equal(told.length, 31);
    });

    it("keeps nothing of whom it is for in plain text", async () => {
      await queue("maria", { personal: { to: "maria@example.test" } });
      const [row] = await rows();
      const all = Object.values(row!).map((value) => (value instanceof Uint8Array ? Buffer.from(value) : value));
      assert.ok(!all.some((value) => String(value).includes("maria@")));
    });

    it("tries again what may pass, with the same id, and gives up what never will at once", async () => {
      fails = (nth) => (nth <= 3 ? new NotTakenError("ESMTP 451", true) : undefined);
      await queue("passing");
      await running(async () => {
        await until(() => sent.length === 1);
        await until(areSettled);
        fails = () => new NotTakenError("EENVELOPE 550", false);
        await queue("never");
        await until(areSettled);
      });
      assert.equal(tries, 5);
      assert.deepEqual(
        told.map(({ outcome }) => outcome),
        [{ kind: "sent" }, { kind: "failed", reason: "refused" }],
      );
      assert.deepEqual(
        (await rows()).map(({ state, last_error, attempts }) => [state, last_error, Number(attempts)]),
        [
          ["sent", null, 4],
          ["dead", "EENVELOPE 550", 1],
        ],
      );
    });

    it("gives up after half a day, and what comes too late, and what nothing carries", async () => {
      fails = () => new NotTakenError("ECONNECTION", true);
      await queue("unreachable");
      await queue("late", { expiresAt: BEGIN + 60_000 });
      await queue("phone", { channel: "sms" });
      await sql.write({ text: "UPDATE notices SET attempts = 11 WHERE slot = 'unreachable'", values: [] });
      await running(() => until(areSettled));
      assert.deepEqual(
        new Set(told.map(({ outcome }) => outcome.kind === "failed" && outcome.reason)),
        new Set(["not-configured", "unreachable", "too-late"]),
      );
      assert.equal(sent.length, 0);
    });

    it("makes one of what comes to a slot that waits, which is due as soon as either, and forgets failures", async () => {
      await queue("one", { dueAt: BEGIN + 2 * HOUR, personal: { to: "old@example.test" } });
      await queue("one", { dueAt: BEGIN + 20_000, since: BEGIN - HOUR, personal: { to: "new@example.test" } });
      await queue("one", { dueAt: BEGIN + 3 * HOUR, personal: { to: "new@example.test" } });
      const [row, ...more] = await rows();
      assert.deepEqual(
        [Number(row!.due_at), Number(row!.since), Number(row!.revision), more],
        [BEGIN + 20_000, BEGIN - HOUR, 2, []],
      );
      await running(() => until(() => sent.length === 1));
      assert.equal(sent[0]!.to, "new@example.test");
    });

    it("waits for what comes to a slot while it is sent, and says that with another id", async () => {
      await queue("busy");
      during = async () => {
        during = undefined;
        await queue("busy", { dueAt: clock.now() + 60_000 });
      };
      await running(async () => {
        await until(() => sent.length === 1);
        assert.deepEqual(await states(), ["waiting"]);
        await until(() => sent.length === 2);
        await until(areSettled);
      });
      assert.notEqual(sent[0]!.id, sent[1]!.id);
    });

    it("sends again what was not written down, with the same id, and loses nothing by a restart", async () => {
      await queue("killed");
      const broken: Outbox = { ...outbox, settle: () => Promise.reject(new Error("killed")) };
      const leases = createCursors(sql);
      const first = createSending({
        outbox: broken,
        kinds: { letter },
        carrier,
        leases,
        holder: "a",
        clock,
        log: silentLog,
      });
      await running(() => until(() => sent.length === 1), first);
      assert.deepEqual(await states(), ["waiting"]);
      await running(() => until(areSettled));
      assert.equal(sent.length, 2);
      assert.equal(sent[0]!.id, sent[1]!.id);
    });

    it("writes down what became of one before it looks at it again, also where the store fails for a while", async () => {
      await queue("slow");
      let failures = 5;
      const flaky: Outbox = {
        ...outbox,
        settle: (...given) => (failures-- > 0 ? Promise.reject(new Error("away")) : outbox.settle(...given)),
      };
      const leases = createCursors(sql);
      const only = createSending({
        outbox: flaky,
        kinds: { letter },
        carrier,
        leases,
        holder: "a",
        clock,
        log: silentLog,
      });
      await running(() => until(areSettled), only);
      assert.equal(sent.length, 1);
      assert.equal(told.length, 1);
    });

    it("sends each once with two processes, and the other one goes on where one stops", async () => {
      for (let i = 0; i < 10; i++) await queue(`two${i}`);
      const [a, b] = [process("a"), process("b")];
      await running(
        async () => {
          await until(() => sent.length === 10);
          await clock.advance(5_000);
          assert.equal(sent.length, 10);
          const stopped = a.stop();
          await clock.advance(5_000);
          await stopped;
          await queue("after");
          await until(() => sent.length === 11);
        },
        a,
        b,
      );
    });

    it("drops what has nothing to say, and what was made needless", async () => {
      await queue("nothing", { personal: {} });
      await queue("needless");
      await sql.write(outbox.dropping("needless"));
      await running(() => until(async () => (await rows()).length === 0));
      assert.deepEqual([sent, told], [[], []]);
    });

    it("forgets what was settled a month ago", async () => {
      await queue("old");
      await running(() => until(areSettled));
      assert.equal(await outbox.forget(clock.now() + 29 * 24 * HOUR), false);
      assert.deepEqual(await states(), ["sent"]);
      await outbox.forget(clock.now() + 31 * 24 * HOUR);
      assert.deepEqual(await states(), []);
    });
  });
}
