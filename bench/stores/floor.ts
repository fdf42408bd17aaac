/** Our creates on PostgreSQL beside `pgbench` inserting the same rows. */
import type { ChildProcess } from "node:child_process";
import { join } from "node:path";
import { installOnPostgres } from "../install.ts";
import type { Load } from "../load.ts";
import { pin, row, SERVER_CORE } from "../measure.ts";
import { create, makeKeys } from "../requests.ts";
import { forkOwn, messageOf, startServer, stopServer } from "../server-process.ts";
import { pgbench, pgbenchForms, sampleOfCreate } from "./floors.ts";
import { bar, type Part, ratio, runRounds, type Setup, spread } from "./part.ts";

const CLIENTS = 16;

export async function besidePgbench({ root, postgres, size, rounds }: Setup): Promise<Part> {
  const { locks, seconds } = size;
  const ours = await installOnPostgres(await postgres.createDatabase(), join(root, "floor-data"), locks);
  const theirs = await installOnPostgres(await postgres.createDatabase(), join(root, "floor-pgbench"), locks);
  const server = await startServer(ours);
  await makeKeys(server, 1, locks);
  const values = await sampleOfCreate(ours.databaseUrl!);
  const inProcess = await startInProcess(ours.databaseUrl!, locks);
  const [statements, one] = pgbenchForms(locks);
  const common = { postgres, url: theirs.databaseUrl!, dir: root, values, clients: CLIENTS, seconds };
  const bench = (form: typeof statements, cores: string) => pgbench({ ...common, form: form!, cores });

  async function oneRound() {
    return {
      statements: await bench(statements, SERVER_CORE),
      one: await bench(one, SERVER_CORE),
      inProcess: await createInProcess(inProcess, seconds),
      http: await create(server, { ...size, connections: CLIENTS }),
      http64: await create(server, { ...size, connections: 4 * CLIENTS }),
    };
  }

  try {
    const counted = await runRounds("pgbench", rounds, oneRound);
    type Round = (typeof counted)[number];
    const figure = (what: string, of: (round: Round) => number, bound = 0.7) =>
      row(`creates on PostgreSQL, ${what}`, ratio(counted, of), ">=", bound);
    const besideOne = (r: Round) => r.inProcess.rate / r.one.rate;
    return {
      rows: [
        figure(
          "16 callers in process ÷ pgbench, 16 clients, BEGIN to COMMIT",
          (r) => r.inProcess.rate / r.statements.rate,
        ),
        figure("16 callers in process ÷ pgbench, 16 clients, one statement", besideOne, 0.75),
        figure("16 connections over HTTP ÷ pgbench, BEGIN to COMMIT", (r) => r.http.rate / r.statements.rate),
        figure("16 connections over HTTP ÷ pgbench, one statement", (r) => r.http.rate / r.one.rate),
        figure("64 connections over HTTP ÷ pgbench, BEGIN to COMMIT", (r) => r.http64.rate / r.statements.rate),
        figure("64 connections over HTTP ÷ pgbench, one statement", (r) => r.http64.rate / r.one.rate),
      ],
      bars: [
        bar(counted, "statements", "Floors", "pgbench: a create's rows, 16 clients"),
        bar(counted, "one", "Floors", "pgbench: the same in one statement"),
        bar(counted, "inProcess", "Floors", "our creates on PostgreSQL, no HTTP, 16 callers"),
        bar(counted, "http", "Floors", "our creates on PostgreSQL, 16 connections"),
      ],
      notes: [`In process, creates ÷ pgbench's in one statement were ${spread(counted, besideOne)}.`],
      rounds: counted,
    };
  } finally {
    await stopServer(server);
    await stopServer({ process: inProcess });
  }
}

async function startInProcess(databaseUrl: string, locks: number): Promise<ChildProcess> {
  const env = { ...process.env, DATABASE_URL: databaseUrl, LOCKS: `${locks}` };
  const child = forkOwn(join(import.meta.dirname, "in-process.ts"), { env });
  await messageOf(child);
  pin(child.pid!, SERVER_CORE);
  return child;
}

async function createInProcess(child: ChildProcess, seconds: number): Promise<Load> {
  child.send({ callers: CLIENTS, seconds });
  return messageOf<Load>(child);
}
