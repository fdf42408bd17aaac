/** Mosquitto for the tests: Debian's, which is installed when nobody else could. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { freePort } from "./free-port.ts";
import { installPackage, unprivileged } from "./postgres.ts";

export interface TestMosquitto {
  readonly port: number;
  /** `mqtt://` or `mqtts://`, of loopback. */
  readonly url: string;
  /** Only with TLS: who signed its certificate, and a client certificate with its key, PEM. */
  readonly pem?: { readonly ca: string; readonly certificate: string; readonly key: string };
  /** As if the machine had lost its power, but for what it wrote. */
  kill(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

interface MosquittoOptions {
  /** With a certificate for `localhost` and 127.0.0.1, for clients with one of their own. */
  readonly tls?: boolean;
  /** Lines of its files, as `mosquitto_passwd` and `acl_file` have them; without them everybody may do everything. */
  readonly accounts?: { readonly passwords: string; readonly acl: string };
}

const PROGRAM = "/usr/sbin/mosquitto";
const START_MS = 10_000;

/** @throws Error saying what to do when there is none and none can be installed */
export async function startMosquitto({ tls = false, accounts }: MosquittoOptions = {}): Promise<TestMosquitto> {
  if (!existsSync(PROGRAM)) installPackage("mosquitto");
  if (!existsSync(PROGRAM)) throw new Error(`The tests need Mosquitto: install it as ${PROGRAM}`);
  const dir = mkdtempSync(join(tmpdir(), "latchstring-mosquitto-"));
  const port = await freePort();
  const pem = tls ? makeCertificates(dir) : undefined;
  if (accounts) {
    writeFileSync(join(dir, "passwords"), accounts.passwords);
    writeFileSync(join(dir, "acl"), accounts.acl);
  }
  const file = join(dir, "mosquitto.conf");
  writeFileSync(
    file,
    `listener ${port} 127.0.0.1
set_tcp_nodelay true
persistence true
persistence_location ${dir}/
autosave_on_changes true
autosave_interval 1
log_dest file ${dir}/log
${accounts ? `password_file ${dir}/passwords\nacl_file ${dir}/acl\nallow_anonymous false` : "allow_anonymous true"}
${tls ? `cafile ${dir}/ca.pem\ncertfile ${dir}/server.pem\nkeyfile ${dir}/server.key\nrequire_certificate true` : ""}
`,
  );
  const as = unprivileged(dir);
  let child: ChildProcess | undefined;
  const stop = () => child?.kill("SIGKILL");
  process.once("exit", stop);

  async function start(): Promise<void> {
    child = spawn("env", [...as, PROGRAM, "-c", file], { stdio: "ignore" });
    const until = Date.now() + START_MS;
    while (!(await answers(port))) {
      if (child.exitCode === null && Date.now() < until) await wait(10);
      else
        throw new Error(
          `Mosquitto does not start: ${existsSync(`${dir}/log`) ? readFileSync(`${dir}/log`, "utf8") : ""}`,
        );
    }
  }

  async function kill(): Promise<void> {
    if (!child) return;
    const exited = once(child, "exit");
    child.kill("SIGKILL");
    await exited;
    child = undefined;
  }

  await start();
  return {
    port,
    url: `${tls ? "mqtts" : "mqtt"}://127.0.0.1:${port}`,
    ...(pem && { pem }),
    kill,
    start,
    async close() {
      process.off("exit", stop);
      await kill();
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

/** An authority of its own, and what it signed for the server and a client. */
function makeCertificates(dir: string): NonNullable<TestMosquitto["pem"]> {
  const run = (...args: readonly string[]) => execFileSync("openssl", args, { cwd: dir, stdio: "ignore" });
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  run("req", "-x509", ...key, "-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=tests");
  for (const name of ["server", "client"]) {
    writeFileSync(join(dir, `${name}.ext`), "subjectAltName=DNS:localhost,IP:127.0.0.1\n");
    run("req", ...key, "-keyout", `${name}.key`, "-out", `${name}.csr`, "-subj", `/CN=${name}`);
    const signed = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2", "-extfile", `${name}.ext`];
    run("x509", "-req", "-in", `${name}.csr`, "-out", `${name}.pem`, ...signed);
  }
  // Mosquitto is another user's when we are root.
  chmodSync(join(dir, "server.key"), 0o644);
  const read = (name: string) => readFileSync(join(dir, name), "utf8");
  return { ca: read("ca.pem"), certificate: read("client.pem"), key: read("client.key") };
}
