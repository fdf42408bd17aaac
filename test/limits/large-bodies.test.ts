/** What is far too much of anything gets a short answer, and soon: others wait meanwhile. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { type Credentials, publicTerms, startServer, type TestServer } from "../harness.ts";
import { fieldsOf } from "../contract/described.ts";

const LOCK = 1;
const FORM = { "content-type": "application/x-www-form-urlencoded" };

let server: TestServer;
let owner: Credentials;
let key: string;
before(async () => {
  server = await startServer();
  const { userId, token } = await server.user();
  owner = { token };
  await server.lock(LOCK, { ownerId: userId });
  key = await server.key(LOCK, owner);
});
after(() => server.close());

const many = (count: number, one: (i: number) => string) => Array.from({ length: count }, (_, i) => one(i));
const zeros = (count: number) => `[${many(count, () => "0").join()}]`;
const names = (count: number) => many(count, (i) => `"n${i}":0`).join();

type Case = readonly [method: string, path: () => string, body: string | undefined, fields: readonly string[]];

const cases: Record<string, Case> = {
  "doors that are none": ["POST", () => "/temp-keys", `{"doors":${zeros(32_000)}}`, ["doors"]],
  "doors that are objects": ["POST", () => "/temp-keys", `{"doors":[${many(21_000, () => "{}").join()}]}`, ["doors"]],
  users: ["PATCH", () => `/temp-keys/${key}`, `{"allowedUserIds":${zeros(32_000)}}`, ["allowedUserIds"]],
  "users in another operation": [
    "POST",
    () => `/locks/${LOCK}/update-temp-key`,
    `{"allowedUserIds":${zeros(32_000)}}`,
    ["allowedUserIds"],
  ],
  "doors to remove": ["PATCH", () => `/temp-keys/${key}`, `{"removeDoors":${zeros(32_000)}}`, ["removeDoors"]],
  "physical keys": ["POST", () => "/locks/9/CreateLock", `{"keys":[${many(21_000, () => "{}").join()}]}`, ["keys"]],
  names: ["POST", () => `/locks/${LOCK}/create-temp-key`, `{${names(5_800)}}`, many(20, (i) => `n${i}`)],
  "names in a door": ["POST", () => "/temp-keys", `{"doors":[{${names(5_800)}}]}`, many(20, (i) => `doors[0].n${i}`)],
  "a list for an object": ["POST", () => "/temp-keys", zeros(32_000), ["body"]],
  "a list for a text": ["POST", () => `/locks/${LOCK}/SetOwner`, `{"userId":${zeros(32_000)}}`, ["userId"]],
  depth: ["POST", () => "/temp-keys", `${"[".repeat(32_000)}${"]".repeat(32_000)}`, [`${"[0]".repeat(33)}`]],
  "a long name": ["POST", () => "/temp-keys", `{"${"n".repeat(65_000)}":0}`, []],
  "bad characters": [
    "POST",
    () => "/temp-keys",
    `[${many(7_000, () => '"\\u0000"').join()}]`,
    many(20, (i) => `[${i}]`),
  ],
  "the same name": ["POST", () => "/temp-keys", `{${many(9_000, () => '"a":0').join()}}`, many(20, () => "a")],
  "fields of a form": ["POST", () => `/temp-keys/${key}/open`, many(6_700, (i) => `n${i}=`).join("&"), ["body"]],
  "values of a form": ["POST", () => `/temp-keys/${key}/open`, many(8_000, () => "intent").join("&"), ["body"]],
  parameters: ["GET", () => `/temp-keys?${many(2_000, (i) => `n${i}`).join("&")}`, undefined, ["n100"]],
  "values of a parameter": ["GET", () => `/temp-keys?${many(2_000, () => "limit").join("&")}`, undefined, ["limit"]],
};

/** The shortest time for an answer to this body, in milliseconds: what others do on the machine is not measured. */
async function timeOf(body: string): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < 7; i++) {
    const start = performance.now();
    await server.call("POST", "/temp-keys", { ...owner, body });
    times.push(performance.now() - start);
  }
  return Math.min(...times);
}

describe("far too many", () => {
  for (const [name, [method, path, body, fields]] of Object.entries(cases))
    it(name, async () => {
      const headers = path().endsWith("/open") ? FORM : {};
      const answer = await server.call(method, path(), { ...owner, headers, ...(body && { body }) });
      assert.equal(answer.status, 400, answer.text.slice(0, 500));
      assert.ok(answer.text.length < 8_000, `${answer.text.length} bytes`);
      const told = fieldsOf(answer);
      for (const field of fields) assert.ok(told.includes(field), `${field} in ${told.join(" ")}`);
      assert.ok(told.length <= 21);
      if (told.length === 21) assert.match(answer.json.details.at(-1).message, /and more/);
    });

  it("is told as anything else where it is little too many", async () => {
    const body = { ...publicTerms(server.clock.now()), doors: many(52, String).map((lockId) => ({ lockId })), more: 1 };
    const answer = await server.call("POST", "/temp-keys", { ...owner, body });
    assert.deepEqual(fieldsOf(answer).toSorted(), ["doors", "doors[0].lockId", "more"]);
  });

  it("holds up nobody, unlike looking at each part would", async () => {
    // Not how long it takes, which depends on the machine, but how much longer than for as many bytes of text.
    const plain = await timeOf(`{"description":"${"0,".repeat(32_000)}"}`);
    for (const list of ["doors", "allowedUserIds", "accessMode", randomUUID()]) {
      const time = await timeOf(`{"${list}":${zeros(32_000)}}`);
      assert.ok(time < 10 * plain + 25, `${list}: ${time} ms, a text ${plain} ms`);
    }
  });
});
