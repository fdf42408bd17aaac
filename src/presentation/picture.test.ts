import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { PNG } from "pngjs";
import { LOGO, PictureError, readPicture, WAY } from "./picture.ts";

const png = (width: number, height: number) => PNG.sync.write(new PNG({ width, height }));

/** A chunk of PNG; the reader does not look at its check sum. */
function chunk(name: string, data: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(data.length, 0);
  head.write(name, 4, "latin1");
  return Buffer.concat([head, data, Buffer.alloc(4)]);
}

const segment = (marker: number, data: Buffer) => {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(data.length + 2, 2);
  return Buffer.concat([head, data]);
};

/** Exif with which way up it is, and a place. */
function exif(turn: number, little: boolean): Buffer {
  const tiff = Buffer.alloc(26);
  tiff.write(little ? "II*\0" : "MM\0*", "latin1");
  const u16 = (value: number, at: number) => (little ? tiff.writeUInt16LE(value, at) : tiff.writeUInt16BE(value, at));
  if (little) tiff.writeUInt32LE(8, 4);
  else tiff.writeUInt32BE(8, 4);
  u16(1, 8);
  u16(0x0112, 10);
  u16(3, 12);
  u16(turn, 18);
  return Buffer.concat([Buffer.from("Exif\0\0", "latin1"), tiff, Buffer.from("GPS 37.97 N 23.72 E")]);
}

function jpeg(...more: Buffer[]): Buffer {
  const frame = Buffer.from([8, 0, 30, 0, 40, 1, 1, 0x11, 0]);
  const start = Buffer.from([0xff, 0xd8]);
  const drawing = Buffer.from([1, 2, 0xff, 0, 3, 0xff, 0xd9]);
  return Buffer.concat([
    start,
    segment(0xe0, Buffer.from("JFIF\0")),
    ...more,
    segment(0xc0, frame),
    segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])),
    drawing,
  ]);
}

function webp(...chunks: [name: string, data: Buffer][]): Buffer {
  const body = Buffer.concat(
    chunks.map(([name, data]) => {
      const head = Buffer.alloc(8);
      head.write(name, "latin1");
      head.writeUInt32LE(data.length, 4);
      return Buffer.concat([head, data, Buffer.alloc(data.length & 1)]);
    }),
  );
  const head = Buffer.from("RIFF\0\0\0\0WEBP", "latin1");
  head.writeUInt32LE(body.length + 4, 4);
  return Buffer.concat([head, body]);
}

const extended = Buffer.from([0x1c, 0, 0, 0, 39, 0, 0, 29, 0, 0]);
const SAMPLES = [
  png(40, 30),
  jpeg(segment(0xe1, exif(6, true))),
  webp(
    ["VP8X", extended],
    ["VP8 ", Buffer.alloc(11, 7)],
    ["EXIF", Buffer.from("GPS 37.97")],
    ["XMP ", Buffer.from("<Maria>")],
  ),
];

describe("pictures", () => {
  it("are known by their bytes, whatever they are called", () => {
    assert.deepEqual(
      SAMPLES.map((bytes) => readPicture(bytes, WAY).type),
      ["image/png", "image/jpeg", "image/webp"],
    );
    for (const bytes of [Buffer.from("<svg onload='x'/>"), Buffer.from("GIF89a"), Buffer.from("x")])
      assert.throws(() => readPicture(bytes, WAY), /must be a PNG, a JPEG or a WebP/);
  });

  it("lose what was written beside them, and stay as they are drawn", () => {
    const plain = png(40, 30);
    const end = plain.length - 12;
    const told = Buffer.concat([
      plain.subarray(0, end),
      chunk("tEXt", Buffer.from("Author\0Maria")),
      chunk("eXIf", exif(1, false)),
      plain.subarray(end),
    ]);
    assert.deepEqual(readPicture(told, WAY).bytes, plain);
    assert.deepEqual(PNG.sync.read(readPicture(told, WAY).bytes).width, 40);
    const comment = segment(0xfe, Buffer.from("Maria"));
    assert.deepEqual(readPicture(jpeg(segment(0xe1, exif(1, true)), comment), WAY).bytes, jpeg());
    const { bytes } = readPicture(SAMPLES[2]!, WAY);
    assert.deepEqual(
      bytes,
      webp(["VP8X", Buffer.from([0x10, ...extended.subarray(1)])], ["VP8 ", Buffer.alloc(11, 7)]),
    );
  });

  it("of photographs stay the right way up", () => {
    for (const little of [true, false]) {
      const { bytes } = readPicture(jpeg(segment(0xe1, exif(6, little))), WAY);
      assert.ok(!bytes.includes("GPS"));
      assert.ok(bytes.includes("Exif"));
      assert.deepEqual(readPicture(bytes, WAY).bytes, bytes, "read again, it is the same");
      assert.equal(bytes.readUInt16BE(2 + 28), 6);
    }
  });

  it("that are too large say how large they may be", () => {
    assert.throws(() => readPicture(png(1_025, 1), LOGO), /at most 1024 pixels a side; it has 1025 × 1/);
    const heavy = Buffer.concat([
      png(4, 4).subarray(0, -12),
      chunk("IDAT", Buffer.alloc(60_000)),
      chunk("IEND", Buffer.alloc(0)),
    ]);
    assert.throws(() => readPicture(heavy, LOGO), /at most 48 KiB; it has 59/);
    assert.equal(readPicture(heavy, WAY).type, "image/png");
  });

  it("that are broken anywhere are taken or refused, and never a fault", () => {
    for (const sample of SAMPLES) {
      for (let end = 0; end < sample.length; end++)
        assert.throws(() => readPicture(sample.subarray(0, end), WAY), PictureError, `${end} of ${sample.length}`);
      const changes = fc.array(fc.tuple(fc.nat(sample.length - 1), fc.nat(255)), { maxLength: 6 });
      fc.assert(
        fc.property(changes, (list) => {
          const broken = Buffer.from(sample);
          for (const [at, value] of list) broken[at] = value;
          try {
            readPicture(broken, WAY);
          } catch (error) {
            assert.ok(error instanceof PictureError, String(error));
          }
        }),
        { numRuns: 500 },
      );
    }
  });
});
