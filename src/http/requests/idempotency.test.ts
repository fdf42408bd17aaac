import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import fastify, { type FastifyInstance } from "fastify";
import type { Clock } from "../../clock.ts";
import { type Idempotency, LEASE_MS } from "../../idempotency/idempotency.ts";
import { openSqliteIdempotency } from "../../idempotency/sqlite-idempotency.ts";
import { sendError } from "../answers/errors.ts";
import { rememberRequests, seedOf } from "./idempotency.ts";

describe("requests with an Idempotency-Key", () => {
  const dir = mkdtempSync(join(tmpdir(), "latchstring-requests-"));
  let now = Date.parse("2026-06-01T10:00:00Z");
  let slept = 0;
  const clock: Clock = {
    now: () => now,
    elapsed: () => now,
    sleep: async (ms) => {
      slept += ms;
    },
  };
  let store: Idempotency;
  let claims = 0;
  let keepFails = false;
  let app: FastifyInstance;
  /** What the handler answers, and the seeds that it was given. */
  let answer: () => Promise<{ status: number; headers?: Record<string, string> }>;
  let seeds: string[];
  let caller = "anna";

  before(() => {
    store = openSqliteIdempotency(join(dir, "requests.db"));
  });
  after(async () => {
    await store.close();
    rmSync(dir, { recursive: true });
  });
  beforeEach(async () => {
    answer = async () => ({ status: 200 });
    seeds = [];
    app = fastify();
    app.setErrorHandler((error, request, reply) => sendError(request, reply, error));
    const idempotency: Idempotency = {
      ...store,
      claim: (...asked) => {
        claims++;
        return store.claim(...asked);
      },
      keep: (...kept) => (keepFails ? Promise.reject(new Error("the disk is full")) : store.keep(...kept)),
    };
    rememberRequests(app, { idempotency, clock, pins: { sourceOf: (name) => name } }, () => ({
      name: caller,
      anonymous: false,
    }));
    for (const [path, once] of [
      ["/make", false],
      ["/count", true],
    ] as const) {
      app.all(path, { config: { once } }, async (request, reply) => {
        seeds.push(seedOf(request, clock));
        const { status, headers = {} } = await answer();
        return reply.code(status).headers(headers).send({ times: seeds.length });
      });
    }
  });
  afterEach(() => app.close());

  let keys = 0;
  const newKey = () => `key-${++keys}`;
  const post = (key: string, url = "/make", payload: object = { a: 1 }) =>
    app.inject({ method: "POST", url, payload, headers: { "idempotency-key": key } });

  it("asks the store nothing without the header, and for other methods", async () => {
    const before = claims;
    await app.inject({ method: "POST", url: "/make", payload: {} });
    await app.inject({ method: "GET", url: "/make", headers: { "idempotency-key": "no key at all" } });
    assert.equal(seeds.length, 2);
    assert.equal(claims, before);
  });

  it("gives status, body and the headers that belong to the answer again", async () => {
    answer = async () => ({ status: 401, headers: { "www-authenticate": "Bearer", location: "/made/1" } });
    const key = newKey();
    const [first, again] = [await post(key), await post(key)];
    assert.equal(seeds.length, 1);
    assert.deepEqual([again.statusCode, again.body], [401, first.body]);
    for (const name of ["content-type", "www-authenticate", "location"])
      assert.equal(again.headers[name], first.headers[name], name);
    assert.deepEqual(
      [first.headers["idempotency-replayed"], again.headers["idempotency-replayed"]],
      [undefined, "true"],
    );
  });

  it("does it again after a fault with the same seed, and after a 429 or a door that did not open with another", async () => {
    for (const [status, isSame] of [
      [500, true],
      [503, true],
      [429, false],
      [502, false],
    ] as const) {
      const key = newKey();
      answer = async () => ({ status });
      assert.equal((await post(key)).statusCode, status);
      answer = async () => ({ status: 200 });
      assert.equal((await post(key)).statusCode, 200);
      const [first, second] = seeds.splice(0);
      assert.equal(first === second, isSame, String(status));
    }
  });

  it("waits a little for the first one, then says that it is under way", async () => {
    const key = newKey();
    const { promise: done, resolve: finish } = Promise.withResolvers<{ status: number }>();
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    answer = () => {
      begin();
      return done;
    };
    const first = post(key).then((response) => response);
    await begun;
    slept = 0;
    const busy = await post(key);
    assert.deepEqual([busy.statusCode, busy.headers["retry-after"], slept], [409, "2", 2_000]);
    finish({ status: 201 });
    assert.equal((await first).statusCode, 201);
    assert.deepEqual([(await post(key)).statusCode, seeds.length], [201, 1]);
  });

  it("is not answered by whoever came back after somebody else had taken over", async () => {
    const key = newKey();
    const { promise: done, resolve: finish } = Promise.withResolvers<{ status: number }>();
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    answer = () => {
      begin();
      return done;
    };
    const late = post(key).then((response) => response);
    await begun;
    now += LEASE_MS;
    answer = async () => ({ status: 200 });
    const taken = await post(key);
    assert.equal(seeds[0], seeds[1]);
    finish({ status: 500 });
    assert.equal((await late).statusCode, 500);
    assert.equal((await post(key)).body, taken.body);
  });

  it("never repeats what would count twice, and says the same however often it is asked", async () => {
    const key = newKey();
    keepFails = true;
    assert.equal((await post(key, "/count")).statusCode, 200);
    keepFails = false;
    now += LEASE_MS;
    const refused = await post(key, "/count");
    assert.equal(refused.statusCode, 409);
    assert.match(refused.body, /not finished/);
    assert.equal((await post(key, "/count")).body, refused.body);
    assert.equal(seeds.length, 1);
  });

  it("tells what was done even when that cannot be kept", async () => {
    const key = newKey();
    keepFails = true;
    assert.equal((await post(key)).statusCode, 200);
    keepFails = false;
    now += LEASE_MS;
    assert.equal((await post(key)).statusCode, 200);
    assert.deepEqual([seeds.length, new Set(seeds).size], [2, 1]);
  });

  it("belongs to one caller", async () => {
    const key = newKey();
    await post(key);
    caller = "boris";
    assert.equal((await post(key, "/make", { other: true })).statusCode, 200);
    caller = "anna";
    assert.equal((await post(key, "/make", { other: true })).statusCode, 409);
    assert.equal(seeds.length, 2);
  });
});
