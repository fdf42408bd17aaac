/** Who is a member, in which role, and that an owner is always left. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type House, NOW, SEEN_MS } from "./house.ts";

export function membersConformance(at: House): void {
  describe("members", () => {
    it("have a role, and are listed by when they came", async () => {
      const orgId = await at.organization("owner", "viewer");
      const names = { firstName: null, lastName: null, createdAt: NOW };
      await at.directory.createUser({ userId: "known", email: "known@example.test", name: "Kai", ...names });
      assert.equal(await at.here.members.put(orgId, "known", "manager", NOW + 9), "done");
      assert.deepEqual((await at.here.members.list(orgId)).at(-1), {
        userId: "known",
        email: "known@example.test",
        name: "Kai",
        role: "manager",
        paused: false,
        since: NOW + 9,
      });
      assert.deepEqual(await at.here.members.roleOf(orgId, "known", NOW), { role: "manager", paused: false });
      assert.equal(await at.here.members.roleOf(orgId, "nobody", NOW), undefined);
      const [membership] = await at.here.members.of("known");
      assert.deepEqual(membership, { orgId, name: "Agency", role: "manager", paused: false, since: NOW + 9 });
    });

    it("are changed, paused, resumed and removed, which other processes see within a second", async () => {
      const orgId = await at.organization("owner", "viewer");
      const seen = async (after: number) => at.elsewhere.members.roleOf(orgId, "1", NOW + after);
      assert.deepEqual(await seen(0), { role: "viewer", paused: false });
      assert.equal(await at.here.members.change(orgId, "1", { role: "manager" }), "done");
      assert.deepEqual(await seen(SEEN_MS), { role: "manager", paused: false });
      assert.equal(await at.here.members.change(orgId, "1", { paused: true }), "done");
      assert.deepEqual(await seen(2 * SEEN_MS), { role: "manager", paused: true });
      assert.equal(await at.here.members.change(orgId, "1", { paused: false }), "done");
      assert.equal(await at.here.members.remove(orgId, "1"), "done");
      assert.equal(await at.here.members.roleOf(orgId, "1", NOW), undefined);
      assert.equal(await seen(4 * SEEN_MS), undefined);
      assert.equal(await at.here.members.remove(orgId, "1"), "unknown");
      assert.equal(await at.here.members.change("none", "1", { paused: true }), "unknown");
      assert.equal(await at.here.members.put("none", "1", "owner", NOW), "unknown");
    });

    it("always have an owner who may act", async () => {
      const orgId = await at.organization("owner", "owner", "manager");
      assert.equal(await at.here.members.change(orgId, "1", { paused: true }), "done");
      const refused = [
        at.here.members.remove(orgId, "0"),
        at.here.members.change(orgId, "0", { role: "manager" }),
        at.here.members.change(orgId, "0", { paused: true }),
        at.here.members.put(orgId, "0", "viewer", NOW),
      ];
      assert.deepEqual(await Promise.all(refused), ["last-owner", "last-owner", "last-owner", "last-owner"]);
      assert.equal(await at.here.members.change(orgId, "0", { role: "owner", paused: false }), "done");
      assert.equal(await at.here.members.change(orgId, "2", { role: "owner" }), "done");
      assert.equal(await at.here.members.remove(orgId, "0"), "done");
      assert.equal(await at.here.members.put(orgId, "1", "owner", NOW), "done", "and may act again");
      assert.deepEqual(await at.rolesOf(orgId), [
        ["1", "owner"],
        ["2", "owner"],
      ]);
    });

    it("keep one of their owners, however all of them leave, are lowered and paused together", async () => {
      for (let round = 0; round < 12; round++) {
        const orgId = await at.organization("owner", "owner", "owner");
        await Promise.all(
          [0, 1, 2].flatMap((i) => {
            const [one, other] = (i + round) % 2 ? [at.here, at.elsewhere] : [at.elsewhere, at.here];
            return [
              one.members.remove(orgId, String(i)),
              other.members.change(orgId, String((i + 1) % 3), { role: "viewer" }),
              one.members.change(orgId, String((i + 2) % 3), { paused: true }),
            ];
          }),
        );
        const left = (await at.rolesOf(orgId)).filter(([, role]) => role === "owner");
        assert.equal(left.length, 1, JSON.stringify(await at.rolesOf(orgId)));
      }
    });
  });
}
