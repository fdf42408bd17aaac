/** JPEG (ITU-T T.81, https://www.w3.org/Graphics/JPEG/itu-t81.pdf). */
import { broken, type Drawing, PictureError } from "./drawing.ts";
import { orientationBlock, orientationOf, turned } from "./orientation.ts";

const [SOI, EOI, SOS, DNL, COM] = [0xd8, 0xd9, 0xda, 0xdc, 0xfe];
const EXIF = "Exif\0\0";
const ICC = "ICC_PROFILE\0";
/** A JFIF header without a thumbnail. */
const JFIF = "JFIF\0";
const JFIF_BYTES = 14;
/** Starts of frames that browsers draw: baseline, extended, progressive. Arithmetic and lossless ones they do not. */
const FRAMES = new Set([0xc0, 0xc1, 0xc2]);
const OTHER_FRAMES = new Set([0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf]);

/** @throws PictureError, or RangeError where the file ends too early */
export function readJpeg(bytes: Buffer): Drawing {
  const parts = [bytes.subarray(0, 2)];
  let size: { width: number; height: number } | undefined;
  let orientation = 1;
  let hasScan = false;
  for (let at = 2; ;) {
    if (bytes.readUInt8(at) !== 0xff) throw broken();
    const marker = bytes.readUInt8(at + 1);
    if (marker === 0xff) {
      at++; // any number of these may stand before a marker
      continue;
    }
    if (marker === EOI) {
      // What stands after the end, such as a film, is not of the picture.
      if (!size || !hasScan) throw broken();
      parts.push(bytes.subarray(at, at + 2));
      return { ...turned(orientation, size.width, size.height), bytes: Buffer.concat(parts) };
    }
    // Markers that stand alone have no place between segments.
    if (marker < 0xc0 || marker === SOI || isRestart(marker)) throw broken();
    const end = at + 2 + bytes.readUInt16BE(at + 2);
    if (end < at + 4 || marker === DNL) throw broken();
    if (end > bytes.length) throw new RangeError("a segment is longer than the file");
    const data = bytes.subarray(at + 4, end);
    if (FRAMES.has(marker)) {
      if (size) throw broken();
      size = { height: data.readUInt16BE(1), width: data.readUInt16BE(3) };
    } else if (OTHER_FRAMES.has(marker)) throw new PictureError("is of a kind of JPEG that browsers do not show");
    const kept = marker < 0xe0 ? data : keptOf(marker, data);
    if (marker === 0xe1 && orientation === 1 && startsWith(data, EXIF)) {
      orientation = orientationOf(data.subarray(EXIF.length));
      if (orientation !== 1)
        parts.push(segment(marker, Buffer.concat([Buffer.from(EXIF, "latin1"), orientationBlock(orientation)])));
    }
    if (kept) parts.push(segment(marker, kept));
    at = end;
    if (marker !== SOS) continue;
    if (!size) throw broken();
    hasScan = true;
    at = endOfScan(bytes, end);
    parts.push(bytes.subarray(end, at));
  }
}

/** Of what programs wrote for themselves, what is needed for the colours. */
function keptOf(marker: number, data: Buffer): Buffer | undefined {
  if (marker === COM) return undefined;
  if (marker === 0xe0 && startsWith(data, JFIF) && data.length >= JFIF_BYTES) {
    const header = Buffer.from(data.subarray(0, JFIF_BYTES));
    header.writeUInt16BE(0, JFIF_BYTES - 2); // the size of the thumbnail
    return header;
  }
  return (marker === 0xe2 && startsWith(data, ICC)) || (marker === 0xee && startsWith(data, "Adobe"))
    ? data
    : undefined;
}

/** Where the next marker is: within a scan, 0xff is followed by 0 or is a restart. */
function endOfScan(bytes: Buffer, from: number): number {
  for (let at = from; ; at++) {
    at = bytes.indexOf(0xff, at);
    if (at === -1) throw new RangeError("a scan does not end");
    const next = bytes.readUInt8(at + 1);
    if (next === 0) at++;
    else if (next !== 0xff && !isRestart(next)) return at;
  }
}

function isRestart(marker: number): boolean {
  return marker >= 0xd0 && marker <= 0xd7;
}

function startsWith(data: Buffer, text: string): boolean {
  return data.toString("latin1", 0, text.length) === text;
}

function segment(marker: number, data: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(data.length + 2, 2);
  return Buffer.concat([head, data]);
}
