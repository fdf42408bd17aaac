/** What a guest reads of each term of a key, so that none is held against somebody who was told nothing of it. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import type { Term } from "../../src/domain/key-terms.ts";
import { en } from "../../src/http/guest/messages/en.ts";
import { type Credentials, publicTerms, startServer, type TestServer } from "../harness.ts";

const HOUR = 3_600_000;
const iso = (at: number) => new Date(at).toISOString();

interface Told {
  /** Of a key that is held to the term. */
  readonly terms: Readonly<Record<string, unknown>>;
  /** How often its first door was opened. */
  readonly opened?: number;
  readonly as?: Credentials;
  /** What the page says then and not of a key that is not held to it. */
  readonly says: string;
}

describe("a guest reads of", () => {
  let server: TestServer;
  let org: Credentials;
  let told: Readonly<Record<Term, Told>>;

  before(async () => {
    server = await startServer();
    org = await server.organization("acme");
    for (const lockId of [1, 2]) await server.lock(lockId, { orgId: "acme" });
    const [anna, other] = [await server.user("Anna"), await server.user("Bert")];
    const named = { accessMode: "user-whitelist", allowedUserIds: [anna.userId] };
    const [from, until] = [iso(server.clock.now() - 2 * HOUR), iso(server.clock.now() + 5 * HOUR)];
    told = {
      accessMode: { terms: named, says: en.refusals["user-required"].title },
      allowedUserIds: { terms: named, as: other, says: en.refusals["user-not-allowed"].title },
      validFrom: { terms: { validFrom: from }, says: `datetime="${from}"` },
      validUntil: { terms: { validUntil: until }, says: `datetime="${until}"` },
      maxUses: { terms: { maxUses: 3 }, opened: 1, says: en.usesLeft.other.replace("{n}", "2") },
      maxUsesPerDoor: { terms: { maxUsesPerDoor: 1 }, opened: 1, says: en.doorUsedUp },
    };
  });
  after(() => server.close());

  /** A key over two doors, its first opened so often. */
  async function key(terms: Told["terms"], opened = 0): Promise<{ readonly uuid: string; readonly pin: string }> {
    const doors = [{ lockId: "1" }, { lockId: "2" }];
    const body = { ...publicTerms(server.clock.now()), doors, ...terms };
    const { json } = await server.call("POST", "/temp-keys", { ...org, body });
    for (let i = 0; i < opened; i++)
      await server.ledger.submit({
        type: "openDoor",
        tempKeyUuid: json.uuid,
        method: "key",
        door: 1,
        orderId: randomUUID(),
      });
    return json;
  }

  async function page({ terms, opened, as = {} }: Omit<Told, "says">): Promise<string> {
    const { uuid } = await key(terms, opened);
    const shown = await server.call("GET", `/temp-keys/${uuid}`, as);
    assert.equal(shown.status, 200, shown.text);
    return shown.text;
  }

  it("every term that a key is held to", async () => {
    for (const [term, { says, ...of }] of Object.entries(told)) {
      assert.ok((await page(of)).includes(says), term);
      assert.ok(!(await page({ ...of, terms: {} })).includes(says), `${term}: a key that is not held to it`);
    }
  });

  it("its PIN at the doors that it opens or will, and at no panel where it would be taken for a guess", async () => {
    const doors = ["1", "2"].map((lockId) => ({ lockId, label: `Door ${lockId}`, accessMethod: "both" }));
    const from = iso(server.clock.now() + 2 * HOUR);
    const cases: readonly (readonly [
      of: string,
      at: readonly string[],
      terms: object,
      opened?: number,
      then?: string,
    ])[] = [
      ["a key that opens", ["Door 1", "Door 2"], {}],
      ["one that will", ["Door 1", "Door 2"], { validFrom: from }],
      ["one that is paused", [], {}, 0, "/pause"],
      ["one that is used up", [], { maxUses: 1 }, 1],
      ["one that is used up at a door", ["Door 2"], { maxUsesPerDoor: 1 }, 1],
    ];
    for (const [of, at, terms, opened, then] of cases) {
      const { uuid, pin } = await key({ doors, ...terms }, opened);
      if (then) assert.equal((await server.call("POST", `/temp-keys/${uuid}${then}`, org)).status, 200);
      const { text } = await server.call("GET", `/temp-keys/${uuid}`);
      const [, where = ""] = /<section class="pin">([^]*?)<\/section>/.exec(text) ?? [];
      assert.deepEqual([where.includes(pin), where.match(/Door \d/g) ?? []], [at.length > 0, at], of);
      for (const digits of [pin, `${pin.slice(0, 4)} ${pin.slice(4)}`])
        assert.equal(text.includes(digits), at.length > 0, of);
    }
  });
});
