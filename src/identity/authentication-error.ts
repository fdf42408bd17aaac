/** What was sent; of a fixed number, because it is counted by them. */
export type CredentialKind =
  | "api-key"
  | "token"
  | "pin"
  | "metrics-token"
  | "sign-in-link"
  | "session"
  | "password"
  | "passkey"
  | "recovery-code"
  | "provider";

/** Why a credential is not good. Of a fixed number, because it is counted by them. */
export type CredentialReason = "missing" | "unknown" | "not-valid" | "expired" | "not-yet-valid" | "ended" | "too-many";

/** What was wrong with which credential, for counts and the log. */
export interface AuthenticationErrorOptions {
  readonly cause?: unknown;
  readonly kind?: CredentialKind;
  readonly reason?: CredentialReason;
  /** It is not a credential of this server, so where none is needed it says nothing. */
  readonly isForeign?: boolean;
}

/** The caller's credential is missing or not good. The message may be shown to the caller. */
export class AuthenticationError extends Error {
  override readonly name = "AuthenticationError";
  declare readonly kind?: CredentialKind;
  declare readonly reason?: CredentialReason;
  declare readonly isForeign?: boolean;

  constructor(message: string, { cause, kind, reason, isForeign }: AuthenticationErrorOptions = {}) {
    super(message, cause === undefined ? undefined : { cause });
    if (kind !== undefined) this.kind = kind;
    if (reason !== undefined) this.reason = reason;
    if (isForeign !== undefined) this.isForeign = isForeign;
  }
}
