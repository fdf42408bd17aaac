/** Lists of keys that are as large as keys may be. */
import assert from "node:assert/strict";
import { it } from "node:test";
import { publicTerms, startServer } from "../harness.ts";

it("lists large keys on several pages, and lets others in between", async () => {
  const server = await startServer();
  try {
    const owner = await server.user();
    for (let lockId = 1; lockId <= 10; lockId++) await server.lock(lockId, { ownerId: owner.userId });
    const { validFrom, validUntil } = publicTerms(Date.now());
    const doors = Array.from({ length: 10 }, (_, i) => ({ lockId: String(i + 1) }));
    const allowedUserIds = Array.from(
      { length: 900 },
      (_, i) => `00000000-0000-4000-8000-${String(i).padStart(12, "0")}`,
    );
    for (const userId of allowedUserIds)
      await server.directory.createUser({
        userId,
        email: null,
        name: null,
        firstName: null,
        lastName: null,
        createdAt: 0,
      });
    const body = { validFrom, validUntil, doors, accessMode: "user-whitelist", allowedUserIds };
    const made: string[] = [];
    for (let i = 0; i < 60; i++) {
      const { status, json, text } = await server.call("POST", "/temp-keys", { ...owner, body });
      assert.equal(status, 201, text);
      made.push(json.uuid);
    }
    for (const path of ["/temp-keys", "/temp-keys?lockId=3", "/locks/3/temp-keys"]) {
      const listed: string[] = [];
      let pages = 0;
      for (let cursor: string | null = ""; cursor !== null; pages++) {
        const query: string = cursor && `${path.includes("?") ? "&" : "?"}cursor=${cursor}`;
        const { json, text } = await server.call("GET", path + query, owner);
        assert.ok(text.length < 2_000_000, `${text.length} characters`);
        listed.push(...json.tempKeys.map(({ uuid }: { uuid: string }) => uuid));
        cursor = json.nextCursor;
      }
      assert.deepEqual(listed, made.toReversed());
      assert.equal(pages, 3);
    }
  } finally {
    await server.close();
  }
});
