/** Hubs and devices on the command line, beside a running server. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { after, before, describe, it } from "node:test";
import { runCli } from "../../src/cli/run.ts";
import { storeEnv, startServer, type TestServer } from "../harness.ts";

const SECRET = "a-token-that-nobody-may-see";

let server: TestServer;
let tokenFile: string;
before(async () => {
  server = await startServer();
  await server.organization("acme");
  tokenFile = join(server.dataDir, "token.txt");
  writeFileSync(tokenFile, `${SECRET}\n`);
});
after(() => server.close());

async function cli(...words: string[]) {
  let out = "";
  let err = "";
  const env = { DATA_DIR: server.dataDir, SIMULATOR_TRAVEL_MS: "0", ...(await storeEnv(server.dataDir)) };
  const terminal = { env, out: (text: string) => void (out += text), err: (text: string) => void (err += text) };
  return { code: await runCli(words, terminal), out, err };
}

async function done(...words: string[]) {
  const { code, out, err } = await cli(...words, "--json");
  assert.deepEqual([code, err], [0, ""], words.join(" "));
  assert.ok(!out.includes(SECRET), out);
  return JSON.parse(out) as { readonly [name: string]: unknown };
}

async function fails(code: 1 | 2, message: RegExp, ...words: string[]) {
  const answer = await cli(...words, "--json");
  assert.deepEqual([answer.code, message.test(answer.err)], [code, true], `${words.join(" ")}: ${answer.err}`);
  assert.ok(!answer.err.includes(SECRET), answer.err);
}

const porch = ["--kind", "simulator", "--set", "travelMs=0"];

describe("hubs on the command line", () => {
  it("are made with settings and secrets from files, listed, changed and removed", async () => {
    const url = ["--url", "https://home.example"];
    const made = await done("hub", "add", "home", "--kind", "home-assistant", ...url, "--token-file", tokenFile);
    assert.deepEqual([made["hubId"], made["secrets"], made["orgId"]], ["home", ["token"], null]);
    assert.deepEqual(made["settings"], { url: "https://home.example" });
    await done("hub", "add", "porch", ...porch, "--org", "acme", "--name", "Porch");
    const { out } = await cli("hub", "list");
    assert.match(
      out,
      /^simulator {2}simulator {2}everybody\nhome {2}home-assistant {2}operator\nporch {2}.*acme {2}Porch\n$/,
    );

    const devices = '{"switch.gate":{"pulseMs":300}}';
    const changed = await done(
      "hub",
      "change",
      "home",
      "--set",
      `devices=${devices}`,
      "--secret-file",
      `code=${tokenFile}`,
    );
    assert.deepEqual(changed["settings"], { url: "https://home.example", devices: JSON.parse(devices) });
    assert.deepEqual(changed["secrets"], ["code", "token"]);
    await done("hub", "remove", "home");
    await fails(1, /There is no hub "home"/, "hub", "remove", "home");
  });

  it("are refused with the option that is wrong, and then are not there", async () => {
    const home = ["hub", "add", "wrong", "--kind", "home-assistant"];
    await fails(2, /--token-file: the token is required/, ...home, "--url", "https://home.example");
    await fails(2, /--url/, ...home, "--token-file", tokenFile);
    await fails(
      2,
      /--set pulse=…: is not known here/,
      ...home,
      "--url",
      "https://a.example",
      "--token-file",
      tokenFile,
      "--set",
      "pulse=1",
    );
    await fails(2, /--kind must be simulator/, "hub", "add", "wrong", "--kind", "carrier-pigeon");
    await fails(2, /<hubId> must be/, "hub", "add", "Not a slug", ...porch);
    await fails(2, /NAME=VALUE/, "hub", "add", "wrong", "--kind", "simulator", "--set", "travelMs");
    await fails(2, /--set travelMs/, "hub", "add", "wrong", "--kind", "simulator", "--set", "travelMs=soon");
    await fails(1, /There is no organisation/, "hub", "add", "wrong", ...porch, "--org", "nobody");
    await fails(1, /--token-file.*no such file/, ...home, "--url", "https://a.example", "--token-file", "/nowhere");
    await fails(1, /already/, "hub", "add", "porch", ...porch);
    await fails(1, /always there/, "hub", "remove", "simulator");
    await fails(1, /There is no hub/, "hub", "check", "wrong");
  });

  it("are asked how they are by the command itself", async () => {
    assert.equal((await done("hub", "check", "porch"))["ok"], true);
    assert.match((await cli("hub", "check", "simulator")).out, /simulator answers: simulator, \d+ ms/);
    const url = ["--url", "http://127.0.0.1:1"];
    await done("hub", "add", "away", "--kind", "home-assistant", ...url, "--token-file", tokenFile);
    const { code, err } = await cli("hub", "check", "away");
    assert.deepEqual([code, /away cannot be used/.test(err), err.includes(SECRET)], [1, true, false], err);
    assert.equal((await cli("hub", "devices", "away")).code, 1);
    await fails(
      1,
      /porch is a hub of the kind simulator, which takes no devices in/,
      "hub",
      "commission",
      "porch",
      "1234",
    );
  });

  it("have devices that locks are bound to, which a running server opens at once", async () => {
    await server.lock(1, { orgId: "acme" });
    const bound = await done("lock", "bind", "1", "--hub", "porch", "--device", "77", "--relock", "5");
    assert.deepEqual([bound["hubId"], bound["address"], bound["relockAfterS"]], ["porch", "77", 5]);
    const apiKey = (await server.organization("operations", { super: true })).apiKey;
    const open = () => server.call("POST", "/locks/1/OpenLock", { apiKey, body: {} });
    assert.equal((await open()).status, 200);
    assert.match(readFileSync(join(server.dataDir, "hubs/porch/actuations.jsonl"), "utf8"), /"lockId":77/);
    assert.match((await cli("lock", "device", "1")).out, /Lock 1 is 77 of porch \(unlock\)/);
    assert.equal((JSON.parse((await cli("simulator", "log", "1", "--json")).out) as unknown[]).length, 1);
    await done("simulator", "set", "1", "--fault", "jam");
    assert.equal((await open()).status, 502);
    await fails(1, /bound to porch: 1; unbind them first: 1/, "hub", "remove", "porch");
    await fails(1, /bound to another lock/, "lock", "bind", "2", "--hub", "porch", "--device", "77").catch(async () =>
      fails(1, /There is no lock 2/, "lock", "bind", "2", "--hub", "porch", "--device", "77"),
    );
    await fails(2, /--device must be the number/, "lock", "bind", "1", "--hub", "porch", "--device", "door");
    await fails(1, /There is no hub "attic"/, "lock", "bind", "1", "--hub", "attic", "--device", "77");
    assert.equal((await done("lock", "unbind", "1"))["device"], null);
    assert.match((await cli("lock", "device", "1")).out, /has no device/);
    assert.equal((await open()).status, 502);
    await done("hub", "remove", "porch");
  });

  it("have a device that a lock is made with in one step, or not at all", async () => {
    await done("hub", "add", "shed", ...porch);
    const made = await done("lock", "create", "10", "--hub", "shed", "--device", "5");
    assert.deepEqual(made["device"], { hubId: "shed", address: "5" });
    await fails(1, /5 of shed is lock 10 already/, "lock", "create", "11", "--hub", "shed", "--device", "5");
    await fails(2, /--hub and --device go together/, "lock", "create", "11", "--hub", "shed");
    await fails(2, /name it by --hub/, "lock", "create", "11", "--unlatch");
    await fails(
      2,
      /a lock is one device/,
      "lock",
      "create",
      "11",
      "--driver",
      "simulator",
      "--hub",
      "shed",
      "--device",
      "6",
    );
    await fails(2, /--driver must be simulator/, "lock", "create", "11", "--driver", "mqtt");
    assert.equal(await server.ledger.read.lock(11), undefined);
    await done("lock", "create", "12");
    assert.match((await cli("lock", "device", "12")).out, /Lock 12 is 12 of simulator/);
  });

  it("are noticed by a running server when they change", async () => {
    await done("hub", "add", "noticed", ...porch);
    await done("lock", "create", "20", "--hub", "noticed", "--device", "8");
    const { apiKey } = await server.organization("watchers", { super: true });
    const connection = async () => (await server.call("GET", "/hubs/noticed", { apiKey })).json.connection as string;
    const until = async (wanted: string) => {
      for (let i = 0; (await connection()) !== wanted; i++) {
        assert.ok(i < 300, `${await connection()} and not ${wanted}`);
        await wait(50);
      }
    };
    await until("open");
    await done("lock", "unbind", "20");
    await done("hub", "remove", "noticed");
    for (let i = 0; (await server.call("GET", "/hubs/noticed", { apiKey })).status !== 404; i++) assert.ok(i < 10);
  });
});
