/** How long the client waits, what of a stream it understands, and that silence ends a connection: without a server. */
import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { describe, it, mock } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import fc from "fast-check";
import { createClient } from "../../client/src/index.ts";
import { waitMs } from "../../client/src/retries.ts";
import { readEvents, type ServerSentEvent } from "../../client/src/server-sent-events.ts";

it("waits double as long each time, half of it by chance, up to a bound, and never less than asked for", () => {
  for (const [attempts, least, most] of [
    [1, 150, 300],
    [2, 300, 600],
    [4, 1_200, 2_400],
    [6, 4_000, 8_000],
    [1_000_000, 4_000, 8_000],
  ] as const) {
    assert.equal(waitMs(attempts, 0, 0), least);
    assert.equal(waitMs(attempts, 0, 1), most);
    assert.equal(waitMs(attempts, 5_000, 0), 5_000 + least);
  }
});

function answerOf(...chunks: readonly string[]): Response {
  return new Response(
    new ReadableStream({
      start(controller) {
        for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk));
        controller.close();
      },
    }),
  );
}

async function all(response: Response): Promise<ServerSentEvent[]> {
  const events: ServerSentEvent[] = [];
  for await (const event of readEvents(response, 1_000)) events.push(event);
  return events;
}

describe("a stream", () => {
  const TEXT =
    'retry: 1000\nid: 7\n\n:\n\nid: 8\ndata: {"a":"ü"}\n\nid: 9\nevent: reset\ndata: {}\ndata: {}\n\nid: 10\ndata: half';
  const EVENTS = [
    { retry: "1000", id: "7", data: "" },
    { id: "8", data: '{"a":"ü"}' },
    { id: "9", event: "reset", data: "{}\n{}" },
  ];

  it("is the same however it is cut into pieces, and what is unfinished at its end is dropped", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(TEXT.length), { maxLength: 8 }),
        fc.constantFrom("\n", "\r\n", "\r"),
        async (cuts, end) => {
          const text = TEXT.replaceAll("\n", end);
          const places = [0, ...cuts.toSorted((a, b) => a - b), text.length];
          assert.deepEqual(await all(answerOf(...places.slice(1).map((to, i) => text.slice(places[i], to)))), EVENTS);
        },
      ),
    );
  });

  it("of which an event has no end is given up", async () => {
    const endless = `data: ${"a".repeat(100_000)}`;
    await assert.rejects(all(answerOf(...Array<string>(20).fill(endless))), /too long/);
  });
});

describe("a connection", () => {
  it("on which nothing comes for 45 s is given up, and another asked for from the last event on", async () => {
    mock.timers.enable({ apis: ["setTimeout", "Date"] });
    try {
      const asked: (string | null)[] = [];
      const client = createClient({
        baseUrl: "https://doors.example",
        async fetch(_, init) {
          asked.push(new Headers(init?.headers).get("last-event-id"));
          const stream = new ReadableStream({
            start(controller) {
              controller.enqueue(new TextEncoder().encode("id: 5\n\n"));
              init?.signal?.addEventListener("abort", () => controller.error(init.signal?.reason));
            },
          });
          return new Response(stream, { headers: { "content-type": "text/event-stream" } });
        },
      });
      const ending = new AbortController();
      const next = client.followActivity({ signal: ending.signal }).next();
      for (let second = 0; second < 100; second++) {
        for (let i = 0; i < 5; i++) await turn();
        mock.timers.tick(1_000);
      }
      assert.deepEqual(asked, [null, "5", "5"]);
      ending.abort(new Error("enough"));
      await assert.rejects(next, { message: "enough" });
    } finally {
      mock.timers.reset();
    }
  });

  it("that is lost at once again and again is asked for ever more rarely", async () => {
    mock.timers.enable({ apis: ["setTimeout", "Date"] });
    try {
      let asked = 0;
      const client = createClient({
        baseUrl: "https://doors.example",
        async fetch() {
          asked++;
          return new Response("id: 5\n\n", { headers: { "content-type": "text/event-stream" } });
        },
      });
      const ending = new AbortController();
      const next = client.followActivity({ signal: ending.signal }).next();
      for (let second = 0; second < 3_600; second++) {
        for (let i = 0; i < 8; i++) await turn();
        mock.timers.tick(1_000);
      }
      assert.ok(asked > 300 && asked < 800, `${asked} in an hour`);
      ending.abort(new Error("enough"));
      await assert.rejects(next, { message: "enough" });
    } finally {
      mock.timers.reset();
    }
  });

  it("that is cut 200 times in a night, at any byte, leaves out none of 10,000 events, and nothing behind", async () => {
    const [EVENTS, CUTS] = [10_000, 200];
    let seed = 11;
    const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
    mock.timers.enable({ apis: ["setTimeout", "Date"] });
    try {
      const all = Array.from({ length: EVENTS }, (_, i) => `id: ${i + 1}\ndata: {"id":"${i + 1}","note":"Zoë"}\n\n`);
      let cuts = 0;
      const client = createClient({
        baseUrl: "https://doors.example",
        async fetch(_, init) {
          const after = Number(new Headers(init?.headers).get("last-event-id"));
          const bytes = new TextEncoder().encode(`retry: 1000\nid: ${after}\n\n${all.slice(after).join("")}`);
          let [at, end] = [0, ++cuts > CUTS ? bytes.length : random(2 * 40 * all.at(-1)!.length)];
          const stream = new ReadableStream<Uint8Array>({
            start: (controller) => init?.signal?.addEventListener("abort", () => controller.error(init.signal?.reason)),
            pull(controller) {
              const to = Math.min(end, at + 1 + random(2_000));
              if (at < to) controller.enqueue(bytes.slice(at, to));
              else if (end < bytes.length) controller.error(new TypeError("terminated"));
              at = to;
            },
          });
          return new Response(stream, { headers: { "content-type": "text/event-stream" } });
        },
      });
      const ending = new AbortController();
      const told: string[] = [];
      const followed = (async () => {
        for await (const { lastEventId } of client.followActivity({ lastEventId: "0", signal: ending.signal }))
          told.push(lastEventId);
      })();
      for (let second = 0; second < 28_800 && told.length < EVENTS; second++) {
        for (let i = 0; i < 20; i++) await turn();
        assert.ok(getEventListeners(ending.signal, "abort").length <= 2);
        mock.timers.tick(1_000);
      }
      assert.deepEqual(
        told,
        all.map((_, i) => String(i + 1)),
      );
      assert.ok(cuts >= CUTS, `${cuts} cuts`);
      ending.abort(new Error("enough"));
      await assert.rejects(followed, { message: "enough" });
      assert.equal(getEventListeners(ending.signal, "abort").length, 0);
    } finally {
      mock.timers.reset();
    }
  });
});
