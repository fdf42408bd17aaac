/** No text that is kept has control characters, wherever it comes from and whatever keeps it. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { runCli } from "../../src/cli/run.ts";
import { type Credentials, startServer, storeEnv, type TestServer } from "../harness.ts";
import { fieldsOf, membersOf, describedOperations } from "../contract/described.ts";

const LOCK = 1;
const CONTROLS = ["\0", "\u0001", "\u001b", "\u007f", "\u0085", "\u009f"];

let server: TestServer;
let owner: Credentials;
before(async () => {
  server = await startServer();
  const { userId, ...credentials } = await server.administrator();
  owner = credentials;
  await server.lock(LOCK, { ownerId: userId });
});
after(() => server.close());

describe("control characters", () => {
  it("are refused in every text of every body, and in names", async () => {
    let tried = 0;
    for (const { name, method, path, body } of await describedOperations(server, LOCK)) {
      if (!body) continue;
      for (const { field, holder, name: at, value } of membersOf(body)) {
        if (typeof value !== "string") continue;
        holder[at] = value + CONTROLS[tried++ % CONTROLS.length];
        const answer = await server.call(method, path, { ...owner, body });
        holder[at] = value;
        assert.deepEqual([answer.status, fieldsOf(answer)], [400, [field]], `${name} ${field}: ${answer.text}`);
      }
      const named = await server.call(method, path, { ...owner, body: { ...body, "a\0": 1 } });
      assert.deepEqual([named.status, fieldsOf(named)], [400, ["a\0"]], name);
    }
    assert.ok(tried > 30, `${tried} texts`);
  });

  it("are refused in every parameter and in every field of a form", async () => {
    for (const { name, method, path, body, parameters } of await describedOperations(server, LOCK))
      for (const parameter of parameters)
        for (const control of CONTROLS) {
          const query = `${parameter}=a${encodeURIComponent(control)}`;
          const answer = await server.call(method, `${path}?${query}`, { ...owner, ...(body && { body }) });
          assert.equal(answer.status, 400, `${name} ${query}`);
          assert.ok(fieldsOf(answer).includes(parameter), `${name} ${query}: ${answer.text}`);
        }
    const key = await server.key(LOCK, owner);
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    for (const [path, form, field] of [
      [`/temp-keys/${key}/open`, "intent=a%00", "intent"],
      [`/temp-keys/${key}/sign-in`, "email=a%1b@example.com", "email"],
      ["/sign-in", "token=aaaaaaaaaaaaaaaaaaaa%00", "token"],
      ["/sign-in", "token=aaaaaaaaaaaaaaaaaaaa&key=%C2%85", "key"],
    ] as const) {
      const answer = await server.call("POST", path, { body: form, headers });
      assert.deepEqual([answer.status, fieldsOf(answer)], [400, [field]], `${path} ${form}: ${answer.text}`);
    }
  });

  it("are refused on the command line, with the name of what has them", async () => {
    const words: readonly (readonly [given: readonly string[], name: string])[] = [
      [["org", "create", "a\0"], "<orgId>"],
      [["org", "create", "a", "--name", "a\u0085"], "--name"],
      [["org", "brand", "a\u001b"], "<orgId>"],
      [["org", "brand", "a", "--privacy", "https://a.example/\0"], "--privacy"],
      [["user", "create", "--email", "a@example.com", "--name", "\u007f"], "--name"],
      [["lock", "create", "7", "--owner", "a\0"], "--owner"],
      [["lock", "create", "7", "--name", "half \ud800"], "--name"],
      [["lock", "arrival", "1", "--text", "a\0"], "--text"],
      [["key", "create", "1", "--until", "2h", "--users", "a\0"], "--users"],
      [["key", "create", "1", "--until", "2h", "--description", "a\u0001"], "--description"],
      [["simulator", "set", "1", "--fault", "jam\0"], "--fault"],
      [["user", "sign-out", "a\0"], "<userId>"],
    ];
    const env = { DATA_DIR: server.dataDir, ...(await storeEnv(server.dataDir)) };
    for (const [given, name] of words) {
      let err = "";
      const terminal = { env, out: () => {}, err: (text: string) => void (err += text) };
      assert.equal(await runCli(given, terminal), 2, err);
      assert.ok(err.startsWith(`${name} `), `${given.join(" ")}: ${err}`);
    }
  });

  it("leave tabs, lines as any machine ends them, and every script alone", async () => {
    for (const description of ["a\tb\r\nc\nd\re", "مرحبا", "\u200fשלום", "\u2067abc\u2069", "😀e\u0301"]) {
      const key = await server.key(LOCK, owner, { description });
      const { json } = await server.call("GET", `/locks/${LOCK}/temp-keys`, owner);
      const kept = json.tempKeys.find(({ uuid }: { uuid: string }) => uuid === key);
      assert.equal(kept.description, description);
    }
  });
});
