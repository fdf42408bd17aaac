/** What every format's reader gives. */

/** A picture without what is not the picture. */
export interface Drawing {
  /** As it is shown, in pixels. */
  readonly width: number;
  readonly height: number;
  readonly bytes: Buffer;
}

/** What is wrong, as the end of a sentence that begins with what was handed in. */
export class PictureError extends Error {
  override readonly name = "PictureError";
}

/** Its parts contradict each other. */
export function broken(): PictureError {
  return new PictureError("is not whole");
}
