/** How somebody becomes a member. */
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { describe, it } from "node:test";
import { newApiKey } from "../api-keys.ts";
import { INVITATION_MS } from "../members.ts";
import { type House, NOW, DAY, invite } from "./house.ts";

export function invitationsConformance(at: House): void {
  describe("invitations", () => {
    it("make a member, once, of whoever has the secret", async () => {
      const orgId = await at.organization("owner");
      const { id, secret, answer } = await invite(at.here, orgId, "new@example.test");
      assert.equal(answer, "done");
      const told = await at.elsewhere.invitations.ofSecret(secret, NOW);
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
      assert.deepEqual(await at.here.invitations.list(orgId), [told]);
      assert.deepEqual(await at.here.invitations.find(orgId, id), told);
      assert.equal(await at.here.invitations.find("other", id), undefined);
      const joined = await at.here.invitations.accept(secret, "new", NOW + 5);
      assert.deepEqual(joined, { orgId, name: "Agency", role: "manager", paused: false, since: NOW + 5 });
      assert.equal(await at.elsewhere.invitations.accept(secret, "another", NOW + 6), undefined);
      assert.deepEqual(await at.here.invitations.list(orgId), []);
      assert.deepEqual(await at.rolesOf(orgId), [
        ["0", "owner"],
        ["new", "manager"],
      ]);
    });

    it("are used once, however many use one together", async () => {
      for (let round = 0; round < 8; round++) {
        const orgId = await at.organization("owner");
        const { secret } = await invite(at.here, orgId, "new@example.test");
        const answers = await Promise.all(
          Array.from({ length: 6 }, (_, i) =>
            (i % 2 ? at.here : at.elsewhere).invitations.accept(secret, `u${i}`, NOW),
          ),
        );
        assert.equal(answers.filter(Boolean).length, 1);
        assert.equal((await at.rolesOf(orgId)).length, 2);
      }
    });

    it("end by themselves, by being taken back, and by another secret or invitation", async () => {
      const orgId = await at.organization("owner");
      const { secret } = await invite(at.here, orgId, "late@example.test");
      assert.ok(await at.here.invitations.ofSecret(secret, NOW + INVITATION_MS - 1));
      assert.equal(await at.here.invitations.ofSecret(secret, NOW + INVITATION_MS), undefined);
      assert.equal(await at.here.invitations.accept(secret, "late", NOW + INVITATION_MS), undefined);
      const revoked = await invite(at.here, orgId, "revoked@example.test");
      assert.ok(!(await at.here.invitations.revoke("other", revoked.id)));
      assert.ok(await at.here.invitations.revoke(orgId, revoked.id));
      assert.equal(await at.here.invitations.accept(revoked.secret, "revoked", NOW), undefined);
      const first = await invite(at.here, orgId, "again@example.test");
      const renewed = newApiKey();
      const how = { secret: renewed, mailed: false };
      assert.ok(await at.here.invitations.renew(orgId, first.id, how, NOW + DAY));
      assert.ok(!(await at.here.invitations.renew("other", first.id, how, NOW + DAY)));
      assert.equal(await at.here.invitations.ofSecret(first.secret, NOW), undefined);
      assert.ok(await at.here.invitations.ofSecret(renewed, NOW + 7 * DAY));
      const second = await invite(at.here, orgId, "again@example.test", { role: "viewer" });
      assert.equal(await at.here.invitations.ofSecret(renewed, NOW), undefined);
      assert.equal((await at.here.invitations.ofSecret(second.secret, NOW))?.role, "viewer");
    });

    it("are vouched for by nobody once their link is shown to somebody else", async () => {
      const orgId = await at.organization("owner");
      const { id } = await invite(at.here, orgId, "guest@example.test", { byOperator: true });
      const told = async () => (await at.here.invitations.find(orgId, id))!;
      await at.here.invitations.renew(orgId, id, { secret: newApiKey(), mailed: true }, NOW);
      assert.deepEqual([(await told()).mailed, (await told()).byOperator], [true, true]);
      await at.here.invitations.renew(orgId, id, { secret: newApiKey(), mailed: false }, NOW);
      assert.deepEqual([(await told()).mailed, (await told()).byOperator], [false, false]);
    });

    it("are void once who made them is removed, lowered or paused, and no others are", async () => {
      const dismissals = [
        (orgId: string, userId: string) => at.here.members.remove(orgId, userId),
        (orgId: string, userId: string) => at.here.members.change(orgId, userId, { role: "manager" }),
        (orgId: string, userId: string) => at.here.members.change(orgId, userId, { paused: true }),
        (orgId: string, userId: string) => at.here.members.put(orgId, userId, "viewer", NOW),
      ];
      for (const dismiss of dismissals) {
        const orgId = await at.organization("owner");
        const eve = randomUUID();
        await at.here.members.put(orgId, eve, "owner", NOW);
        const kept = await invite(at.here, orgId, "kept@example.test");
        const elsewhereToo = await invite(at.here, await at.organization("owner"), "kept@example.test", {
          invitedBy: eve,
        });
        const back = await invite(at.here, orgId, "back@example.test", { role: "owner", invitedBy: eve });
        await at.here.members.change(orgId, eve, { role: "owner" });
        assert.ok(await at.here.invitations.ofSecret(back.secret, NOW));
        assert.equal(await dismiss(orgId, eve), "done");
        assert.equal(await at.elsewhere.invitations.accept(back.secret, "again", NOW), undefined);
        for (const { secret } of [kept, elsewhereToo]) assert.ok(await at.here.invitations.ofSecret(secret, NOW));
      }
    });

    it("change nothing for who is a member already, paused ones too", async () => {
      const orgId = await at.organization("owner", "viewer");
      await at.here.members.change(orgId, "1", { paused: true });
      const { secret } = await invite(at.here, orgId, "one@example.test", { role: "owner" });
      const answer = await at.here.invitations.accept(secret, "1", NOW);
      assert.ok(answer && answer !== "full");
      assert.deepEqual([answer.role, answer.paused], ["viewer", true]);
      const names = { name: null, firstName: null, lastName: null, createdAt: NOW };
      await at.directory.createUser({ userId: "mailbox", email: "member@example.test", ...names });
      await at.here.members.put(orgId, "mailbox", "viewer", NOW);
      assert.equal((await invite(at.here, orgId, "member@example.test")).answer, "member");
      assert.equal((await invite(at.here, "none", "member@example.test")).answer, "unknown");
    });
  });
}
