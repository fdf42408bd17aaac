/** What every store of the directory must do. A store's own test runs this suite. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { hashApiKey, hintOf, newApiKey } from "../api-keys.ts";
import { type Directory, DirectoryConflictError, type DirectoryOptions, type User } from "../directory.ts";

export interface DirectoryHarness {
  /** Another one on the same store, as another process has it. */
  open(options?: DirectoryOptions): Promise<Directory>;
  close(): Promise<void>;
}

const NOW = Date.parse("2026-06-01T10:00:00Z");

export function directoryConformance(name: string, openHarness: () => Promise<DirectoryHarness>): void {
  describe(`the directory on ${name}`, () => {
    let harness: DirectoryHarness;
    let directory: Directory;
    let elsewhere: Directory;

    before(async () => {
      harness = await openHarness();
      directory = await harness.open();
      elsewhere = await harness.open();
    });
    after(async () => {
      await directory.close();
      await elsewhere.close();
      await harness.close();
    });

    it("keeps organisations", async () => {
      await directory.createOrganization({ orgId: "plain", super: false }, NOW);
      await directory.createOrganization({ orgId: "all", name: "All of it", super: true }, NOW);
      assert.deepEqual(await directory.organization("plain"), { orgId: "plain", name: null, super: false });
      assert.deepEqual(await directory.organization("all"), { orgId: "all", name: "All of it", super: true });
      assert.equal(await directory.organization("none"), undefined);
      await assert.rejects(directory.createOrganization({ orgId: "all", super: false }, NOW), DirectoryConflictError);
    });

    it("refuses a key for an organisation that is not there", async () => {
      const key = newApiKey();
      const kept = { hash: hashApiKey(key), orgId: "nobody", hint: hintOf(key), createdAt: NOW, expiresAt: null };
      await assert.rejects(directory.addApiKey(kept), /no organisation "nobody"/);
    });

    it("keeps users, one to an e-mail address in any case", async () => {
      const names = { name: "Maria", firstName: "Maria", lastName: null };
      const user = { userId: "u1", email: "maria@example.test", ...names, createdAt: NOW };
      await directory.createUser(user);
      assert.deepEqual(await directory.user("u1"), user);
      assert.equal(await directory.user("u2"), undefined);
      const again = directory.createUser({ ...user, userId: "u2", email: "maria@EXAMPLE.test" });
      await assert.rejects(again, DirectoryConflictError);
      assert.deepEqual(await directory.userByEmail("maria@example.test"), user);
      assert.deepEqual(await directory.findOrCreateUser({ ...user, userId: "u3" }), user);
      const fresh = { ...user, userId: "u3", email: "mario@example.test" };
      assert.deepEqual(await directory.findOrCreateUser(fresh), fresh);
      const taken = directory.findOrCreateUser({ ...fresh, email: "luigi@example.test" });
      await assert.rejects(taken, DirectoryConflictError);
    });

    it("makes one user of an address, however many ask together", async () => {
      const names = { name: null, firstName: null, lastName: null, createdAt: NOW };
      const users = await Promise.all(
        Array.from({ length: 20 }, (_, i): Promise<User> =>
          (i % 2 ? directory : elsewhere).findOrCreateUser({
            ...names,
            userId: `many${i}`,
            email: "many@example.test",
          }),
        ),
      );
      assert.equal(new Set(users.map(({ userId }) => userId)).size, 1);
    });

    it("says which of many ids are users'", async () => {
      const nameless = { name: null, firstName: null, lastName: null, email: null, createdAt: NOW };
      for (const userId of ["there", "there too"]) await directory.createUser({ ...nameless, userId });
      const asked = ["there", "nobody", "there too", "THERE", "there"];
      assert.deepEqual([...(await elsewhere.users(asked))].toSorted(), ["there", "there too"]);
      assert.equal((await directory.users([])).size, 0);
    });

    it("keeps from when on a user's tokens are good, and never sets it back", async () => {
      assert.equal(await directory.tokensEndedBefore("nobody"), undefined);
      for (const [before, kept] of [
        [500, 500],
        [400, 500],
        [600, 600],
      ] as const) {
        await directory.endTokens("ended", before);
        assert.equal(await elsewhere.tokensEndedBefore("ended"), kept);
      }
    });

    describe("where ids come from an issuer elsewhere", () => {
      const nameless = { name: null, firstName: null, lastName: null, createdAt: NOW };
      let strict: Directory;
      before(async () => {
        strict = await harness.open({ provenOnly: true });
      });
      after(() => strict.close());
      const holder = async (email: string) => (await strict.userByEmail(email))?.userId;
      const claim = (userId: string, email: string) => strict.createUser({ ...nameless, userId, email });
      const ask = (userId: string, email: string) => strict.findOrCreateUser({ ...nameless, userId, email }, "server");

      it("an address that somebody gave with an id of theirs counts for nothing, and stands in nobody's way", async () => {
        const email = "claimed@example.test";
        await claim("claimer", email);
        await claim("another", email);
        assert.equal(await holder(email), undefined);
        assert.equal((await strict.user("claimer"))?.email, null);
        assert.equal((await ask("made-here", email)).userId, "made-here");
        assert.equal(await holder(email), "made-here");
      });

      it("an id of theirs is given again to whoever asks with it and the same address, and to no other", async () => {
        const user = { ...nameless, userId: "chosen", email: "chosen@example.test" };
        for (let i = 0; i < 2; i++) assert.equal((await strict.findOrCreateUser(user)).userId, "chosen");
        assert.equal(await holder(user.email), undefined);
        const other = strict.findOrCreateUser({ ...user, email: "other@example.test" });
        await assert.rejects(other, DirectoryConflictError);
      });

      it("the issuer's word proves it, for the one of whom it was said last", async () => {
        const email = "proven@example.test";
        await claim("first", email);
        await strict.proveAddress("first", email, 100, NOW);
        assert.equal(await holder(email), "first");
        assert.equal((await strict.user("first"))?.email, email);
        await strict.proveAddress("second", email, 90, NOW);
        assert.equal(await holder(email), "first");
        await strict.proveAddress("second", email, 200, NOW);
        assert.equal(await holder(email), "second");
        assert.equal((await strict.user("first"))?.email, null);
        await strict.proveAddress("first", email, 150, NOW);
        assert.equal(await holder(email), "second");
        await strict.proveAddress("second", "moved@example.test", 300, NOW);
        assert.deepEqual([await holder(email), await holder("moved@example.test")], [undefined, "second"]);
      });

      it("whoever was made here for an address keeps it", async () => {
        const email = "kept@example.test";
        await ask("kept", email);
        await strict.proveAddress("late", email, 100, NOW);
        assert.equal(await holder(email), "kept");
        await strict.proveAddress("kept", "elsewhere@example.test", 100, NOW);
        assert.equal(await holder(email), "kept");
      });

      it("what was kept while the ids were our own counts only where the id was made here", async () => {
        await directory.createUser({ ...nameless, userId: "own-chosen", email: "a@own.test" });
        await directory.createUser({ ...nameless, userId: "own-made", email: "b@own.test" }, "server");
        assert.deepEqual([await holder("a@own.test"), await holder("b@own.test")], [undefined, "own-made"]);
        assert.equal((await strict.user("own-chosen"))?.email, null);
        assert.equal((await directory.user("own-chosen"))?.email, "a@own.test");
        assert.equal((await ask("fresh", "a@own.test")).userId, "fresh");
      });

      it("one user has an address, however many are proven together", async () => {
        const email = "together@example.test";
        const all = Array.from({ length: 12 }, (_, i) => strict.proveAddress(`together${i}`, email, 100 + i, NOW));
        await Promise.all([...all, ask("together-here", email)]);
        assert.ok((await holder(email))?.startsWith("together"));
      });
    });
  });
}
