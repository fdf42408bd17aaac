import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { evenRows, unevenRows } from "./extents.ts";

it("find the row at a place, as by walking along all of them", () => {
  const heights = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(heights, fc.integer({ min: -5, max: 320 }), (rows, unit) => {
      const extents = unevenRows(rows);
      const walked = rows.findIndex((_, i) => unit < rows.slice(0, i + 1).reduce((sum, row) => sum + row, 0));
      assert.equal(extents.at(unit), unit < 0 ? 0 : walked < 0 ? rows.length - 1 : walked);
      assert.equal(extents.total, extents.start(rows.length));
    }),
  );
});

it("are the same for rows of one height", () => {
  const [even, uneven] = [evenRows(7), unevenRows([1, 1, 1, 1, 1, 1, 1])];
  for (const unit of [-1, 0, 0.5, 3, 6.9, 7, 99]) assert.equal(even.at(unit), uneven.at(unit));
  assert.deepEqual([even.total, even.start(4)], [uneven.total, uneven.start(4)]);
});
