import { setTimeout as wait } from "node:timers/promises";

const EVERY_MS = 25;

/** Try until it does not throw. @throws what it threw last, after `ms` milliseconds */
export async function eventually<T>(look: () => Promise<T> | T, ms = 20_000): Promise<T> {
  for (const late = Date.now() + ms; ; await wait(EVERY_MS)) {
    try {
      return await look();
    } catch (error) {
      if (Date.now() > late) throw error;
    }
  }
}
