import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { crc32 } from "node:zlib";
import fc from "fast-check";
import { PNG } from "pngjs";
import { PictureError } from "./drawing.ts";
import { LOGO, readPicture, WAY } from "./picture.ts";

const png = (width: number, height: number) => PNG.sync.write(new PNG({ width, height }));

/** A chunk of PNG. */
function chunk(name: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, "latin1"), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(named), 4);
  return Buffer.concat([frame.subarray(0, 4), named, frame.subarray(4)]);
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
    segment(0xe0, Buffer.from("JFIF\0\x01\x02\0\0\x01\0\x01\0\0", "latin1")),
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
/** 40 by 30. */
const lossy = Buffer.from([0x10, 0, 0, 0x9d, 1, 0x2a, 40, 0, 30, 0, 7]);
const SAMPLES = [
  png(40, 30),
  jpeg(segment(0xe1, exif(6, true))),
  webp(["VP8X", extended], ["VP8 ", lossy], ["EXIF", Buffer.from("GPS 37.97")], ["XMP ", Buffer.from("<Maria>")]),
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
    assert.deepEqual(bytes, webp(["VP8X", Buffer.from([0x10, ...extended.subarray(1)])], ["VP8 ", lossy]));
  });

  it("end where the picture ends, whatever a phone wrote behind it", () => {
    const film = Buffer.concat([jpeg(segment(0xe1, exif(3, true))), Buffer.from("ftypmp42 GPS 37.97"), jpeg()]);
    assert.deepEqual(readPicture(Buffer.concat([jpeg(), film]), WAY).bytes, jpeg());
    assert.deepEqual(readPicture(Buffer.concat([png(4, 4), film]), WAY).bytes, png(4, 4));
    const still = webp(["VP8 ", lossy]);
    assert.deepEqual(readPicture(Buffer.concat([still, film]), WAY).bytes, still);
    assert.deepEqual(readPicture(webp(["VP8 ", lossy], ["MAKR", Buffer.from("37.97")]), WAY).bytes, still);
  });

  it("lose what stands between the scans of a drawing, and keep its colours", () => {
    const scan = [segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])), Buffer.from([9, 0xff, 0, 0xff, 0xd3, 9])];
    const between = (...more: Buffer[]) =>
      Buffer.concat([jpeg().subarray(0, -2), ...more, ...scan, jpeg().subarray(-2)]);
    const told = between(segment(0xfe, Buffer.from("Maria")), segment(0xe1, exif(1, true)));
    assert.deepEqual(readPicture(told, WAY).bytes, between());
    const colours = [segment(0xe2, Buffer.from("ICC_PROFILE\0…")), segment(0xee, Buffer.from("Adobe…"))];
    const others = [segment(0xe2, Buffer.from("MPF\0…")), segment(0xed, Buffer.from("Photoshop 3.0\0Maria"))];
    assert.deepEqual(readPicture(jpeg(...others, ...colours), WAY).bytes, jpeg(...colours));
    const small = segment(
      0xe0,
      Buffer.concat([Buffer.from("JFIF\0\x01\x02\0\0\x01\0\x01\x01\x01", "latin1"), Buffer.alloc(3, 9)]),
    );
    assert.ok(!readPicture(jpeg(small), WAY).bytes.includes(Buffer.alloc(3, 9)), "no small picture in the picture");
  });

  it("stand still", () => {
    const moving = Buffer.from([0x02, ...extended.subarray(1)]);
    assert.throws(() => readPicture(webp(["VP8X", moving], ["ANIM", Buffer.alloc(6)]), WAY), /stands still/);
    const frames = Buffer.concat([png(4, 4).subarray(0, -12), chunk("fdAT", Buffer.alloc(9)), png(4, 4).subarray(-12)]);
    assert.deepEqual(readPicture(frames, WAY).bytes, png(4, 4));
  });

  it("with a bit that fell over are refused where that can be seen", () => {
    const bent = Buffer.from(png(40, 30));
    bent[bent.length - 20]! ^= 1;
    assert.throws(() => readPicture(bent, WAY), /not whole/);
    const other = Buffer.from(extended);
    other[4] = 50;
    assert.throws(() => readPicture(webp(["VP8X", other], ["VP8 ", lossy]), WAY), /not whole/);
  });

  it("of photographs stay the right way up", () => {
    const turned = webp(["VP8X", extended], ["VP8 ", lossy], ["EXIF", exif(8, true)]);
    const kept = readPicture(turned, WAY).bytes;
    assert.ok(!kept.includes("GPS"));
    assert.deepEqual([kept.readUInt8(20) & 0x08, kept.readUInt16BE(kept.indexOf("EXIF") + 8 + 18)], [0x08, 8]);
    const lying = png(40, 30);
    const way = readPicture(
      Buffer.concat([lying.subarray(0, -12), chunk("eXIf", exif(6, false).subarray(6)), lying.subarray(-12)]),
      WAY,
    ).bytes;
    assert.ok(way.includes("eXIf") && !way.includes("GPS"));
    for (const little of [true, false]) {
      const { bytes } = readPicture(jpeg(segment(0xe1, exif(6, little))), WAY);
      assert.ok(!bytes.includes("GPS"));
      assert.ok(bytes.includes("Exif"));
      assert.deepEqual(readPicture(bytes, WAY).bytes, bytes, "read again, it is the same");
      assert.equal(bytes.readUInt16BE(bytes.indexOf("MM\0*") + 18), 6);
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
