/** Prometheus for the tests: Debian's, which is installed when nobody else could. */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { freePort } from "../free-port.ts";
import { installPackage } from "../postgres.ts";

export interface TestPrometheus extends AsyncDisposable {
  /** The values that an expression has now, of each of its series. @throws Error for one that is none */
  ask(expression: string): Promise<readonly number[]>;
  /** What is known of the rules that it has loaded. */
  rules(): Promise<readonly Rule[]>;
}

interface Rule {
  readonly name: string;
  readonly health: string;
  readonly lastError?: string;
}

interface Answer {
  readonly status: string;
  readonly error?: string;
  readonly data?: {
    readonly result?: readonly { readonly value: readonly [number, string] }[];
    readonly groups?: readonly { readonly rules: readonly Rule[] }[];
  };
}

const PROGRAM = "/usr/bin/prometheus";
const CHECKS = "/usr/bin/promtool";
const START_MS = 60_000;

/**
 * @param target where to look, each second, with a bearer token
 * @param rules a file of alerts
 * @throws Error saying what to do when there is none and none can be installed
 */
export async function startPrometheus(target: string, token: string, rules: string): Promise<TestPrometheus> {
  if (!existsSync(PROGRAM)) installPackage("prometheus");
  if (!existsSync(PROGRAM)) throw new Error(`The tests need Prometheus: install it as ${PROGRAM}`);
  execFileSync(CHECKS, ["check", "rules", rules], { stdio: "pipe" });
  const dir = mkdtempSync(join(tmpdir(), "latchstring-prometheus-"));
  const url = `http://127.0.0.1:${await freePort()}`;
  const config = {
    global: { scrape_interval: "1s", scrape_timeout: "1s", evaluation_interval: "1s" },
    rule_files: [resolve(rules)],
    scrape_configs: [
      {
        job_name: "latchstring",
        authorization: { credentials: token },
        static_configs: [{ targets: [new URL(target).host] }],
      },
    ],
  };
  writeFileSync(join(dir, "prometheus.yml"), JSON.stringify(config)); // JSON is YAML
  const child = spawn(
    PROGRAM,
    [
      `--config.file=${dir}/prometheus.yml`,
      `--storage.tsdb.path=${dir}/data`,
      `--web.listen-address=${new URL(url).host}`,
      "--log.level=error",
    ],
    { stdio: "ignore" },
  );
  const stop = () => child.kill("SIGKILL");
  process.once("exit", stop);

  async function get(path: string) {
    const answer = await fetch(`${url}/api/v1/${path}`);
    const { status, data, error } = (await answer.json()) as Answer;
    if (status !== "success") throw new Error(error);
    return data!;
  }

  for (const late = Date.now() + START_MS; ; await wait(50)) {
    if (
      await fetch(`${url}/-/ready`).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      break;
    if (child.exitCode !== null || Date.now() > late) throw new Error("Prometheus does not start");
  }
  return {
    async ask(expression) {
      const { result } = await get(`query?query=${encodeURIComponent(expression)}`);
      return result!.map(({ value }) => Number(value[1]));
    },
    async rules() {
      const { groups } = await get("rules");
      return groups!.flatMap((group) => group.rules);
    },
    async [Symbol.asyncDispose]() {
      process.off("exit", stop);
      const exited = once(child, "exit");
      stop();
      await exited;
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
