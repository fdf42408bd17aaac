/** What every store of organisations must do. A store's own test runs this suite. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after, before, describe, it } from "node:test";
import { type Role, SCOPES } from "../../domain/actor.ts";
import { hashApiKey, hintOf, newApiKey } from "../api-keys.ts";
import { type Directory, DirectoryConflictError } from "../directory.ts";
import { INVITATION_MS } from "../members.ts";
import { type KeyLimits, MAX_KEYS, type NewOrganizationKey } from "../organization-keys.ts";
import type { Organizations } from "../organizations.ts";

/** What one process has of a store. */
interface Opened {
  readonly directory: Directory;
  readonly organizations: Organizations;
}

export interface OrganizationsHarness {
  /** Another one on the same store, as another process has it. */
  open(): Promise<Opened>;
  /** Run a statement. @returns its rows */
  sql(text: string): Promise<readonly object[]>;
  close(): Promise<void>;
}

const NOW = Date.parse("2026-06-01T10:00:00Z");
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** How long another process may take to see a change, by its own clock. */
const SEEN_MS = 500;

export function organizationsConformance(name: string, openHarness: () => Promise<OrganizationsHarness>): void {
  describe(`organisations on ${name}`, () => {
    let harness: OrganizationsHarness;
    let directory: Directory;
    let here: Organizations;
    let elsewhere: Organizations;
    let last = 0;

    before(async () => {
      harness = await openHarness();
      const opened = await harness.open();
      ({ directory, organizations: here } = opened);
      ({ organizations: elsewhere } = await harness.open());
    });
    after(async () => {
      await here.close();
      await elsewhere.close();
      await directory.close();
      await harness.close();
    });

    /** An organisation with these members, who are called as their place in the list. */
    async function organization(...roles: Role[]): Promise<string> {
      const orgId = `org-${++last}`;
      await directory.createOrganization({ orgId, name: "Agency", super: false }, NOW);
      for (const [i, role] of roles.entries())
        assert.equal(await here.members.put(orgId, String(i), role, NOW + i), "done");
      return orgId;
    }

    const rolesOf = async (orgId: string) =>
      (await here.members.list(orgId)).map(({ userId, role, paused }) => [userId, paused ? "paused" : role]);

    describe("members", () => {
      it("have a role, and are listed by when they came", async () => {
        const orgId = await organization("owner", "viewer");
        const names = { firstName: null, lastName: null, createdAt: NOW };
        await directory.createUser({ userId: "known", email: "known@example.test", name: "Kai", ...names });
        assert.equal(await here.members.put(orgId, "known", "manager", NOW + 9), "done");
        assert.deepEqual((await here.members.list(orgId)).at(-1), {
          userId: "known",
          email: "known@example.test",
          name: "Kai",
          role: "manager",
          paused: false,
          since: NOW + 9,
        });
        assert.deepEqual(await here.members.roleOf(orgId, "known", NOW), { role: "manager", paused: false });
        assert.equal(await here.members.roleOf(orgId, "nobody", NOW), undefined);
        const [membership] = await here.members.of("known");
        assert.deepEqual(membership, { orgId, name: "Agency", role: "manager", paused: false, since: NOW + 9 });
      });

      it("are changed, paused, resumed and removed, which other processes see within a second", async () => {
        const orgId = await organization("owner", "viewer");
        const seen = async (after: number) => elsewhere.members.roleOf(orgId, "1", NOW + after);
        assert.deepEqual(await seen(0), { role: "viewer", paused: false });
        assert.equal(await here.members.change(orgId, "1", { role: "manager" }), "done");
        assert.deepEqual(await seen(SEEN_MS), { role: "manager", paused: false });
        assert.equal(await here.members.change(orgId, "1", { paused: true }), "done");
        assert.deepEqual(await seen(2 * SEEN_MS), { role: "manager", paused: true });
        assert.equal(await here.members.change(orgId, "1", { paused: false }), "done");
        assert.equal(await here.members.remove(orgId, "1"), "done");
        assert.equal(await here.members.roleOf(orgId, "1", NOW), undefined);
        assert.equal(await seen(4 * SEEN_MS), undefined);
        assert.equal(await here.members.remove(orgId, "1"), "unknown");
        assert.equal(await here.members.change("none", "1", { paused: true }), "unknown");
        assert.equal(await here.members.put("none", "1", "owner", NOW), "unknown");
      });

      it("always have an owner who may act", async () => {
        const orgId = await organization("owner", "owner", "manager");
        assert.equal(await here.members.change(orgId, "1", { paused: true }), "done");
        const refused = [
          here.members.remove(orgId, "0"),
          here.members.change(orgId, "0", { role: "manager" }),
          here.members.change(orgId, "0", { paused: true }),
          here.members.put(orgId, "0", "viewer", NOW),
        ];
        assert.deepEqual(await Promise.all(refused), ["last-owner", "last-owner", "last-owner", "last-owner"]);
        assert.equal(await here.members.change(orgId, "0", { role: "owner", paused: false }), "done");
        assert.equal(await here.members.change(orgId, "2", { role: "owner" }), "done");
        assert.equal(await here.members.remove(orgId, "0"), "done");
        assert.equal(await here.members.put(orgId, "1", "owner", NOW), "done", "and may act again");
        assert.deepEqual(await rolesOf(orgId), [
          ["1", "owner"],
          ["2", "owner"],
        ]);
      });

      it("keep one of their owners, however all of them leave, are lowered and paused together", async () => {
        for (let round = 0; round < 12; round++) {
          const orgId = await organization("owner", "owner", "owner");
          await Promise.all(
            [0, 1, 2].flatMap((i) => {
              const [one, other] = (i + round) % 2 ? [here, elsewhere] : [elsewhere, here];
              return [
                one.members.remove(orgId, String(i)),
                other.members.change(orgId, String((i + 1) % 3), { role: "viewer" }),
                one.members.change(orgId, String((i + 2) % 3), { paused: true }),
              ];
            }),
          );
          const left = (await rolesOf(orgId)).filter(([, role]) => role === "owner");
          assert.equal(left.length, 1, JSON.stringify(await rolesOf(orgId)));
        }
      });
    });

    describe("invitations", () => {
      it("make a member, once, of whoever has the secret", async () => {
        const orgId = await organization("owner");
        const { id, secret, answer } = await invite(here, orgId, "new@example.test");
        assert.equal(answer, "done");
        const told = await elsewhere.invitations.ofSecret(secret, NOW);
        assert.deepEqual(told, {
          id,
          orgId,
          organizationName: "Agency",
          email: "new@example.test",
          role: "manager",
          invitedBy: "olga",
          byOperator: false,
          mailed: true,
          createdAt: NOW,
          expiresAt: NOW + INVITATION_MS,
        });
        assert.deepEqual(await here.invitations.list(orgId), [told]);
        assert.deepEqual(await here.invitations.find(orgId, id), told);
        assert.equal(await here.invitations.find("other", id), undefined);
        const joined = await here.invitations.accept(secret, "new", NOW + 5);
        assert.deepEqual(joined, { orgId, name: "Agency", role: "manager", paused: false, since: NOW + 5 });
        assert.equal(await elsewhere.invitations.accept(secret, "another", NOW + 6), undefined);
        assert.deepEqual(await here.invitations.list(orgId), []);
        assert.deepEqual(await rolesOf(orgId), [
          ["0", "owner"],
          ["new", "manager"],
        ]);
      });

      it("are used once, however many use one together", async () => {
        for (let round = 0; round < 8; round++) {
          const orgId = await organization("owner");
          const { secret } = await invite(here, orgId, "new@example.test");
          const answers = await Promise.all(
            Array.from({ length: 6 }, (_, i) => (i % 2 ? here : elsewhere).invitations.accept(secret, `u${i}`, NOW)),
          );
          assert.equal(answers.filter(Boolean).length, 1);
          assert.equal((await rolesOf(orgId)).length, 2);
        }
      });

      it("end by themselves, by being taken back, and by another secret or invitation", async () => {
        const orgId = await organization("owner");
        const { secret } = await invite(here, orgId, "late@example.test");
        assert.ok(await here.invitations.ofSecret(secret, NOW + INVITATION_MS - 1));
        assert.equal(await here.invitations.ofSecret(secret, NOW + INVITATION_MS), undefined);
        assert.equal(await here.invitations.accept(secret, "late", NOW + INVITATION_MS), undefined);
        const revoked = await invite(here, orgId, "revoked@example.test");
        assert.ok(!(await here.invitations.revoke("other", revoked.id)));
        assert.ok(await here.invitations.revoke(orgId, revoked.id));
        assert.equal(await here.invitations.accept(revoked.secret, "revoked", NOW), undefined);
        const first = await invite(here, orgId, "again@example.test");
        const renewed = newApiKey();
        const how = { secret: renewed, mailed: false };
        assert.ok(await here.invitations.renew(orgId, first.id, how, NOW + DAY));
        assert.ok(!(await here.invitations.renew("other", first.id, how, NOW + DAY)));
        assert.equal(await here.invitations.ofSecret(first.secret, NOW), undefined);
        assert.ok(await here.invitations.ofSecret(renewed, NOW + 7 * DAY));
        const second = await invite(here, orgId, "again@example.test", { role: "viewer" });
        assert.equal(await here.invitations.ofSecret(renewed, NOW), undefined);
        assert.equal((await here.invitations.ofSecret(second.secret, NOW))?.role, "viewer");
      });

      it("are vouched for by nobody once their link is shown to somebody else", async () => {
        const orgId = await organization("owner");
        const { id } = await invite(here, orgId, "guest@example.test", { byOperator: true });
        const told = async () => (await here.invitations.find(orgId, id))!;
        await here.invitations.renew(orgId, id, { secret: newApiKey(), mailed: true }, NOW);
        assert.deepEqual([(await told()).mailed, (await told()).byOperator], [true, true]);
        await here.invitations.renew(orgId, id, { secret: newApiKey(), mailed: false }, NOW);
        assert.deepEqual([(await told()).mailed, (await told()).byOperator], [false, false]);
      });

      it("are void once who made them is removed, lowered or paused, and no others are", async () => {
        const dismissals = [
          (orgId: string, userId: string) => here.members.remove(orgId, userId),
          (orgId: string, userId: string) => here.members.change(orgId, userId, { role: "manager" }),
          (orgId: string, userId: string) => here.members.change(orgId, userId, { paused: true }),
          (orgId: string, userId: string) => here.members.put(orgId, userId, "viewer", NOW),
        ];
        for (const dismiss of dismissals) {
          const orgId = await organization("owner");
          const eve = randomUUID();
          await here.members.put(orgId, eve, "owner", NOW);
          const kept = await invite(here, orgId, "kept@example.test");
          const elsewhereToo = await invite(here, await organization("owner"), "kept@example.test", { invitedBy: eve });
          const back = await invite(here, orgId, "back@example.test", { role: "owner", invitedBy: eve });
          await here.members.change(orgId, eve, { role: "owner" });
          assert.ok(await here.invitations.ofSecret(back.secret, NOW));
          assert.equal(await dismiss(orgId, eve), "done");
          assert.equal(await elsewhere.invitations.accept(back.secret, "again", NOW), undefined);
          for (const { secret } of [kept, elsewhereToo]) assert.ok(await here.invitations.ofSecret(secret, NOW));
        }
      });

      it("change nothing for who is a member already, paused ones too", async () => {
        const orgId = await organization("owner", "viewer");
        await here.members.change(orgId, "1", { paused: true });
        const { secret } = await invite(here, orgId, "one@example.test", { role: "owner" });
        const answer = await here.invitations.accept(secret, "1", NOW);
        assert.ok(answer && answer !== "full");
        assert.deepEqual([answer.role, answer.paused], ["viewer", true]);
        const names = { name: null, firstName: null, lastName: null, createdAt: NOW };
        await directory.createUser({ userId: "mailbox", email: "member@example.test", ...names });
        await here.members.put(orgId, "mailbox", "viewer", NOW);
        assert.equal((await invite(here, orgId, "member@example.test")).answer, "member");
        assert.equal((await invite(here, "none", "member@example.test")).answer, "unknown");
      });
    });

    describe("API keys", () => {
      it("say for whom and what they are", async () => {
        const orgId = await organization();
        const key = newKey(orgId, { scopes: ["keys", "read"], expiresAt: NOW + HOUR });
        assert.equal(await here.keys.add(key), "done");
        const { keyId } = key;
        const scopes = ["read", "keys"];
        const held = { orgId, super: false, keyId, scopes, limits: undefined };
        assert.deepEqual(await holds(here, key, NOW + HOUR - 1), held);
        assert.equal(await holds(here, key, NOW + HOUR), undefined);
        const listed = { keyId, orgId, name: "Till", hint: key.hint, scopes, limits: null };
        const rest = { createdBy: "olga", createdAt: NOW, expiresAt: NOW + HOUR, usedOn: null };
        assert.deepEqual(await here.keys.list(orgId), [{ ...listed, ...rest }]);
        assert.deepEqual(await here.keys.find(orgId, keyId), { ...listed, ...rest });
        assert.equal(await here.keys.find("other", keyId), undefined);
        assert.equal(await here.keys.add(newKey("none")), "unknown");
      });

      it("of before have every scope, and a name for each", async () => {
        const orgId = await organization();
        const [one, two] = [newApiKey(), newApiKey()];
        for (const key of [one, two]) {
          const kept = { hash: hashApiKey(key), orgId, hint: hintOf(key), createdAt: NOW, expiresAt: null };
          await directory.addApiKey(kept);
        }
        const held = await holds(here, { hash: hashApiKey(one) }, NOW);
        assert.deepEqual([held?.scopes, held?.limits], [SCOPES, undefined]);
        assert.equal(new Set((await here.keys.list(orgId)).map(({ keyId }) => keyId)).size, 2);
      });

      it("are rotated with an overlap, which never lengthens a key's life", async () => {
        const orgId = await organization();
        const limits: KeyLimits = { lockIds: [7], siteIds: [] };
        const [lasting, short] = [newKey(orgId, { limits, scopes: ["locks"] }), newKey(orgId, { expiresAt: NOW + 1 })];
        await here.keys.add(lasting);
        await here.keys.add(short);
        const next = newKey(orgId);
        const made = await here.keys.rotate(orgId, lasting.keyId, next, NOW + HOUR);
        assert.deepEqual([made?.keyId, made?.scopes, made?.limits], [next.keyId, ["locks"], limits]);
        assert.ok(await holds(here, lasting, NOW + HOUR - 1));
        assert.equal(await holds(here, lasting, NOW + HOUR), undefined);
        assert.deepEqual((await holds(here, next, NOW + 100 * HOUR))?.limits, [7]);
        assert.equal((await here.keys.rotate(orgId, short.keyId, newKey(orgId), NOW + HOUR))?.expiresAt, NOW + 1);
        assert.equal(await holds(here, short, NOW + 1), undefined);
        assert.equal(await here.keys.rotate("other", next.keyId, newKey(orgId), NOW), undefined);
        assert.equal(await here.keys.rotate(orgId, lasting.keyId, newKey(orgId, { now: NOW + DAY }), NOW), undefined);
      });

      it("are not rotated into more than can be listed", async () => {
        const orgId = await organization();
        const key = newKey(orgId);
        await here.keys.add(key);
        let rotated = 0;
        // No more at once than a store has connections for, on a machine that is busy too.
        for (let asked = 0; asked < 2 * MAX_KEYS; asked += 20) {
          const some = Array.from({ length: 20 }, () => here.keys.rotate(orgId, key.keyId, newKey(orgId), NOW + HOUR));
          rotated += (await Promise.all(some)).filter(Boolean).length;
        }
        assert.equal(rotated, 2 * MAX_KEYS - 1);
        assert.equal((await here.keys.list(orgId)).length, 2 * MAX_KEYS);
      });

      it("are ended in every process within a second", async () => {
        const orgId = await organization();
        const [one, two] = [newKey(orgId), newKey(orgId)];
        for (const key of [one, two]) {
          await here.keys.add(key);
          assert.ok(await holds(elsewhere, key, NOW));
        }
        assert.ok(!(await here.keys.revoke("other", one.keyId)));
        assert.ok(await here.keys.revoke(orgId, one.keyId));
        assert.equal(await holds(here, one, NOW), undefined);
        assert.equal(await holds(elsewhere, one, NOW + SEEN_MS), undefined);
        await directory.addApiKey({ ...newKey(orgId), createdAt: NOW, expiresAt: null }, NOW + 1);
        assert.equal(await holds(elsewhere, two, NOW + SEEN_MS), undefined);
      });

      it("is one where only the first is taken, however many ask", async () => {
        const orgId = await organization();
        const answers = await Promise.all(
          Array.from({ length: 8 }, (_, i) => (i % 2 ? here : elsewhere).keys.add(newKey(orgId), true)),
        );
        assert.deepEqual(answers.toSorted(), ["done", ...Array.from({ length: 7 }, () => "taken")]);
      });

      it("have the day of their last use, written later", async () => {
        const writer = (await harness.open()).organizations;
        const orgId = await organization();
        const key = newKey(orgId);
        await here.keys.add(key);
        writer.keys.used(key.keyId, NOW);
        writer.keys.used(key.keyId, NOW + 1);
        assert.equal((await here.keys.find(orgId, key.keyId))?.usedOn, null);
        await writer.close();
        assert.equal((await here.keys.find(orgId, key.keyId))?.usedOn, Date.parse("2026-06-01T00:00:00Z"));
      });
    });

    describe("sites", () => {
      const texts = {
        name: "Harbour",
        address: "Quay 1",
        timeZone: "Europe/Athens",
        directions: "By the stairs",
        checkIn: "15:00",
        checkOut: null,
      };
      const silent = { address: null, timeZone: null, directions: null, checkIn: null, checkOut: null };

      it("group the locks of an organisation", async () => {
        const [orgId, other] = [await organization(), await organization()];
        const siteId = randomUUID();
        assert.equal(await here.sites.add(orgId, { siteId, ...texts }, NOW), "done");
        assert.equal(await here.sites.add("none", { siteId: randomUUID(), ...texts }, NOW), "unknown");
        assert.deepEqual(await here.sites.list(orgId), [{ siteId, ...texts, createdAt: NOW }]);
        assert.equal(await here.sites.find(other, siteId), undefined);
        assert.ok(await here.sites.put(orgId, 41, siteId));
        assert.ok(!(await here.sites.put(other, 42, siteId)));
        assert.deepEqual(await here.sites.locks(orgId, siteId), [41]);
        assert.deepEqual(await here.sites.ofLocks(orgId, [41, 42]), new Map([[41, siteId]]));
        assert.deepEqual(await here.sites.ofLocks(other, [41, 42]), new Map());
        const changed = { ...texts, name: "Port", address: null, checkIn: null, checkOut: "11:30" };
        assert.ok(await here.sites.change(orgId, siteId, changed));
        assert.ok(!(await here.sites.change(other, siteId, changed)));
        assert.deepEqual(await here.sites.find(orgId, siteId), { siteId, ...changed, createdAt: NOW });
        assert.ok(await here.sites.put(orgId, 41, null));
        assert.deepEqual(await here.sites.locks(orgId, siteId), []);
        await here.sites.put(orgId, 41, siteId);
        assert.ok(!(await here.sites.remove(other, siteId)));
        assert.ok(await here.sites.remove(orgId, siteId));
        assert.deepEqual(await here.sites.ofLocks(orgId, [41]), new Map());
      });

      it("may be removed while locks come to them", async () => {
        const orgId = await organization();
        for (let round = 0; round < 20; round++) {
          const siteId = randomUUID();
          await here.sites.add(orgId, { siteId, name: "Quay", ...silent }, NOW);
          const locks = Array.from({ length: 4 }, (_, i) => 4_100 + i);
          await Promise.all([
            ...locks.map((lockId) => here.sites.put(orgId, lockId, siteId)),
            here.sites.remove(orgId, siteId),
          ]);
          assert.deepEqual(await here.sites.ofLocks(orgId, locks), new Map());
        }
      });

      it("are what keys may be limited to: as many locks as they have, none where a site is no more", async () => {
        const orgId = await organization();
        const siteId = randomUUID();
        await here.sites.add(orgId, { siteId, ...texts }, NOW);
        const key = newKey(orgId, { limits: { lockIds: [7], siteIds: [siteId] } });
        await here.keys.add(key);
        const reach = async (from: Organizations, after: number) =>
          [...((await from.keys.holder(key.hash, NOW + after))?.limits ?? [])].toSorted();
        assert.deepEqual(await reach(elsewhere, 0), [7]);
        await here.sites.put(orgId, 51, siteId);
        assert.deepEqual(
          [await reach(here, 0), await reach(elsewhere, SEEN_MS)],
          [
            [51, 7],
            [51, 7],
          ],
        );
        await here.sites.put(orgId, 51, null);
        assert.deepEqual(await reach(elsewhere, 2 * SEEN_MS), [7]);
        await here.sites.put(orgId, 51, siteId);
        await here.sites.remove(orgId, siteId);
        assert.deepEqual(await reach(here, 0), [7]);
      });
    });

    describe("an organisation", () => {
      it("has settings", async () => {
        const orgId = await organization();
        const settings = { orgId, name: "Agency", createdAt: NOW, idleHours: null };
        assert.deepEqual(await here.settings(orgId), settings);
        assert.ok(await here.change(orgId, { idleHours: 12 }));
        assert.ok(await here.change(orgId, { name: "Agents" }));
        assert.deepEqual(await here.settings(orgId), { ...settings, name: "Agents", idleHours: 12 });
        assert.ok(await here.change(orgId, { idleHours: null }));
        assert.deepEqual(await here.settings(orgId), { ...settings, name: "Agents" });
        assert.ok(!(await here.change("none", { name: "None" })));
        assert.equal(await here.settings("none"), undefined);
        const page = await here.page({ after: "org-1", limit: 2 });
        assert.equal(page.length, 2);
        assert.ok(page[0]!.orgId > "org-1" && page[1]!.orgId > page[0]!.orgId);
      });

      it("is ended with all that it has, once it has no locks, and its id is never another's", async () => {
        const orgId = await organization("owner");
        const key = newKey(orgId);
        await here.keys.add(key);
        assert.ok(await elsewhere.keys.holder(key.hash, NOW));
        const state = JSON.stringify({ orgId });
        const columns = "lock_id, uuid, version, head, updated_at, state";
        const isSqlite = name === "SQLite";
        const [more, values] = isSqlite ? [", last", ", 1"] : ["", ""];
        const head = isSqlite ? "x''" : "''";
        await harness.sql(
          `INSERT INTO locks (${columns}${more}) VALUES (900, 'u', 1, ${head}, 1, '${state}'${values})`,
        );
        const other = await organization("owner");
        const bytes = isSqlite ? "x''" : "''";
        for (const org of [orgId, other])
          for (const [table, row] of [
            ["notice_choices (user_id, scope, choices, daily_at, updated_at)", `'0', 'org:${org}', '{}', 1, 1`],
            ["notice_marks (user_id, scope, kind, told, told_at)", `'0', 'org:${org}', 'opened', 1, 1`],
            [
              "notice_events (scope, kind, lock_id, at, taken_at, times, facts)",
              `'org:${org}', 'opened', 1, 1, 1, 1, '{}'`,
            ],
            [
              "webhook_endpoints (id, org_id, url, events, format, status, ciphertext, created_at, updated_at)",
              `'${org}', '${org}', 'https://a.example', '["*"]', 'published', 'active', ${bytes}, 1, 1`,
            ],
            [
              "webhook_deliveries (endpoint_id, lane, event_id, type, body, at, made_at, state, attempts, tries)",
              `'${org}', 1, 'e', 'LockOpened', '{}', 1, 1, 'waiting', 0, '[]'`,
            ],
            ["webhook_lanes (endpoint_id, lane, waiting, next_at)", `'${org}', 1, 1, 1`],
          ] as const)
            await harness.sql(`INSERT INTO ${table} VALUES (${row})`);
        /** How much is to be told of an organisation. */
        const left = async (org: string) => {
          const counts = await Promise.all(
            [
              ...["choices", "marks", "events"].map((one) => `notice_${one} WHERE scope = 'org:${org}'`),
              `webhook_endpoints WHERE org_id = '${org}'`,
              ...["deliveries", "lanes"].map((one) => `webhook_${one} WHERE endpoint_id = '${org}'`),
            ].map(async (rows) => (await harness.sql(`SELECT 1 AS one FROM ${rows}`)).length),
          );
          return counts;
        };
        assert.equal(await here.end(orgId, NOW), "not-empty");
        assert.ok(await here.settings(orgId));
        assert.deepEqual(await left(orgId), [1, 1, 1, 1, 1, 1]);
        await harness.sql("DELETE FROM locks WHERE lock_id = 900");
        assert.equal(await here.end(orgId, NOW), "ended");
        assert.equal(await here.end(orgId, NOW), "unknown");
        assert.deepEqual(await left(orgId), [0, 0, 0, 0, 0, 0]);
        assert.deepEqual(await left(other), [1, 1, 1, 1, 1, 1]);
        assert.equal(await here.settings(orgId), undefined);
        assert.deepEqual(await here.members.list(orgId), []);
        assert.equal(await here.members.roleOf(orgId, "0", NOW), undefined);
        assert.equal(await elsewhere.keys.holder(key.hash, NOW + SEEN_MS), undefined);
        await assert.rejects(directory.createOrganization({ orgId, super: false }, NOW), DirectoryConflictError);
      });
    });
  });
}

function newKey(orgId: string, given: Partial<NewOrganizationKey> = {}) {
  const key = newApiKey();
  const kept: NewOrganizationKey = {
    keyId: randomUUID(),
    hash: hashApiKey(key),
    hint: hintOf(key),
    orgId,
    name: "Till",
    scopes: ["read"],
    limits: null,
    createdBy: "olga",
    expiresAt: null,
    now: NOW,
    ...given,
  };
  return kept;
}

interface Given {
  readonly role?: Role;
  readonly now?: number;
  readonly invitedBy?: string;
  readonly byOperator?: boolean;
}

async function invite(from: Organizations, orgId: string, email: string, given: Given = {}) {
  const secret = newApiKey();
  const { role = "manager", now = NOW, invitedBy = "olga", byOperator = false } = given;
  const id = randomUUID();
  const by = { invitedBy, byOperator, mailed: true };
  const answer = await from.invitations.invite({ id, orgId, secret, email, role, now, ...by });
  return { id, secret, answer };
}

const holds = async (from: Organizations, { hash }: { hash: string }, at: number) => from.keys.holder(hash, at);
