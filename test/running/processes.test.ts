/** Several processes on one store: what each of them does is seen by all, and what one takes none of them takes again. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { Agent, request as send } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";

import { readActuations } from "../../src/devices/simulator/actuation-log.ts";
import { setFault } from "../../src/devices/simulator/faults.ts";
import { publicTerms, request, startServer, storeEnv } from "../harness.ts";
import { sized } from "../size.ts";
import { type Servers, startServers } from "../torture/servers.ts";

const PROCESSES = 4;
const ROUNDS = sized(4, 50);
const GUESTS = 1_000;
const USES = 3;
/** How often a guest asks, each time for as long as a server tries. */
const PATIENCE = 10;
/** How long the door takes that is watched, in milliseconds. */
const DOOR_MS = 2_500;
const GOOD = /class=\\?"[^"]*good/;

describe(`${PROCESSES} processes on one store`, () => {
  let dataDir: string;
  let simulator: string;
  let apiKey: string;
  let env: Record<string, string>;
  let servers: Servers;
  const agent = new Agent({ keepAlive: true, maxSockets: GUESTS / PROCESSES });

  before(async () => {
    dataDir = mkdtempSync(join(tmpdir(), "latchstring-processes-"));
    simulator = join(dataDir, "simulator");
    const server = await startServer({ dataDir });
    ({ apiKey } = await server.organization("acme"));
    for (const lockId of [1, 2]) await server.lock(lockId, { orgId: "acme" });
    await server.close();
    const store = await storeEnv(dataDir);
    env = { DATA_DIR: dataDir, RATE_LIMIT: "off", SIMULATOR_TRAVEL_MS: "0", LOG_LEVEL: "silent", ...store };
    servers = await startServers(PROCESSES, env);
  });
  after(async () => {
    agent.destroy();
    await servers?.stop();
    rmSync(dataDir, { recursive: true });
  });

  async function key(lockId: number, terms: object): Promise<string> {
    const body = { ...publicTerms(Date.now()), ...terms };
    const made = await request(servers.urls[0]!, "POST", `/locks/${lockId}/create-temp-key`, { apiKey, body });
    assert.equal(made.status, 200, made.text);
    return made.json.tempKeyUuid as string;
  }

  interface Answer {
    readonly status: number;
    readonly location: string;
  }

  /** A guest who is told that the store is too busy asks for the same opening again. */
  async function open(process: number, uuid: string, url = servers.urls[process]!): Promise<Answer> {
    const body = `intent=${randomUUID()}`;
    for (let asked = 1; ; asked++) {
      const answer = await ask(`${url}/temp-keys/${uuid}/open`, body);
      if (answer.status !== 503 || asked === PATIENCE) return answer;
    }
  }

  const ask = (url: string, body: string) =>
    new Promise<Answer>((resolve, reject) => {
      const headers = { "content-type": "application/x-www-form-urlencoded" };
      const asked = send(url, { method: "POST", agent, headers }, (answer) => {
        answer.resume().once("end", () => resolve({ status: answer.statusCode!, location: answer.headers.location! }));
      });
      asked.once("error", reject).end(body);
    });

  it(`${GUESTS} parallel opens of a key for ${USES} uses, ${ROUNDS} rounds: the door moves ${USES} times in each`, async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const uuid = await key(1, { maxUses: USES });
      const answers = await Promise.all(Array.from({ length: GUESTS }, (_, i) => open(i % PROCESSES, uuid)));
      const admitted = answers.filter(({ status }) => status === 303);
      assert.equal(admitted.length, USES, `round ${round}: ${answers.map(({ status }) => status)}`);
      assert.equal(answers.filter(({ status }) => status === 400).length, GUESTS - USES);
      // Asked of another process each, and sent when the opening has its outcome.
      for (const [i, { location }] of admitted.entries())
        assert.match((await request(servers.urls[i + 1]!, "GET", location)).text, GOOD);
      assert.equal((await readActuations(simulator, 1)).length, (round + 1) * USES, `round ${round}`);
    }
  });

  it("a door that one process opens is watched from another, stage by stage", async () => {
    await setFault(simulator, 2, { kind: "late", ms: DOOR_MS });
    const { location } = await open(0, await key(2, {}));
    const stages = await watch(servers.urls[1]!, location);
    assert.equal(stages.length, 2, stages.join("\n"));
    assert.match(stages[0]!, /data-live/);
    assert.match(stages[1]!, GOOD);
  });

  it("one that is asked to stop finishes what it began, and whoever watched it asks another", async () => {
    await setFault(simulator, 2, { kind: "late", ms: DOOR_MS });
    const one = await startServers(1, env);
    const { location } = await open(0, await key(2, {}), one.urls[0]);
    const begun = Promise.withResolvers<void>();
    const watched = watch(one.urls[0]!, location, begun.resolve);
    await begun.promise;
    assert.deepEqual(await one.stop(), [0]);
    const stages = await watched;
    assert.equal(stages.length, 1, "it was told to the end");
    assert.match((await request(servers.urls[0]!, "GET", location)).text, GOOD);
  });
});

/** What the page is told of an opening until the stream ends: its main part, as often as it changes. */
async function watch(url: string, location: string, onStage = (): void => {}): Promise<string[]> {
  const answer = await fetch(url + location, { headers: { accept: "text/event-stream" } });
  assert.equal(answer.status, 200);
  let text = "";
  for await (const part of answer.body!.pipeThrough(new TextDecoderStream())) {
    text += part;
    onStage();
  }
  return text.split("\n\n").filter(Boolean);
}
