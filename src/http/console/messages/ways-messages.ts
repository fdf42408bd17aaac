/** What the console's pages say of ways in beside the password. */

interface Said {
  readonly title: string;
  readonly next: string;
}

interface Asked extends Said {
  readonly submit: string;
}

/** A letter: what stands before the link, and after it. */
interface Letter {
  readonly subject: string;
  readonly before: string;
  after(minutes: number): string;
}

/** What may change of the ways into an account. */
export type WayChange =
  | "password"
  | "passkey-added"
  | "passkey-removed"
  | "provider-linked"
  | "provider-unlinked"
  | "codes-made"
  | "code-used";

export interface WaysMessages {
  /** Between one way in and another. */
  readonly or: string;
  readonly withPasskey: string;
  readonly passkeyFailed: string;
  withProvider(name: string): string;
  /** It cannot be asked now. */
  providerAway(name: string): string;
  readonly byMail: string;
  readonly forgotten: string;
  readonly byCode: string;
  readonly to: { going(name: string): Said; readonly goOn: string };
  readonly from: {
    away(name: string): Said;
    readonly failed: Said;
    noAccount(name: string): Said;
    taken(name: string): Said;
  };
  readonly noMail: Said;
  readonly badLink: Said;
  sent(minutes: number): Said;
  readonly reset: Asked;
  newPassword(email: string): Asked;
  readonly mailLink: Asked;
  useLink(email: string): Asked;
  address(current: string): Asked;
  useAddress(email: string): Asked;
  readonly addressTaken: Said;
  readonly addressChanged: Said;
  readonly recovery: Asked & { readonly code: string; readonly codeHint: string; readonly wrong: string };
  readonly codes: Said & { readonly kept: string };
  readonly page: {
    readonly title: string;
    readonly sessions: string;
    readonly passkeys: string;
    readonly passkeysNext: string;
    readonly noPasskeys: string;
    readonly passkeyName: string;
    readonly addPasskey: string;
    readonly needsScript: string;
    /** Where the server is known by an address alone. */
    readonly needsName: string;
    used(when: string): string;
    readonly neverUsed: string;
    readonly rename: string;
    readonly remove: string;
    /** For those who listen: which one. */
    removeOne(name: string): string;
    readonly lastWayIn: string;
    readonly tooMany: string;
    readonly password: string;
    readonly hasPassword: string;
    readonly noPassword: string;
    readonly changePassword: string;
    readonly setPassword: string;
    readonly providers: string;
    linked(name: string): string;
    link(name: string): string;
    readonly unlink: string;
    readonly codes: string;
    codesLeft(count: number): string;
    readonly makeCodes: string;
    readonly address: string;
    readonly changeAddress: string;
  };
  readonly letters: {
    readonly reset: Letter;
    readonly mailLink: Letter;
    readonly address: Letter;
    /** To the address that was. */
    readonly addressChanged: { readonly subject: string; text(masked: string): string };
    readonly changed: { readonly subject: string; text(what: string): string };
    readonly changes: Readonly<Record<WayChange, string>>;
  };
}
