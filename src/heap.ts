/** How large a server's heap grows: a whole process has one, so whoever is the process says so, and not what serves in it. */
import { setFlagsFromString } from "node:v8";

/** How much more than what was in use the heap may hold before it is swept; the runtime's own is up to 300 %. */
const GROWS_PERCENT = 60;

/** To be called once it listens: a start lets go of much, and would be later by a tenth. */
export function keepHeapSmall(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWS_PERCENT}`);
}
