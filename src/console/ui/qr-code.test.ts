import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import jsQR from "jsqr";
import { encode } from "uqr";
import { qrCode } from "./qr-code.ts";

const PIXELS = 4;
const QUIET = 4;

function read(code: readonly (readonly boolean[])[]): string | undefined {
  const side = (code.length + 2 * QUIET) * PIXELS;
  const picture = new Uint8ClampedArray(side * side * 4).fill(255);
  for (const [y, row] of code.entries())
    for (const [x, isBlack] of row.entries())
      for (let i = 0; i < (isBlack ? PIXELS ** 2 : 0); i++) {
        const at = ((y + QUIET) * PIXELS + Math.floor(i / PIXELS)) * side + (x + QUIET) * PIXELS + (i % PIXELS);
        picture.fill(0, at * 4, at * 4 + 3);
      }
  return jsQR.default(picture, side, side)?.data;
}

test("A QR code is read back as its text, whatever it says and however long it is", () => {
  const texts = [fc.string({ minLength: 1, maxLength: 100, unit: "grapheme" }), fc.webUrl()];
  fc.assert(
    fc.property(fc.oneof(...texts), (text) => assert.equal(read(qrCode(text)), text)),
    { numRuns: 5, seed: 5 },
  );
});

/** Bytes that fit at most, by version, as the standard's table 7 has them. */
const MOST = [
  14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331, 362, 412, 450, 504, 560, 624, 666, 711, 779, 857, 911,
  997, 1059, 1125, 1190, 1264, 1370, 1452, 1538, 1628, 1722, 1809, 1911, 1989, 2099, 2213, 2331,
];

test("A QR code is, module by module, another encoder's of some mask, in every version", () => {
  for (const [i, most] of MOST.entries()) {
    const text = "a".repeat(most);
    const code = JSON.stringify(qrCode(text));
    const isSame = (maskPattern: number) =>
      JSON.stringify(encode(text, { ecc: "M", border: 0, maskPattern }).data) === code;
    assert.ok([0, 1, 2, 3, 4, 5, 6, 7].some(isSame), `version ${i + 1}`);
  }
  assert.throws(() => qrCode("a".repeat(2_332)), RangeError);
});
