/**
 * A hub: one connection through which devices are reached, such as a Home Assistant or a broker. Hubs are data beside
 * the record, and are made, changed and removed while the server runs.
 */

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
}

/** A hub as it is made. */
export type NewHub = Omit<StoredHub, "revision" | "updatedAt">;

/** What may be changed of a hub; all of it is given. */
export type HubChange = Pick<StoredHub, "name" | "settings" | "secretNames" | "ciphertext">;

/** Whose hubs are looked at; all of them with `all`. */
export type HubScope = "all" | { readonly orgId: string } | { readonly ownerId: string };

/** Which hubs to list, by rising id. */
export interface HubPage {
  readonly limit: number;
  /** The last hub that is known, by its id. */
  readonly after?: string;
}

/**
 * The port of where hubs are kept. Everything throws StoreUnavailableError when the store does not answer within its
 * patience.
 */
export interface HubStore {
  /**
   * @param most how many hubs whoever it belongs to may have
   * @returns "taken" where there is a hub with this id
   */
  create(hub: NewHub, most: number): Promise<StoredHub | "taken" | "too-many">;
  hub(hubId: string): Promise<StoredHub | undefined>;
  /** In the order of their ids. */
  hubs(scope: HubScope, page: HubPage): Promise<readonly StoredHub[]>;
  /** Every hub's revision, by its id. */
  revisions(): Promise<ReadonlyMap<string, number>>;
  /** @returns undefined where it has another revision by now, or is gone */
  change(hubId: string, revision: number, change: HubChange, now: number): Promise<StoredHub | undefined>;
  remove(hubId: string): Promise<boolean>;
  /** Changes whenever a hub is made, changed or removed, by whatever process. */
  revision(): Promise<number>;
  close(): Promise<void>;
}
