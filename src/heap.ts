/** How large a server's heap grows: a whole process has one, so whoever is the process says so, and not what serves in it. */
import { setFlagsFromString } from "node:v8";

/** How much more than what was in use the heap may hold before it is swept; the runtime's own is up to 300 %. */
const GROWS_PERCENT = 60;

/** By how much the young heap grows when much of it is in use: the runtime's own. */
const YOUNG_GROWS = 2;

/**
 * To be called before a start: until it listens, the young heap does not grow. Most of what a start makes stays, for which
 * it would become as large as it may, and an idle server 5 MB larger.
 */
export function startSmall(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
}

/** To be called once it listens: a start lets go of much, and would be later by a tenth. */
export function keepHeapSmall(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWS_PERCENT}`);
  setFlagsFromString(`--semi-space-growth-factor=${YOUNG_GROWS}`);
}
