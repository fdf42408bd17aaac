import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { createHubSecrets, HubSecretsLostError } from "./secrets.ts";

const SECRETS = { token: "ß🔑".repeat(500), key: "-----BEGIN…\n" };
const folder = mkdtempSync(join(tmpdir(), "latchstring-hubs-"));
after(() => rmSync(folder, { recursive: true }));

describe("secrets of hubs", () => {
  it("are read back by every process on the same file, which is made when there is the first", async () => {
    const file = join(folder, "hubs.json");
    const [one, other] = [createHubSecrets({ keys: { file } }), createHubSecrets({ keys: { file } })];
    assert.equal(await one.encrypt("bare", {}), null);
    assert.deepEqual(await one.decrypt({ hubId: "bare", ciphertext: null }), {});
    assert.deepEqual(readdirSync(folder), []);
    const [a, b] = await Promise.all([one.encrypt("home", SECRETS), other.encrypt("home", SECRETS)]);
    for (const ciphertext of [a, b]) {
      assert.deepEqual(await one.decrypt({ hubId: "home", ciphertext }), SECRETS);
      assert.deepEqual(await other.decrypt({ hubId: "home", ciphertext }), SECRETS);
    }
    assert.equal(statSync(file).mode & 0o777, 0o600);
  });

  it("are lost to other hubs, to another secret, and when a byte was changed", async () => {
    const [old, fresh] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
    const secrets = createHubSecrets({ keys: { secrets: [old] } });
    const ciphertext = (await secrets.encrypt("home", SECRETS))!;
    const rotated = createHubSecrets({ keys: { secrets: [fresh, old] } });
    assert.deepEqual(await rotated.decrypt({ hubId: "home", ciphertext }), SECRETS, "older ones are kept readable");
    assert.notDeepEqual((await rotated.encrypt("home", SECRETS))!.subarray(0, 6), ciphertext.subarray(0, 6));
    const changed = Buffer.from(ciphertext);
    changed[ciphertext.length - 1]! ^= 1;
    const elsewhere = createHubSecrets({ keys: { secrets: [fresh] } });
    for (const [by, hub] of [
      [secrets, { hubId: "other", ciphertext }],
      [secrets, { hubId: "home", ciphertext: changed }],
      [secrets, { hubId: "home", ciphertext: Buffer.alloc(0) }],
      [elsewhere, { hubId: "home", ciphertext }],
    ] as const)
      await assert.rejects(by.decrypt(hub), HubSecretsLostError);
  });

  it("seal what is kept of a hub for that one alone, and not for the next of its name", async () => {
    const secrets = createHubSecrets({ keys: { secrets: [Buffer.alloc(32, 1)] } });
    const hub = { hubId: "home", createdAt: 1 };
    const sealed = await secrets.encryptState(hub, "the keys of a fabric");
    assert.equal(sealed.includes("fabric"), false);
    assert.equal(await secrets.decryptState(hub, sealed), "the keys of a fabric");
    const elsewhere = createHubSecrets({ keys: { secrets: [Buffer.alloc(32, 2)] } });
    for (const [by, of] of [
      [secrets, { ...hub, hubId: "other" }],
      [secrets, { ...hub, createdAt: 2 }],
      [elsewhere, hub],
    ] as const)
      await assert.rejects(by.decryptState(of, sealed), HubSecretsLostError);
    await assert.rejects(secrets.decrypt({ hubId: "home", ciphertext: sealed }), HubSecretsLostError);
  });
});
