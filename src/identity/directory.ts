/**
 * The directory's port: organisations with their API keys, and users. Not part of the record.
 *
 * Whatever writes throws StoreUnavailableError when it cannot within the store's patience. Times are milliseconds since the
 * epoch unless said: those of tokens are seconds, as tokens have them (RFC 7519, section 2).
 */

/** The port of organisations, API keys and users. Every adapter passes its conformance suite. */
export interface Directory {
  /** @throws DirectoryConflictError where there is one with the id, or was */
  createOrganization(organization: { orgId: string; name?: string; super: boolean }, now: number): Promise<void>;
  organization(orgId: string): Promise<Organization | undefined>;
  /** Keep an API key for everything by its hash. `expirePrevious` ends the organisation's other keys at that time, if they last longer. */
  addApiKey(key: NewApiKey, expirePrevious?: number): Promise<void>;
  /**
   * @param idBy who made up the id
   * @throws DirectoryConflictError when the id, or an e-mail address that counts, belongs to a user already
   */
  createUser(user: User, idBy?: IdBy): Promise<void>;
  user(userId: string): Promise<User | undefined>;
  /** Whether this user hosts the server. */
  isOperator(userId: string): Promise<boolean>;
  /** Which of these ids are users'. */
  users(userIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** Those of these users that there are, by their ids. */
  people(userIds: readonly string[]): Promise<ReadonlyMap<string, User>>;
  userByEmail(email: string): Promise<User | undefined>;
  /**
   * The user with this user's e-mail address, made of the rest when there is none; however many ask together, one.
   *
   * @throws DirectoryConflictError when the id belongs to somebody with another address
   */
  findOrCreateUser(user: User & { readonly email: string }, idBy?: IdBy): Promise<User>;
  /**
   * The issuer of a user's token has made sure of their address, at that time. The user is made known. The address becomes
   * theirs, unless it is that of a user whose id was made here, or its issuer has said the same of somebody else since.
   *
   * @param issuedAt of the token, in seconds since the epoch
   */
  proveAddress(userId: string, email: string, issuedAt: number, now: number): Promise<void>;
  /** Tokens of a user that were issued before this are void, in seconds since the epoch; it is never set back. */
  endTokens(userId: string, before: number): Promise<void>;
  /** In seconds since the epoch too; undefined while none were ended. */
  tokensEndedBefore(userId: string): Promise<number | undefined>;
  close(): Promise<void>;
}

/**
 * An id that was made here is whoever reads the mail of its address. One that a caller chose may be anybody's at an issuer
 * elsewhere, so there its address counts for nothing until that issuer has proven it.
 */
export type IdBy = "server" | "caller";

/** How the directory treats addresses. */
export interface DirectoryOptions {
  /** Ids come from an issuer elsewhere: only addresses that were proven count. */
  readonly provenOnly?: boolean;
}

/** An organisation as it is read. */
export interface Organization {
  readonly orgId: string;
  readonly name: string | null;
  /** May act on every lock. */
  readonly super: boolean;
}

/** An API key as it is stored; the key itself never is. */
export interface NewApiKey {
  /** As `hashApiKey` gives it. */
  readonly hash: string;
  readonly orgId: string;
  /** First 8 and last 4 characters. */
  readonly hint: string;
  readonly createdAt: number;
  readonly expiresAt: number | null;
}

/** A user as they are read. */
export interface User {
  readonly userId: string;
  /** As `canonicalEmail` gives it; null where none is known yet, or it does not count. */
  readonly email: string | null;
  /** What others see. */
  readonly name: string | null;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly createdAt: number;
}

/** What was to be made is there already, with other content. */
export class DirectoryConflictError extends Error {
  override readonly name = "DirectoryConflictError";
}
