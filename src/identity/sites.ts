/** The port of sites: what groups the locks of an organisation. Times are milliseconds since the epoch unless said. */

export const MAX_SITES = 500;

/** The port of sites. A lock is at one site, or at none. */
export interface Sites {
  /** By their names, at most `MAX_SITES`. */
  list(orgId: string): Promise<readonly Site[]>;
  find(orgId: string, siteId: string): Promise<Site | undefined>;
  /** The same again changes nothing. */
  add(orgId: string, site: SiteTexts & { readonly siteId: string }, now: number): Promise<"done" | "unknown" | "full">;
  /** All its texts; what is not given is null. @returns whether there is such a site */
  change(orgId: string, siteId: string, texts: SiteTexts): Promise<boolean>;
  /** Its locks are at none then. @returns whether there was one */
  remove(orgId: string, siteId: string): Promise<boolean>;
  /**
   * Whoever asks made sure that the lock is the organisation's.
   *
   * @param siteId null to take it from its site
   * @returns whether there is such a site
   */
  put(orgId: string, lockId: number, siteId: string | null): Promise<boolean>;
  /** The sites of these locks that are at one of this organisation. */
  ofLocks(orgId: string, lockIds: readonly number[]): Promise<ReadonlyMap<number, string>>;
  /** The locks that were put there, by their numbers; some may be another organisation's by now. */
  locks(orgId: string, siteId: string): Promise<readonly number[]>;
}

/** What a site says. */
export interface SiteTexts {
  readonly name: string;
  readonly address: string | null;
  /** IANA. */
  readonly timeZone: string | null;
  /** What guests are told of the way to doors that say nothing of their own. */
  readonly directions: string | null;
  /** `HH:MM` by the clock there: from when guests may come on the day of their arrival. */
  readonly checkIn: string | null;
  /** `HH:MM`: until when they may stay on the day that they leave. */
  readonly checkOut: string | null;
}

/** A site as it is read. */
export interface Site extends SiteTexts {
  readonly siteId: string;
  readonly createdAt: number;
}
