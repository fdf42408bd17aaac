/** A data folder with something wrong in it, one that is open to others, and one that many processes start on at once. */
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, before, describe, it } from "node:test";
import { runCli } from "../../src/cli/run.ts";
import { PROGRAM } from "../program.ts";
import { sized } from "../size.ts";

/** One that ends with a thread of its own, and one that does not. All others would end alike. */
const AS_PROCESSES = new Set(["latchstring.db is garbage", "pins.json is garbage"]);
/** That start at once. */
const PROCESSES = sized(4, 6);
const GARBAGE = "this is none of it\n".repeat(400);

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

let folder: string;
before(() => (folder = mkdtempSync(join(tmpdir(), "latchstring-folder-"))));
after(() => rmSync(folder, { recursive: true, force: true }));

function environment(dataDir: string, more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  return { ...process.env, DATA_DIR: dataDir, DATABASE_URL: "", HOST: "", PUBLIC_URL: "", PORT: "0", ...more };
}

function run(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [PROGRAM, ...args], { env, timeout: 60_000 }, (error, out, err) =>
      resolve({ code: error ? child.exitCode : 0, out, err }),
    );
  });
}

/** The same for what ends by itself, here, which is less work. */
async function runHere(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Ended> {
  const said = { out: "", err: "" };
  const code = await runCli(args, {
    env,
    out: (text) => void (said.out += text),
    err: (text) => void (said.err += text),
  });
  return { code, ...said };
}

/** Serve until it listens, then ask it to stop. */
async function serveOnce(env: NodeJS.ProcessEnv): Promise<Ended> {
  const child = spawn(process.execPath, [PROGRAM, "serve"], { env, stdio: ["ignore", "pipe", "pipe"] });
  const said = { out: "", err: "" };
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said.err += text));
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said.out += text;
    if (said.out.includes("listens on")) child.kill("SIGTERM");
  });
  const [code] = (await once(child, "exit")) as [number | null];
  return { code, ...said };
}

describe("a start that cannot be", { concurrency: 3 }, () => {
  const wrong: Readonly<Record<string, (dir: string) => string>> = {
    "latchstring.db is garbage": (dir) => fileOf(dir, "latchstring.db"),
    "latchstring.db is a folder": (dir) => folderOf(dir, "latchstring.db"),
    "requests.db is garbage": (dir) => fileOf(dir, "requests.db"),
    "requests.db is a folder": (dir) => folderOf(dir, "requests.db"),
    "pins.json is garbage": (dir) => fileOf(dir, "pins.json"),
    "pins.json is empty": (dir) => fileOf(dir, "pins.json", ""),
    "pins.json is null": (dir) => fileOf(dir, "pins.json", "null"),
    "pins.json is a folder": (dir) => folderOf(dir, "pins.json"),
    "issuer.json is garbage": (dir) => fileOf(dir, "issuer.json"),
    "issuer.json has a key that is none": (dir) =>
      fileOf(dir, "issuer.json", `{"signing":{"kid":"a","x":"b","d":"c","createdAt":1},"retired":[]}`),
    "issuer.json is a folder": (dir) => folderOf(dir, "issuer.json"),
    "sign-in.json is garbage": (dir) => fileOf(dir, "sign-in.json"),
    "sign-in.json is a folder": (dir) => folderOf(dir, "sign-in.json"),
  };
  for (const [name, make] of Object.entries(wrong)) {
    it(`${name}: it ends at once and says which file`, { timeout: 60_000 }, async () => {
      const dir = mkdtempSync(join(folder, "wrong-"));
      const file = make(dir);
      const before = statSync(file).isFile() ? readFileSync(file, "utf8") : undefined;
      const start = AS_PROCESSES.has(name)
        ? serveOnce
        : (env: NodeJS.ProcessEnv) => runHere(["serve"], { ...env, LOG_LEVEL: "silent" });
      const { code, err } = await start(environment(dir));
      assert.equal(code, 1, err);
      assert.ok(err.includes(file), err);
      assert.doesNotMatch(err, /^ +at /m);
      if (before !== undefined) assert.equal(readFileSync(file, "utf8"), before);
    });
  }

  it("DATA_DIR is a file", async () => {
    const dir = join(folder, "no-folder");
    writeFileSync(dir, "");
    const { code, err } = await serveOnce(environment(dir));
    assert.equal(code, 1);
    assert.ok(err.includes(`DATA_DIR is ${dir}`), err);
  });

  it(
    "DATA_DIR is in nobody's folder",
    { skip: process.getuid?.() !== 0 && "only root may become somebody else" },
    () => {
      const dir = mkdtempSync(join(folder, "root-"));
      chmodSync(folder, 0o755);
      chmodSync(dir, 0o755);
      const script = `import("${resolve("src/data-folder.ts")}").then((m) => {
      process.setuid(65534);
      try { m.openDataFolder({ dataDir: ${JSON.stringify(join(dir, "data"))} }); } catch (e) { process.stdout.write(e.message); }
    })`;
      return new Promise<void>((resolve, reject) => {
        execFile(process.execPath, ["-e", script], (error, out) => {
          if (error || !/^DATA_DIR is .*: EACCES/.test(out)) reject(new Error(out, { cause: error }));
          else resolve();
        });
      });
    },
  );

  it("the port is taken", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as { port: number };
    const { code, err } = await serveOnce(environment(mkdtempSync(join(folder, "port-")), { PORT: String(port) }));
    other.close();
    assert.equal(code, 1);
    assert.match(err, /Port \d+ on 127\.0\.0\.1 is taken/);
  });

  it("the database is away, and its password is told to nobody", async () => {
    const url = "postgres://maria:hunter2hunter2@127.0.0.1:1/doors";
    const { code, err, out } = await serveOnce(environment(mkdtempSync(join(folder, "away-")), { DATABASE_URL: url }));
    assert.equal(code, 1);
    assert.match(err, /ECONNREFUSED/);
    assert.doesNotMatch(err + out, /hunter2/);
  });
});

