/** A store that can be read and not written: a full disk, a database that is read only or out of everything. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, statfsSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import Database from "better-sqlite3";
import { FRESH_MS } from "../../src/http/operations/readiness.ts";
import { assertErrorBody } from "../contract/api-flows.ts";
import { type Answer, type Credentials, startServer, type TestServer } from "../harness.ts";
import { operationsOf, ownersOf } from "../contract/operations.ts";
import { newDatabase, runSql, startPostgres, type TestPostgres } from "../postgres.ts";
import { sized } from "../size.ts";
import { mayMount, withDisk } from "../torture/disk.ts";

const HEAL_MS = 20_000;
const DISK_MB = 16;
/** Of the operations, what most of PostgreSQL's errors meet. */
const EVERY = sized(6, 1);
/** Refused, or done already. */
const MAY_WRITE_NOTHING = new Set([
  "POST /locks/{id}/CreateLock",
  "POST /locks/{id}/SetOrganization",
  "DELETE /organizations/{orgId}/brand/logo",
  "DELETE /locks/{id}/arrival/picture",
  "POST /hubs/{hubId}/check",
  "POST /hubs/{hubId}/commission",
  "POST /temp-keys/import",
  "POST /temp-keys/{uuid}/resume",
  "POST /temp-keys/{uuid}/notify",
  "DELETE /users/{id}/personal-data",
  "DELETE /organizations/{orgId}",
  "PATCH /organizations/{orgId}/members/{userId}",
  "DELETE /organizations/{orgId}/members/{userId}",
  "POST /organizations/{orgId}/leave",
  "POST /organizations/{orgId}/invitations/{invitationId}/resend",
  "DELETE /organizations/{orgId}/invitations/{invitationId}",
  "POST /invitations/accept",
  "PATCH /organizations/{orgId}/sites/{siteId}",
  "DELETE /organizations/{orgId}/sites/{siteId}",
  "PUT /locks/{id}/site",
  "POST /organizations/{orgId}/api-keys/{keyId}/rotate",
  "DELETE /organizations/{orgId}/api-keys/{keyId}",
  "POST /api-keys",
  "PATCH /organizations/{orgId}/webhooks/{webhookId}",
  "DELETE /organizations/{orgId}/webhooks/{webhookId}",
  "POST /organizations/{orgId}/webhooks/{webhookId}/verify",
  "POST /organizations/{orgId}/webhooks/{webhookId}/rotate-secret",
  "POST /organizations/{orgId}/webhooks/{webhookId}/test",
  "POST /organizations/{orgId}/webhooks/{webhookId}/resend",
  "POST /organizations/{orgId}/webhooks/{webhookId}/replay",
  "PATCH /webhooks/{webhookId}",
  "POST /tenants/{orgId}/webhooks",
  "PUT /tenants/{orgId}/webhooks/{webhookId}",
  "DELETE /tenants/{orgId}/webhooks/{webhookId}",
]);

interface Trouble {
  readonly server: TestServer;
  begin(): Promise<void>;
  end(): Promise<void>;
}

function assertUnavailable(answer: Answer, name: string): void {
  assert.equal(answer.status, 503, `${name}: ${answer.status} ${answer.text}`);
  assert.match(answer.headers.get("retry-after") ?? "", /^[1-9]\d*$/, name);
}

/**
 * What must hold on any store in any such trouble.
 *
 * @param share of operations: every so manieth is asked for, from a place that is another for each trouble
 */
function serves(trouble: () => Trouble, { every, from } = { every: 1, from: 0 }): void {
  let owner: Credentials;
  let org: Credentials;
  let member: Credentials;
  let key: string;
  let named: string;
  /** Secrets of links that sign in a guest, and an account. */
  let link: string;
  let accountLink: string;

  const operations = async () => {
    const all = await operationsOf(trouble().server, { owner, org, member, key });
    return all.filter((_, i) => i % every === from);
  };

  before(async () => {
    const { server } = trouble();
    org = await server.organization("acme", { super: true });
    const { userId, token } = await server.user();
    owner = { token };
    member = await ownersOf(server, "acme", userId);
    await server.lock(1, { orgId: "acme", ownerId: userId });
    key = await server.key(1, owner);
    named = await server.key(1, owner, { accessMode: "user-whitelist", allowedUserIds: [userId] });
    const hub = { hubId: "home", kind: "simulator", settings: { travelMs: 0 } };
    assert.equal((await server.call("POST", "/hubs", { ...owner, body: hub })).status, 201);
    const email = `${userId}@example.test`;
    link = await (await server.store.signIn()).createLink(email);
    accountLink = await (await server.store.ways()).links.create("sign-in", { userId, email });
    await trouble().begin();
  });

  it("answers whatever writes with 503 and Retry-After, and still reads", async () => {
    for (const { name, isRead, ask } of await operations()) {
      const answer = await ask();
      // The one that writes although it is a GET makes the user whom it does not find.
      const isRefusedAnyway = MAY_WRITE_NOTHING.has(name) && answer.status !== 503;
      if ((isRead && !name.includes("by-email")) || isRefusedAnyway) {
        assert.ok(answer.status < 500, `${name}: ${answer.status} ${answer.text}`);
        continue;
      }
      assertUnavailable(answer, name);
      assertErrorBody(answer);
    }
  });

  it("does not take requests that it could not remember", async () => {
    for (const { name, ask } of await operations()) {
      if (!name.startsWith("POST")) continue;
      assertUnavailable(await ask({ "idempotency-key": randomUUID() }), name);
    }
  });

  it("is alive and not ready, and says so soon to whoever asks", async () => {
    const { server } = trouble();
    assert.equal((await server.call("GET", "/healthz")).status, 200);
    await wait(FRESH_MS + 100);
    const begun = Date.now();
    const answers = await Promise.all(Array.from({ length: 50 }, () => server.call("GET", "/readyz")));
    assert.ok(Date.now() - begun < 5_000);
    for (const answer of answers) assertUnavailable(answer, "/readyz");
  });

  it("tells guests that it takes a moment", async () => {
    const { server } = trouble();
    const form = { accept: "text/html", "content-type": "application/x-www-form-urlencoded" };
    for (const [path, body] of [
      [`/temp-keys/${key}/open`, `intent=${randomUUID()}`],
      ["/sign-in", `token=${link}`],
      ["/account/link/sign-in", `token=${accountLink}`],
    ] as const) {
      const answer = await server.call("POST", path, { headers: form, body });
      assertUnavailable(answer, path);
      assert.match(answer.text, /<html/);
    }
    const page = await server.call("GET", `/temp-keys/${named}`, { headers: { accept: "text/html" } });
    assert.ok(page.status < 500, page.text);
  });

  it("is well again by itself", { timeout: 2 * HEAL_MS }, async () => {
    const { server, end } = trouble();
    await end();
    const until = Date.now() + HEAL_MS;
    while ((await server.call("GET", "/readyz")).status !== 200 && Date.now() < until) await wait(50);
    for (const { name, ask } of await operations()) {
      const { status, text } = await ask();
      assert.ok(status < 500, `${name}: ${status} ${text}`);
    }
    const signIn = await server.call("POST", "/sign-in", {
      headers: { accept: "text/html", "content-type": "application/x-www-form-urlencoded" },
      body: `token=${"t".repeat(32)}`,
    });
    assert.ok(signIn.status < 500, signIn.text);
    const verified = await server.store.verify();
    assert.ok(verified.ok, JSON.stringify(verified));
  });
}

