/**
 * Whether a device can be reached, as shown by an answer of its own: what the library says of it is true for 15 seconds and
 * more after it died.
 */
import type { Endpoint } from "@matter/main";
import { DoorLockClient } from "@matter/main/behaviors/door-lock";

/** After an answer or a report, how long a device is taken to be there, in milliseconds. */
const FRESH_MS = 5_000;
/** While it does not answer, it is asked so often, in milliseconds. */
const AGAIN_MS = 10_000;

export class Reach {
  #heardAt = Number.NEGATIVE_INFINITY;
  #probe: Promise<boolean> | undefined;
  #again: NodeJS.Timeout | undefined;
  readonly #changed: () => void;
  /** The last question was answered. */
  isThere = true;

  /** @param changed told when it turns out to be there or not */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  heard(): void {
    this.#heardAt = performance.now();
    this.#set(true);
  }

  /** From now on only an answer counts. */
  doubt(): void {
    this.#heardAt = Number.NEGATIVE_INFINITY;
  }

  get isFresh(): boolean {
    return performance.now() - this.#heardAt < FRESH_MS;
  }

  /**
   * One question at a time, and never given up early: questions that are make the library wait much longer before it finds
   * a device that is back.
   */
  ask(lock: Endpoint): Promise<boolean> {
    return (this.#probe ??= this.#askOnce(lock).finally(() => (this.#probe = undefined)));
  }

  close(): void {
    clearTimeout(this.#again);
  }

  async #askOnce(lock: Endpoint): Promise<boolean> {
    clearTimeout(this.#again);
    try {
      await lock.getStateOf(DoorLockClient, ["lockState"], { includeKnownVersions: true });
      this.heard();
    } catch {
      this.doubt();
      this.#set(false);
      this.#again = setTimeout(() => void this.ask(lock), AGAIN_MS);
    }
    return this.isThere;
  }

  #set(isThere: boolean): void {
    if (this.isThere === isThere) return;
    this.isThere = isThere;
    this.#changed();
  }
}
