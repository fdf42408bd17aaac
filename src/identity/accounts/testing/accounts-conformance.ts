/** What accounts must do on every store. A store's own test runs this suite, on a store of its own. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { ManualClock } from "../../../../test/manual-clock.ts";
import { statement } from "../../../database/sql.ts";
import { AuthenticationError } from "../../authentication-error.ts";
import type { Directory } from "../../directory.ts";
import type { SignInStore } from "../../sign-in-tables.ts";
import { type Accounts, SET_UP_LINK_MS } from "../accounts.ts";
import { openAccounts } from "../open-accounts.ts";

const PASSWORD = "correct horse battery staple";

export interface AccountsHarness {
  readonly directory: Directory;
  /** A connection of its own for each process. */
  openTables(): SignInStore;
  close(): Promise<void>;
}

export function accountsConformance(name: string, open: () => Promise<AccountsHarness>): void {
  describe(`accounts on ${name}`, () => {
    let harness: AccountsHarness;
    let tables: SignInStore;
    let folder: string;
    let accounts: Accounts;
    /** Of another process. */
    let other: Accounts;
    const clock = new ManualClock(Date.now());

    before(async () => {
      harness = await open();
      tables = harness.openTables();
      folder = mkdtempSync(join(tmpdir(), "latchstring-"));
      const config = { dataDir: folder, publicUrl: "http://localhost:8787", signIn: { secret: undefined } };
      const openOne = () => openAccounts({ ...harness, config, clock });
      [accounts, other] = [openOne(), openOne()];
    });
    after(async () => {
      await accounts.close();
      await other.close();
      await tables.sql.close();
      await harness.close();
      rmSync(folder, { recursive: true });
    });

    async function person(password = PASSWORD) {
      const userId = randomUUID();
      const email = `${userId}@example.test`;
      const user = { userId, email, name: "Anna", firstName: null, lastName: null, createdAt: clock.now() };
      await harness.directory.createUser(user, "server");
      await accounts.passwords.set(userId, password);
      return { userId, email };
    }

    const begin = async (userId: string, on = accounts) => {
      const { sessionId, cookies } = await on.sessions.begin(userId, { userAgent: "A browser" });
      return { sessionId, cookie: cookieOf(cookies) };
    };

    it("knows a password of its user, and no other", async () => {
      const { userId, email } = await person();
      assert.equal(await other.passwords.check(email, PASSWORD), userId);
      assert.equal(await accounts.passwords.check(email.toUpperCase(), PASSWORD), userId);
      assert.equal(await accounts.passwords.check(email, `${PASSWORD}.`), undefined);
      assert.equal(await accounts.passwords.check("nobody@example.test", PASSWORD), undefined);
      assert.equal(await accounts.passwords.checkOf(userId, PASSWORD), true);
      assert.equal(await accounts.passwords.checkOf(randomUUID(), PASSWORD), false);
      await accounts.passwords.set(userId, "another one that is long");
      assert.equal(await accounts.passwords.check(email, PASSWORD), undefined);
      assert.equal(await accounts.passwords.has(userId), true);
      assert.equal(await accounts.passwords.has(randomUUID()), false);
    });

    it("lets an address that does not count sign in whoever gave it, and nobody where it counts for another", async () => {
      const [holder, claimer] = [await person(), await person("the password of a claimer")];
      const take = statement(
        "UPDATE users SET email = NULL, claimed_email = $2 WHERE id = $1",
        claimer.userId,
        "a@b.test",
      );
      await tables.sql.write(take);
      assert.equal(await accounts.passwords.check("a@b.test", "the password of a claimer"), claimer.userId);
      const give = statement("UPDATE users SET email = $2 WHERE id = $1", holder.userId, "a@b.test");
      await tables.sql.write(give);
      assert.equal(await accounts.passwords.check("a@b.test", "the password of a claimer"), undefined);
      assert.equal(await accounts.passwords.check("a@b.test", PASSWORD), holder.userId);
    });

    it("signs in with a session of its own kind, which another process knows", async () => {
      const { userId, email } = await person();
      const { cookies, sessionId } = await accounts.sessions.begin(userId, { userAgent: "A browser" });
      assert.equal(cookies.length, 1);
      assert.match(cookies[0]!, /^latchstring-console=[^;]+; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax$/);
      const session = await other.sessions.of(cookieOf(cookies));
      const { createdAt, expiresAt, ...rest } = session!;
      const now = clock.now();
      const told = { sessionId, userId, email, name: "Anna", isOperator: false, userAgent: "A browser" };
      assert.deepEqual(rest, { ...told, lastSeenAt: now, provedAt: now });
      assert.ok(expiresAt - createdAt > 29 * 86_400_000);
      assert.equal(await accounts.sessions.of("latchstring-console=made-up.signature"), undefined);
      assert.equal(await accounts.sessions.of(""), undefined);
    });

    it("gives a new session at each signing in, and ends the one that was there", async () => {
      const { userId } = await person();
      const first = await begin(userId);
      const second = await accounts.sessions.begin(userId, { cookies: first.cookie });
      assert.notEqual(second.sessionId, first.sessionId);
      assert.equal(await accounts.sessions.of(first.cookie), undefined);
      assert.deepEqual(
        (await accounts.sessions.list(userId)).map(({ sessionId }) => sessionId),
        [second.sessionId],
      );
    });

    it("ends one session, all others, and all, and only the user's own", async () => {
      const { userId } = await person();
      const [one, two, three, four] = [
        await begin(userId),
        await begin(userId),
        await begin(userId),
        await begin(userId),
      ];
      assert.equal(await accounts.sessions.end((await person()).userId, one.sessionId), false);
      assert.equal(await accounts.sessions.end(userId, one.sessionId), true);
      assert.equal(await accounts.sessions.end(userId, one.sessionId), false);
      assert.equal(await accounts.sessions.endAll(userId, two.sessionId), 2);
      assert.deepEqual(
        await Promise.all([two, three, four].map(async ({ cookie }) => (await other.sessions.of(cookie))?.sessionId)),
        [two.sessionId, undefined, undefined],
      );
      const out = await accounts.sessions.signOut(two.cookie);
      assert.match(out.join("\n"), /^latchstring-console=; Max-Age=0; Path=\/; HttpOnly; SameSite=Lax$/m);
      assert.equal(await accounts.sessions.of(two.cookie), undefined);
      await begin(userId);
      assert.equal(await accounts.sessions.endAll(userId), 1);
    });

    it("notes when a session was seen once a minute, and when its user proved who they are", async () => {
      const { userId } = await person();
      const { cookie, sessionId } = await begin(userId);
      const began = clock.now();
      await clock.advance(59_999);
      assert.equal((await accounts.sessions.of(cookie))!.lastSeenAt, began);
      await clock.advance(1);
      assert.equal((await accounts.sessions.of(cookie))!.lastSeenAt, began + 60_000);
      assert.equal((await other.sessions.list(userId))[0]!.lastSeenAt, began + 60_000);
      assert.equal((await accounts.sessions.of(cookie))!.provedAt, began);
      await accounts.sessions.prove(sessionId);
      assert.equal((await accounts.sessions.of(cookie))!.provedAt, began + 60_000);
    });

    it("makes short tokens of a session, which end with it: within half a second elsewhere, at once here", async () => {
      const { userId } = await person();
      const { cookie, sessionId } = await begin(userId);
      const session = (await accounts.sessions.of(cookie))!;
      const { token, expiresAt } = await accounts.tokens.sign(session, "acme");
      assert.ok(accounts.tokens.isOne(token));
      assert.ok(expiresAt > clock.now() && expiresAt <= clock.now() + 300_000);
      const authTime = Math.floor(session.provedAt / 1_000) * 1_000;
      const user = { userId, sessionId, authTime, organizationId: "acme" };
      assert.deepEqual(await other.tokens.verify(token), user);
      assert.deepEqual(await accounts.tokens.verify(token), user);
      await accounts.sessions.end(userId, sessionId);
      await assert.rejects(accounts.tokens.verify(token), /was ended/);
      await clock.advance(500);
      await assert.rejects(other.tokens.verify(token), /was ended/);
    });

    it("believes no token that is over, was changed, or is another's", async () => {
      const { userId } = await person();
      const { cookie } = await begin(userId);
      const { token } = await accounts.tokens.sign((await accounts.sessions.of(cookie))!);
      const [head, body, mark] = token.split(".") as [string, string, string];
      const other = Buffer.from(JSON.stringify({ ...JSON.parse(Buffer.from(body, "base64url").toString()), org: "x" }));
      for (const forged of [
        `${head}.${other.toString("base64url")}.${mark}`,
        `${head}.${body}.`,
        `${head}.`,
        `${token}x`,
      ])
        await assert.rejects(accounts.tokens.verify(forged), AuthenticationError);
      await accounts.tokens.verify(token);
      await clock.advance(300_000);
      await assert.rejects(accounts.tokens.verify(token), /expired/);
    });

    it("is set up by one link, once, however many try together, and a guest's address stays theirs", async () => {
      assert.equal(await accounts.setUps.hasOperator(), false);
      assert.equal(await accounts.setUps.isPending(), false);
      const void_ = await accounts.setUps.create({ kind: "operator" });
      const withDoor = await other.setUps.create({ kind: "operator", orgId: "demo" });
      assert.equal(await accounts.setUps.isPending(), true);
      assert.deepEqual(await accounts.setUps.look(withDoor), { kind: "operator", orgId: "demo" });
      const secret = await accounts.setUps.create({ kind: "operator" });
      assert.equal(await other.setUps.isPending(), true);
      for (const ended of [void_, withDoor]) assert.equal(await accounts.setUps.look(ended), undefined);
      assert.deepEqual(await accounts.setUps.look(secret), { kind: "operator" });
      const guest = { userId: randomUUID(), email: "guest@example.test", name: null, firstName: null, lastName: null };
      await harness.directory.createUser({ ...guest, createdAt: clock.now() }, "server");
      const wanted = { email: guest.email, name: "Berta", password: PASSWORD };
      const done = await Promise.all(
        Array.from({ length: 8 }, (_, i) => (i % 2 ? other : accounts).setUps.makeOperator(secret, wanted)),
      );
      const isMade = (one: (typeof done)[number]) => one !== undefined && one !== "taken";
      assert.equal(done.filter(isMade).length, 1);
      assert.deepEqual(done.find(isMade), { userId: guest.userId });
      assert.equal(await accounts.setUps.hasOperator(), true);
      assert.equal(await accounts.setUps.look(secret), undefined);
      assert.equal(await accounts.passwords.check(guest.email, PASSWORD), guest.userId);
      const session = await accounts.sessions.of((await begin(guest.userId)).cookie);
      assert.deepEqual([session!.isOperator, session!.name], [true, "Berta"]);
    });

    it("makes no operator of somebody who has an account, and keeps the link for another address", async () => {
      const { email } = await person();
      const secret = await accounts.setUps.create({ kind: "operator" });
      const wanted = { name: "Eve", password: "somebody else's password" };
      assert.equal(await accounts.setUps.makeOperator(secret, { ...wanted, email }), "taken");
      assert.equal(await accounts.passwords.check(email, wanted.password), undefined);
      assert.equal(
        typeof (await accounts.setUps.makeOperator(secret, { ...wanted, email: "eve@example.test" })),
        "object",
      );
    });

    it("gives a new way in by a link, which ends all sessions, and is over after a day", async () => {
      const { userId, email } = await person();
      const setUp = { kind: "way-in", userId, email } as const;
      const { cookie } = await begin(userId);
      const secret = await accounts.setUps.create(setUp);
      assert.equal(await accounts.setUps.makeOperator(secret, { email, name: "", password: PASSWORD }), undefined);
      assert.deepEqual(await other.setUps.setWayIn(secret, "a new one for the old account"), { userId });
      assert.equal(await other.setUps.setWayIn(secret, "and another one after that"), undefined);
      assert.equal(await accounts.sessions.of(cookie), undefined);
      assert.equal(await accounts.passwords.check(email, "a new one for the old account"), userId);
      // It ends on a whole second, whose usual text comes after those of its milliseconds.
      await clock.advance(1_000 - (clock.now() % 1_000));
      const old = await accounts.setUps.create(setUp);
      await clock.advance(SET_UP_LINK_MS - 1);
      assert.deepEqual(await accounts.setUps.look(old), setUp);
      for (const ms of [1, 1, 500]) {
        await clock.advance(ms);
        assert.equal(await accounts.setUps.look(old), undefined);
      }
      assert.equal(await accounts.setUps.setWayIn(old, "too late for this password"), undefined);
      assert.equal(await accounts.passwords.check(email, "a new one for the old account"), userId);
    });
  });
}

/** As a browser sends it back. */
function cookieOf(cookies: readonly string[]): string {
  return cookies.map((one) => one.split(";")[0]).join("; ");
}
