/** An organisation's settings and its end. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DirectoryConflictError } from "../directory.ts";
import { type House, NOW, SEEN_MS, newKey } from "./house.ts";

export function settingsConformance(at: House): void {
  describe("an organisation", () => {
    it("has settings", async () => {
      const orgId = await at.organization();
      const settings = { orgId, name: "Agency", createdAt: NOW, idleHours: null };
      assert.deepEqual(await at.here.settings(orgId), settings);
      assert.ok(await at.here.change(orgId, { idleHours: 12 }));
      assert.ok(await at.here.change(orgId, { name: "Agents" }));
      assert.deepEqual(await at.here.settings(orgId), { ...settings, name: "Agents", idleHours: 12 });
      assert.ok(await at.here.change(orgId, { idleHours: null }));
      assert.deepEqual(await at.here.settings(orgId), { ...settings, name: "Agents" });
      assert.ok(!(await at.here.change("none", { name: "None" })));
      assert.equal(await at.here.settings("none"), undefined);
      const page = await at.here.page({ after: "org-1", limit: 2 });
      assert.equal(page.length, 2);
      assert.ok(page[0]!.orgId > "org-1" && page[1]!.orgId > page[0]!.orgId);
    });

    it("is ended with all that it has, once it has no locks, and its id is never another's", async () => {
      const orgId = await at.organization("owner");
      const key = newKey(orgId);
      await at.here.keys.add(key);
      assert.ok(await at.elsewhere.keys.holder(key.hash, NOW));
      const state = JSON.stringify({ orgId });
      const columns = "lock_id, uuid, version, head, updated_at, state";
      const isSqlite = at.name === "SQLite";
      const [more, values] = isSqlite ? [", last", ", 1"] : ["", ""];
      const head = isSqlite ? "x''" : "''";
      await at.harness.sql(
        `INSERT INTO locks (${columns}${more}) VALUES (900, 'u', 1, ${head}, 1, '${state}'${values})`,
      );
      const other = await at.organization("owner");
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
          await at.harness.sql(`INSERT INTO ${table} VALUES (${row})`);
      /** How much is to be told of an organisation. */
      const left = async (org: string) => {
        const counts = await Promise.all(
          [
            ...["choices", "marks", "events"].map((one) => `notice_${one} WHERE scope = 'org:${org}'`),
            `webhook_endpoints WHERE org_id = '${org}'`,
            ...["deliveries", "lanes"].map((one) => `webhook_${one} WHERE endpoint_id = '${org}'`),
          ].map(async (rows) => (await at.harness.sql(`SELECT 1 AS one FROM ${rows}`)).length),
        );
        return counts;
      };
      assert.equal(await at.here.end(orgId, NOW), "not-empty");
      assert.ok(await at.here.settings(orgId));
      assert.deepEqual(await left(orgId), [1, 1, 1, 1, 1, 1]);
      await at.harness.sql("DELETE FROM locks WHERE lock_id = 900");
      assert.equal(await at.here.end(orgId, NOW), "ended");
      assert.equal(await at.here.end(orgId, NOW), "unknown");
      assert.deepEqual(await left(orgId), [0, 0, 0, 0, 0, 0]);
      assert.deepEqual(await left(other), [1, 1, 1, 1, 1, 1]);
      assert.equal(await at.here.settings(orgId), undefined);
      assert.deepEqual(await at.here.members.list(orgId), []);
      assert.equal(await at.here.members.roleOf(orgId, "0", NOW), undefined);
      assert.equal(await at.elsewhere.keys.holder(key.hash, NOW + SEEN_MS), undefined);
      await assert.rejects(at.directory.createOrganization({ orgId, super: false }, NOW), DirectoryConflictError);
    });
  });
}
