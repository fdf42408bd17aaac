/** PgBouncer in transaction mode before a server of the tests: Debian's, which is installed when nobody else could. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { freePort } from "../free-port.ts";
import { installPackage, unprivileged } from "../postgres.ts";

export interface TestPgbouncer {
  /** The address of the same database behind it. */
  url(database: string): string;
  close(): Promise<void>;
}

const PROGRAM = "/usr/sbin/pgbouncer";
const START_MS = 10_000;

/**
 * @param servers connections to the server, which all of its clients share
 * @throws Error saying what to do when there is none and none can be installed
 */
export async function startPgbouncer(serverPort: number, servers: number): Promise<TestPgbouncer> {
  if (!existsSync(PROGRAM)) installPackage("pgbouncer");
  if (!existsSync(PROGRAM)) throw new Error(`The tests need PgBouncer: install it as ${PROGRAM}`);
  const dir = mkdtempSync(join(tmpdir(), "latchstring-pgbouncer-"));
  const port = await freePort();
  const file = join(dir, "pgbouncer.ini");
  writeFileSync(
    file,
    `[databases]
* = host=127.0.0.1 port=${serverPort} user=latchstring pool_size=${servers}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
max_client_conn = 200
`,
  );
  const child = spawn("env", [...unprivileged(dir), PROGRAM, "-q", file], { stdio: "ignore" });
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  const until = Date.now() + START_MS;
  while (!(await answers(port))) {
    if (child.exitCode !== null || Date.now() > until) throw new Error("PgBouncer does not start");
    await wait(20);
  }
  return {
    url(database) {
      const behind = new URL(database);
      behind.port = String(port);
      return behind.href;
    },
    async close() {
      process.off("exit", kill);
      const exited = once(child, "exit");
      child.kill("SIGKILL");
      await exited;
      rmSync(dir, { recursive: true });
    },
  };
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  return new Promise((resolve) => {
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
  }).then((is) => (socket.destroy(), is as boolean));
}
