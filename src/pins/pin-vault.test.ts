import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { ManualClock } from "../../test/manual-clock.ts";
import { isTrivialPin } from "../domain/trivial-pin.ts";
import { openPinVault } from "./pin-vault.ts";

const KEY = "5f0c3a52-9d6e-4f1b-8a7c-2b3d4e5f6a7b";
const OTHER = "7a8b9c0d-1e2f-4a3b-8c4d-5e6f7a8b9c0d";

describe("the vault of PINs", () => {
  let dir: string;
  let made = 0;
  const clock = new ManualClock(1_000);
  before(() => {
    dir = mkdtempSync(join(tmpdir(), "latchstring-"));
  });
  after(() => rmSync(dir, { recursive: true }));
  const newFile = () => join(dir, String(++made), "pins.json");
  const open = (file: string, digits = 8) => openPinVault({ keys: { file }, digits, clock });

  it("makes PINs of so many digits that are different and not trivial", async () => {
    for (const digits of [6, 8]) {
      const vault = await open(newFile(), digits);
      const pins = (await vault.mint(KEY, 64)).map(({ pin }) => pin);
      assert.equal(new Set(pins).size, 64);
      for (const pin of pins) assert.match(pin, new RegExp(`^\\d{${digits}}$`));
      assert.ok(!pins.some(isTrivialPin));
    }
  });

  it("finds a PIN by its blind index, and gives it back to its key alone", async () => {
    const file = newFile();
    const vault = await open(file);
    const [minted] = await vault.mint(KEY, 1);
    const { pin, candidate } = minted!;
    assert.deepEqual(await vault.blindIndexes(pin), candidate.blindIndexes);
    assert.notDeepEqual(await vault.blindIndexes("00000001"), candidate.blindIndexes);
    assert.equal(await (await open(file)).reveal(KEY, candidate.ciphertext), pin);
    await assert.rejects(vault.reveal(OTHER, candidate.ciphertext));
    const [id, text] = candidate.ciphertext.split(".") as [string, string];
    const bytes = Buffer.from(text, "base64url");
    bytes[13]! ^= 1;
    await assert.rejects(vault.reveal(KEY, `${id}.${bytes.toString("base64url")}`));
    assert.doesNotMatch(JSON.stringify(candidate), new RegExp(pin));
  });

  it("proves that a ciphertext is its key's own and holds a PIN, whatever was written in its place", async () => {
    const file = newFile();
    const vault = await open(file);
    const [one, other] = await vault.mint(KEY, 2);
    const [strange] = await vault.mint(OTHER, 1);
    const { ciphertext, blindIndexes } = one!.candidate;
    const blindIndex = blindIndexes[0]!;
    assert.equal(await vault.holds(KEY, ciphertext, one!.pin), true);
    assert.equal(await vault.proves(KEY, { blindIndex, ciphertext }), true);
    const forged = [
      other!.candidate.ciphertext,
      strange!.candidate.ciphertext,
      "",
      ".",
      "x.y",
      `${ciphertext.split(".")[0]}.AAAA`,
      ciphertext.slice(0, -4),
    ];
    for (const text of forged) assert.equal(await vault.holds(KEY, text, one!.pin), false, text);
    assert.equal(await vault.holds(OTHER, ciphertext, one!.pin), false);
    for (const stored of [
      { blindIndex, ciphertext: other!.candidate.ciphertext },
      { blindIndex, ciphertext: strange!.candidate.ciphertext },
      { blindIndex: other!.candidate.blindIndexes[0]!, ciphertext },
      { blindIndex: "", ciphertext },
    ])
      assert.equal(await vault.proves(KEY, stored), false);
    const elsewhere = await open(newFile());
    assert.equal(await elsewhere.holds(KEY, ciphertext, one!.pin), false);
    assert.equal(await elsewhere.proves(KEY, { blindIndex, ciphertext }), undefined);
    await vault.rotate();
    assert.equal(await vault.proves(KEY, { blindIndex, ciphertext }), true);
  });

  it("says nothing of a PIN or an address to another secret", async () => {
    const [a, b] = [await open(newFile()), await open(newFile())];
    assert.notDeepEqual(await a.blindIndexes("48205917"), await b.blindIndexes("48205917"));
    assert.notEqual(a.sourceOf("127.0.0.1"), b.sourceOf("127.0.0.1"));
    assert.equal(a.sourceOf("127.0.0.1"), a.sourceOf("127.0.0.1"));
    assert.notEqual(a.sourceOf("127.0.0.1"), a.sourceOf("127.0.0.2"));
    const [minted] = await a.mint(KEY, 1);
    assert.equal(await b.reveal(KEY, minted!.candidate.ciphertext), undefined);
  });

  it("rotates: older PINs are found and read, in every process, and new ones are under the new secret", async () => {
    const file = newFile();
    const [vault, elsewhere] = [await open(file), await open(file)];
    const [old] = await vault.mint(KEY, 1);
    await vault.rotate();
    await clock.advance(1_000);
    for (const one of [vault, elsewhere]) {
      const blindIndexes = await one.blindIndexes(old!.pin);
      assert.equal(blindIndexes.length, 2);
      assert.equal(blindIndexes[1], old!.candidate.blindIndexes[0]);
      assert.equal(await one.reveal(KEY, old!.candidate.ciphertext), old!.pin);
      const [fresh] = await one.mint(KEY, 1);
      assert.equal(fresh!.candidate.blindIndexes.length, 2);
      assert.notEqual(fresh!.candidate.ciphertext.split(".")[0], old!.candidate.ciphertext.split(".")[0]);
    }
    for (let i = 0; i < 2; i++) await vault.rotate();
    await assert.rejects(vault.rotate(), /holds 4 secrets already/);
  });

  it("keeps its secrets to itself, and takes them from elsewhere", { skip: process.platform === "win32" }, async () => {
    const file = newFile();
    await Promise.all(Array.from({ length: 4 }, () => open(file)));
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.equal((JSON.parse(readFileSync(file, "utf8")) as { secrets: [] }).secrets.length, 1);
    const secrets = [randomBytes(32), randomBytes(32)];
    const given = await openPinVault({ keys: { secrets }, digits: 8, clock });
    assert.equal((await given.blindIndexes("48205917")).length, 2);
    await assert.rejects(given.rotate(), /PIN_SECRETS/);
  });
});
