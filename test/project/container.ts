/**
 * Every step of the Dockerfile, run where no container engine is: in a copy of this machine's file system that is thrown
 * away (an overlay in memory; Linux, as root), with the project's own Node as the image's. Then the server is started as
 * `compose.yaml` says, asked, and stopped as an engine stops it. `npm run test:container`.
 */
import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { parse } from "yaml";
import { freePort } from "../free-port.ts";

const STEP_MS = 300_000;
const START_TRIES = 100;
const STOP_MS = 15_000;
/** Its process is waited for a few seconds each time, which is not enough on a busy machine. */
const MATTER_TRIES = 5;
/** What a hub of Matter says of itself, which makes its process start where that can be. */
const MATTER_CHECK = `cd /app && export DATA_DIR=/data && { node src/main.ts hub list | grep -q fabric ||
  node src/main.ts hub add fabric --kind matter; } && node src/main.ts hub check fabric 2>&1 || true`;

interface Image {
  workdir: string;
  user: string;
  env: Record<string, string>;
  command: readonly string[];
  health: string;
  /** Of the build. */
  args: Record<string, string>;
}

if (process.platform !== "linux" || process.getuid?.() !== 0) {
  throw new Error("The Dockerfile's steps are run on Linux as root; elsewhere build it with a container engine");
}
const ground = mkdtempSync(join(tmpdir(), "latchstring-container-"));
const root = join(ground, "root");
const run = (program: string, ...args: string[]) =>
  execFileSync(program, args, { stdio: ["ignore", "ignore", "inherit"] });
let server: ChildProcess | undefined;
run("mount", "-t", "tmpfs", "-o", "size=1500m", "tmpfs", ground);
try {
  for (const dir of ["upper", "work", "root"]) mkdirSync(join(ground, dir));
  run("mount", "-t", "overlay", "overlay", "-o", `lowerdir=/,upperdir=${ground}/upper,workdir=${ground}/work`, root);
  run("mount", "-t", "proc", "proc", join(root, "proc"));
  run("mount", "--bind", "/dev", join(root, "dev"));
  prepareBase();
  for (const MATTER of ["no", "yes"]) await tryImage({ MATTER });
  process.stdout.write("2 passed, 0 failed\n");
} finally {
  server?.kill("SIGKILL");
  for (const place of ["root/dev", "root/proc", "root", ""]) {
    try {
      run("umount", "-l", join(ground, place));
    } catch {
      // It was not mounted: what came before it failed, and that is told.
    }
  }
  rmSync(ground, { recursive: true });
}

/** Build it, start it as `compose.yaml` says, ask, and stop. */
async function tryImage(args: Readonly<Record<string, string>>): Promise<void> {
  const image = build(readFileSync("Dockerfile", "utf8"), args);
  const { services } = parse(readFileSync("compose.yaml", "utf8")) as {
    services: { latchstring: { environment: { PUBLIC_URL: string } } };
  };
  const port = await freePort();
  // On every address in its own network; here on this machine's alone.
  const environment = { ...services.latchstring.environment, PORT: String(port), HOST: "127.0.0.1" };
  environment.PUBLIC_URL = environment.PUBLIC_URL.replace(/^\$\{PUBLIC_URL:-(.+)\}$/, "$1");
  server = start(image, environment, image.command);
  await healthy(image, environment);
  assert.equal((await fetch(`http://127.0.0.1:${port}/readyz`)).status, 200);
  const asked = { headers: { accept: "text/css" } };
  const style = readdirSync(join(root, "app/dist/console")).find((file) => /^rest-.*\.css$/.test(file));
  assert.equal((await fetch(`http://127.0.0.1:${port}/console/files/${style}`, asked)).status, 200);
  const data = join(root, "data/latchstring.db");
  assert.equal(statSync(data).uid, Number(inside("root", "id", "-u", "node")), "the data are the user's");
  const stopped = once(server, "exit");
  server.kill("SIGTERM");
  assert.deepEqual(await Promise.race([stopped, wait(STOP_MS, "late", { ref: false })]), [0, null]);
  const said = args["MATTER"] === "yes" ? /matter\.js \d/ : /MATTER=yes/;
  let matter = "";
  for (let tries = 0; tries < MATTER_TRIES && !said.test(matter); tries++)
    matter = inside("node", "sh", "-c", MATTER_CHECK);
  assert.match(matter, said);
  const size = execFileSync("du", ["-sm", join(root, "app")], { encoding: "utf8" }).split("\t")[0];
  process.stdout.write(`The Dockerfile's steps made ${size} MB, which served and stopped.\n`);
}

