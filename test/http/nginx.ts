/** nginx in front of a server, as Debian configures it: installed when nobody else could. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { installPackage, unprivileged } from "../postgres.ts";

export interface TestNginx {
  close(): Promise<void>;
}

const PROGRAM = "/usr/sbin/nginx";
const DEFAULTS = "/etc/nginx/nginx.conf";
const START_MS = 10_000;
const TEMP_FOLDERS = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];

/**
 * @param port of loopback, where it listens
 * @param locations what it does, as nginx writes it
 * @param files beside its configuration, whose folder is `$DIR` in `locations`
 * @throws Error saying what to do when there is none and none can be installed
 */
export async function startNginx(
  port: number,
  locations: string,
  files: Readonly<Record<string, string>> = {},
): Promise<TestNginx> {
  if (!existsSync(PROGRAM)) installPackage("nginx");
  if (!existsSync(PROGRAM)) throw new Error(`The tests need nginx: install it as ${PROGRAM}`);
  const dir = mkdtempSync(join(tmpdir(), "latchstring-nginx-"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text);
  const server = `server { listen 127.0.0.1:${port}; ${locations.replaceAll("$DIR", dir)} }`;
  // All as it comes, but for where it writes and what it serves.
  const settings = readFileSync(DEFAULTS, "utf8")
    .replace(/^\s*(user|pid|error_log|include \/etc\/nginx\/modules-enabled)\b.*;/gm, "")
    .replace(
      /access_log .*;/,
      `access_log off; ${TEMP_FOLDERS.map((one) => `${one}_temp_path ${dir}/${one};`).join(" ")}`,
    )
    .replace(/include \/etc\/nginx\/conf\.d\/\*\.conf;/, server)
    .replace(/include \/etc\/nginx\/sites-enabled\/\*;/, "");
  if (!settings.includes(server)) throw new Error(`${DEFAULTS} is not Debian's`);
  const file = join(dir, "nginx.conf");
  writeFileSync(file, `daemon off; pid ${dir}/pid; error_log ${dir}/errors;\n${settings}`);
  const child = spawn("env", [...unprivileged(dir), PROGRAM, "-c", file, "-e", `${dir}/errors`], { stdio: "ignore" });
  // Its workers end with it, unless it is killed.
  const stop = () => child.kill("SIGTERM");
  process.once("exit", stop);
  const until = Date.now() + START_MS;
  while (!(await answers(port))) {
    if (child.exitCode === null && Date.now() < until) await wait(20);
    else
      throw new Error(
        `nginx does not start: ${existsSync(`${dir}/errors`) ? readFileSync(`${dir}/errors`, "utf8") : ""}`,
      );
  }
  return {
    async close() {
      process.off("exit", stop);
      const exited = once(child, "exit");
      stop();
      await exited;
      rmSync(dir, { recursive: true });
    },
  };
}

async function answers(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/`).then(
    () => true,
    () => false,
  );
}
