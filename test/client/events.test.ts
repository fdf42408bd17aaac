/** The client's events, over connections that are cut, and from a cursor on. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type Client, createClient, isLatchstringError } from "../../client/src/index.ts";
import { type Credentials, startServer, type TestServer } from "../harness.ts";

const USES = 30;

let server: TestServer;
let org: Credentials & { readonly apiKey: string };
let client: Client;
let key: string;
/** Of the answers of `listEvents`, how many are lost. */
let lost = 0;
before(async () => {
  server = await startServer();
  org = await server.organization("acme");
  await server.lock(1, { orgId: "acme" });
  key = await server.key(1, org);
  let asked = 0;
  const cutting: typeof fetch = async (input, init) => {
    const answer = await fetch(input, init);
    if (!String(input).includes("/events") || ++asked % 3 > 0) return answer;
    lost++;
    await answer.body?.cancel();
    throw new TypeError("fetch failed");
  };
  client = createClient({ baseUrl: server.url, apiKey: org.apiKey, fetch: cutting });
});
after(() => server.close());

async function take(count: number, options: Parameters<Client["followEvents"]>[0]): Promise<readonly string[][]> {
  const taken: string[][] = [];
  for await (const { id, cursor, type } of client.followEvents(options)) {
    taken.push([id, cursor, type]);
    if (taken.length === count) break;
  }
  return taken;
}

describe("the client follows an organisation's events", { timeout: 60_000 }, () => {
  it("without skipping or repeating any, however many answers are lost, and goes on after each", async () => {
    const used = take(USES, { after: "now", types: ["TempKeyUsed"], lockIds: ["1"] });
    // It has begun when it is told something.
    const uses = async () => {
      for (let i = 0; i < USES + 5; i++) await client.useTempKey({ path: { id: 1 }, body: { tempKeyUuid: key } });
    };
    const [events] = await Promise.all([used, new Promise((begin) => setTimeout(begin, 1_500)).then(uses)]);
    const all = await take(USES + 5, { types: ["TempKeyUsed"] });
    assert.deepEqual(events, all.slice(0, USES));
    assert.deepEqual(await take(4, { after: events.at(-1)![1]!, types: ["TempKeyUsed"] }), all.slice(USES, USES + 4));
    assert.ok(lost > 0);
  });

  it("and ends with its signal, and with what the server does not understand", async () => {
    const ending = new AbortController();
    const waiting = take(1, { after: "now", signal: ending.signal });
    ending.abort(new Error("enough"));
    await assert.rejects(waiting, { message: "enough" });
    await assert.rejects(
      take(1, { after: "x" }),
      (error) => isLatchstringError(error) && error.kind === "invalid" && error.field === "after",
    );
  });
});
