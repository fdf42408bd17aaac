import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { CallOptions } from "./api.ts";
import { ApiError, type ErrorKind } from "./api-error.ts";
import { aboutOf, beginIntent } from "./intent.ts";

interface Seen {
  readonly call: string;
  readonly key: string | undefined;
  readonly body: unknown;
}

/** A server that fails its calls in turn; undefined for a yes. */
function server(...fails: (ErrorKind | undefined)[]) {
  const seen: Seen[] = [];
  const send = <T>(method: string, path: string, { idempotencyKey, body }: CallOptions = {}) => {
    seen.push({ call: `${method} ${path}`, key: idempotencyKey, body });
    const kind = fails.shift();
    return kind === undefined ? Promise.resolve("done" as T) : Promise.reject(new ApiError(kind, ""));
  };
  return { seen, intent: beginIntent("", send) };
}

const file = (name: string, text: string) => new File([text], name, { lastModified: 1 });

describe("an intent", () => {
  const TABLE: readonly (readonly [ErrorKind, isSame: boolean])[] = [
    ["unsure", true],
    ["busy", true],
    ["offline", true],
    ["fault", true],
    ["needs-proof", false],
    ["signed-out", false],
    ["forbidden", false],
    ["gone", false],
    ["invalid", false],
    ["conflict", false],
  ];
  for (const [kind, isSame] of TABLE)
    it(`is sent ${isSame ? "as the same" : "anew"} after ${kind}`, async () => {
      const { seen, intent } = server(undefined, kind);
      await intent.call("POST", "/keys", { body: { at: 1 } });
      await assert.rejects(intent.call("POST", "/keys/pause", { body: { at: 2 } }));
      intent.again();
      // What is made of the clock is another body in each try.
      await intent.call("POST", "/keys", { body: { at: 3 } });
      await intent.call("POST", "/keys/pause", { body: { at: 4 } });
      const [first, second, firstAgain, secondAgain] = seen;
      assert.deepEqual(firstAgain, first, "what was answered with yes is never done twice");
      assert.equal(secondAgain!.key === second!.key, isSame);
      assert.deepEqual(secondAgain!.body, isSame ? { at: 2 } : { at: 4 });
      assert.notEqual(first!.key, second!.key);
    });

  it("is another one where it goes elsewhere in its next try", async () => {
    const { seen, intent } = server("unsure");
    await assert.rejects(intent.call("POST", "/a", { body: 1 }));
    intent.again();
    await intent.call("POST", "/b", { body: 2 });
    assert.notEqual(seen[0]!.key, seen[1]!.key);
    assert.equal(seen[1]!.body, 2);
  });

  it("has taken away what is gone after a try that nobody answered, and nothing otherwise", async () => {
    const late = server("unsure", "gone");
    await assert.rejects(late.intent.call("DELETE", "/a"));
    late.intent.again();
    assert.deepEqual(await late.intent.call("DELETE", "/a"), {});
    const other = server("gone");
    await assert.rejects(other.intent.call("DELETE", "/a"), { kind: "gone" });
    assert.equal(other.seen[0]!.key, undefined);
  });

  it("is about what is in it, files too", () => {
    assert.equal(aboutOf([1, file("a.csv", "x")]), aboutOf([1, file("a.csv", "x")]));
    const all = [[], [1], ["1"], [file("a.csv", "x")], [file("b.csv", "x")], [file("a.csv", "xy")]].map(aboutOf);
    assert.equal(new Set(all).size, all.length);
  });
});
