/** An installation moves to the other store and back, and goes on there. */
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import Database from "better-sqlite3";
import { systemClock } from "../../src/clock.ts";
import { runCli } from "../../src/cli/run.ts";
import { loadConfig } from "../../src/config.ts";
import { endpointsOf } from "../../src/transfer/endpoints.ts";
import { transfer } from "../../src/transfer/transfer.ts";
import { TABLES } from "../../src/transfer/tables.ts";
import { parseStoreAddress } from "../../src/store/store-address.ts";
import { type Credentials, startServer } from "../harness.ts";
import { runSql, startPostgres, type TestPostgres } from "../postgres.ts";

let postgres: TestPostgres;
let folder: string;
before(async () => {
  postgres = await startPostgres();
  folder = mkdtempSync(join(tmpdir(), "latchstring-move-"));
});
after(async () => {
  await postgres.close();
  rmSync(folder, { recursive: true });
});

async function cli(dataDir: string, ...words: string[]) {
  let out = "";
  let err = "";
  const env = { DATA_DIR: dataDir };
  const terminal = { env, out: (text: string) => void (out += text), err: (text: string) => void (err += text) };
  return { code: await runCli(words, terminal), out, err };
}

/** Everything that a store may hold, in a folder of its own. */
async function furnish(dataDir: string) {
  const server = await startServer({ dataDir, env: { DATABASE_URL: "" } });
  const acme = await server.organization("acme");
  const { userId } = await server.user("Zoë 鍵");
  await server.lock(1, { orgId: "acme", name: "Front\tdoor" });
  await server.lock(2, { orgId: "acme", ownerId: userId });
  const doors = [
    { lockId: "1", accessMethod: "both", label: "Left" },
    { lockId: "2", accessMethod: "key" },
  ];
  const { validFrom, validUntil } = {
    validFrom: new Date(Date.now() - 60_000),
    validUntil: new Date(Date.now() + 9e7),
  };
  const body = { doors, validFrom, validUntil, maxUses: 2, description: "Anna" };
  const key = "the-same-again";
  const made = await server.call("POST", "/temp-keys", { ...acme, body, headers: { "idempotency-key": key } });
  assert.equal(made.status, 201, made.text);
  const { uuid, pin } = made.json as { uuid: string; pin: string };
  const revoked = await server.key(1, acme);
  assert.equal((await server.call("DELETE", `/temp-keys/${revoked}`, acme)).status, 200);
  assert.equal((await server.call("POST", `/temp-keys/${uuid}/open`)).status, 303);
  const hubs = await server.store.hubs();
  const owner = { orgId: "acme", ownerId: null };
  const hub = { hubId: "home", kind: "simulator", name: "Zuhause 鍵", ...owner, settings: { travelMs: 1 } };
  await hubs.create({ ...hub, secretNames: ["token"], ciphertext: Buffer.from([0, 255]), createdAt: 1 }, 1);
  await server.close();
  return { acme, uuid, pin, revoked, again: { ...acme, body, headers: { "idempotency-key": key } } };
}

type Furnished = Awaited<ReturnType<typeof furnish>>;

async function checkLife(dataDir: string, DATABASE_URL: string, { acme, uuid, pin, revoked, again }: Furnished) {
  const server = await startServer({ dataDir, env: { DATABASE_URL } });
  try {
    assert.equal((await server.call("POST", "/temp-keys", again)).json.uuid, uuid, "the request is remembered");
    assert.equal((await server.call("POST", `/temp-keys/${revoked}/open`)).status, 400);
    const key = await server.call("GET", `/temp-keys/${uuid}`, {
      ...(acme as Credentials),
      headers: { accept: "application/json" },
    });
    assert.match(key.text, /Anna/);
    assert.equal((await server.call("POST", "/locks/1/open-with-pin", { body: { pin } })).json.success, true);
    assert.equal((await server.call("POST", `/temp-keys/${uuid}/open`)).status, 400, "both uses are spent");
    await server.lock(3, { orgId: "acme" });
    assert.match(await server.key(3, acme), /-/);
    const hub = (await (await server.store.hubs()).hub("home"))!;
    assert.deepEqual([hub.name, hub.settings, hub.ciphertext], ["Zuhause 鍵", { travelMs: 1 }, Buffer.from([0, 255])]);
    assert.ok((await server.store.verify()).ok);
  } finally {
    await server.close();
  }
}

