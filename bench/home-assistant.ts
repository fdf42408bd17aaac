/**
 * What our path to a door of a real Home Assistant costs over the bare library's, in turn on one Home Assistant: from the
 * order to the bolt's changed state, and from a guest's request over HTTP, with all that is decided and recorded before. And the memory of a process with one such hub over one without.
 * `npm run bench:home-assistant`; BENCH_ORDERS makes it smaller.
 */
import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { createConnection, type HassEvent } from "home-assistant-js-websocket";
import { systemClock } from "../src/clock.ts";
import { loadKind } from "../src/devices/kinds.ts";
import type { LockDriver } from "../src/devices/driver.ts";
import { webSocketUrl } from "../src/devices/home-assistant/settings.ts";
import { openSocket } from "../src/devices/home-assistant/socket.ts";
import { silentLog } from "../src/log.ts";
import { networkOf } from "../src/outbound/addresses.ts";
import { createOutbound } from "../src/outbound/outbound.ts";
import { startHome } from "../test/home-assistant/home.ts";
import { guestRows, startGuest } from "./guest.ts";
import { median, row } from "./measure.ts";
import { scriptOptions } from "../test/script-options.ts";

const ORDERS = Number(process.env["BENCH_ORDERS"] ?? 300);
const WARMING = 20;
const LOCK = "lock.front_door";
const NEVER = new AbortController().signal;
const outbound = createOutbound({ allow: [networkOf("127.0.0.0/8")!] });

async function openDriver(url: string, token: string): Promise<LockDriver> {
  const driver = await (
    await loadKind("home-assistant")
  ).open({
    hubId: "home",
    settings: { url },
    secrets: { token },
    folder: "/nowhere",
    clock: systemClock,
    log: silentLog,
    outbound,
    observe: () => {},
  });
  const checked = await driver.check(NEVER);
  if (!checked.ok) throw new Error(checked.detail);
  driver.watch([LOCK]);
  return driver;
}

/** A process of its own, with the hub or without: its memory in megabytes after some orders and a collection. */
async function measureMemory(url: string | undefined, token: string): Promise<void> {
  const driver = url === undefined ? undefined : await openDriver(url, token);
  for (let i = 0; i < 50; i++) await driver?.snapshot(LOCK, NEVER);
  await delay(500);
  for (let i = 0; i < 3; i++) globalThis.gc?.();
  process.stdout.write(String(process.memoryUsage().rss / 1e6));
  await driver?.stop();
}

function memoryOf(...args: readonly string[]): number {
  const samples = Array.from({ length: 5 }, () => {
    const child = [...process.execArgv, "--expose-gc", import.meta.filename, "--memory", ...args];
    const { stdout, stderr, status } = spawnSync(process.execPath, child, { encoding: "utf8", timeout: 60_000 });
    if (status !== 0) throw new Error(stderr);
    return Number(stdout);
  });
  return median(samples);
}

async function measure(): Promise<void> {
  const home = await startHome();
  try {
    const driver = await openDriver(home.url, home.token);
    const where = { url: webSocketUrl(home.url), token: home.token, outbound };
    const bare = await createConnection({ createSocket: () => openSocket(where, NEVER) });
    let changed: ((state: unknown) => void) | undefined;
    await bare.subscribeEvents<HassEvent>(({ data }) => {
      if (data["entity_id"] === LOCK) changed?.(data["new_state"]?.state);
    }, "state_changed");

    const call = (service: string) =>
      bare.sendMessagePromise({ type: "call_service", domain: "lock", service, target: { entity_id: LOCK } });
    const bareMs = async () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      changed = (state) => state === "unlocked" && resolve();
      const startedAt = performance.now();
      await Promise.all([call("unlock"), promise]);
      return performance.now() - startedAt;
    };
    const ourMs = async () => {
      const startedAt = performance.now();
      const notAfter = Date.now() + 10_000;
      const order = { orderId: randomUUID(), address: LOCK, action: "unlock", notAfter } as const;
      const outcome = await driver.unlock(order, NEVER);
      if (!outcome.ok || outcome.stage !== "confirmed") throw new Error(JSON.stringify(outcome));
      return performance.now() - startedAt;
    };
    const hub = { settings: { url: home.url }, secrets: { token: home.token } };
    const guest = await startGuest({ kind: "home-assistant", ...hub, address: LOCK });
    const guestMs = async () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      changed = (state) => state === "unlocked" && resolve();
      return guest.open(promise);
    };
    const [ours, bares, guests]: [number[], number[], number[]] = [[], [], []];
    for (let i = 0; i < ORDERS + WARMING; i++) {
      await call("lock");
      const one = await bareMs();
      await call("lock");
      const other = await ourMs();
      await call("lock");
      const third = await guestMs();
      if (i < WARMING) continue;
      bares.push(one);
      ours.push(other);
      guests.push(third);
    }
    bare.close();
    await guest.stop();
    await driver.stop();
    const memory = memoryOf("--url", home.url, "--token", home.token) - memoryOf();
    process.stdout.write(
      `median of ${ORDERS}: ours ${median(ours).toFixed(2)} ms, the bare library ${median(bares).toFixed(2)} ms, ratio ${(median(ours) / median(bares)).toFixed(2)}\n`,
    );
    const rows = [
      row("order to changed bolt, ours − the bare library's, median ms", median(ours) - median(bares), "<=", 5),
      ...guestRows(guests, bares),
      row("memory of a process with one hub − one without, MB", memory, "<=", 10),
    ];
    console.table(rows);
    if (rows.some(({ reached }) => !reached)) process.exitCode = 1;
  } finally {
    await home.close();
  }
}

const { values } = scriptOptions({
  options: { memory: { type: "boolean", default: false }, url: { type: "string" }, token: { type: "string" } },
});
await (values.memory ? measureMemory(values.url, values.token ?? "") : measure());
