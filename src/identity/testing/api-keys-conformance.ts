/** An organisation's API keys. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SCOPES } from "../../domain/actor.ts";
import { hashApiKey, hintOf, newApiKey } from "../api-keys.ts";
import { type KeyLimits, MAX_KEYS } from "../organization-keys.ts";
import { type House, NOW, HOUR, DAY, SEEN_MS, newKey, holds } from "./house.ts";

export function apiKeysConformance(at: House): void {
  describe("API keys", () => {
    it("say for whom and what they are", async () => {
      const orgId = await at.organization();
      const key = newKey(orgId, { scopes: ["keys", "read"], expiresAt: NOW + HOUR });
      assert.equal(await at.here.keys.add(key), "done");
      const { keyId } = key;
      const scopes = ["read", "keys"];
      const held = { orgId, super: false, keyId, scopes, limits: undefined };
      assert.deepEqual(await holds(at.here, key, NOW + HOUR - 1), held);
      assert.equal(await holds(at.here, key, NOW + HOUR), undefined);
      const listed = { keyId, orgId, name: "Till", hint: key.hint, scopes, limits: null };
      const rest = { createdBy: "olga", createdAt: NOW, expiresAt: NOW + HOUR, usedOn: null };
      assert.deepEqual(await at.here.keys.list(orgId), [{ ...listed, ...rest }]);
      assert.deepEqual(await at.here.keys.find(orgId, keyId), { ...listed, ...rest });
      assert.equal(await at.here.keys.find("other", keyId), undefined);
      assert.equal(await at.here.keys.add(newKey("none")), "unknown");
    });

    it("of before have every scope, and a name for each", async () => {
      const orgId = await at.organization();
      const [one, two] = [newApiKey(), newApiKey()];
      for (const key of [one, two]) {
        const kept = { hash: hashApiKey(key), orgId, hint: hintOf(key), createdAt: NOW, expiresAt: null };
        await at.directory.addApiKey(kept);
      }
      const held = await holds(at.here, { hash: hashApiKey(one) }, NOW);
      assert.deepEqual([held?.scopes, held?.limits], [SCOPES, undefined]);
      assert.equal(new Set((await at.here.keys.list(orgId)).map(({ keyId }) => keyId)).size, 2);
    });

    it("are rotated with an overlap, which never lengthens a key's life", async () => {
      const orgId = await at.organization();
      const limits: KeyLimits = { lockIds: [7], siteIds: [] };
      const [lasting, short] = [newKey(orgId, { limits, scopes: ["locks"] }), newKey(orgId, { expiresAt: NOW + 1 })];
      await at.here.keys.add(lasting);
      await at.here.keys.add(short);
      const next = newKey(orgId);
      const made = await at.here.keys.rotate(orgId, lasting.keyId, next, NOW + HOUR);
      assert.deepEqual([made?.keyId, made?.scopes, made?.limits], [next.keyId, ["locks"], limits]);
      assert.ok(await holds(at.here, lasting, NOW + HOUR - 1));
      assert.equal(await holds(at.here, lasting, NOW + HOUR), undefined);
      assert.deepEqual((await holds(at.here, next, NOW + 100 * HOUR))?.limits, [7]);
      assert.equal((await at.here.keys.rotate(orgId, short.keyId, newKey(orgId), NOW + HOUR))?.expiresAt, NOW + 1);
      assert.equal(await holds(at.here, short, NOW + 1), undefined);
      assert.equal(await at.here.keys.rotate("other", next.keyId, newKey(orgId), NOW), undefined);
      assert.equal(await at.here.keys.rotate(orgId, lasting.keyId, newKey(orgId, { now: NOW + DAY }), NOW), undefined);
    });

    it("are not rotated into more than can be listed", async () => {
      const orgId = await at.organization();
      const key = newKey(orgId);
      await at.here.keys.add(key);
      let rotated = 0;
      // No more at once than a store has connections for, on a machine that is busy too.
      for (let asked = 0; asked < 2 * MAX_KEYS; asked += 20) {
        const some = Array.from({ length: 20 }, () => at.here.keys.rotate(orgId, key.keyId, newKey(orgId), NOW + HOUR));
        rotated += (await Promise.all(some)).filter(Boolean).length;
      }
      assert.equal(rotated, 2 * MAX_KEYS - 1);
      assert.equal((await at.here.keys.list(orgId)).length, 2 * MAX_KEYS);
    });

    it("are ended in every process within a second", async () => {
      const orgId = await at.organization();
      const [one, two] = [newKey(orgId), newKey(orgId)];
      for (const key of [one, two]) {
        await at.here.keys.add(key);
        assert.ok(await holds(at.elsewhere, key, NOW));
      }
      assert.ok(!(await at.here.keys.revoke("other", one.keyId)));
      assert.ok(await at.here.keys.revoke(orgId, one.keyId));
      assert.equal(await holds(at.here, one, NOW), undefined);
      assert.equal(await holds(at.elsewhere, one, NOW + SEEN_MS), undefined);
      await at.directory.addApiKey({ ...newKey(orgId), createdAt: NOW, expiresAt: null }, NOW + 1);
      assert.equal(await holds(at.elsewhere, two, NOW + SEEN_MS), undefined);
    });

    it("is one where only the first is taken, however many ask", async () => {
      const orgId = await at.organization();
      const answers = await Promise.all(
        Array.from({ length: 8 }, (_, i) => (i % 2 ? at.here : at.elsewhere).keys.add(newKey(orgId), true)),
      );
      assert.deepEqual(answers.toSorted(), ["done", ...Array.from({ length: 7 }, () => "taken")]);
    });

    it("have the day of their last use, written later", async () => {
      const writer = (await at.harness.open()).organizations;
      const orgId = await at.organization();
      const key = newKey(orgId);
      await at.here.keys.add(key);
      writer.keys.used(key.keyId, NOW);
      writer.keys.used(key.keyId, NOW + 1);
      assert.equal((await at.here.keys.find(orgId, key.keyId))?.usedOn, null);
      await writer.close();
      assert.equal((await at.here.keys.find(orgId, key.keyId))?.usedOn, Date.parse("2026-06-01T00:00:00Z"));
    });
  });
}
