/**
 * A hub: one connection through which devices are reached, such as a Home Assistant or a broker. Hubs are data beside
 * the record, and are made, changed and removed while the server runs.
 */
import { join } from "node:path";
import type { Leases } from "../../leases/lease.ts";

/** A connection through which devices are reached, without its secrets. */
export interface Hub {
  readonly hubId: string;
  /** One of `DRIVER_KINDS`. */
  readonly kind: string;
  readonly name: string | null;
  /** Whose it is; the operator's where both are null. */
  readonly orgId: string | null;
  readonly ownerId: string | null;
  /** By the schema of its kind. */
  readonly settings: Settings;
  /** Which secrets it has; what they are is encrypted. */
  readonly secretNames: readonly string[];
  /** Rises with every change, over all hubs. */
  readonly revision: number;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** What a kind of hub is configured with; its schema is the kind's. */
export type Settings = Readonly<Record<string, unknown>>;

/** A hub as it is stored. */
export interface StoredHub extends Hub {
  /** All its secrets, encrypted; null where it has none. */
  readonly ciphertext: Buffer | null;
  /** Since when it is no hub any more, in milliseconds since the epoch, and its devices are still to be told. */
  readonly removedAt?: number;
}

/** Whether a connection that stands to one may go on as the other's: a name is no reason for another. */
export function isSameConnection(a: StoredHub, b: StoredHub): boolean {
  const isSameSecret = a.ciphertext === null ? b.ciphertext === null : b.ciphertext?.equals(a.ciphertext) === true;
  return isSameSecret && a.kind === b.kind && JSON.stringify(a.settings) === JSON.stringify(b.settings);
}

/** A hub as it is made. */
export type NewHub = Omit<StoredHub, "revision" | "updatedAt" | "removedAt">;

/** What may be changed of a hub; all of it is given. */
export type HubChange = Pick<StoredHub, "name" | "settings" | "secretNames" | "ciphertext">;

/** Whose hubs are looked at; all of them with `all`. */
export type HubScope = "all" | { readonly orgId: string } | { readonly ownerId: string };

/** The hub that is always there. */
export const SIMULATOR_HUB = "simulator";

/** What a hub's driver may keep is in there; made by the driver. */
export function hubFolder(dataDir: string, hubId: string): string {
  return hubId === SIMULATOR_HUB ? join(dataDir, SIMULATOR_HUB) : join(dataDir, "hubs", hubId);
}

/** Which hubs to list, by rising id. */
export interface HubPage {
  readonly limit: number;
  /** The last hub that is known, by its id. */
  readonly after?: string;
}

/**
 * The port of where hubs are kept, and of who holds one that one process at a time may hold. Everything throws StoreUnavailableError when the store does not answer within its
 * patience.
 */
export interface HubStore extends Leases, HubStates {
  /**
   * @param most how many hubs whoever it belongs to may have
   * @returns "taken" where there is a hub with this id
   */
  create(hub: NewHub, most: number): Promise<StoredHub | "taken" | "too-many">;
  /** Also one that was removed. */
  hub(hubId: string): Promise<StoredHub | undefined>;
  /** In the order of their ids, without those that were removed. */
  hubs(scope: HubScope, page: HubPage): Promise<readonly StoredHub[]>;
  /** Every hub's revision, by its id, also of those that were removed. */
  revisions(): Promise<ReadonlyMap<string, number>>;
  /** The devices that locks are bound to at hubs that are kept here. */
  bindings(): Promise<readonly Binding[]>;
  /** @returns undefined where it has another revision by now, or is gone */
  change(hubId: string, revision: number, change: HubChange, now: number): Promise<StoredHub | undefined>;
  /**
   * One that has a state stays until it is forgotten, as one that was removed.
   *
   * @returns false where there is none, or locks are bound to it
   */
  remove(hubId: string, now: number): Promise<boolean>;
  /** Those that were removed and are not forgotten. */
  removed(): Promise<readonly string[]>;
  /** Nothing of a hub that was removed is left. */
  forget(hubId: string): Promise<void>;
  /** Changes whenever a hub is made, changed or removed, or a device bound, by whatever process. */
  revision(): Promise<number>;
  close(): Promise<void>;
}

/** Which lock a device is. */
export interface Binding {
  readonly hubId: string;
  readonly address: string;
  readonly lockId: number;
}

/** What drivers must keep of their hubs; encrypted. */
export interface HubStates {
  state(hubId: string): Promise<Buffer | undefined>;
  /** @returns false where somebody else holds the hub by now, or it is gone; then nothing was written */
  keepState(hubId: string, holder: string, ciphertext: Buffer): Promise<boolean>;
}

/** By how much clocks are set back, in milliseconds. */
const CLOCKS_MS = 60_000;

/**
 * Whether a folder is older than its hub, so that another hub of this id left it. Filesystems that do not keep when
 * something was made say 1970: then it is the hub's, because devices that it is known by would have to be reset.
 */
export function isOfAnotherHub(
  { birthtimeMs }: { readonly birthtimeMs: number },
  { createdAt }: Pick<StoredHub, "createdAt">,
): boolean {
  return birthtimeMs > 0 && birthtimeMs + CLOCKS_MS < createdAt;
}
