/** Our requests on both stores, beside what people would use instead and beside the disk. */
import { join } from "node:path";
import { installOnPostgres, installOnSqlite } from "../install.ts";
import { row } from "../measure.ts";
import { create, list, makeKeys, open, revoke, type Size, use } from "../requests.ts";
import { type Server, startServer, stopServer } from "../server-process.ts";
import { syncsPerSecond } from "./floors.ts";
import { createCodes, installOthers, startBetterAuth, startFakeSeam, verify } from "./others.ts";
import { bar, type Part, perSecond, ratio, runRounds, type Setup } from "./part.ts";

/** On each of the locks that are listed. */
const KEYS_LISTED = 20;

interface Ours {
  readonly server: Server;
  readonly guests: readonly string[];
}

export async function besideOthers({ root, postgres, size, rounds }: Setup): Promise<Part> {
  const modules = join(root, "others");
  installOthers(modules);
  const sqlite = await startOurs(await installOnSqlite(join(root, "sqlite"), 2 * size.locks), size);
  const url = await postgres.createDatabase();
  const pg = await startOurs(await installOnPostgres(url, join(root, "postgres-data"), 2 * size.locks), size);
  const auth = await startBetterAuth(modules, join(root, "better-auth"), "FULL");
  const lossy = await startBetterAuth(modules, join(root, "better-auth-normal"), "NORMAL");
  const fake = await startFakeSeam(modules);
  try {
    const counted = await runRounds("beside others", rounds, oneRound);
    const bars = [
      ...(["Create", "List", "Open", "Revoke", "Use"] as const).flatMap((group) => [
        bar(counted, `sqlite${group}`, groupNames[group], "SQLite, durable"),
        bar(counted, `postgres${group}`, groupNames[group], "PostgreSQL, durable"),
      ]),
      bar(counted, "verify", "Others", "better-auth: verify an API key, durable"),
      bar(counted, "verifyLossy", "Others", "better-auth: the same, not durable"),
      bar(counted, "codes", "Others", "fake-seam-connect: create a code, in memory"),
      bar(counted, "codesAsMany", "Others", "fake-seam-connect: as many as ours on SQLite"),
      bar(counted, "fdatasync", "Floors", "the disk: 4 KiB and fdatasync, one after another"),
    ];
    const rows = [
      row(
        "guests' openings (SQLite, durable) ÷ better-auth's verify (SQLite, durable)",
        ratio(counted, (r) => r.sqliteOpen.rate / r.verify.rate),
        ">=",
        8,
      ),
      row(
        "reported uses (SQLite, durable) ÷ better-auth's verify (SQLite, durable)",
        ratio(counted, (r) => r.sqliteUse.rate / r.verify.rate),
        ">=",
        8,
      ),
      row(
        "creates (SQLite, durable) ÷ fake-seam-connect's (in memory, its first seconds)",
        ratio(counted, (r) => r.sqliteCreate.rate / r.codes.rate),
        ">=",
        4,
      ),
      row(
        "creates (SQLite, durable) ÷ fake-seam-connect's (in memory, as many)",
        ratio(counted, (r) => r.sqliteCreate.rate / r.codesAsMany.rate),
        ">=",
        4,
      ),
    ];
    const lossyRatio = ratio(counted, (r) => r.sqliteOpen.rate / r.verifyLossy.rate).toFixed(1);
    const notes = [
      `Against a better-auth that is not durable (synchronous = NORMAL), our durable openings are ${lossyRatio} times as many.`,
      `fake-seam-connect slows down with every code it has: ${perSecond(ratio(counted, (r) => r.codes.rate))} in the first ${size.seconds} s, ${perSecond(ratio(counted, (r) => r.codesAsMany.rate))} for as many as ours on SQLite.`,
    ];
    return { rows, bars, notes, rounds: counted };
  } finally {
    for (const server of [sqlite.server, pg.server, auth, lossy, fake]) await stopServer(server);
  }

  async function oneRound() {
    const [verified, verifiedLossy] = [await verify(auth, size), await verify(lossy, size)];
    const sqliteCreate = await create(sqlite.server, size);
    const codes = await createCodes(fake, size, sqliteCreate.rate * size.seconds);
    return {
      sqliteCreate,
      postgresCreate: await create(pg.server, size),
      sqliteList: await list(sqlite.server, size, size.locks),
      postgresList: await list(pg.server, size, size.locks),
      sqliteOpen: await open(sqlite.server, size, sqlite.guests),
      postgresOpen: await open(pg.server, size, pg.guests),
      sqliteRevoke: await revoke(sqlite.server, size),
      postgresRevoke: await revoke(pg.server, size),
      sqliteUse: await use(sqlite.server, size, sqlite.guests),
      postgresUse: await use(pg.server, size, pg.guests),
      verify: verified,
      verifyLossy: verifiedLossy,
      codes: codes.first,
      codesAsMany: codes.asMany,
      fdatasync: { rate: syncsPerSecond(root, Math.min(1, size.seconds)) },
    };
  }
}

const groupNames = {
  Create: "Create a key",
  List: `List a lock's ${KEYS_LISTED} keys`,
  Open: "A guest opens",
  Revoke: "Take a key back",
  Use: "Report a use",
};

/** The first locks are for creating and opening; the second half has the keys that are listed. */
async function startOurs(installation: Parameters<typeof startServer>[0], { locks }: Size): Promise<Ours> {
  const server = await startServer(installation);
  await makeKeys(server, KEYS_LISTED * locks, locks, locks);
  return { server, guests: await makeKeys(server, 4 * locks, locks) };
}
