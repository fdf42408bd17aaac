/** What proves whose account it is must do the same on every store: whatever is good once is good once. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, beforeEach, describe, it } from "node:test";
import { ManualClock } from "../../../../test/manual-clock.ts";
import { type Sql, statement } from "../../../database/sql.ts";
import { isoTime } from "../../../domain/ids.ts";
import { createRecentActors } from "../../recent-actors.ts";
import { endSessions } from "../../sign-in-tables.ts";
import type { Directory } from "../../directory.ts";
import { createDirectory } from "../../stored-directory.ts";
import { type AccountAddresses, createAccountAddresses } from "../account-addresses.ts";
import { createPasskeys, MAX_PASSKEYS, type Passkeys } from "../passkeys.ts";
import { createProviderAccounts, type ProviderAccounts } from "../provider-accounts.ts";
import type { ProviderSettings } from "../provider-settings.ts";
import type { ProvenPerson } from "../providers.ts";
import { createRecoveryCodes, RECOVERY_CODES } from "../recovery-codes.ts";
import { createSentLinks, endLinksOf, LINK_TTL_MS, type LinkKind } from "../sent-links.ts";
import { createTickets, type Tickets } from "../tickets.ts";
import { type Authenticator, newAuthenticator, type Wrong } from "./authenticator.ts";

const NOW = Date.parse("2026-06-01T10:00:00Z");
const ORIGIN = "https://keys.example.test";
const ADD_USER = "INSERT INTO users (id, email, created_at, updated_at) VALUES ($1, $2, $3, $3)";
const ADD_PASSWORD = `INSERT INTO accounts (id, user_id, account_id, provider_id, created_at, updated_at)
  VALUES ($1, $2, $2, 'credential', $3, $3)`;

export function waysSuite(name: string, open: () => Promise<{ readonly sql: Sql; close(): Promise<void> }>): void {
  describe(`ways in on ${name}`, () => {
    let sql: Sql;
    let close: () => Promise<void>;
    let clock: ManualClock;
    let tickets: Tickets;
    let userId: string;

    before(async () => {
      ({ sql, close } = await open());
    });
    after(() => close());
    beforeEach(async () => {
      clock = new ManualClock(NOW);
      tickets = createTickets(sql, async () => Buffer.alloc(32, 7), clock);
      userId = await newUser();
    });

    async function newUser(): Promise<string> {
      const id = randomUUID();
      await sql.write(statement(ADD_USER, id, `${id}@example.test`, isoTime(NOW)));
      return id;
    }

    const email = () => `${userId}@example.test`;
    const user = () => ({ userId, email: email(), name: null });
    const withAccount = () => sql.write(statement(ADD_PASSWORD, randomUUID(), userId, isoTime(NOW)));
    const passkeysAt = (publicUrl: string) =>
      createPasskeys({ sql, tickets, publicUrl: () => publicUrl, others: ["credential"], clock });

    describe("a ticket", () => {
      it("is good once, also for those who come together", async () => {
        const ticket = await tickets.issue("provider", "google", 1_000);
        assert.equal(await tickets.look("provider", ticket), "google");
        const used = await Promise.all(Array.from({ length: 8 }, () => tickets.use(ticket)));
        assert.equal(used.filter((rows) => rows !== undefined).length, 1);
      });

      it("writes what it is used for with it, or nothing", async () => {
        const ticket = await tickets.issue("provider", "", 1_000);
        const rename = (name: string) =>
          statement("UPDATE users SET name = $2 WHERE id = $1 RETURNING name", userId, name);
        assert.deepEqual(await tickets.use(ticket, rename("first")), [[{ name: "first" }]]);
        assert.equal(await tickets.use(ticket, rename("second")), undefined);
        const [row] = await sql.read<{ name: string }>("SELECT name FROM users WHERE id = $1", userId);
        assert.equal(row!.name, "first");
      });

      it("is none for something else, when it ended, or was changed", async () => {
        const ticket = await tickets.issue("provider", "x", 1_000);
        assert.equal(await tickets.look("passkey-sign-in", ticket), undefined);
        const [content, signature] = ticket.split(".") as [string, string];
        const other = Buffer.from(JSON.stringify({ purpose: "provider", data: "y", ends: NOW * 2 })).toString(
          "base64url",
        );
        const wrong = [
          `${other}.${signature}`,
          `${content}.`,
          content,
          `${ticket}=`,
          `${ticket}.x`,
          "",
          ".",
          "x".repeat(5_000),
        ];
        for (const one of wrong) {
          assert.equal(await tickets.look("provider", one), undefined, one);
          assert.equal(await tickets.use(one), undefined, one);
        }
        const elsewhere = createTickets(sql, async () => Buffer.alloc(32, 8), clock);
        assert.equal(await elsewhere.look("provider", ticket), undefined);
        await clock.advance(1_000);
        assert.equal(await tickets.look("provider", ticket), undefined);
        assert.equal(await tickets.use(ticket), undefined);
      });

      it("is forgotten when it would have ended", async () => {
        await tickets.use(await tickets.issue("provider", "", 1_000));
        await clock.advance(2_000);
        await tickets.use(await tickets.issue("provider", "", 1_000));
        const rows = await sql.read<{ ends: number }>(
          "SELECT ends_at AS ends FROM used_tickets WHERE ends_at < $1",
          clock.now(),
        );
        assert.deepEqual(rows, []);
      });
    });

    describe("a link that was sent", () => {
      it("is void once its account is signed out everywhere", async () => {
        const links = createSentLinks(sql, clock);
        const secret = await links.create("reset", { userId, email: email() });
        await endSessions(sql, await newUser());
        assert.ok(await links.look("reset", secret));
        await endSessions(sql, userId);
        assert.equal(await links.spend("reset", secret), undefined);
      });

      it("is good once and for one thing, however many open it together", async () => {
        const links = createSentLinks(sql, clock);
        for (const kind of ["reset", "sign-in", "address"] as const) {
          const secret = await links.create(kind, { userId, email: email() });
          for (const other of (["reset", "sign-in", "address"] as LinkKind[]).filter((one) => one !== kind)) {
            assert.equal(await links.look(other, secret), undefined);
            assert.equal(await links.spend(other, secret), undefined);
          }
          assert.deepEqual(await links.look(kind, secret), { userId, email: email() });
          const spent = await Promise.all(Array.from({ length: 8 }, () => links.spend(kind, secret)));
          assert.deepEqual(
            spent.filter((one) => one !== undefined),
            [{ userId, email: email() }],
          );
          assert.equal(await links.look(kind, secret), undefined);
        }
      });

      it("ends by its time, with its account's others, and never says that there is no account", async () => {
        const links = createSentLinks(sql, clock);
        const old = await links.create("reset", { userId, email: email() });
        await clock.advance(LINK_TTL_MS.reset - 1);
        assert.ok(await links.look("reset", old));
        await clock.advance(1);
        assert.equal(await links.look("reset", old), undefined);
        assert.equal(await links.spend("reset", old), undefined);
        const ended = await links.create("sign-in", { userId, email: email() });
        await sql.write(endLinksOf(userId));
        assert.equal(await links.spend("sign-in", ended), undefined);
        const nobodys = await links.create("reset", undefined);
        assert.equal(nobodys.length, ended.length);
        assert.equal(await links.spend("reset", nobodys), undefined);
      });
    });

    describe("recovery codes", () => {
      it("are ten, each good once and for its account alone", async () => {
        const codes = createRecoveryCodes(sql);
        const made = await codes.replace(userId);
        assert.equal(new Set(made).size, RECOVERY_CODES);
        const another = await newUser();
        const [first, second] = made as [string, string];
        assert.equal(await codes.use(another, first), false);
        const used = await Promise.all(Array.from({ length: 5 }, () => codes.use(userId, first)));
        assert.equal(used.filter(Boolean).length, 1);
        assert.equal(await codes.left(userId), RECOVERY_CODES - 1);
        assert.equal(await codes.use(userId, ` ${second.toUpperCase().replaceAll("-", " ")}`), true);
        for (const wrong of ["", "0000-0000-0000-0000", "x".repeat(10_000)])
          assert.equal(await codes.use(userId, wrong), false);
      });

      it("are void once there are new ones", async () => {
        const codes = createRecoveryCodes(sql);
        const before = await codes.replace(userId);
        await codes.replace(userId);
        for (const code of before) assert.equal(await codes.use(userId, code), false);
        assert.equal(await codes.left(userId), RECOVERY_CODES);
      });
    });

    describe("whoever comes from a provider", () => {
      const ISSUER = "https://login.example.test";
      let directory: Directory;
      let accounts: ProviderAccounts;
      let n = 0;

      beforeEach(() => {
        directory = createDirectory(sql, createRecentActors());
        const addresses = createAccountAddresses({ sql, directory, clock });
        const offered = ["credential", "https://login.example.test"];
        accounts = createProviderAccounts({ sql, directory, addresses, offered, clock });
      });

      const person = (of: Partial<ProvenPerson> & { creates?: ProviderSettings["creates"] } = {}): ProvenPerson => {
        const { creates = "none", ...rest } = of;
        const shared = { id: "work", name: "Work", issuer: ISSUER, clientId: "c", clientSecret: "s" };
        return {
          provider: { ...shared, creates },
          subject: `subject ${++n}`,
          email: undefined,
          name: undefined,
          provedAt: undefined,
          carried: {},
          ...rest,
        };
      };

      it("is who has an account with the address that it has made sure of, from then on whatever their address", async () => {
        await withAccount();
        const maria = person({ email: email().toUpperCase() });
        assert.equal(await accounts.userOf(maria), userId);
        assert.equal(await accounts.userOf({ ...maria, email: "new@example.test" }), userId);
        assert.equal(await accounts.userOf({ ...maria, email: undefined }), userId);
        assert.ok((await accounts.linked(userId)).includes(ISSUER));
      });

      it("is nobody by an address that it has not made sure of, nor by none", async () => {
        await withAccount();
        assert.equal(await accounts.userOf(person()), undefined);
        assert.equal(await accounts.userOf(person({ email: "not an address" })), undefined);
        assert.equal(await accounts.userOf(person({ email: "stranger@example.test" })), undefined);
      });

      it("gets no account from one that may make none, though the directory knows them as a guest", async () => {
        assert.equal(await accounts.userOf(person({ email: email() })), undefined);
        assert.equal(await accounts.userOf(person({ email: email(), creates: ["other.test"] })), undefined);
        assert.equal(await accounts.userOf(person({ email: email(), creates: ["example.test"] })), userId);
      });

      it("is nobody by an address of a domain that the provider is not trusted for, unless they are linked", async () => {
        await withAccount();
        const elsewhere = person({ email: email(), creates: ["other.test"] });
        assert.equal(await accounts.userOf(elsewhere), undefined);
        assert.equal(await accounts.link(userId, elsewhere), true);
        assert.equal(await accounts.userOf(elsewhere), userId);
      });

      it("gets an account from a trusted one, once for those who come together", async () => {
        const fresh = person({ email: `${randomUUID()}@example.test`, name: " Maria\u0000P ", creates: "all" });
        const made = await Promise.all(Array.from({ length: 5 }, () => accounts.userOf(fresh)));
        assert.equal(new Set(made).size, 1);
        assert.equal((await directory.user(made[0]!))?.name, "Maria P");
      });

      it("gets an account by an invitation to the very address that the provider has made sure of", async () => {
        const invited = `${randomUUID()}@example.test`;
        assert.equal(await accounts.userOf(person({ email: `x${invited}` }), invited), undefined);
        assert.equal(await accounts.userOf(person(), invited), undefined);
        assert.equal(await accounts.userOf(person({ email: email() }), invited), undefined);
        const made = await accounts.userOf(person({ email: invited }), invited);
        assert.equal((await directory.user(made!))?.email, invited);
        assert.equal(await accounts.userOf(person({ email: email() }), email()), userId);
      });

      it("is another person at another provider, whatever they are called there", async () => {
        await withAccount();
        const maria = person({ email: email() });
        assert.equal(await accounts.userOf(maria), userId);
        const other = { ...maria.provider, issuer: "https://other.example.test" };
        assert.equal(await accounts.userOf({ ...maria, provider: other, email: undefined }), undefined);
      });

      it("is linked by whoever is signed in, and never taken from somebody else", async () => {
        const maria = person();
        assert.equal(await accounts.link(userId, maria), true);
        assert.equal(await accounts.link(userId, maria), true);
        assert.equal(await accounts.link(await newUser(), maria), false);
        assert.equal(await accounts.userOf(maria), userId);
      });

      it("is linked no more when they say so, unless nobody could sign in then", async () => {
        await accounts.link(userId, person());
        assert.equal(await accounts.unlink(userId, ISSUER), false);
        await withAccount();
        assert.equal(await accounts.unlink(await newUser(), ISSUER), false);
        assert.equal(await accounts.unlink(userId, "https://other.example.test"), false);
        assert.equal(await accounts.unlink(userId, ISSUER), true);
        assert.deepEqual(await accounts.linked(userId), ["credential"]);
      });
    });

    describe("the address of an account", () => {
      let addresses: AccountAddresses;
      beforeEach(() => {
        addresses = createAccountAddresses({ sql, directory: createDirectory(sql, createRecentActors()), clock });
      });

      it("is an account's once there is a way in, and not before", async () => {
        assert.equal(await addresses.holder(email()), undefined);
        await withAccount();
        assert.equal(await addresses.holder(email()), userId);
        assert.equal(await addresses.named(email()), userId);
        assert.equal(await addresses.holder("nobody@example.test"), undefined);
      });

      it("counts where mail is read, and names also who only says that it is theirs, where one alone does", async () => {
        const claimed = `claimed-${userId}@example.test`;
        const claim = "UPDATE users SET email = NULL, claimed_email = $2 WHERE id = $1";
        await sql.write(statement(claim, userId, claimed));
        await withAccount();
        assert.equal(await addresses.holder(claimed), undefined);
        assert.equal(await addresses.named(claimed), userId);
        await sql.write(statement(claim, await newUser(), claimed));
        assert.equal(await addresses.named(claimed), undefined);
      });

      it("is looked for as often whether it is an account's, a guest's or nobody's", async () => {
        let reads = 0;
        const counted: Sql = { ...sql, read: (...of) => (reads++, sql.read(...of)) };
        const directory = createDirectory(counted, createRecentActors());
        const counting = createAccountAddresses({ sql: counted, directory, clock });
        const known = email();
        await withAccount();
        userId = await newUser();
        const said: number[] = [];
        for (const one of [known, email(), "nobody@example.test"])
          for (const ask of [counting.holder, counting.named]) {
            reads = 0;
            await ask(one);
            said.push(reads);
          }
        assert.deepEqual(said, [2, 3, 2, 3, 2, 3]);
      });

      it("changes with the links that were sent, and is never taken from somebody else", async () => {
        await withAccount();
        const links = createSentLinks(sql, clock);
        const reset = await links.create("reset", { userId, email: email() });
        const fresh = `new-${userId}@example.test`;
        assert.equal(await addresses.change(userId, fresh), true);
        assert.equal(await addresses.holder(fresh), userId);
        assert.equal(await addresses.holder(email()), undefined);
        assert.equal(await links.spend("reset", reset), undefined);
        const other = await newUser();
        assert.equal(await addresses.change(userId, `${other}@EXAMPLE.test`), false);
        assert.equal(await addresses.change(randomUUID(), "x@example.test"), false);
        assert.equal(await addresses.holder(fresh), userId);
      });
    });

    describe("a passkey", () => {
      let passkeys: Passkeys;
      let device: Authenticator;

      beforeEach(() => {
        passkeys = passkeysAt(`${ORIGIN}/keys`);
        device = newAuthenticator(ORIGIN);
      });

      async function registered(one = device): Promise<void> {
        const response = one.create(await passkeys.registrationOptions(user()));
        assert.equal((await passkeys.register(userId, response, "Phone"))?.id, one.id);
      }
      const signIn = async (wrong?: Wrong) => passkeys.verify(device.get(await passkeys.requestOptions(), wrong));

      it("signs its owner in, who typed nothing", async () => {
        await registered();
        const options = await passkeys.requestOptions();
        assert.equal(options.allowCredentials, undefined);
        assert.equal(options.userVerification, "required");
        assert.equal(options.rpId, "keys.example.test");
        assert.equal(await passkeys.verify(device.get(options)), userId);
        const [one] = await passkeys.list(userId);
        assert.deepEqual(one, { id: device.id, name: "Phone", createdAt: NOW, lastUsedAt: NOW });
      });

      it("must be discoverable and unlocked, and is not made twice on one device", async () => {
        await registered();
        const options = await passkeys.registrationOptions(user());
        assert.equal(options.authenticatorSelection?.residentKey, "required");
        assert.equal(options.authenticatorSelection?.userVerification, "required");
        assert.deepEqual(
          options.excludeCredentials?.map(({ id }) => id),
          [device.id],
        );
        assert.ok(!options.user.id.includes(userId));
      });

      it("is believed once for each challenge, also for those who come together", async () => {
        await registered();
        const assertion = device.get(await passkeys.requestOptions());
        const all = await Promise.all(Array.from({ length: 6 }, () => passkeys.verify(assertion)));
        assert.deepEqual(
          all.filter((one) => one !== undefined),
          [userId],
        );
        assert.equal(await passkeys.verify(assertion), undefined);
      });

      const WRONG: Record<string, Wrong> = {
        "from another origin": { origin: "https://evil.example.test" },
        "from a sibling port": { origin: `${ORIGIN}:8443` },
        "for another site": { rpId: "evil.example.test" },
        "that was not unlocked": { unverified: true },
        "with a challenge of somebody's own": { challenge: Buffer.from("made up").toString("base64url") },
        "of another ceremony": { type: "webauthn.create" },
      };
      for (const [what, wrong] of Object.entries(WRONG))
        it(`is not believed ${what}`, async () => {
          await registered();
          assert.equal(await signIn(wrong), undefined);
          assert.equal(await signIn(), userId);
        });

      it("is not made from another origin, unlocked by nobody, or with a challenge that is not for it", async () => {
        const create = async (wrong: Wrong) =>
          passkeys.register(userId, device.create(await passkeys.registrationOptions(user()), wrong), "Phone");
        assert.equal(await create({ origin: "https://evil.example.test" }), undefined);
        assert.equal(await create({ unverified: true }), undefined);
        assert.equal(await create({ challenge: (await passkeys.requestOptions()).challenge }), undefined);
        assert.deepEqual(await passkeys.list(userId), []);
      });

      it("is not made twice of one answer, nor for somebody else", async () => {
        const response = device.create(await passkeys.registrationOptions(user()));
        assert.equal(await passkeys.register(await newUser(), response, "Thief"), undefined);
        assert.ok(await passkeys.register(userId, response, "Phone"));
        assert.equal(await passkeys.register(userId, response, "Phone"), undefined);
        assert.equal((await passkeys.list(userId)).length, 1);
      });

      it("has five minutes, for making and for signing", async () => {
        await registered();
        const options = await passkeys.requestOptions();
        const creation = await passkeys.registrationOptions(user());
        await clock.advance(300_000);
        assert.equal(await passkeys.verify(device.get(options)), undefined);
        assert.equal(await passkeys.register(userId, newAuthenticator(ORIGIN).create(creation), "Late"), undefined);
      });

      it("that counts back is a copy, and is not believed", async () => {
        await registered();
        assert.equal(await signIn(), userId);
        device.counter = 0;
        assert.equal(await signIn(), undefined);
        device.counter = 5;
        assert.equal(await signIn(), userId);
      });

      it("proves that somebody is still there only for them, and with what was asked for that", async () => {
        await registered();
        const other = await newUser();
        assert.equal(await passkeys.verify(device.get(await passkeys.requestOptions(other)), other), undefined);
        assert.equal(await passkeys.verify(device.get(await passkeys.requestOptions()), userId), undefined);
        const options = await passkeys.requestOptions(userId);
        assert.deepEqual(
          options.allowCredentials?.map(({ id }) => id),
          [device.id],
        );
        assert.equal(await passkeys.verify(device.get(options)), undefined);
        assert.equal(await passkeys.verify(device.get(options), userId), userId);
      });

      it("is named and removed by its owner alone", async () => {
        await registered();
        await registered(newAuthenticator(ORIGIN));
        const other = await newUser();
        assert.equal(await passkeys.rename(other, device.id, "Mine"), false);
        assert.equal(await passkeys.remove(other, device.id), "unknown");
        assert.equal(await passkeys.rename(userId, device.id, "Blue phone"), true);
        assert.equal((await passkeys.list(userId)).find(({ id }) => id === device.id)?.name, "Blue phone");
        assert.equal(await passkeys.remove(userId, device.id), "removed");
        assert.equal(await signIn(), undefined);
      });

      it("stays when it is the last way in, also when two are removed together", async () => {
        const second = newAuthenticator(ORIGIN);
        await registered();
        await registered(second);
        const both = await Promise.all([passkeys.remove(userId, device.id), passkeys.remove(userId, second.id)]);
        assert.deepEqual(both.toSorted(), ["last", "removed"]);
        assert.equal((await passkeys.list(userId)).length, 1);
        await withAccount();
        assert.equal(await passkeys.remove(userId, (await passkeys.list(userId))[0]!.id), "removed");
      });

      it("is one of so many", async () => {
        for (let i = 0; i < MAX_PASSKEYS; i++) await registered(newAuthenticator(ORIGIN));
        const response = device.create(await passkeys.registrationOptions(user()));
        assert.equal(await passkeys.register(userId, response, "One more"), undefined);
      });

      it("is not offered where the server has no name", () => {
        assert.deepEqual(
          ["https://keys.example.test", "http://localhost:8787"].map((url) => passkeysAt(url).offered()),
          [true, true],
        );
        assert.deepEqual(
          ["http://127.0.0.1:8787", "http://[::1]:8787", "http://192.168.1.5"].map((url) => passkeysAt(url).offered()),
          [false, false, false],
        );
      });
    });
  });
}
