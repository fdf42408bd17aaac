import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { GOES, type Press, readPresses } from "./shortcuts.ts";

const plain = { ctrlKey: false, metaKey: false, altKey: false, isTaken: false };

/** What each press does, a tenth of a second after one another. */
function pressed(presses: readonly (string | Partial<Press>)[], areOn = true) {
  const read = readPresses(() => areOn);
  return presses.map((one, i) => {
    const press = typeof one === "string" ? { key: one } : one;
    return read({ ...plain, key: "", at: i * 100, ...press });
  });
}

describe("shortcuts", () => {
  it("lead to a new key, to screens, to the search and to their list", () => {
    assert.deepEqual(pressed(["n", "/", "?", "x"]), [{ go: "/keys/new" }, "search", "help", undefined]);
    for (const [letter, go] of Object.entries(GOES)) assert.deepEqual(pressed(["g", letter])[1], { go });
  });

  it("take a letter after g for so long as one remembers it, and once", () => {
    assert.deepEqual(pressed(["g", { key: "k", at: 5_000 }]), [undefined, undefined]);
    assert.deepEqual(pressed(["g", "k", "k"])[2], undefined);
    assert.deepEqual(pressed(["g", "n"])[1], undefined, "not a new key either: it was meant for g");
    assert.deepEqual(pressed(["g", "x", "n"])[2], { go: "/keys/new" });
  });

  it("open the palette with Control or Command, also where one writes", () => {
    for (const held of [{ ctrlKey: true }, { metaKey: true }]) {
      assert.deepEqual(pressed([{ key: "k", ...held, isTaken: true }]), ["palette"]);
      assert.deepEqual(pressed([{ key: "K", ...held }], false), ["palette"]);
    }
    assert.deepEqual(pressed([{ key: "k", ctrlKey: true, metaKey: true }]), [undefined]);
  });

  it("do nothing where one writes, with another key held, or where they are turned off", () => {
    for (const key of ["n", "/", "?"]) {
      assert.deepEqual(pressed([{ key, isTaken: true }]), [undefined]);
      assert.deepEqual(pressed([{ key, ctrlKey: true }]), [undefined]);
      assert.deepEqual(pressed([{ key, altKey: true }]), [undefined]);
      assert.deepEqual(pressed([key], false), [undefined]);
    }
    assert.deepEqual(pressed(["g", { key: "k", isTaken: true }])[1], undefined);
  });
});
