import { readFileSync } from "node:fs";

/** The program's own. */
export const VERSION = String(JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")).version);
