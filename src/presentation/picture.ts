/**
 * Pictures that somebody hands in: decoded, turned the right way up, shrunk for a phone with one bar, and drawn anew, so
 * that nothing of what a camera wrote beside the picture (places, times, names, films) is kept.
 */
import type { Sharp, default as sharp } from "sharp";
import type { Picture } from "./presentation.ts";

/** How large a picture is kept at the most. */
export interface PictureLimits {
  /** Of what is kept. */
  readonly bytes: number;
  /** Pixels of the longer side of what is kept; larger pictures are shrunk to it. */
  readonly side: number;
}

export const LOGO: PictureLimits = { bytes: 48 * 1024, side: 512 };
export const DIRECTIONS_PICTURE: PictureLimits = { bytes: 256 * 1024, side: 1_600 };

/** What may be handed in, in bytes: a photograph as a phone takes it. */
export const MAX_GIVEN_BYTES = 8 * 1024 * 1024;
/** And in pixels: more than phones take, and 200 MB of memory at most while it is read. */
const MAX_PIXELS = 50_000_000;
/** How long one may take to decode, in seconds. */
const PATIENCE_S = 10;
/** Of JPEGs, the first that is small enough is kept. */
const QUALITIES = [82, 70, 55, 40] as const;
/** Of pictures with transparency, the first palette that is small enough. */
const PALETTES = [256, 64, 16] as const;

/** What is wrong with it, as the end of a sentence that begins with what was handed in. */
export class PictureError extends Error {
  override readonly name = "PictureError";
}

const HEADS = [/^\x89PNG\r\n/, /^\xff\xd8\xff/, /^RIFF[^]{4}WEBP/];
const LOADERS = ["Jpeg", "Png", "Webp"].map((format) => `VipsForeignLoad${format}Buffer`);

let decoder: Promise<typeof sharp> | undefined;
let last: Promise<unknown> = Promise.resolve();

/**
 * The picture as it is kept: a JPEG, or a PNG where it came as one or is transparent.
 *
 * One is decoded at a time, so that the memory of many large ones does not add up.
 *
 * @param given the bytes of a PNG, a JPEG or a WebP, whatever it was called
 * @throws PictureError when it is none, is not whole, has too many pixels, or cannot be made small enough
 */
export async function readPicture(given: Buffer, limits: PictureLimits): Promise<Picture> {
  const head = given.toString("latin1", 0, 16);
  if (!HEADS.some((known) => known.test(head))) throw new PictureError("must be a PNG, a JPEG or a WebP");
  if (given.length > MAX_GIVEN_BYTES) throw new PictureError(`may have at most ${MAX_GIVEN_BYTES / 2 ** 20} MiB`);
  const drawn = last.then(() => draw(given, limits));
  last = drawn.catch(() => {}); // whoever waits for it is told
  return drawn;
}

async function draw(given: Buffer, { bytes: most, side }: PictureLimits): Promise<Picture> {
  const open = await (decoder ??= loadDecoder());
  const { data, info } = await open(given, { limitInputPixels: MAX_PIXELS, pages: 1 })
    .timeout({ seconds: PATIENCE_S })
    .autoOrient()
    .resize({ width: side, height: side, fit: "inside", withoutEnlargement: true })
    .raw()
    .toBuffer({ resolveWithObject: true })
    .catch((error: unknown) => Promise.reject(toPictureError(error)));
  const { width, height, channels } = info;
  const drawing = open(data, { raw: { width, height, channels } });
  for (const draft of drafts(drawing, { isOpaque: (await drawing.stats()).isOpaque, isPng: given[0] === 0x89 })) {
    const { data: bytes, info: made } = await draft.toBuffer({ resolveWithObject: true });
    if (bytes.length <= most) return { type: made.format === "png" ? "image/png" : "image/jpeg", bytes };
  }
  throw new PictureError(`cannot be made smaller than ${most / 1024} KiB`);
}

/** From the best to the smallest. */
function drafts(drawing: Sharp, { isOpaque, isPng }: { isOpaque: boolean; isPng: boolean }): Sharp[] {
  const exact = isPng || !isOpaque ? [drawing.clone().png({ compressionLevel: 9 })] : [];
  const smaller = isOpaque
    ? QUALITIES.map((quality) => drawing.clone().jpeg({ quality, mozjpeg: true }))
    : PALETTES.map((colours) => drawing.clone().png({ palette: true, colours }));
  return [...exact, ...smaller];
}

/** 20 MB of memory: only where somebody hands in a picture. It can read nothing but what is taken here. */
async function loadDecoder(): Promise<typeof sharp> {
  const { default: open } = await import("sharp");
  open.cache(false);
  open.concurrency(1);
  open.block({ operation: ["VipsForeignLoad"] });
  open.unblock({ operation: LOADERS });
  return open;
}

function toPictureError(cause: unknown): PictureError {
  const { message } = cause as Error;
  if (message.includes("pixel limit")) return new PictureError(`may have at most ${MAX_PIXELS / 1e6} million pixels`);
  if (message.startsWith("timeout")) return new PictureError("takes too long to read");
  return new PictureError("is not whole", { cause });
}
