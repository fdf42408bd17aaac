/**
 * Who may do what: a row for every operation of the server's own document (in `roles/`), a column for every kind of
 * caller. An operation without a row fails, so whoever adds one has to say who may.
 */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { assertErrorBody } from "../contract/api-flows.ts";
import { request } from "../harness.ts";
import { type Called, startCallers } from "./roles/callers.ts";
import { DOORS } from "./roles/doors.ts";
import { GUESTS } from "./roles/guests.ts";
import { KEYS } from "./roles/keys.ts";
import { ORGANIZATIONS } from "./roles/organizations.ts";
import { PEOPLE } from "./roles/people.ts";
import { byRule, CALLERS, type Caller, MORE_CALLERS, nextLock, type Row, window } from "./roles/row.ts";
import { aboutWhat, worldsOf } from "./roles/worlds.ts";

/** In this order: some are about what others leave. */
const ROWS: Readonly<Record<string, Row>> = { ...KEYS, ...DOORS, ...ORGANIZATIONS, ...PEOPLE, ...GUESTS };

let called: Called;
let worlds: ReturnType<typeof worldsOf>;
before(async () => {
  called = await startCallers();
  worlds = worldsOf(called);
});
after(() => called.server.close());

/** A few at once: the store takes what waits together. */
async function atMost<T>(size: number, tasks: readonly (() => Promise<T>)[]): Promise<T[]> {
  const left = tasks.entries();
  const done: T[] = [];
  const work = async () => {
    for (const [i, task] of left) done[i] = await task();
  };
  await Promise.all(Array.from({ length: size }, work));
  return done;
}

/** So much work that the server does not take many at once. */
const ONE_BY_ONE = new Set(["setArrivalPicture", "setLogo", "importKeys"]);

/** How many were asked. */
let cases = 0;

/** Pages and operations for a browser that is signed in; what they answer there is their own tests' affair. */
const OF_CONSOLE = /^\/(account|session)s?(\/|$)/;
const FORM = "application/x-www-form-urlencoded";

