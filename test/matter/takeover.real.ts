/**
 * Two servers, in processes of their own, share the fabric of one hub: whichever holds it is killed while a guest's link is
 * used, and the other goes on with the same locks.
 */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { request, startServer } from "../harness.ts";
import { startPostgres } from "../postgres.ts";
import { startServers } from "../torture/servers.ts";
import { openByLink } from "./guest.ts";
import { startLock } from "./lock.ts";
import { until } from "./until.ts";

const TAKEOVER_MS = 10_000;
/** In which a process for Matter starts where nothing else is done. Where it takes longer, so may a takeover, as many times. */
const START_MS = 3_000;
const PATIENCE_MS = 120_000;
const secret = () => randomBytes(32).toString("base64url");

interface Place {
  /** The environment of each server. */
  readonly envs: readonly [Record<string, string>, Record<string, string>];
  /** Data folders. */
  readonly folders: readonly string[];
  close(): Promise<void>;
}

interface Page {
  readonly totalPages: number;
  readonly events: readonly {
    readonly event: {
      readonly type: string;
      readonly data: { readonly orderId: string; readonly timestamp: string; readonly outcome?: string };
    };
  }[];
}

const PLACES: Readonly<Record<string, () => Promise<Place>>> = {
  async "one PostgreSQL, with nothing else in common but secrets"() {
    const postgres = await startPostgres();
    const DATABASE_URL = await postgres.createDatabase();
    const secrets = { PIN_SECRETS: secret(), HUB_SECRETS: secret(), SIGN_IN_SECRET: secret() };
    const folders = [folder(), folder()];
    const [a, b] = folders.map((DATA_DIR) => ({ DATA_DIR, DATABASE_URL, ...secrets }));
    return { envs: [a!, b!], folders, close: () => postgres.close() };
  },
  async "one folder with SQLite"() {
    const DATA_DIR = folder();
    const env = { DATA_DIR, DATABASE_URL: "" };
    return { envs: [env, env], folders: [DATA_DIR], close: async () => {} };
  },
};

function folder(): string {
  return mkdtempSync(join(tmpdir(), "latchstring-takeover-"));
}

const FAST = { LOG_LEVEL: "warn", RATE_LIMIT: "off" };

describe("two servers with one Matter hub", () => {
  for (const [port, [place, prepare]] of Object.entries(PLACES).entries())
    it(
      `on ${place}: one opens within 10 s of the other's death, and nothing opens twice`,
      {
        timeout: 480_000,
      },
      async () => {
        const { envs, folders, close } = await prepare();
        const lock = await startLock(5_571 + port, "plain");
        // Whoever makes the organisation, its lock and key is gone when the two begin.
        const first = await startServer({ dataDir: folders[0]!, env: envs[0] });
        const org = await first.organization("acme");
        await first.lock(1, { orgId: "acme" });
        const key = await first.key(1, org);
        await first.close();
        const [a, b] = await Promise.all(envs.map((env) => startServers(1, { ...env, ...FAST })));
        const [holder, other] = [a!.urls[0]!, b!.urls[0]!];
        const call = async (url: string, method: string, path: string, body?: unknown) => {
          const answer = await request(url, method, path, { ...org, body });
          assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${answer.text}`);
          return answer.json;
        };
        const over = new AbortController();
        try {
          await call(holder, "POST", "/hubs", { hubId: "fabric", kind: "matter", settings: { attestation: "any" } });
          const askedAt = Date.now();
          await until(async () => (await call(holder, "POST", "/hubs/fabric/check")).ok);
          const mostMs = TAKEOVER_MS * Math.max(1, (Date.now() - askedAt) / START_MS);
          const { addresses } = await call(holder, "POST", "/hubs/fabric/commission", { code: lock.pairing.manual });
          await call(other, "PUT", "/locks/1/device", { hubId: "fabric", address: addresses[0] });
          assert.equal((await call(other, "GET", "/hubs/fabric")).connection, "elsewhere");
          for (const one of folders)
            assert.deepEqual(names(join(one, "hubs", "fabric")), [], "what is known of the fabric is on a disk");

          const opened = new Map<string, number>();
          const told = new Map<string, { readonly type: string; readonly outcome?: string }>();
          let page = 1;
          const look = async () => {
            const { events, totalPages } = (await call(other, "GET", `/locks/1/events?page=${page}`)) as Page;
            for (const {
              event: { type, data },
            } of events) {
              if (!["LockOpened", "LockOpenFailed"].includes(type) || told.has(data.orderId)) continue;
              told.set(data.orderId, { type, ...(data.outcome !== undefined && { outcome: data.outcome }) });
              if (type === "LockOpened") opened.set(data.orderId, Date.parse(data.timestamp));
            }
            if (page >= totalPages) return;
            page++;
            await look();
          };
          /** By both servers, so that one is on its way whenever. */
          const orders: string[] = [];
          const guest = async (url: string) => {
            while (!over.signal.aborted) {
              const order = await openByLink(url, key).catch(() => undefined);
              if (order !== undefined) orders.push(order);
              await wait(600);
            }
          };
          const guests = [guest(holder), guest(other)];
          // It opens while both are there.
          await until(() => look().then(() => opened.size >= 5), PATIENCE_MS);
          await lock.tell({ faults: { slowMs: 150 } });
          await wait(1_000);
          const killedAt = Date.now();
          await a!.kill(0);
          const goneAt = Date.now();
          let again: number | undefined;
          while (again === undefined && Date.now() - killedAt < PATIENCE_MS) {
            await wait(50);
            await look();
            again = [...opened.values()].find((at) => at > goneAt);
          }
          const tookMs = (again ?? Number.NaN) - killedAt;
          await wait(2_000);
          over.abort();
          await Promise.all(guests);
          await until(() => look().then(() => orders.every((order) => told.has(order))), PATIENCE_MS);
          const counts = (type: string, outcome?: string) =>
            [...told.values()].filter((one) => one.type === type && one.outcome === outcome).length;
          const { length: moves } = await lock.moves();
          const [done, unknown] = [counts("LockOpened"), counts("LockOpenFailed", "unknown")];
          process.stdout.write(
            `${place}: opened again ${tookMs} ms after the kill (at most ${mostMs.toFixed(0)}); ${orders.length} openings, ${done} opened, ${unknown} not known, ${moves} moves\n`,
          );
          assert.ok(moves >= done && moves <= done + unknown, "the bolt moved once for each order");
          assert.ok(tookMs < mostMs, `it opened again after ${tookMs} ms`);
          assert.equal((await call(other, "GET", "/hubs/fabric")).connection, "open");
          assert.equal((await call(other, "GET", "/hubs/fabric/devices")).devices[0].address, addresses[0]);
        } finally {
          over.abort();
          await Promise.all([a, b].map((one) => one!.stop()));
          await lock.close();
          await close();
          for (const one of folders) rmSync(one, { recursive: true, force: true });
        }
      },
    );
});

/** What there is of a folder that may not be there. */
function names(of: string): string[] {
  try {
    return readdirSync(of);
  } catch {
    return [];
  }
}
