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

  /** The page of a key over two doors. */
  async function page({ terms, opened = 0, as = {} }: Omit<Told, "says">): Promise<string> {
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
    const shown = await server.call("GET", `/temp-keys/${json.uuid}`, as);
    assert.equal(shown.status, 200, shown.text);
    return shown.text;
  }

  it("every term that a key is held to", async () => {
    for (const [term, { says, ...of }] of Object.entries(told)) {
      assert.ok((await page(of)).includes(says), term);
      assert.ok(!(await page({ ...of, terms: {} })).includes(says), `${term}: a key that is not held to it`);
    }
  });
});
