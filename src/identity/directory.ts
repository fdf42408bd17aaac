/**
 * The directory's port: organisations with their API keys, and users. Not part of the record.
 *
 * Whatever writes throws StoreUnavailableError when it cannot within the store's patience.
 */

export interface Directory {
  createOrganization(organization: { orgId: string; name?: string; super: boolean }, now: number): Promise<void>;
  organization(orgId: string): Promise<Organization | undefined>;
  /** Keep an API key by its hash. `expirePrevious` ends the organisation's other keys at that time, if they last longer. */
  addApiKey(key: NewApiKey, expirePrevious?: number): Promise<void>;
  /** The organisation that a key's hash belongs to, unless the key has expired. */
  organizationOfKey(hash: Buffer, now: number): Promise<Organization | undefined>;
  /** @throws DirectoryConflictError when the id or the e-mail address belongs to a user already */
  createUser(user: User): Promise<void>;
  user(userId: string): Promise<User | undefined>;
  userByEmail(email: string): Promise<User | undefined>;
  /**
   * The user with this user's e-mail address, made of the rest when there is none; however many ask together, one.
   *
   * @throws DirectoryConflictError when the id belongs to somebody with another address
   */
  findOrCreateUser(user: User & { readonly email: string }): Promise<User>;
  close(): Promise<void>;
}

export interface Organization {
  readonly orgId: string;
  readonly name: string | null;
  /** May act on every lock. */
  readonly super: boolean;
}

export interface NewApiKey {
  /** SHA-256 of the key. */
  readonly hash: Uint8Array;
  readonly orgId: string;
  /** First 8 and last 4 characters. */
  readonly hint: string;
  readonly createdAt: number;
  readonly expiresAt: number | null;
}

export interface User {
  readonly userId: string;
  /** As `canonicalEmail` gives it; null where none is known yet. */
  readonly email: string | null;
  /** What others see. */
  readonly name: string | null;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly createdAt: number;
}

export class DirectoryConflictError extends Error {
  override readonly name = "DirectoryConflictError";
}