const mail = { SMTP_URL: "smtp://127.0.0.1:1", MAIL_FROM: "doors@example.test" };

describe("a full disk under SQLite", { skip: !mayMount() && "only root may mount a small disk" }, () => {
  let dir: string;
  let release: () => void;
  let server: TestServer;
  before(async () => {
    dir = mkdtempSync(join(tmpdir(), "latchstring-full-"));
    release = withDisk(dir, DISK_MB);
    server = await startServer({ dataDir: join(dir, "data"), env: { ...mail, DATABASE_URL: "" } });
  });
  after(async () => {
    await server?.close();
    release();
    rmSync(dir, { recursive: true, force: true });
  });

  serves(() => ({
    server,
    async begin() {
      // No room is left in a log that is there already.
      for (const name of ["latchstring.db", "requests.db"]) {
        const db = new Database(join(dir, "data", name));
        db.pragma("wal_checkpoint(TRUNCATE)");
        db.close();
      }
      const file = join(dir, "ballast");
      try {
        for (let i = 0; ; i++) writeFileSync(file, Buffer.alloc(4_096), { flag: "a" });
      } catch (error) {
        assert.equal((error as NodeJS.ErrnoException).code, "ENOSPC");
      }
      assert.equal(statfsSync(dir).bavail, 0);
    },
    async end() {
      truncateSync(join(dir, "ballast"));
    },
  }));
});

describe("a SQLite file that somebody else writes to and does not let go", () => {
  it("is not ready, soon, and ready again by itself", async () => {
    const server = await startServer({ env: { DATABASE_URL: "" } });
    const other = new Database(join(server.dataDir, "latchstring.db"));
    try {
      other.exec("BEGIN IMMEDIATE");
      const begun = Date.now();
      assertUnavailable(await server.call("GET", "/readyz"), "/readyz");
      assert.ok(Date.now() - begun < 4_000);
      other.exec("ROLLBACK");
      await wait(FRESH_MS + 100);
      assert.equal((await server.call("GET", "/readyz")).status, 200);
    } finally {
      other.close();
      await server.close();
    }
  });
});

describe("PostgreSQL in trouble", () => {
  let postgres: TestPostgres;
  before(async () => {
    postgres = await startPostgres();
  });
  after(() => postgres.close());

  /** Codes of https://www.postgresql.org/docs/current/errcodes-appendix.html */
  const CODES = {
    disk_full: "53100",
    out_of_memory: "53200",
    too_many_connections: "53300",
    read_only_sql_transaction: "25006",
    insufficient_privilege: "42501",
    data_corrupted: "XX001",
  };
  for (const [i, [name, code]] of Object.entries(CODES).entries()) {
    describe(`that answers writes with ${name}`, () => {
      let url: string;
      let server: TestServer;
      before(async () => {
        url = await newDatabase(postgres.url("postgres"), process.env["TEST_POSTGRES_TEMPLATE"]);
        server = await startServer({ env: { ...mail, DATABASE_URL: url } });
      });
      after(() => server?.close());

      const trouble = (): Trouble => ({
        server,
        async begin() {
          await runSql(
            url,
            `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
               RAISE EXCEPTION 'could not write' USING ERRCODE = '${code}'; END $$`,
          );
          await forAllTables(
            url,
            "CREATE TRIGGER refuse BEFORE INSERT OR UPDATE OR DELETE ON %I EXECUTE FUNCTION refuse()",
          );
        },
        async end() {
          await forAllTables(url, "DROP TRIGGER refuse ON %I");
        },
      });
      // What becomes of an operation that cannot write is found out with the first; of the others, that they count as such.
      serves(trouble, i === 0 ? undefined : { every: EVERY, from: i % EVERY });
    });
  }
});

async function forAllTables(url: string, statement: string): Promise<void> {
  await runSql(
    url,
    `DO $do$ DECLARE name text; BEGIN
       FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
         EXECUTE format('${statement}', name);
       END LOOP; END $do$`,
  );
}
