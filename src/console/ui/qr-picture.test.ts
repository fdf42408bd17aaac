import assert from "node:assert/strict";
import { test } from "node:test";
import { qrCode } from "./qr-code.ts";
import { qrPath, qrRuns, qrSvg } from "./qr-picture.ts";

const LINK = "https://doors.example.test/temp-keys/3f0c9a52-7d1e-4b8a-9c36-5e2f81d04b77";

test("A QR code's runs are its black modules, each once, with four white ones around", () => {
  const { size, runs } = qrRuns(LINK);
  const drawn = Array.from({ length: size }, () => Array.from({ length: size }, () => 0));
  for (const { x, y, width } of runs) for (let i = x; i < x + width; i++) drawn[y]![i]!++;
  assert.deepEqual(
    drawn.slice(4, -4).map((row) => row.slice(4, -4)),
    qrCode(LINK).map((row) => row.map(Number)),
  );
  assert.ok(runs.every(({ x, y, width }) => x >= 4 && y >= 4 && x + width <= size - 4 && y < size - 4));
});

test("A QR code's file is an SVG of the same path, without anything to run", () => {
  assert.ok(qrSvg(LINK).includes(qrPath(LINK).path));
  assert.doesNotMatch(qrSvg(LINK), /script|href|style/);
});
