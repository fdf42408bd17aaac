/**
 * Which way up a picture is: the one part of its metadata that is kept. A phone writes the picture as its sensor lies,
 * and the orientation beside it (Exif 2.3, section 4.6.4, tag 0x0112), so without it a photo would lie on its side.
 */

const TAG = 0x0112;
const SHORT = 3;
/** Entries of a directory that are looked at. */
const MAX_ENTRIES = 512;

/** 1 to 8; 1, which is upright, for whatever says nothing that can be read. @param tiff an Exif block from its TIFF header on */
export function orientationOf(tiff: Buffer): number {
  const order = tiff.toString("latin1", 0, 2);
  if (tiff.length < 8 || (order !== "II" && order !== "MM")) return 1;
  const isLittle = order === "II";
  const short = (at: number) => (isLittle ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const start = isLittle ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
  if (start + 2 > tiff.length) return 1;
  const count = Math.min(short(start), MAX_ENTRIES, Math.floor((tiff.length - start - 2) / 12));
  for (let i = 0; i < count; i++) {
    const at = start + 2 + 12 * i;
    if (short(at) !== TAG || short(at + 2) !== SHORT) continue;
    const value = short(at + 8);
    return value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}

/** An Exif block from its TIFF header on that says this and nothing else. */
export function orientationBlock(orientation: number): Buffer {
  const block = Buffer.alloc(26);
  block.write("MM\0*", "latin1");
  block.writeUInt32BE(8, 4);
  block.writeUInt16BE(1, 8);
  block.writeUInt16BE(TAG, 10);
  block.writeUInt16BE(SHORT, 12);
  block.writeUInt32BE(1, 14);
  block.writeUInt16BE(orientation, 18);
  return block;
}

/** Whether what is wide lies down: 5 to 8 are turned by a quarter. */
export function turned(orientation: number, width: number, height: number): { width: number; height: number } {
  return orientation >= 5 ? { width: height, height: width } : { width, height };
}
