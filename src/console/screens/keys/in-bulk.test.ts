import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ApiError, type ErrorKind } from "../../api/api-error.ts";
import { inBulk, type Progress } from "./in-bulk.ts";

const KEYS = Array.from({ length: 250 }, (_, i) => i);
const error = (kind: ErrorKind, retryAfter?: number) => new ApiError(kind, kind, [], retryAfter);

describe("the same done with many", () => {
  const waits: number[] = [];
  function run(does: (item: number) => Promise<unknown>, stop = new AbortController()) {
    waits.length = 0;
    const told: Progress<number>[] = [];
    const wait = async (ms: number) => void waits.push(ms);
    return inBulk(KEYS, does, { stop: stop.signal, wait, tell: (one) => void told.push(one) }).then((end) => ({
      ...end,
      told,
    }));
  }

  it("tries each once, and tells how far it is", async () => {
    const tried: number[] = [];
    const { done, failed, left, told } = await run(async (item) => void tried.push(item));
    assert.deepEqual([tried, done.length, failed, left], [KEYS, 250, [], 0]);
    assert.ok(told.every((one, i) => i === 0 || one.left <= told[i - 1]!.left));
  });

  it("is no faster than a caller may be, so that the screens still get answers", async () => {
    await run(async () => {});
    const waited = waits.reduce((sum, ms) => sum + ms, 0) / 4; // four at a time
    assert.ok(waited >= 150 * 130 - 1, `${waited} ms`);
  });

  it("keeps what failed with its reason, and goes on", async () => {
    const { done, failed, left } = await run(async (item) => {
      if (item % 100 === 7) throw error("forbidden");
    });
    assert.deepEqual(
      failed.map(({ item, error: { kind } }) => [item, kind]),
      [7, 107, 207].map((item) => [item, "forbidden"]),
    );
    assert.deepEqual([done.length, left], [247, 0]);
  });

  it("waits for a server that is busy as long as it says, and tries again", async () => {
    let busy = 3;
    const { done, told } = await run(async (item) => {
      if (item === 5 && busy-- > 0) throw error("busy", 12);
    });
    assert.equal(done.length, 250);
    assert.equal(waits.filter((ms) => ms === 12_000).length, 3);
    assert.ok(told.some(({ isWaiting }) => isWaiting));
  });

  for (const kind of ["offline", "unsure", "signed-out"] as const)
    it(`ends where nothing more can be done (${kind}), and loses none of the rest`, async () => {
      let calls = 0;
      const { done, failed, left } = await run(async (item) => {
        calls++;
        if (item >= 20) throw error(kind);
      });
      assert.deepEqual([done.length, failed.length, left], [20, 230, 0]);
      assert.ok(calls < 60, `${calls} calls`);
    });

  it("is stopped, and what was not tried is told", async () => {
    const stop = new AbortController();
    const { done, left, failed } = await run(async (item) => void (item === 30 && stop.abort()), stop);
    assert.ok(done.length >= 31 && done.length <= 35, `${done.length}`);
    assert.deepEqual([left, failed], [250 - done.length, []]);
  });
});