describe("moving an installation", () => {
  it("to PostgreSQL and back keeps every row, and both go on with it", async () => {
    const dataDir = join(folder, "first");
    const furnished = await furnish(dataDir);
    const url = await postgres.createDatabase();
    const words = ["migrate-store", "--from", `sqlite:${dataDir}/latchstring.db`, "--to", url];
    const { code, out, err } = await cli(dataDir, ...words, "--json");
    assert.equal(code, 0, err);
    const {
      rows,
      before: there,
      head,
    } = JSON.parse(out) as { rows: Record<string, number>; before: boolean; head: string };
    assert.equal(there, false);
    assert.deepEqual([rows["locks"], rows["temp_keys"], rows["requests"], rows["users"]], [2, 2, 1, 1]);
    const again = JSON.parse((await cli(dataDir, ...words, "--json")).out) as { before: boolean; head: string };
    assert.deepEqual([again.before, again.head], [true, head], "run again, it proves what is there");
    await checkLife(dataDir, url, furnished);

    const late = await cli(dataDir, ...words);
    assert.equal(late.code, 1);
    assert.match(late.err, /holds other data.*empty it/);
    const back = join(folder, "back");
    const returned = await cli(dataDir, "migrate-store", "--from", url, "--to", `sqlite:${back}/latchstring.db`);
    assert.equal(returned.code, 0, returned.err);
    assert.match(returned.out, /Moved \d+ rows to .*never again with the old one/s);
    const server = await startServer({ dataDir: back, env: { DATABASE_URL: "" } });
    assert.ok((await server.store.verify()).ok);
    assert.match(await server.key(3, furnished.acme), /-/);
    await server.close();
    assert.deepEqual(
      readdirSync(back).filter((name) => name.includes("part")),
      [],
    );
  });

  it("that breaks off leaves nothing, and can be run again", async () => {
    const dataDir = join(folder, "broken-off");
    await furnish(dataDir);
    const url = await postgres.createDatabase();
    const target = join(folder, "target", "latchstring.db");
    const file = parseStoreAddress(`sqlite:${dataDir}/latchstring.db`)!;
    for (const to of [url, `sqlite:${target}`]) {
      const endpoints = endpointsOf(file, parseStoreAddress(to)!, loadConfig({ DATA_DIR: dataDir }), systemClock);
      const openTarget = async () => {
        const opened = await endpoints.openTarget();
        return { ...opened, finish: () => Promise.reject(new Error("the power went")) };
      };
      await assert.rejects(transfer({ ...endpoints, openTarget }), /the power went/);
      assert.equal(await endpoints.targetIsEmpty(), true);
      const { before: there, record } = await transfer(endpoints);
      assert.deepEqual([there, record.ok], [false, true]);
    }
  });

  it("lets nobody write meanwhile, and does not move what is damaged", async () => {
    const dataDir = join(folder, "damaged");
    await furnish(dataDir);
    const file = `${dataDir}/latchstring.db`;
    const url = await postgres.createDatabase();
    const endpoints = endpointsOf(
      parseStoreAddress(`sqlite:${file}`)!,
      parseStoreAddress(url)!,
      loadConfig({}),
      systemClock,
    );
    const source = await endpoints.openSource();
    const other = new Database(file, { timeout: 0 });
    assert.throws(() => other.exec("UPDATE locks SET name = 'x'"), /locked/);
    await source.close();
    other.exec("UPDATE events SET at = at + 1 WHERE version = 1");
    other.close();
    await assert.rejects(transfer(endpoints), /record to move is damaged/);
    assert.equal(await endpoints.targetIsEmpty(), true);
    assert.match((await cli(dataDir, "migrate-store", "--from", "x", "--to", url)).err, /--from must be sqlite:PATH/);
  });

  it("names the row that the other store cannot keep, by its table and key, and moves nothing", async () => {
    const dataDir = join(folder, "with-nul");
    const { uuid } = await furnish(dataDir);
    const db = new Database(`${dataDir}/latchstring.db`);
    const url = await postgres.createDatabase();
    const words = ["migrate-store", "--from", `sqlite:${dataDir}/latchstring.db`, "--to", url];
    for (const [table, column, key, where] of [
      ["temp_keys", "description", `uuid "${uuid}"`, `uuid = '${uuid}'`],
      ["locks", "name", "lock_id 2", "lock_id = 2"],
      ["organizations", "name", 'org_id "acme"', "org_id = 'acme'"],
    ] as const) {
      const [{ before: was }] = db.prepare(`SELECT ${column} AS before FROM ${table} WHERE ${where}`).all() as [
        { before: string | null },
      ];
      const set = db.prepare(`UPDATE ${table} SET ${column} = ? WHERE ${where}`);
      set.run("Attic\0door");
      const { code, err } = await cli(dataDir, ...words);
      assert.equal(code, 1);
      assert.match(err, new RegExp(`row of ${table} with .*${key}.* cannot be moved: ${column}: U\\+0000`));
      assert.doesNotMatch(err, /Attic|door/);
      set.run(was);
    }
    db.close();
    const moved = await cli(dataDir, ...words);
    assert.equal(moved.code, 0, moved.err);
  });

  it("knows every table and column of both stores", async () => {
    const dataDir = join(folder, "schema");
    await furnish(dataDir);
    const url = await postgres.createDatabase();
    await cli(dataDir, "migrate-store", "--from", `sqlite:${dataDir}/latchstring.db`, "--to", url);
    const known = TABLES.flatMap(({ name, columns }) => Object.keys(columns).map((column) => `${name}.${column}`));
    const shared = ["one", "revision"].map((column) => `hub_changes.${column}`);
    shared.push(...["hub_id", "holder", "beat"].map((column) => `hub_leases.${column}`));
    // Made from the record again: places in a log are of its store.
    const made = {
      feed_cursors: "name turn cursor",
      feed_leases: "name holder beat",
      activity:
        "scope at seq revision lock_id event_id type outcome reason settled_at method temp_key person comment repeats",
      activity_openings: "order_id at seq scopes",
      activity_locks: "lock_id org_id owner_id",
      activity_scopes: "scope revision",
      webhook_locks: "lock_id org_id",
      org_feed_turns: "org_id turn",
      notice_events: "id scope kind lock_id at taken_at times facts",
      notice_marks: "user_id scope kind told told_at",
      notice_key_ends: "temp_key warn_at",
      notice_locks: "lock_id org_id owner_id",
      activity_counts: "scope quarter outcome items",
    };
    for (const [table, columns] of Object.entries(made))
      shared.push(...columns.split(" ").map((column) => `${table}.${column}`));
    shared.push("changed_texts.kind", "changed_texts.id");
    const own = {
      sqlite: ["events.previous", "locks.last", "changed_texts.seq", ...shared],
      postgres: [
        "events.xid",
        "events.era",
        "changed_texts.xid",
        "requests.unfinished",
        "schema_version.version",
        "log_era.*",
        "counters.*",
        ...shared,
      ],
    };
    const found = await runSql(
      url,
      "SELECT table_name || '.' || column_name AS name FROM information_schema.columns WHERE table_schema = 'public'",
    );
    const names = found.map(({ name }: { name: string }) => name).filter((name) => !/^(log_era|counters)\./.test(name));
    const expected = [...known, ...own.postgres.filter((name) => !/^(log_era|counters)\./.test(name))];
    assert.deepEqual(names.toSorted(), expected.toSorted());
    const tables: string[] = [];
    for (const name of ["latchstring.db", "requests.db"]) {
      const db = new Database(join(dataDir, name), { readonly: true });
      const rows = db
        .prepare(
          "SELECT m.name || '.' || c.name AS name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'",
        )
        .all() as { name: string }[];
      tables.push(...rows.map((row) => row.name).filter((row) => !row.startsWith("sqlite_")));
      db.close();
    }
    assert.deepEqual(tables.toSorted(), [...known, ...own.sqlite].toSorted());
  });
});
