/** Starting and stopping as a supervisor, a terminal and a container do it. */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { freePort } from "../free-port.ts";
import { PROGRAM } from "../program.ts";
import { sized } from "../size.ts";

const START_MS = 60_000;
const STOP_MS = 15_000;
const NODE = [process.execPath, PROGRAM, "serve"];

let dataDir: string;
let port: number;
let started: ChildProcess[];

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), "latchstring-stopping-"));
  port = await freePort();
  started = [];
});
afterEach(() => {
  for (const { pid } of started) if (pid !== undefined && isThere(-pid)) process.kill(-pid, "SIGKILL");
  rmSync(dataDir, { recursive: true, force: true });
});

/** Of scripts and signals, those that are unlike each other; with `--large`, each with each. */
const ALL = sized(0, 1) === 1;
/** When it is asked to stop while it starts, in milliseconds. */
const MOMENTS = ALL ? [0, 60, 150, 250, 350, 450, 600, 800] : [0, 150, 350, 600];

/** When the console was built that servers send. */
const builtAt = () => statSync("dist/console/made-from").mtimeMs;

/** In a process group of its own, so that whatever it leaves behind is seen. */
function start([program, ...args]: readonly string[]): ChildProcess {
  const env = { ...process.env, DATA_DIR: dataDir, DATABASE_URL: "", PORT: String(port), HOST: "", PUBLIC_URL: "" };
  const child = spawn(program!, args, { env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  child.stdout!.resume();
  child.stderr!.resume();
  started.push(child);
  return child;
}

async function listens(): Promise<void> {
  for (const until = Date.now() + START_MS; !(await isTaken());) {
    assert.ok(Date.now() < until, "it does not listen");
    await wait(50);
  }
}

function isTaken(): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("close", () => resolve(false)).unref();
    setTimeout(() => socket.destroy(), 1_000).unref();
  });
}

async function ended(child: ChildProcess): Promise<number | NodeJS.Signals> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode ?? child.signalCode!;
  const [code, signal] = (await Promise.race([
    once(child, "exit"),
    wait(STOP_MS, ["too late", null], { ref: false }),
  ])) as [number | null, NodeJS.Signals | null];
  return code ?? signal!;
}

async function nothingIsLeft(child: ChildProcess): Promise<void> {
  for (const until = Date.now() + STOP_MS; isThere(-child.pid!) && Date.now() < until;) await wait(20);
  assert.ok(!isThere(-child.pid!), "a process is left");
  assert.equal(await isTaken(), false, "the port is taken");
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe("a supervisor that knows npm alone", { skip: process.platform === "win32" }, () => {
  for (const script of ["start", "demo", "dev"]) {
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
      // npm passes on both alike, and a terminal's is below.
      if (!ALL && signal === "SIGINT") continue;
      it(`ends npm run ${script} with ${signal}`, async () => {
        const built = builtAt();
        const npm = start(["npm", "run", script]);
        await listens();
        npm.kill(signal);
        assert.notEqual(await ended(npm), "too late");
        await nothingIsLeft(npm);
        assert.equal(builtAt(), built, "the console of whoever serves it from here is another one");
      });
    }
  }

  it("ends npm start with signals to the whole group, as a terminal does", async () => {
    const npm = start(["npm", "start"]);
    await listens();
    for (let i = 0; i < 3; i++) process.kill(-npm.pid!, "SIGINT");
    assert.notEqual(await ended(npm), "too late");
    await nothingIsLeft(npm);
  });
});

describe("the server's own process", { skip: process.platform === "win32" }, () => {
  for (const signals of [["SIGTERM"], ["SIGINT"], ["SIGHUP"], ["SIGTERM", "SIGTERM"], ["SIGINT", "SIGTERM"]] as const) {
    it(`stops with 0 on ${signals.join(" and ")}`, async () => {
      const child = start(NODE);
      await listens();
      for (const signal of signals) child.kill(signal);
      assert.equal(await ended(child), 0);
      await nothingIsLeft(child);
    });
  }

  it("stops whenever it is asked while it starts", async () => {
    for (const ms of MOMENTS) {
      const child = start(NODE);
      await wait(ms);
      child.kill("SIGTERM");
      assert.ok([0, 143, "SIGTERM"].includes(await ended(child)), `after ${ms} ms`);
      await nothingIsLeft(child);
    }
  });

  it("goes on when nobody reads what it prints", async () => {
    const child = start(NODE);
    child.stdout!.destroy();
    child.stderr!.destroy();
    await listens();
    for (let i = 0; i < 3; i++) {
      const answer = await fetch(`http://127.0.0.1:${port}/healthz`);
      assert.equal(answer.status, 200);
      await answer.text();
    }
    child.kill("SIGTERM");
    assert.equal(await ended(child), 0);
    await nothingIsLeft(child);
  });

  it("goes on when its log is on a full disk", { skip: process.platform !== "linux" }, async () => {
    const child = start(["sh", "-c", `exec "$0" "$@" >/dev/full`, ...NODE]);
    await listens();
    assert.equal((await fetch(`http://127.0.0.1:${port}/healthz`)).status, 200);
    child.kill("SIGTERM");
    assert.notEqual(await ended(child), "too late");
    await nothingIsLeft(child);
  });
});

const mayUnshare = process.platform === "linux" && process.getuid?.() === 0;

describe("process 1 of a container", { skip: !mayUnshare && "only root on Linux may make one" }, () => {
  const container = ["unshare", "--pid", "--fork", "--kill-child", "--mount-proc"];
  for (const [name, program] of [
    ["node", NODE],
    ["npm start", ["npm", "start"]],
  ] as const) {
    for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
      if (name === "npm start" && signal === "SIGHUP") continue; // npm passes it on to nobody
      if (!ALL && name === "npm start" && signal === "SIGINT") continue;
      it(`${name} stops on ${signal}`, async () => {
        const child = start([...container, ...program]);
        await listens();
        process.kill(firstChild(child.pid!), signal);
        assert.notEqual(await ended(child), "too late");
        await nothingIsLeft(child);
      });
    }
  }

  it("node stops when it is asked while it starts", async () => {
    const child = start([...container, ...NODE]);
    await wait(100);
    let pid = firstChild(child.pid!);
    for (const until = Date.now() + START_MS; pid === 0 && Date.now() < until; pid = firstChild(child.pid!))
      await wait(20);
    // What comes before it listens for signals is lost there, so whoever is in a hurry asks again.
    while (isThere(pid) && child.exitCode === null) {
      process.kill(pid, "SIGTERM");
      await wait(50);
    }
    assert.ok([0, 143].includes(Number(await ended(child))));
    await nothingIsLeft(child);
  });
});

function firstChild(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ")[0]);
}
