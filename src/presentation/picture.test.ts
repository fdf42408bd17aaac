import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import sharp, { type Sharp } from "sharp";
import { sized } from "../../test/size.ts";
import { LOGO, MAX_GIVEN_BYTES, PictureError, type PictureLimits, readPicture, DIRECTIONS_PICTURE } from "./picture.ts";

/** Left half red, right half blue. */
function halves(width: number, height: number): Sharp {
  const left = { create: { width: Math.ceil(width / 2), height, channels: 3, background: "#f00" } } as const;
  return sharp({ create: { width, height, channels: 3, background: "#00f" } }).composite([
    { input: left, left: 0, top: 0 },
  ]);
}

const glass = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 4, background: { r: 200, g: 0, b: 0, alpha: 0.5 } } });

/** Nothing that compresses. */
const noise = (width: number, height: number, channels: 3 | 4 = 3) =>
  sharp({ create: { width, height, channels, background: "#888", noise: { type: "gaussian", mean: 128, sigma: 60 } } });

const PLACE = { IFD0: { Make: "Maria's phone", Copyright: "Maria" }, IFD3: { GPSLatitude: "37/1 58/1 0/1" } };

async function kept(given: Buffer, limits: PictureLimits = DIRECTIONS_PICTURE) {
  const picture = await readPicture(given, limits);
  const { width, height, hasAlpha, exif, icc, xmp, iptc, orientation } = await sharp(picture.bytes).metadata();
  return { ...picture, width, height, hasAlpha, beside: [exif, icc, xmp, iptc, orientation].filter(Boolean) };
}

async function colourAt(bytes: Buffer, left: number, top: number): Promise<string> {
  const { data } = await sharp(bytes)
    .extract({ left, top, width: 1, height: 1 })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return data[0]! > 200 && data[2]! < 60 ? "red" : data[2]! > 200 && data[0]! < 60 ? "blue" : data.toString("hex");
}

