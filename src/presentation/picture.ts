/**
 * Pictures that somebody hands in: PNG, JPEG or WebP, whatever they are called, small enough for a phone with one bar,
 * and without what cameras write beside the picture (places, times, names).
 */
import type { Picture, PictureType } from "./presentation.ts";

export interface PictureLimits {
  readonly bytes: number;
  /** Pixels of the longer side. */
  readonly side: number;
}

export const LOGO: PictureLimits = { bytes: 48 * 1024, side: 1_024 };
export const WAY: PictureLimits = { bytes: 384 * 1024, side: 4_096 };

/** What is wrong, as the end of a sentence that begins with what was handed in. */
export class PictureError extends Error {
  override readonly name = "PictureError";
}

interface Read {
  readonly type: PictureType;
  readonly width: number;
  readonly height: number;
  /** The same picture without what is not the picture. */
  readonly bytes: Buffer;
}

/** @throws PictureError */
export function readPicture(given: Buffer, limits: PictureLimits): Picture {
  let read: Read | undefined;
  try {
    read = readPng(given) ?? readJpeg(given) ?? readWebp(given);
  } catch (error) {
    // Reading past the end: it was cut off, or lies about its parts.
    if (!(error instanceof RangeError)) throw error;
    throw new PictureError("is not whole", { cause: error });
  }
  if (!read) throw new PictureError("must be a PNG, a JPEG or a WebP");
  const { type, width, height, bytes } = read;
  if (width < 1 || height < 1) throw new PictureError("is not whole");
  if (Math.max(width, height) > limits.side)
    throw new PictureError(`may have at most ${limits.side} pixels a side; it has ${width} × ${height}`);
  if (bytes.length > limits.bytes)
    throw new PictureError(`may have at most ${limits.bytes / 1024} KiB; it has ${Math.ceil(bytes.length / 1024)}`);
  return { type, bytes };
}

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** What is drawn, and in which colours; animations stand still. */
const PNG_KEPT = new Set(["IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "iCCP", "sBIT"]);

/** https://www.w3.org/TR/png-3/#5Chunk-layout */
function readPng(given: Buffer): Read | undefined {
  if (!given.subarray(0, 8).equals(PNG)) return undefined;
  const kept: Buffer[] = [PNG];
  let drawn = false;
  for (let at = 8; ;) {
    const end = at + 12 + given.readUInt32BE(at);
    if (end > given.length) throw new RangeError("a chunk is cut off");
    const name = given.toString("latin1", at + 4, at + 8);
    if (at === 8 && name !== "IHDR") throw new PictureError("is not whole");
    if (PNG_KEPT.has(name)) kept.push(given.subarray(at, end));
    drawn ||= name === "IDAT";
    at = end;
    if (name === "IEND") break;
  }
  if (!drawn) throw new PictureError("is not whole");
  return {
    type: "image/png",
    width: given.readUInt32BE(16),
    height: given.readUInt32BE(20),
    bytes: Buffer.concat(kept),
  };
}

/** APP0 (JFIF), APP2 (colour profile) and APP14 (colour transform) are how it is drawn. */
const JPEG_DROPPED = new Set([0xe1, 0xe3, 0xe4, 0xe5, 0xe6, 0xe7, 0xe8, 0xe9, 0xea, 0xeb, 0xec, 0xed, 0xef, 0xfe]);
/** Start of frame, of every coding; the others in this range are tables. */
const isFrame = (marker: number) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);

/** https://www.w3.org/Graphics/JPEG/itu-t81.pdf, annex B */
function readJpeg(given: Buffer): Read | undefined {
  if (given.length < 4 || given.readUInt16BE(0) !== 0xffd8) return undefined;
  const kept: Buffer[] = [given.subarray(0, 2)];
  let size: { width: number; height: number } | undefined;
  let turn: number | undefined;
  for (let at = 2; ;) {
    if (given.readUInt8(at) !== 0xff) throw new PictureError("is not whole");
    const marker = given.readUInt8(at + 1);
    const end = at + 2 + given.readUInt16BE(at + 2);
    if (end > given.length) throw new RangeError("a segment is cut off");
    if (isFrame(marker)) size = { height: given.readUInt16BE(at + 5), width: given.readUInt16BE(at + 7) };
    if (marker === 0xe1) turn ??= orientationOf(given.subarray(at + 4, end));
    if (!JPEG_DROPPED.has(marker)) kept.push(given.subarray(at, end));
    at = end;
    if (marker !== 0xda) continue;
    // From here on it is the drawing, up to the mark of its end.
    const last = given.lastIndexOf(Buffer.from([0xff, 0xd9]));
    if (last < at || !size) throw new PictureError("is not whole");
    kept.push(given.subarray(at, last + 2));
    break;
  }
  if (turn !== undefined && turn > 1) kept.splice(1, 0, orientation(turn));
  return { type: "image/jpeg", ...size, bytes: Buffer.concat(kept) };
}

const EXIF = Buffer.from("Exif\0\0", "latin1");
const ORIENTATION = 0x0112;

/** Which way up a photograph was taken, from 1 to 8; undefined where nothing says so. Exif 2.32, 4.6.2 and 4.6.4 A. */
function orientationOf(segment: Buffer): number | undefined {
  if (!segment.subarray(0, 6).equals(EXIF)) return undefined;
  const tiff = segment.subarray(6);
  const little = tiff.toString("latin1", 0, 2) === "II";
  const u16 = (at: number) => (little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const first = little ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
  const count = Math.min(u16(first), 200);
  for (let i = 0; i < count; i++) {
    const entry = first + 2 + i * 12;
    const value = u16(entry + 8);
    if (u16(entry) === ORIENTATION) return value >= 1 && value <= 8 ? value : undefined;
  }
  return undefined;
}

/** Nothing but which way up it is: a photograph would lie on its side without. */
function orientation(turn: number): Buffer {
  const segment = Buffer.alloc(36);
  segment.writeUInt16BE(0xffe1, 0);
  segment.writeUInt16BE(34, 2);
  EXIF.copy(segment, 4);
  segment.write("MM\0*", 10, "latin1");
  segment.writeUInt32BE(8, 14);
  segment.writeUInt16BE(1, 18);
  segment.writeUInt16BE(ORIENTATION, 20);
  segment.writeUInt16BE(3, 22); // a short
  segment.writeUInt32BE(1, 24);
  segment.writeUInt16BE(turn, 28);
  return segment;
}

const WEBP_DROPPED = new Set(["EXIF", "XMP "]);
/** Bits of VP8X that say that these are there. */
const EXIF_AND_XMP = 0x0c;

/** https://developers.google.com/speed/webp/docs/riff_container */
function readWebp(given: Buffer): Read | undefined {
  if (given.toString("latin1", 0, 4) !== "RIFF" || given.toString("latin1", 8, 12) !== "WEBP") return undefined;
  const kept: Buffer[] = [];
  let size: { width: number; height: number } | undefined;
  const end = given.readUInt32LE(4) + 8;
  if (end > given.length) throw new RangeError("it is cut off");
  for (let at = 12; at < end;) {
    const name = given.toString("latin1", at, at + 4);
    const next = at + 8 + given.readUInt32LE(at + 4);
    const padded = next + (next & 1);
    if (next > end) throw new RangeError("a chunk is cut off");
    const chunk = Buffer.from(given.subarray(at, Math.min(padded, end)));
    if (name === "VP8X") chunk[8]! &= ~EXIF_AND_XMP;
    size ??= webpSize(name, chunk.subarray(8));
    if (!WEBP_DROPPED.has(name)) kept.push(chunk);
    at = padded;
  }
  if (!size) throw new PictureError("is not whole");
  const body = Buffer.concat(kept);
  const head = Buffer.from("RIFF\0\0\0\0WEBP", "latin1");
  head.writeUInt32LE(body.length + 4, 4);
  return { type: "image/webp", ...size, bytes: Buffer.concat([head, body]) };
}

function webpSize(name: string, data: Buffer): { width: number; height: number } | undefined {
  switch (name) {
    case "VP8X":
      return { width: 1 + data.readUIntLE(4, 3), height: 1 + data.readUIntLE(7, 3) };
    case "VP8 ":
      return { width: data.readUInt16LE(6) & 0x3fff, height: data.readUInt16LE(8) & 0x3fff };
    case "VP8L": {
      const bits = data.readUInt32LE(1);
      return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) };
    }
    default:
      return undefined;
  }
}
