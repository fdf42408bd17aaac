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

  it("finds a PIN by its index, and gives it back to its key alone", async () => {
    const file = newFile();
    const vault = await open(file);
    const [minted] = await vault.mint(KEY, 1);
    const { pin, candidate } = minted!;
    assert.deepEqual(await vault.indexes(pin), candidate.indexes);
    assert.notDeepEqual(await vault.indexes("00000001"), candidate.indexes);
    assert.equal(await (await open(file)).reveal(KEY, candidate.box), pin);
    await assert.rejects(vault.reveal(OTHER, candidate.box));
    const [id, text] = candidate.box.split(".") as [string, string];
    const bytes = Buffer.from(text, "base64url");
    bytes[13]! ^= 1;
    await assert.rejects(vault.reveal(KEY, `${id}.${bytes.toString("base64url")}`));
    assert.doesNotMatch(JSON.stringify(candidate), new RegExp(pin));
  });

  it("proves that a box is its key's own and holds a PIN, whatever was written in its place", async () => {
    const file = newFile();
    const vault = await open(file);
    const [one, other] = await vault.mint(KEY, 2);
    const [strange] = await vault.mint(OTHER, 1);
    const { box, indexes } = one!.candidate;
    const index = indexes[0]!;
    assert.equal(await vault.holds(KEY, box, one!.pin), true);
    assert.equal(await vault.proves(KEY, { index, box }), true);
    const forged = [
      other!.candidate.box,
      strange!.candidate.box,
      "",
      ".",
      "x.y",
      `${box.split(".")[0]}.AAAA`,
      box.slice(0, -4),
    ];
    for (const text of forged) assert.equal(await vault.holds(KEY, text, one!.pin), false, text);
    assert.equal(await vault.holds(OTHER, box, one!.pin), false);
    for (const stored of [
      { index, box: other!.candidate.box },
      { index, box: strange!.candidate.box },
      { index: other!.candidate.indexes[0]!, box },
      { index: "", box },
    ])
      assert.equal(await vault.proves(KEY, stored), false);
    const elsewhere = await open(newFile());
    assert.equal(await elsewhere.holds(KEY, box, one!.pin), false);
    assert.equal(await elsewhere.proves(KEY, { index, box }), undefined);
    await vault.rotate();
    assert.equal(await vault.proves(KEY, { index, box }), true);
  });

  it("says nothing of a PIN or an address to another secret", async () => {
    const [a, b] = [await open(newFile()), await open(newFile())];
    assert.notDeepEqual(await a.indexes("48205917"), await b.indexes("48205917"));
    assert.notEqual(a.sourceOf("127.0.0.1"), b.sourceOf("127.0.0.1"));
    assert.equal(a.sourceOf("127.0.0.1"), a.sourceOf("127.0.0.1"));
    assert.notEqual(a.sourceOf("127.0.0.1"), a.sourceOf("127.0.0.2"));
    const [minted] = await a.mint(KEY, 1);
    assert.equal(await b.reveal(KEY, minted!.candidate.box), undefined);
  });

  it("rotates: older PINs are found and read, in every process, and new ones are under the new secret", async () => {
    const file = newFile();
    const [vault, elsewhere] = [await open(file), await open(file)];
    const [old] = await vault.mint(KEY, 1);
    await vault.rotate();
    await clock.advance(1_000);
    for (const one of [vault, elsewhere]) {
      const indexes = await one.indexes(old!.pin);
      assert.equal(indexes.length, 2);
      assert.equal(indexes[1], old!.candidate.indexes[0]);
      assert.equal(await one.reveal(KEY, old!.candidate.box), old!.pin);
      const [fresh] = await one.mint(KEY, 1);
      assert.equal(fresh!.candidate.indexes.length, 2);
      assert.notEqual(fresh!.candidate.box.split(".")[0], old!.candidate.box.split(".")[0]);
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
    assert.equal((await given.indexes("48205917")).length, 2);
    await assert.rejects(given.rotate(), /PIN_SECRETS/);
  });
});
