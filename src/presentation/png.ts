/** PNG (https://www.w3.org/TR/png-3/). */
import { crc32 } from "node:zlib";
import { broken, type Drawing } from "./drawing.ts";
import { orientationBlock, orientationOf, turned } from "./orientation.ts";

/** What is needed to draw it. Texts, times and the frames of an animation are not. */
const KEPT = new Set(["IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "iCCP", "sBIT", "cICP"]);
const SIGNATURE_BYTES = 8;

/** @throws PictureError, or RangeError where the file ends too early */
export function readPng(bytes: Buffer): Drawing {
  const parts = [bytes.subarray(0, SIGNATURE_BYTES)];
  let size: { width: number; height: number } | undefined;
  let orientation = 1;
  let hasData = false;
  for (let at = SIGNATURE_BYTES; ;) {
    const length = bytes.readUInt32BE(at);
    const end = at + 12 + length;
    if (end > bytes.length) throw new RangeError("a chunk is longer than the file");
    const name = bytes.toString("latin1", at + 4, at + 8);
    if (!/^[a-zA-Z]{4}$/.test(name) || crc32(bytes.subarray(at + 4, end - 4)) !== bytes.readUInt32BE(end - 4))
      throw broken();
    const data = bytes.subarray(at + 8, end - 4);
    if ((name === "IHDR") !== (size === undefined)) throw broken();
    if (name === "IHDR" && data.length !== 13) throw broken();
    if (name === "IHDR") size = { width: data.readUInt32BE(0), height: data.readUInt32BE(4) };
    if (name === "IDAT") hasData = true;
    if (KEPT.has(name)) parts.push(bytes.subarray(at, end));
    else if (name === "eXIf" && orientation === 1) {
      orientation = orientationOf(data);
      if (orientation !== 1) parts.push(chunk("eXIf", orientationBlock(orientation)));
      // An upper-case first letter: whoever does not know the chunk cannot draw the picture.
    } else if (/^[A-Z]/.test(name)) throw broken();
    at = end;
    if (name !== "IEND") continue;
    if (!size || !hasData) throw broken();
    return { ...turned(orientation, size.width, size.height), bytes: Buffer.concat(parts) };
  }
}

function chunk(name: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, "latin1"), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(named), 4);
  return Buffer.concat([frame.subarray(0, 4), named, frame.subarray(4)]);
}