describe("pictures", () => {
  it("are known by their bytes, whatever they are called, and kept as what every phone shows", async () => {
    const types = [halves(40, 30).png(), halves(40, 30).jpeg(), halves(40, 30).webp(), glass(40, 30).webp()].map(
      async (picture) => (await kept(await picture.toBuffer())).type,
    );
    assert.deepEqual(await Promise.all(types), ["image/png", "image/jpeg", "image/jpeg", "image/png"]);
  });

  for (const [what, bytes] of Object.entries({
    "an SVG": Buffer.from("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>"),
    "a GIF": Buffer.from("GIF89a\x01\0\x01\0\0\0\0;", "latin1"),
    "a PDF": Buffer.from("%PDF-1.7"),
    "one letter": Buffer.from("x"),
    nothing: Buffer.alloc(0),
  })) {
    it(`are not ${what}`, () =>
      assert.rejects(readPicture(bytes, DIRECTIONS_PICTURE), /^PictureError: must be a PNG, a JPEG or a WebP$/));
  }

  it("lose all that was written beside them", async () => {
    for (const format of ["png", "jpeg", "webp"] as const) {
      const told = await halves(40, 30)
        .toFormat(format)
        .withExif(PLACE)
        .withXmp("<x:xmpmeta xmlns:x='adobe:ns:meta/'/>")
        .withIccProfile("p3")
        .toBuffer();
      assert.ok(told.includes("Maria"), format);
      const { bytes, beside } = await kept(Buffer.concat([told, Buffer.from("ftypmp42 Maria's film"), told]));
      assert.deepEqual([beside, bytes.includes("Maria")], [[], false], format);
    }
  });

  it("of photographs are turned the right way up", async () => {
    for (const [orientation, corner] of [
      [1, "red"],
      [3, "blue"],
      [6, "red"],
      [8, "blue"],
    ] as const) {
      const { bytes, width, height } = await kept(await halves(40, 30).jpeg().withMetadata({ orientation }).toBuffer());
      assert.deepEqual([width, height], orientation > 4 ? [30, 40] : [40, 30]);
      assert.equal(await colourAt(bytes, 2, 2), corner, `orientation ${orientation}`);
    }
  });

  it("that are larger than a phone needs are shrunk, and small ones stay as they are", async () => {
    const wide = await kept(await halves(4_000, 1_000).jpeg().toBuffer());
    assert.deepEqual([wide.width, wide.height], [DIRECTIONS_PICTURE.side, DIRECTIONS_PICTURE.side / 4]);
    const small = await kept(await halves(20, 10).png().toBuffer(), LOGO);
    assert.deepEqual([small.width, small.height], [20, 10]);
  });

  it("fit, whatever was handed in", async () => {
    const photograph = await kept(await noise(3_000, 2_000).jpeg({ quality: 90 }).toBuffer());
    assert.ok(photograph.bytes.length <= DIRECTIONS_PICTURE.bytes, `${photograph.bytes.length} bytes`);
    const asPng = await kept(await noise(700, 500).png().toBuffer());
    assert.deepEqual([asPng.type, asPng.bytes.length <= DIRECTIONS_PICTURE.bytes], ["image/jpeg", true]);
    const logo = await kept(
      await glass(400, 400)
        .composite([{ input: await noise(400, 200).png().toBuffer() }])
        .png()
        .toBuffer(),
      { ...LOGO, bytes: 100 * 1024 },
    );
    assert.deepEqual([logo.type, logo.hasAlpha, logo.bytes.length <= 100 * 1024], ["image/png", true, true]);
    await assert.rejects(
      readPicture(await noise(512, 512).png().toBuffer(), { ...LOGO, bytes: 1_024 }),
      /cannot be made smaller than 1 KiB/,
    );
  });

  it("stand still", async () => {
    const frames = await sharp([await halves(40, 30).png().toBuffer(), await glass(40, 30).png().toBuffer()], {
      join: { animated: true },
    })
      .webp({ loop: 0 })
      .toBuffer();
    const { type, height } = await kept(frames);
    assert.deepEqual([type, height], ["image/jpeg", 30]);
  });

  it("of more pixels than memory has room for are refused before they are decoded", async () => {
    const bomb = await sharp({ create: { width: 12_000, height: 12_000, channels: 3, background: "#fff" } })
      .png()
      .toBuffer();
    assert.ok(bomb.length < MAX_GIVEN_BYTES);
    const before = process.memoryUsage.rss();
    await assert.rejects(readPicture(bomb, DIRECTIONS_PICTURE), /may have at most 50 million pixels/);
    assert.ok(process.memoryUsage.rss() - before < 100e6);
    await assert.rejects(
      readPicture(Buffer.concat([bomb, Buffer.alloc(MAX_GIVEN_BYTES)]), DIRECTIONS_PICTURE),
      /at most 8 MiB/,
    );
  });

  it("that were cut off are refused", async () => {
    for (const format of ["png", "jpeg", "webp"] as const) {
      const whole = await noise(60, 40).toFormat(format).toBuffer();
      for (const part of [0.1, 0.5, 0.9]) {
        await assert.rejects(
          readPicture(whole.subarray(0, Math.ceil(whole.length * part)), DIRECTIONS_PICTURE),
          PictureError,
          `${part} of ${format}`,
        );
      }
    }
  });

  it("that are broken anywhere are taken or refused, and never a fault", async () => {
    for (const format of ["png", "jpeg", "webp"] as const) {
      const sample = await noise(24, 16).toFormat(format).toBuffer();
      const changes = fc.array(fc.tuple(fc.nat(sample.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 });
      await fc.assert(
        fc.asyncProperty(changes, async (list) => {
          const broken = Buffer.from(sample);
          for (const [at, value] of list) broken[at] = value;
          await readPicture(broken, DIRECTIONS_PICTURE).catch((error: unknown) =>
            assert.ok(error instanceof PictureError, String(error)),
          );
        }),
        { numRuns: sized(100, 300) },
      );
    }
  });
});
