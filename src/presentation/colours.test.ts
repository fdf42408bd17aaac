import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { AA, colourErrors, contrast, DAY, nearestReadable, NIGHT, palette, readAgainst } from "./colours.ts";

const colour = fc.integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, "0")}`);
const NONE = { accent: null, background: null };

describe("colours", () => {
  it("have the contrast that WCAG computes", () => {
    assert.equal(contrast("#000000", "#ffffff"), 21);
    assert.equal(contrast("#ffffff", "#ffffff"), 1);
    assert.ok(Math.abs(contrast("#777777", "#ffffff") - 4.48) < 0.005);
    assert.equal(contrast("#1d5c4d", "#fffdf9"), contrast("#fffdf9", "#1d5c4d"));
  });

  it("that cannot be read are refused by name, with what was found and what is needed", () => {
    assert.deepEqual(
      colourErrors({ accent: "#777777", background: null }).map(({ field }) => field),
      ["accent", "accent"],
    );
    assert.match(
      colourErrors({ accent: "#ffcc00", background: null })[0]!.message,
      /1\.\d\d:1 with the page.*needs 4\.5:1/,
    );
    assert.match(colourErrors({ accent: null, background: "#202020" })[0]!.message, /small text \(#645d52\)/);
    assert.deepEqual(colourErrors({ accent: "#7a1f3d", background: "#f7f0ea" }), []);
    assert.deepEqual(palette({ accent: null, background: null }), { night: {} });
  });

  it("that cannot be read have a shade near them that can, and is taken", () => {
    fc.assert(
      fc.property(colour, colour, (accent, background) => {
        const ground = nearestReadable(background, readAgainst("background", NONE), "#ffffff");
        const shade = nearestReadable(accent, readAgainst("accent", { accent, background: ground }), "#000000");
        assert.deepEqual(colourErrors({ accent: shade, background: ground }), []);
        if (colourErrors({ accent, background: ground }).length === 0) assert.equal(shade, accent);
      }),
    );
    assert.equal(nearestReadable("#7a1f3d", readAgainst("accent", NONE), "#000000"), "#7a1f3d");
  });

  it("that are taken can be read by day and by night, whatever they are", () => {
    let taken = 0;
    fc.assert(
      fc.property(fc.option(colour), fc.option(colour), (accent, background) => {
        fc.pre(colourErrors({ accent, background }).length === 0 && (accent ?? background) !== null);
        taken++;
        const { day, night } = palette({ accent, background });
        const ground = day!.ground ?? DAY.ground;
        const pairs: [string, string][] = [[DAY.soft, ground]];
        if (accent) {
          pairs.push([accent, DAY.paper], [accent, ground], [accent, day!.track!], [day!["on-accent"]!, accent]);
          pairs.push([night.accent!, NIGHT.paper], [night.accent!, NIGHT.ground], [night.accent!, night.track!]);
          pairs.push([night["on-accent"]!, night.accent!]);
        }
        for (const [a, b] of pairs) assert.ok(contrast(a, b) >= AA, `${a} on ${b}: ${contrast(a, b)}`);
      }),
      { numRuns: 400, maxSkipsPerRun: 1_000 },
    );
    assert.ok(taken >= 400);
  });
});
