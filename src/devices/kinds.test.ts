import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { DRIVER_KINDS, loadKind } from "./kinds.ts";

for (const kind of DRIVER_KINDS) {
  describe(`the kind of driver ${kind}`, () => {
    it("is proved by the suite of all drivers", () => {
      const proves = globSync(`${import.meta.dirname}/*/*.test.ts`).filter((file) =>
        readFileSync(file, "utf8").includes(`driverConformance("${kind}"`),
      );
      assert.equal(proves.length, 1, "a test of its folder calls driverConformance with its name");
    });

    it("refuses settings and secrets that it does not know", async () => {
      const { settings, secrets } = await loadKind(kind);
      for (const schema of [settings, secrets]) assert.partialDeepStrictEqual(schema, { additionalProperties: false });
    });
  });
}
