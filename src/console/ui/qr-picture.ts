/** QR codes as pictures: SVG text, and the path that it draws. */
import { qrCode } from "./qr-code.ts";

/** Modules that stay white around a code, as its standard asks for. */
const QUIET = 4;

interface QrRuns {
  /** Width and height, in modules. */
  readonly size: number;
  /** What is black: where a run of modules begins, and how many they are. */
  readonly runs: readonly { readonly x: number; readonly y: number; readonly width: number }[];
}

/** @param text such as a link */
export function qrRuns(text: string): QrRuns {
  const code = qrCode(text);
  const runs = code.flatMap((row, y) =>
    row.flatMap((isBlack, x) => {
      if (!isBlack || row[x - 1]) return [];
      const end = row.indexOf(false, x);
      return [{ x: x + QUIET, y: y + QUIET, width: (end < 0 ? row.length : end) - x }];
    }),
  );
  return { size: code.length + 2 * QUIET, runs };
}

/** What is black, as an SVG path in a square of `size`. */
export function qrPath(text: string): { readonly size: number; readonly path: string } {
  const { size, runs } = qrRuns(text);
  return { size, path: runs.map(({ x, y, width }) => `M${x} ${y}h${width}v1h-${width}z`).join("") };
}

/** A file of its own. @param pixels its width and height when it is opened */
export function qrSvg(text: string, pixels = 1_024): string {
  const { size, path } = qrPath(text);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${pixels}" height="${pixels}" viewBox="0 0 ${size} ${size}" ` +
    `shape-rendering="crispEdges"><path fill="#fff" d="M0 0h${size}v${size}H0z"/><path d="${path}"/></svg>`
  );
}
