import assert from "node:assert/strict";
import { test } from "node:test";
import { drawnFor } from "./drawn.ts";

const menu = (more = "") =>
  `<b>%ORGANIZATION%</b><a href="%BASE%/">Tonight</a><a href="%BASE%/console/keys">Keys</a>${more}%MAIN%`;
const DRAWN = {
  shells: { owner: menu("brand"), manager: menu("new"), viewer: menu(), none: menu("own locks") },
  home: "<h1>Tonight</h1>",
  other: "<p>Loading</p>",
};
const acting = (role: "owner" | "viewer", name: string | null, paused = false) => {
  return { organizationId: "acme", name, role, paused };
};

test("A page is drawn as the first organisation has it that may act, with the screen's place marked", () => {
  const organizations = [acting("owner", "Away", true), acting("viewer", "Sea & <Sand> %MAIN%")];
  assert.equal(
    drawnFor(DRAWN, { organizations }, "/door/console/keys/new?note=1", "/door"),
    '<b>Sea &amp; &lt;Sand&gt; %MAIN%</b><a href="/door/">Tonight</a>' +
      '<a href="/door/console/keys" aria-current="page">Keys</a><p>Loading</p>',
  );
  assert.equal(
    drawnFor(DRAWN, { organizations: [acting("owner", null)] }, "/", ""),
    '<b>acme</b><a href="/" aria-current="page">Tonight</a><a href="/console/keys">Keys</a>brand<h1>Tonight</h1>',
  );
  assert.match(drawnFor(DRAWN, { organizations: [] }, "/", ""), /<b><\/b>.*own locks/);
});
