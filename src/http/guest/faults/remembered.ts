/**
 * What a key's last page was surrounded by, and whom it named to ask: where too much is asked for or the store is away,
 * nothing is looked up, and still nobody is left alone.
 */
import { LRUCache } from "lru-cache";
import type { Contact } from "../../../presentation/presentation.ts";
import type { RouteDeps } from "../../app.ts";
import type { Frame } from "../page/layout.ts";

export interface Surroundings {
  readonly frame: Frame;
  /** For whoever has the link: of a key for named users the organisation's alone. */
  readonly contacts: readonly Contact[];
}

/** By the key's UUID. */
export type Remembered = Pick<LRUCache<string, Surroundings>, "get" | "set">;

export interface GuestDeps extends RouteDeps {
  readonly remembered: Remembered;
}

const MAX_KEYS = 2_000;
const KEEP_MS = 10 * 60_000;

export function createRemembered(): Remembered {
  return new LRUCache<string, Surroundings>({ maxSize: MAX_KEYS, sizeCalculation: () => 1, ttl: KEEP_MS });
}
