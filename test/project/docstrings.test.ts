/** What a file offers others says what it is for: shapes, units and errors that its types do not tell. */
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { it } from "node:test";

/** Functions, classes and interfaces, and types that are written out. Aliases in one line say it by themselves. */
const OFFERED = /^export (?:async )?(?:function\*?|class|interface) (\w+)|^export type (\w+)(?:<.*>)? =$/;
/** Routes and commands describe themselves to their users: in the API's document, in `help`. */
const SELF_DESCRIBED = /^src\/(http|cli)\/|\/testing\/|\.test\.ts$/;

it("every exported function, class and interface outside http/ and cli/ has a docstring", () => {
  const files = globSync("src/*/**/*.ts").filter((file) => !SELF_DESCRIBED.test(file));
  assert.ok(files.length > 100, `${files.length} files`);
  const silent = files.flatMap((file) => {
    const lines = readFileSync(file, "utf8").split("\n");
    return lines.flatMap((line, i) => {
      const [, name, type] = OFFERED.exec(line) ?? [];
      const found = name ?? type;
      // Overloads and a union's arms follow what is said of the first.
      return found === undefined || lines[i - 1]?.endsWith("*/") ? [] : [`${file}:${i + 1} ${found}`];
    });
  });
  assert.deepEqual(silent, []);
});
