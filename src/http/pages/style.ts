/** The style of pages, as it is sent: what guests and the console share is the frame. */
import { readFileSync } from "node:fs";

/** A file of CSS without what is for those who read the source. */
export function styleOf(file: URL): string {
  return readFileSync(file, "utf8")
    .replaceAll(/\/\*.*?\*\/|\n\s*/gs, "")
    .replaceAll(/: (?=[^{}]*[;}])| (?=\{)|;(?=\})/g, (mark) => (mark === ": " ? ":" : ""));
}

/** The colours, the card and its head. */
export const FRAME_STYLE = styleOf(new URL("frame.css", import.meta.url));
