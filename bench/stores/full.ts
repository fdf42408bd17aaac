/** Whether PostgreSQL with many keys is as fast as an empty one. */
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { runSql, type TestPostgres } from "../../test/postgres.ts";
import { installOnPostgres } from "../install.ts";
import { LOAD_CORE, pin, row, SERVER_CORE } from "../measure.ts";
import { create, makeKeys, open } from "../requests.ts";
import { forkOwn, startServer, stopServer } from "../server-process.ts";
import { type Part, perSecond, ratio, runRounds, type Setup } from "./part.ts";

const WRITERS = 2;
/** Keys from all over the full store that guests come with. */
const GUESTS = 100_000;

export async function fullBesideEmpty({ root, postgres, size, rounds, keys }: Setup): Promise<Part> {
  const { locks } = size;
  const emptyUrl = await postgres.createDatabase();
  const fullUrl = await postgres.createDatabase();
  const installedFull = await installOnPostgres(fullUrl, join(root, "full"), locks);
  const filled = await fill(postgres, fullUrl, keys, locks);
  const guests = await someKeys(fullUrl, keys);
  const empty = await startServer(await installOnPostgres(emptyUrl, join(root, "empty"), locks));
  const full = await startServer(installedFull);
  // Others every round: those who came before have warmed up what they touched.
  const share = Math.ceil(guests.length / (rounds + 1));
  const nextGuests = () => guests.splice(0, share);
  const fewGuests = await makeKeys(empty, 4 * locks, locks);

  async function oneRound() {
    return {
      create: await create(empty, size),
      createFull: await create(full, size),
      open: await open(empty, size, fewGuests),
      openFull: await open(full, size, nextGuests()),
    };
  }

  try {
    const counted = await runRounds("full", rounds, oneRound);
    const name = `with ${keys.toLocaleString("en")} keys and ${(3 * keys).toLocaleString("en")} events ÷ empty, PostgreSQL`;
    return {
      rows: [
        row(
          `creates ${name}`,
          ratio(counted, (r) => r.createFull.rate / r.create.rate),
          ">=",
          0.8,
        ),
        row(
          `openings ${name}`,
          ratio(counted, (r) => r.openFull.rate / r.open.rate),
          ">=",
          0.8,
        ),
      ],
      notes: [
        `Filled by the real decisions and commits in ${filled.seconds.toFixed(0)} s; the database has ${filled.gigabytes.toFixed(1)} GB.`,
        `Creates: ${perSecond(ratio(counted, (r) => r.createFull.rate))} full, ${perSecond(ratio(counted, (r) => r.create.rate))} empty; openings: ${perSecond(ratio(counted, (r) => r.openFull.rate))} of keys from all over the store, ${perSecond(ratio(counted, (r) => r.open.rate))} of ${fewGuests.length} keys in the empty one.`,
      ],
      rounds: counted,
    };
  } finally {
    await stopServer(empty);
    await stopServer(full);
  }
}

/** Meanwhile nothing waits for the disk: nothing that is filled in was promised to anybody. */
async function fill(postgres: TestPostgres, url: string, keys: number, locks: number) {
  const from = performance.now();
  await set(postgres, ["fsync = off", "full_page_writes = off"]);
  const own = Math.floor(locks / WRITERS);
  const share = Math.ceil(keys / WRITERS);
  await Promise.all(
    Array.from({ length: WRITERS }, async (_, i) => {
      const args = [`${Math.min(share, keys - i * share)}`, `${own}`, `${1 + i * own}`];
      const child = forkOwn(join(import.meta.dirname, "fill-process.ts"), {
        args,
        env: { ...process.env, DATABASE_URL: url },
      });
      pin(child.pid!, `${SERVER_CORE},${LOAD_CORE}`);
      const [code] = (await once(child, "exit")) as [number | null];
      if (code !== 0) throw new Error("The database could not be filled");
    }),
  );
  await runSql(url, "VACUUM (ANALYZE)");
  await set(postgres, ["fsync = on", "full_page_writes = on"]);
  await runSql(url, "CHECKPOINT");
  execFileSync("sync");
  const seconds = (performance.now() - from) / 1_000;
  const [size] = await runSql(url, "SELECT pg_database_size(current_database()) / 1e9 AS gigabytes");
  console.log(`filled ${keys} keys and ${3 * keys} events in ${seconds.toFixed(0)} s`);
  return { seconds, gigabytes: Number((size as { gigabytes: number }).gigabytes) };
}

async function set(postgres: TestPostgres, settings: readonly string[]): Promise<void> {
  const url = postgres.url("postgres");
  for (const setting of settings) await runSql(url, `ALTER SYSTEM SET ${setting}`);
  await runSql(url, "SELECT pg_reload_conf()");
}

/** From anywhere in the store, their locks in turn: those who come together are at other doors, as in the empty one. */
async function someKeys(url: string, keys: number): Promise<string[]> {
  const percent = Math.min(100, (150 * GUESTS) / keys);
  const rows = await runSql(
    url,
    `SELECT uuid FROM (
       SELECT uuid, lock_id, row_number() OVER (PARTITION BY lock_id ORDER BY md5(uuid)) AS place
       FROM temp_keys TABLESAMPLE BERNOULLI (${percent}) REPEATABLE (1) JOIN temp_key_doors USING (key_id)
     ) k ORDER BY place, lock_id LIMIT ${GUESTS}`,
  );
  return (rows as { uuid: string }[]).map(({ uuid }) => uuid);
}
