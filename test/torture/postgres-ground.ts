/** One PostgreSQL for all histories, on a small disk where this process may make one; each has a database of its own. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { runSql, startPostgres, type TestPostgres } from "../postgres.ts";
import type { StoreFault } from "./chaos.ts";
import { fullDisk, mayMount, withDisk } from "./disk.ts";
import type { Ground } from "./torture.ts";

const DISK_MB = 640;

export async function preparePostgresGrounds(): Promise<{ ground(): Promise<Ground>; close(): Promise<void> }> {
  const disk = mkdtempSync(join(tmpdir(), "latchstring-torture-"));
  const release = withDisk(disk, DISK_MB);
  const dir = join(disk, "postgres");
  mkdirSync(dir);
  const postgres = await startPostgres({ own: true, dir });
  return {
    async ground() {
      const dataDir = mkdtempSync(join(tmpdir(), "latchstring-torture-"));
      const url = await postgres.createDatabase();
      return {
        dataDir,
        env: { DATABASE_URL: url },
        faults: [
          cutConnections(postgres),
          stall(url),
          powerLoss(postgres),
          ...(mayMount() ? [full(disk, postgres)] : []),
        ],
        async close() {
          await runSql(postgres.url("postgres"), `DROP DATABASE ${new URL(url).pathname.slice(1)} WITH (FORCE)`);
          rmSync(dataDir, { recursive: true });
        },
      };
    },
    async close() {
      await postgres.close();
      release();
      rmSync(disk, { recursive: true, force: true });
    },
  };
}

/** Every connection ends, whatever it was about. */
function cutConnections(postgres: TestPostgres): StoreFault {
  const text = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'latchstring%'";
  return { name: "cut connections", strike: async () => void (await runSql(postgres.url("postgres"), text)) };
}

/** Nobody can write for a while; who waits is not told why. */
function stall(url: string): StoreFault {
  return {
    name: "stalled database",
    async strike(random) {
      const seconds = random.between(1, 20) / 10;
      await runSql(url, `BEGIN; LOCK TABLE events IN SHARE MODE; SELECT pg_sleep(${seconds}); COMMIT`);
    },
  };
}

/** As if the database's machine had lost its power, and came back. */
function powerLoss(postgres: TestPostgres): StoreFault {
  return {
    name: "power loss of the database",
    async strike(random) {
      await postgres.stop("immediate");
      await delay(random.between(0, 500));
      await postgres.start();
    },
  };
}

/** PostgreSQL ends itself when it cannot write its log; its keeper starts it again. */
function full(disk: string, postgres: TestPostgres): StoreFault {
  const { name, strike } = fullDisk(disk);
  return {
    name,
    async strike(random) {
      await strike(random);
      await postgres.stop("immediate");
      await postgres.start();
    },
  };
}
