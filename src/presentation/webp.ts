/** WebP (RFC 9649). */
import { broken, type Drawing, PictureError } from "./drawing.ts";
import { orientationBlock, orientationOf, turned } from "./orientation.ts";

const HEAD_BYTES = 12;
/** Flags of an extended header. */
const [ANIMATION, XMP, EXIF] = [0x02, 0x04, 0x08];
const KEPT = new Set(["ICCP", "ALPH", "VP8 ", "VP8L"]);

/** @throws PictureError, or RangeError where the file ends too early */
export function readWebp(bytes: Buffer): Drawing {
  const length = bytes.readUInt32LE(4) + 8;
  if (length > bytes.length) throw new RangeError("the file is longer than it is");
  const parts: Buffer[] = [];
  let header: Buffer | undefined;
  let size: { width: number; height: number } | undefined;
  let orientation = 1;
  for (let at = HEAD_BYTES; at < length;) {
    const name = bytes.toString("latin1", at, at + 4);
    const end = at + 8 + bytes.readUInt32LE(at + 4);
    const next = end + (end % 2); // chunks begin at even places
    if (end > length) throw new RangeError("a chunk is longer than the file");
    const data = bytes.subarray(at + 8, end);
    if (name === "VP8X") {
      if (at !== HEAD_BYTES) throw broken();
      header = extendedHeader(data);
      parts.push(chunk(name, header));
    } else if (name === "EXIF") orientation = orientationOf(withoutPrefix(data));
    else if (KEPT.has(name)) {
      if (name === "VP8 " || name === "VP8L") {
        if (size) throw broken();
        size = name === "VP8L" ? losslessSize(data) : lossySize(data);
      }
      parts.push(chunk(name, data));
    }
    at = next;
  }
  if (!size) throw broken();
  if (header) {
    const [width, height] = [header.readUIntLE(4, 3) + 1, header.readUIntLE(7, 3) + 1];
    if (width !== size.width || height !== size.height) throw broken();
    if (orientation !== 1) {
      header[0]! |= EXIF;
      parts[0] = chunk("VP8X", header);
      parts.push(chunk("EXIF", orientationBlock(orientation)));
    }
  }
  const body = Buffer.concat(parts);
  const head = Buffer.from(bytes.subarray(0, HEAD_BYTES));
  head.writeUInt32LE(body.length + 4, 4);
  const shown = header ? turned(orientation, size.width, size.height) : size;
  return { ...shown, bytes: Buffer.concat([head, body]) };
}

/** Without the flags of what is dropped. */
function extendedHeader(data: Buffer): Buffer {
  if (data.length !== 10) throw broken();
  const header = Buffer.from(data);
  const flags = header.readUInt8(0);
  if (flags & ANIMATION) throw new PictureError("moves; send one that stands still");
  header.writeUInt8(flags & ~(EXIF | XMP), 0);
  return header;
}

function lossySize(data: Buffer): { width: number; height: number } {
  if (data.readUIntBE(3, 3) !== 0x9d012a) throw broken();
  return { width: data.readUInt16LE(6) & 0x3fff, height: data.readUInt16LE(8) & 0x3fff };
}

function losslessSize(data: Buffer): { width: number; height: number } {
  if (data.readUInt8(0) !== 0x2f) throw broken();
  const bits = data.readUInt32LE(1);
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
}

/** Some programs write the prefix that it has in a JPEG. */
function withoutPrefix(data: Buffer): Buffer {
  return data.toString("latin1", 0, 6) === "Exif\0\0" ? data.subarray(6) : data;
}

function chunk(name: string, data: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(name, "latin1");
  head.writeUInt32LE(data.length, 4);
  return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
}
