import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { naturalOrder } from "./fold-text.ts";

it("orders names as Intl does where numbers count by their size", () => {
  const { compare } = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
  const name = fc
    .tuple(fc.constantFrom("Flat ", "flat ", "Haus", ""), fc.nat(2_000), fc.constantFrom("", "a", "B", " 7"))
    .map((parts) => parts.join(""));
  fc.assert(
    fc.property(name, name, (one, other) => {
      const [a, b] = [naturalOrder(one), naturalOrder(other)];
      assert.equal(a < b ? -1 : a > b ? 1 : 0, compare(one, other));
    }),
  );
});

it("keeps a number that no number can hold in its place", () => {
  const names = ["9", "10", `1${"0".repeat(30)}`, `${"0".repeat(40)}9`].toSorted((a, b) =>
    naturalOrder(a) < naturalOrder(b) ? -1 : 1,
  );
  assert.deepEqual(names.slice(2), ["10", `1${"0".repeat(30)}`]);
});
