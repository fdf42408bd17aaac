/** What every store of remembered requests must do. A store's own test runs this suite. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, describe, it } from "node:test";
import type { Share } from "../shares.ts";
import { type Idempotency, KEPT_MS, LEASE_MS, type Taken } from "../idempotency.ts";

export interface IdempotencyHarness {
  /** Another one on the same store, as another process has it. */
  open(): Promise<Idempotency>;
  /** How many requests are remembered that were made then. */
  countOf(createdAt: number): Promise<number>;
  close(): Promise<void>;
}

const NOW = Date.parse("2026-06-01T10:00:00Z");
const WHAT = randomBytes(32);
const SHARE = { of: "somebody", requests: 10_000, bytes: 1_000_000 };

export function idempotencyConformance(name: string, openHarness: () => Promise<IdempotencyHarness>): void {
  describe(`remembered requests on ${name}`, () => {
    let harness: IdempotencyHarness;
    let store: Idempotency;
    let elsewhere: Idempotency;

    before(async () => {
      harness = await openHarness();
      store = await harness.open();
      elsewhere = await harness.open();
    });
    after(async () => {
      await store.close();
      await elsewhere.close();
      await harness.close();
    });

    async function take(id: Uint8Array, now = NOW, from = store): Promise<Taken> {
      const claim = await from.claim(id, WHAT, now, SHARE);
      assert.equal(claim.kind, "taken");
      return claim as Taken;
    }

    it("gives a request to one of all who ask, in whatever process", async () => {
      const id = randomBytes(32);
      const claims = await Promise.all(
        Array.from({ length: 40 }, (_, i) => (i % 2 ? store : elsewhere).claim(id, WHAT, NOW, SHARE)),
      );
      const kinds = claims.map(({ kind }) => kind).toSorted();
      assert.deepEqual(kinds, ["taken", ...Array.from({ length: 39 }, () => "under-way")].toSorted());
    });

    it("answers with what was kept, and knows another request by its fingerprint", async () => {
      const id = randomBytes(32);
      const { lease } = await take(id);
      await store.keep(id, lease, Buffer.from("done"), SHARE);
      assert.deepEqual(await elsewhere.claim(id, WHAT, NOW, SHARE), { kind: "answered", answer: Buffer.from("done") });
      assert.deepEqual(await elsewhere.claim(id, randomBytes(32), NOW, SHARE), { kind: "other-request" });
    });

    it("lets a request be taken over with the same seed when its lease has ended, not a moment before", async () => {
      const id = randomBytes(32);
      const first = await take(id);
      assert.equal((await elsewhere.claim(id, WHAT, NOW + LEASE_MS - 1, SHARE)).kind, "under-way");
      const second = await take(id, NOW + LEASE_MS, elsewhere);
      assert.deepEqual([second.seed, second.unfinished], [first.seed, true]);
      assert.equal((await store.claim(id, WHAT, NOW + 2 * LEASE_MS - 1, SHARE)).kind, "under-way");
    });

    it("lets a request be taken over whose lease is of before the clock was set back, and not where clocks are a little apart", async () => {
      const id = randomBytes(32);
      const first = await take(id);
      assert.equal((await elsewhere.claim(id, WHAT, NOW - LEASE_MS, SHARE)).kind, "under-way");
      const second = await take(id, NOW - LEASE_MS - 1, elsewhere);
      assert.deepEqual([second.seed, second.unfinished], [first.seed, true]);
      await store.keep(id, first.lease, Buffer.from("late"), SHARE);
      assert.equal((await store.claim(id, WHAT, NOW - LEASE_MS - 1, SHARE)).kind, "under-way");
    });

    it("takes nothing from whoever lost the lease", async () => {
      const id = randomBytes(32);
      const late = await take(id);
      const { lease } = await take(id, NOW + LEASE_MS);
      for (const came of ["nothing", "unknown"] as const) await store.release(id, late.lease, came);
      await store.keep(id, late.lease, Buffer.from("late"), SHARE);
      assert.equal((await store.claim(id, WHAT, NOW + LEASE_MS, SHARE)).kind, "under-way");
      await store.keep(id, lease, Buffer.from("done"), SHARE);
      assert.deepEqual(await store.claim(id, WHAT, NOW, SHARE), { kind: "answered", answer: Buffer.from("done") });
    });

    it("gives a released request again: as it was where something may be there, anew where nothing is", async () => {
      const id = randomBytes(32);
      const first = await take(id);
      await store.release(id, first.lease, "unknown");
      const second = await take(id);
      assert.deepEqual([second.seed, second.unfinished], [first.seed, false]);
      await store.release(id, second.lease, "nothing");
      const third = await take(id);
      assert.notEqual(third.seed, first.seed);
      assert.equal(third.unfinished, false);
    });

    it("forgets what is old when that is asked for, and nothing else", async () => {
      const then = NOW - KEPT_MS;
      for (let i = 0; i < 3; i++) await take(randomBytes(32), then);
      const id = randomBytes(32);
      const { lease } = await take(id, then + 1);
      await store.keep(id, lease, Buffer.from("kept"), SHARE);
      assert.equal(await store.forget(NOW), false);
      assert.equal(await harness.countOf(then), 0);
      assert.equal((await store.claim(id, WHAT, NOW, SHARE)).kind, "answered");
    });

    it("forgets after a day, in bounded steps", async () => {
      const ids = Array.from({ length: 50 }, () => randomBytes(32));
      const then = NOW - KEPT_MS;
      for (const id of ids) await store.keep(id, (await take(id, then)).lease, Buffer.from("old"), SHARE);
      assert.equal((await store.claim(ids[0]!, WHAT, NOW - 1, SHARE)).kind, "answered");
      assert.equal(await harness.countOf(then), 50);
      // The one that is asked for goes at once, whoever's turn it is.
      await take(ids[49]!);
      const left = await harness.countOf(then);
      assert.ok(left >= 29 && left <= 30, String(left));
      for (let i = 0; i < 2; i++) await take(randomBytes(32));
      assert.equal(await harness.countOf(then), 0);
    });

    it("remembers so many of one caller, the newest, and takes nothing from others for it", async () => {
      const of = { of: "one of many", requests: 64, bytes: 1_000_000 };
      const first = randomBytes(32);
      await answer(first, NOW - 10_000, { ...of, of: "somebody else" });
      const ids = Array.from({ length: 200 }, () => randomBytes(32));
      for (const [i, id] of ids.entries()) await answer(id, NOW - 9_000 + i, of);
      const known = await Promise.all(ids.map((id) => isKnown(id, of)));
      assert.ok(known.filter(Boolean).length <= 64, `${known.filter(Boolean).length} are remembered`);
      assert.deepEqual(known.slice(-50), Array(50).fill(true));
      assert.equal(await isKnown(first, of), true);
    });

    it("remembers so many bytes of one caller's answers, and never lets go of what is under way", async () => {
      const of = { of: "of many words", requests: 1_000, bytes: 64_000 };
      const under = randomBytes(32);
      await store.claim(under, WHAT, NOW - 10_000, of);
      const ids = Array.from({ length: 40 }, () => randomBytes(32));
      for (const [i, id] of ids.entries()) await answer(id, NOW - 9_000 + i, of, 4_000);
      const known = await Promise.all(ids.map((id) => isKnown(id, of)));
      assert.ok(known.filter(Boolean).length <= 16, `${known.filter(Boolean).length} are remembered`);
      assert.deepEqual(known.slice(-12), Array(12).fill(true));
      assert.equal((await elsewhere.claim(under, WHAT, NOW - 9_000, of)).kind, "under-way");
    });

    async function answer(id: Uint8Array, at: number, of: Share, bytes = 10): Promise<void> {
      const claim = await store.claim(id, WHAT, at, of);
      assert.equal(claim.kind, "taken");
      await store.keep(id, (claim as Taken).lease, Buffer.alloc(bytes), of);
    }

    async function isKnown(id: Uint8Array, of: Share): Promise<boolean> {
      return (await elsewhere.claim(id, randomBytes(32), NOW, { ...of, of: "nobody" })).kind === "other-request";
    }
  });
}
