import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { eventReader, type SentEvent } from "./event-stream.ts";

const SENT = 'retry: 1000\nid: 7\n\n:\n\nid: 8\ndata: {"a":"b: c"}\n\nid: 9\nevent: reset\ndata: {}\n\n';
const READ: readonly SentEvent[] = [
  { id: "7", event: "message", data: "" },
  { id: undefined, event: "message", data: "" },
  { id: "8", event: "message", data: '{"a":"b: c"}' },
  { id: "9", event: "reset", data: "{}" },
];

it("reads events, wherever the pieces end", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(SENT.length)), (cuts) => {
      const read: SentEvent[] = [];
      const take = eventReader((event) => read.push(event));
      const places = [0, ...cuts.toSorted((a, b) => a - b), SENT.length];
      for (const [i, at] of places.entries()) if (i > 0) take(SENT.slice(places[i - 1], at));
      assert.deepEqual(read, READ);
    }),
  );
});

it("gives up on an event that has no end", () => {
  const take = eventReader(() => {});
  assert.throws(() => {
    for (;;) take("x".repeat(100_000));
  }, /no end/);
});
