/**
 * Pictures that somebody hands in: PNG, JPEG or WebP, whatever they are called, small enough for a phone with one bar,
 * and without what cameras write beside the picture (places, times, names). Their structure is checked; what is in the
 * compressed part, only a browser knows.
 */
import { broken, type Drawing, PictureError } from "./drawing.ts";
import { readJpeg } from "./jpeg.ts";
import { readPng } from "./png.ts";
import type { Picture } from "./presentation.ts";
import { readWebp } from "./webp.ts";

export interface PictureLimits {
  readonly bytes: number;
  /** Pixels of the longer side. */
  readonly side: number;
}

export const LOGO: PictureLimits = { bytes: 48 * 1024, side: 1_024 };
export const WAY: PictureLimits = { bytes: 384 * 1024, side: 4_096 };

const FORMATS = [
  { type: "image/png", is: (head: string) => head.startsWith("\x89PNG\r\n\x1a\n"), read: readPng },
  { type: "image/jpeg", is: (head: string) => head.startsWith("\xff\xd8\xff"), read: readJpeg },
  { type: "image/webp", is: (head: string) => /^RIFF[^]{4}WEBP/.test(head), read: readWebp },
] as const;

/** @throws PictureError */
export function readPicture(given: Buffer, limits: PictureLimits): Picture {
  const format = FORMATS.find(({ is }) => is(given.toString("latin1", 0, 16)));
  if (!format) throw new PictureError("must be a PNG, a JPEG or a WebP");
  const { width, height, bytes } = readWhole(() => format.read(given));
  if (width < 1 || height < 1) throw broken();
  if (Math.max(width, height) > limits.side)
    throw new PictureError(`may have at most ${limits.side} pixels a side; it has ${width} × ${height}`);
  if (bytes.length > limits.bytes)
    throw new PictureError(`may have at most ${limits.bytes / 1024} KiB; it has ${Math.ceil(bytes.length / 1024)}`);
  return { type: format.type, bytes };
}

/** Reading past the end: it was cut off, or lies about its parts. */
function readWhole(read: () => Drawing): Drawing {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new PictureError("is not whole", { cause: error });
  }
}
