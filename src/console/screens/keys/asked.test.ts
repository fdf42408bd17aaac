import assert from "node:assert/strict";
import { it } from "node:test";
import { withInstants } from "./asked.ts";

it("are whole days by a clock, the last one included", () => {
  for (const [zone, from, until] of [
    ["Europe/Athens", "2026-12-23T22:00:00.000Z", "2026-12-25T22:00:00.000Z"],
    ["UTC", "2026-12-24T00:00:00.000Z", "2026-12-26T00:00:00.000Z"],
  ] as const)
    assert.deepEqual(withInstants({ search: "a", from: "2026-12-24", until: "2026-12-25" }, zone), {
      search: "a",
      from,
      until,
    });
});

it("begin with the first time that clocks show on that day", () => {
  // Cuba's clocks are set forward at midnight.
  assert.equal(withInstants({ from: "2026-03-08" }, "America/Havana").from, "2026-03-08T05:00:00.000Z");
});

it("are left out where there is no such day, and instants stay as they are", () => {
  assert.deepEqual(withInstants({ from: "2026-12-24T10:00:00Z" }, "UTC"), { from: "2026-12-24T10:00:00Z" });
});