describe("who may do what", () => {
  it("is said here for every operation of the document, and for no other", () => {
    const said = new Set(Object.keys(ROWS).map((name) => name.split(" ")[0]!));
    const others = [...called.operations.values()].filter(({ path }) => !OF_CONSOLE.test(path));
    assert.deepEqual(said, new Set(others.map(({ operationId }) => operationId)));
  });

  it("is nothing at the console's own operations without its cookie, whatever else is sent", async () => {
    const ofConsole = [...called.operations.values()].filter(({ path }) => OF_CONSOLE.test(path));
    assert.ok(ofConsole.length > 10);
    for (const { operationId, method, path, isOpen, bodies } of ofConsole) {
      const isForm = bodies.has(FORM);
      const type = isForm ? FORM : "application/json";
      const send = async (caller: Caller) => {
        const body = method === "GET" || bodies.size === 0 ? undefined : isForm ? "" : {};
        const sent = { headers: { ...called.headers[caller], ...(body !== undefined && { "content-type": type }) } };
        const at = path.replaceAll(/\{\w+\}/g, randomUUID());
        return (await request(called.server.url, method, at, { ...sent, ...(body !== undefined && { body }) })).status;
      };
      const nobodys = await send("nobody");
      if (!isOpen) assert.ok(nobodys >= 400, `${operationId}: ${nobodys}`);
      const others = [...CALLERS, ...MORE_CALLERS].filter((caller) => caller !== "a cookie of the console");
      const answered = await atMost(
        8,
        others.map((caller) => async () => [caller, await send(caller)] as const),
      );
      for (const [caller, status] of answered) assert.equal(status, nobodys, `${operationId}, ${caller}`);
      cases += answered.length;
    }
  });

  for (const [name, row] of Object.entries(ROWS))
    it(`${name} answers each kind of caller as the table says`, async () => {
      const operation = called.operations.get(name.split(" ")[0]!)!;
      const refused = await worlds.newWorld(row);
      const before = await worlds.eventsOf(refused);
      const about = aboutWhat(row);
      const expected = new Map<Caller, number>(CALLERS.map((caller, i) => [caller, row.answers[i]!]));
      for (const caller of MORE_CALLERS) expected.set(caller, byRule(row, caller));
      const answered = await atMost(
        ONE_BY_ONE.has(name) ? 1 : 8,
        [...expected].map(([caller, status]) => async () => {
          const isRefused = status >= 400;
          const isSpent = operation.isOpen || (!isRefused && operation.method !== "GET");
          const world = isSpent ? await worlds.newWorld(row, about) : refused;
          const answer = await worlds.ask(row, operation, world, caller);
          if (isRefused && answer.status === status) assertErrorBody(answer);
          return [caller, answer.status] as const;
        }),
      );
      if (name === "leaveOrganization") await called.rejoin();
      // There are not many that an organisation may have.
      if (/Hub/.test(name)) await called.server.sql("DELETE FROM hubs WHERE hub_id <> ?", "bound");
      assert.deepEqual(Object.fromEntries(answered), Object.fromEntries(expected));
      cases += expected.size;
      // A refused opening is on the record; whoever may not manage a lock leaves nothing behind.
      if (!operation.isOpen) assert.equal(await worlds.eventsOf(refused), before, "a refused caller changed something");
    });

  it("is said for more than 1,500 cases", (test) => {
    test.diagnostic(`${cases} cases`);
    assert.ok(cases > 1_500);
  });

  /** As published: 403 for somebody else's, 404 for none. */
  const TELLING = ["createKey", "createCollectiveKey", "revokeKey", "revokeCollectiveKey", "listKeys of a lock"];
  /** It is taken: who makes a lock has to be told. */
  const MAKING = new Set(["createLock", "addLock"]);

  it("tells somebody else's lock or key from none only where that is published", async () => {
    const world = await worlds.newWorld();
    const none = { ...world, lockId: 999_999_999, key: randomUUID(), named: randomUUID(), hub: "none" };
    const telling: string[] = [];
    for (const [name, row] of Object.entries(ROWS)) {
      const operation = called.operations.get(name.split(" ")[0]!)!;
      // The link of a key is a secret that says by itself that there is one.
      if (operation.isOpen || MAKING.has(name)) continue;
      for (const caller of ["another user", "another organisation"] as const) {
        const [theirs, absent] = [
          await worlds.ask(row, operation, world, caller),
          await worlds.ask(row, operation, none, caller),
        ];
        const isSame = theirs.status === absent.status && theirs.text === absent.text;
        if (!isSame && !isAboutNothing(theirs.status)) telling.push(name);
      }
    }
    assert.deepEqual(new Set(telling), new Set(TELLING));
  });

  it("is said in the document too where a key opens a lock of others as well", async () => {
    const { lockId } = await worlds.newWorld();
    const away = nextLock();
    await called.server.lock(away, { orgId: "theirs" });
    const doors = [{ lockId: String(lockId) }, { lockId: String(away) }];
    const as = called.headers["a super key"];
    const made = await called.server.call("POST", "/temp-keys", { headers: as, body: { ...window(), doors } });
    const body = { tempKeyUuid: made.json.uuid as string, maxUses: 2 };
    const path = `/locks/${lockId}/update-temp-key`;
    const answer = await called.server.call("POST", path, { headers: called.headers["the owner"], body });
    assert.equal(answer.status, 403);
    assert.ok(called.operations.get("updateTempKey")!.answers.has(403));
  });

  it("answers to the byte the same for somebody else's lock as for none, wherever it answers 404", async () => {
    const world = await worlds.newWorld();
    const none = { ...world, lockId: 999_999_999, key: randomUUID(), hub: "none" };
    for (const [name, row] of Object.entries(ROWS)) {
      if (row.answers[3] !== 404) continue;
      const operation = called.operations.get(name.split(" ")[0]!)!;
      for (const caller of ["another user", "another organisation"] as const) {
        const [theirs, absent] = [
          await worlds.ask(row, operation, world, caller),
          await worlds.ask(row, operation, none, caller),
        ];
        assert.deepEqual([theirs.status, theirs.text], [absent.status, absent.text], `${name}, ${caller}`);
      }
    }
  });
});

/** Whether the request was about nothing of the lock's or the key's: whoever asked may do it. */
function isAboutNothing(status: number): boolean {
  return status < 300;
}
