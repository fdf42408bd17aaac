import assert from "node:assert/strict";
import { it } from "node:test";
import { COLUMN_NAMES } from "./columns.ts";
import { uuidsOf } from "./key-imports.ts";
import type { TableLine } from "./read-table.ts";

function line(cells: Partial<TableLine["cells"]>): TableLine {
  const window = { locks: "1 2", validFrom: "2026-12-24 15:00", validUntil: "2026-12-27 11:00" };
  return {
    line: 2,
    cells: {
      ...(Object.fromEntries(COLUMN_NAMES.map((name) => [name, ""])) as TableLine["cells"]),
      ...window,
      ...cells,
    },
  };
}

it("lines of imports that were begun by earlier versions are the same keys still, whatever columns came since", () => {
  const first = { description: "Anna", maxUses: "3", maxUsesPerDoor: "1", accessMethod: "both" };
  const told = { notifyEmail: "anna@example.org", notifyLanguage: "en" };
  assert.deepEqual(uuidsOf([line(first), line(first), line({ users: "a" }), line({ ...first, ...told })], "a secret"), [
    "69a4abc1-2e77-4221-922e-62934954c475",
    "6e5f9248-6465-4a9f-94e8-b93a58195953",
    "44f11628-76fa-4b6c-9c44-120f55ae904a",
    "86f367a3-a074-467c-a6d1-93c997e99622",
  ]);
});
