/** What is asked of the store does not grow with the doors of a key: a page of 50 doors is as many statements as of one. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import Database from "better-sqlite3";
import pg from "pg";
import { type Credentials, publicTerms, startServer, type TestServer } from "../harness.ts";

const DOORS = 50;

/** Every way in which a reading statement is run, on either store. */
const WAYS: readonly (readonly [of: object, names: readonly string[]])[] = [
  [Object.getPrototypeOf(new Database(":memory:").prepare("SELECT 1")) as object, ["get", "all", "iterate"]],
  [pg.Client.prototype, ["query"]],
];

describe("statements that a request takes", () => {
  let server: TestServer;
  let acme: Credentials;
  let narrow: string;
  let wide: string;
  let count = 0;
  const undo: (() => void)[] = [];

  before(async () => {
    server = await startServer();
    acme = await server.organization("acme");
    for (let lockId = 1; lockId <= DOORS; lockId++) await server.lock(lockId, { orgId: "acme" });
    narrow = await keyOf(1);
    wide = await keyOf(DOORS);
    for (const [of, names] of WAYS)
      for (const name of names) {
        const original = Reflect.get(of, name) as (...given: unknown[]) => unknown;
        Reflect.set(of, name, function counted(this: unknown, ...given: unknown[]) {
          count++;
          return original.apply(this, given);
        });
        undo.push(() => Reflect.set(of, name, original));
      }
  });
  after(async () => {
    for (const one of undo) one();
    await server.close();
  });

  async function keyOf(doors: number): Promise<string> {
    const { validFrom, validUntil } = publicTerms(server.clock.now());
    const body = { validFrom, validUntil, doors: Array.from({ length: doors }, (_, i) => ({ lockId: i + 1 })) };
    const { status, json, text } = await server.call("POST", "/temp-keys", { ...acme, body });
    assert.equal(status, 201, text);
    return json.uuid as string;
  }

  /** The fewest of some tries: what a server does by itself, now and then, is not the request's. */
  async function statements(path: string, as: Credentials): Promise<number> {
    const counts = [];
    for (let tried = 0; tried < 20; tried++) {
      const before = count;
      const { status, text } = await server.call("GET", path, as);
      assert.equal(status, 200, text);
      counts.push(count - before);
    }
    return Math.min(...counts);
  }

  for (const [what, pathOf, isApi] of [
    ["the guest's page", (uuid) => `/temp-keys/${uuid}`, false],
    ["the confirmation", (uuid) => `/temp-keys/${uuid}/confirmation`, false],
    ["what a phone's home screen is given", (uuid) => `/temp-keys/${uuid}/manifest.webmanifest`, false],
    ["an explanation", (uuid) => `/temp-keys/${uuid}/explain`, true],
  ] as readonly (readonly [string, (uuid: string) => string, boolean])[])
    it(`${what}: as many for ${DOORS} doors as for one`, async (test) => {
      const as = isApi ? acme : {};
      const ofOne = await statements(pathOf(narrow), as);
      const ofMany = await statements(pathOf(wide), as);
      test.diagnostic(`${ofOne} for one door, ${ofMany} for ${DOORS}`);
      assert.ok(ofOne > 0);
      assert.equal(ofMany, ofOne);
    });

  it("a list of keys: as many for 20 keys of 50 doors as for one", async (test) => {
    for (let i = 0; i < 19; i++) await keyOf(DOORS);
    const ofOne = await statements("/temp-keys?limit=1", acme);
    const ofMany = await statements("/temp-keys?limit=20", acme);
    test.diagnostic(`${ofOne} for one key, ${ofMany} for 20`);
    assert.equal(ofMany, ofOne);
  });
});