function fileOf(dir: string, name: string, text = GARBAGE): string {
  writeFileSync(join(dir, name), text);
  return join(dir, name);
}

function folderOf(dir: string, name: string): string {
  mkdirSync(join(dir, name));
  return join(dir, name);
}

describe("what others may read", { skip: process.platform === "win32" }, () => {
  it("is nothing, whatever the folder and the umask are", async () => {
    const dir = mkdtempSync(join(folder, "open-"));
    chmodSync(dir, 0o777);
    const before = process.umask(0);
    try {
      const env = environment(dir);
      assert.equal((await serveOnce(env)).code, 0);
      for (const args of [
        ["org", "create", "acme"],
        ["lock", "create", "1", "--org", "acme"],
        ["simulator", "set", "1", "--fault", "jam"],
        ["export", "1", "--format", "csv", "--out", join(dir, "lock.csv")],
        ["backup", join(dir, "copy.db")],
        ["pin", "rotate-secret"],
        ["issuer", "rotate"],
      ]) {
        const { code, err } = await run(args, env);
        assert.equal(code, 0, err);
      }
      const restored = environment(join(dir, "restored"));
      assert.equal((await run(["restore", join(dir, "copy.db")], restored)).code, 0);
      const moved = join(dir, "moved", "latchstring.db");
      const move = ["migrate-store", "--from", `sqlite:${join(dir, "latchstring.db")}`, "--to", `sqlite:${moved}`];
      assert.equal((await run(move, env)).code, 0);
    } finally {
      process.umask(before);
    }
    const all = globSync("**", { cwd: dir }).filter((name) => name !== "." && name !== "");
    assert.ok(all.length > 12, all.join(" "));
    for (const name of all) assert.equal(statSync(join(dir, name)).mode & 0o077, 0, name);

    // An older version made them so; it is told once they are closed.
    for (const name of all) if (statSync(join(dir, name)).isFile()) chmodSync(join(dir, name), 0o644);
    const { out } = await serveOnce(environment(dir));
    for (const name of ["latchstring.db", "requests.db", "pins.json", "issuer.json", "simulator/faults.json"]) {
      assert.equal(statSync(join(dir, name)).mode & 0o077, 0, name);
      assert.ok(out.includes(join(dir, name)), name);
    }
  });
});

describe("many processes that start on an empty folder at once", () => {
  for (const leftBehind of [false, true]) {
    it(`make one installation${leftBehind ? ", whatever a killed one left behind" : ""}`, async () => {
      const dir = join(mkdtempSync(join(folder, "race-")), "data");
      if (leftBehind) {
        mkdirSync(dir);
        for (const name of ["pins.json.next", "issuer.json.next"]) writeFileSync(join(dir, name), "{");
      }
      const ends = await Promise.all(Array.from({ length: PROCESSES }, () => serveOnce(environment(dir))));
      for (const { code, err } of ends) assert.equal(code, 0, err);
      const secrets = ["pins.json", "issuer.json"].map((name) => readFileSync(join(dir, name), "utf8"));
      assert.equal((await serveOnce(environment(dir))).code, 0);
      assert.deepEqual(
        ["pins.json", "issuer.json"].map((name) => readFileSync(join(dir, name), "utf8")),
        secrets,
      );
      assert.deepEqual(
        globSync("*.json.*", { cwd: dir }).filter((name) => !name.endsWith(".next")),
        [],
      );
      assert.ok(existsSync(join(dir, "latchstring.db")));
    });
  }
});