/** What the image that it begins with has: Node where such images have it, and a user for it. */
function prepareBase(): void {
  copyFileSync(process.execPath, join(root, "usr/local/bin/node"));
  if (!readFileSync("/etc/passwd", "utf8").includes("\nnode:")) run("chroot", root, "useradd", "--create-home", "node");
  writeFileSync(join(root, "etc/resolv.conf"), readFileSync("/etc/resolv.conf"));
}

function build(dockerfile: string, args: Readonly<Record<string, string>>): Image {
  const image: Image = { workdir: "/", user: "root", env: {}, command: [], health: "", args: {} };
  const steps = dockerfile.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  for (const step of steps) {
    const [, word, rest] = /^([A-Z]+) (.+)$/.exec(step) ?? [];
    process.stdout.write(`${step}\n`);
    if (word === "WORKDIR") mkdirSync(join(root, (image.workdir = rest!)), { recursive: true });
    else if (word === "ENV") for (const pair of rest!.split(" ")) image.env[pair.split("=")[0]!] = pair.split("=")[1]!;
    else if (word === "ARG") image.args[rest!.split("=")[0]!] = args[rest!.split("=")[0]!] ?? rest!.split("=")[1]!;
    else if (word === "COPY") copy(rest!.split(" "), image);
    else if (word === "RUN")
      execFileSync("chroot", chrooted(image, ["sh", "-c", rest!]), {
        stdio: ["ignore", "ignore", "inherit"],
        timeout: STEP_MS,
        env: environmentOf(image, image.args),
      });
    else if (word === "USER") image.user = rest!;
    else if (word === "HEALTHCHECK") image.health = rest!.slice(rest!.indexOf("CMD ") + 4);
    else if (word === "CMD") image.command = JSON.parse(rest!) as string[];
    else if (!["FROM", "VOLUME", "EXPOSE"].includes(word ?? ""))
      throw new Error(`This does not know how to run: ${step}`);
  }
  return image;
}

/** Only what `.dockerignore` lets in. */
function copy(words: string[], { workdir }: Image): void {
  if (words[0]!.startsWith("--from=")) {
    // Every stage is built in the one copy of the machine.
    cpSync(join(root, words[1]!), join(root, workdir, words[2]!), { recursive: true });
    return;
  }
  const lines = readFileSync(".dockerignore", "utf8").split("\n");
  const allowed = new Set(lines.filter((line) => line.startsWith("!")).map((line) => line.slice(1)));
  const isLetIn = (file: string) => !lines.includes(file);
  const target = words.pop()!;
  for (const source of words) {
    if (!allowed.has(source) || !existsSync(source)) throw new Error(`COPY ${source}: .dockerignore leaves it out`);
    cpSync(source, join(root, workdir, target, target.endsWith("/") ? source : ""), {
      recursive: true,
      filter: isLetIn,
    });
  }
}

function chrooted({ user, workdir }: Image, command: readonly string[]): string[] {
  return [`--userspec=${user}`, root, "sh", "-c", 'cd "$0" && exec "$@"', workdir, ...command];
}

function environmentOf({ env }: Image, more: Readonly<Record<string, string>> = {}): Record<string, string> {
  return { PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", HOME: "/root", ...env, ...more };
}

function start(image: Image, environment: Readonly<Record<string, string>>, command: readonly string[]): ChildProcess {
  return spawn("chroot", chrooted(image, command), {
    stdio: ["ignore", "inherit", "inherit"],
    env: environmentOf(image, environment),
  });
}

/** @throws Error when its own health check does not succeed in time */
async function healthy(image: Image, environment: Readonly<Record<string, string>>): Promise<void> {
  for (let tries = 0; tries < START_TRIES; tries++) {
    const check = start(image, environment, ["sh", "-c", image.health]);
    if ((await once(check, "exit"))[0] === 0) return;
    await wait(100);
  }
  throw new Error("The health check did not succeed");
}

function inside(user: string, ...command: string[]): string {
  return execFileSync("chroot", [`--userspec=${user}`, root, ...command], { encoding: "utf8" });
}
