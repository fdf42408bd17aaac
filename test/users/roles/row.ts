/** Kinds of callers, and how it is written down what each of them is answered. */
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { publicTerms } from "../../harness.ts";

export const CALLERS = [
  "nobody",
  "a guest who signed in",
  "the owner",
  "another user",
  "the organisation",
  "another organisation",
  "a super key",
  "a key that expired",
  "a token that ended",
  "a token that was made void",
] as const;

/** Members of the organisation by their roles, its keys by their scopes, and those who come near to either. */
export const MORE_CALLERS = [
  "a viewer",
  "a manager",
  "an owner",
  "an owner who proved it long ago",
  "a paused owner",
  "a member who was removed",
  "another organisation's owner",
  "a manager here who is an owner elsewhere",
  "the same for the other organisation",
  "a person who signed in to the console",
  "a person who hosts the server",
  "a cookie of the console",
  "a key to read",
  "a key for keys",
  "a key for locks",
  "a key for keys and locks",
  "a key for everything",
  "a key for everything at the lock's site",
  "a key for everything at another lock",
  "a key that was revoked",
] as const;
export type Caller = (typeof CALLERS)[number] | (typeof MORE_CALLERS)[number];

/** Who of an organisation may do something, as it is said to people. */
export interface Who {
  /** A member who is this, or more. */
  readonly from?: "viewer" | "manager" | "owner";
  /** A key with one of these scopes. */
  readonly scopes: readonly ("read" | "keys" | "locks" | "admin")[];
  /** Not a key that is limited to some locks. */
  readonly whole?: boolean;
  /** In a session of the console, only where somebody has just proved who they are. */
  readonly fresh?: boolean;
}

export const READS: Who = { from: "viewer", scopes: ["read", "keys", "locks", "admin"] };
export const MAKES_KEYS: Who = { from: "manager", scopes: ["keys", "admin"] };
export const OPENS: Who = { from: "manager", scopes: ["locks", "admin"] };
export const RUNS_DEVICES: Who = { from: "owner", scopes: ["locks", "admin"], whole: true };
export const HANDS_OVER: Who = { from: "owner", scopes: ["admin"] };
export const OWNS: Who = { from: "owner", scopes: ["admin"], whole: true };
export const SAYS_WHO_ACTS: Who = { ...OWNS, fresh: true };
export const NOBODY: Who = { scopes: [] };

/** What a request is about: made anew where an earlier one may have changed it. */
export interface World {
  readonly lockId: number;
  /** A public key of the lock. */
  readonly key: string;
  /** A key of the lock for the guest who signs in. */
  readonly named: string;
  /** A hub of the organisation. */
  readonly hub: string;
  /** A UUID that is nothing yet. */
  readonly fresh: string;
  readonly more: More;
}

/** What some requests are about besides: of the organisation, and made only where it is asked for. */
export interface More {
  readonly member?: string;
  readonly invitation?: string;
  readonly secret?: string;
  readonly site?: string;
  readonly apiKey?: string;
  readonly webhook?: string;
  readonly webhookToRemove?: string;
  /** An organisation without a key. */
  readonly tenant?: string;
}

export interface Row {
  /** What is asked; the operation's own path and method are taken. */
  readonly path: (world: World) => Readonly<Record<string, string | number>>;
  readonly query?: string | ((world: World) => string);
  readonly body?: (world: World) => unknown;
  readonly type?: string;
  /** What has to be made for it. */
  readonly needs?: keyof More;
  /** The status for each caller, in their order. */
  readonly answers: readonly number[];
  /** Who of an organisation may; left out where nobody asks that. */
  readonly who?: Who;
  /** The status for members who may; that of the organisation's key if left out. */
  readonly yes?: number;
  /** Where it is not as the rules say. */
  readonly but?: Partial<Record<(typeof MORE_CALLERS)[number], number>>;
}

const PICTURE = readFileSync(new URL("../../../src/http/guest/page/images/icon-180.png", import.meta.url));
export const NO = 401;
/** Those who may manage a lock are the owner, the organisation and super keys; others learn of nothing. */
export const managed = (yes: number, others = 404) => [NO, NO, yes, others, yes, others, yes, NO, NO, NO];
/** Of a hub of the organisation, the owner of its lock learns nothing. */
export const ofOrganization = [NO, NO, 404, 404, 200, 404, 200, NO, NO, NO];
/** A page: whoever is not believed is nobody. */
export const page = Array.from(CALLERS, () => 200);
/** An opening by a public link; a token that is sent has to be good. */
export const opening = [303, 303, 303, 303, 303, 303, 303, 303, NO, NO];

/** Locks are numbered over all tests. */
export const nextLock = () => ++lastLock;
export const lockToCome = () => lastLock + 1;
let lastLock = 1_000;

export const lock = ({ lockId }: World) => ({ id: lockId });
export const key = ({ key }: World) => ({ uuid: key });
export const named = ({ named }: World) => ({ uuid: named });
export const hub = ({ hub }: World) => ({ hubId: hub });
export const brand = () => ({ orgId: "ours" });
export const window = () => {
  const { validFrom, validUntil } = publicTerms(Date.now());
  return { validFrom, validUntil };
};
export const newKey = ({ lockId }: World) => ({ ...window(), doors: [{ lockId: String(lockId) }] });
/** About the organisation: of others it is as if there were none, and no person's own. */
export const organizations = (yes: number, bySuper = yes) => [NO, NO, 403, 403, yes, 404, bySuper, NO, NO, NO];
export const ours = ({ more: { member, invitation, site, apiKey, webhook, webhookToRemove } }: World) => ({
  orgId: "ours",
  userId: member ?? "",
  invitationId: invitation ?? "",
  siteId: site ?? "",
  keyId: apiKey ?? "",
  webhookId: webhookToRemove ?? webhook ?? "",
});
/** Credentials of another kind are asked for. */
export const administration = { answers: Array.from({ length: 10 }, () => 401) };
export const newLock = () => ({ index: nextLock(), uuid: randomUUID() });
export const WEBHOOK = { url: "https://partner.invalid/events", events: ["*"] };
export const picture = { body: () => PICTURE, type: "image/png" };

function may(allowed: boolean | undefined, status: number): number {
  return allowed ? status : 403;
}

/** The status for one who is not among the first callers, by the rules. */
export function byRule({ answers, who, yes, but = {} }: Row, caller: (typeof MORE_CALLERS)[number]): number {
  const [nobody, , , person, organization, other, , expired] = answers as readonly number[];
  const decided = but[caller];
  if (decided !== undefined) return decided;
  if (!who) {
    // Nobody's role is asked for: a token is a person's, and a key is nothing more than one.
    if (caller === "a cookie of the console") return nobody!;
    if (caller === "a key that was revoked") return expired!;
    return caller.startsWith("a key") ? organization! : person!;
  }
  const key = (...scopes: Who["scopes"]) =>
    may(
      scopes.some((scope) => who.scopes.includes(scope)),
      organization!,
    );
  const limited = may(who.scopes.includes("admin") && !who.whole, organization!);
  const member = yes ?? organization!;
  const isManager = who.from === "viewer" || who.from === "manager";
  switch (caller) {
    case "a viewer":
      return may(who.from === "viewer", member);
    case "a manager":
    case "a manager here who is an owner elsewhere":
      return may(isManager, member);
    case "an owner":
      return may(who.from !== undefined, member);
    case "an owner who proved it long ago":
      return may(who.from !== undefined && !who.fresh, member);
    case "a paused owner":
    case "a member who was removed":
      return 403;
    case "another organisation's owner":
    case "the same for the other organisation":
      return may(who.from !== undefined, other!);
    case "a person who signed in to the console":
    case "a person who hosts the server":
      return person!;
    case "a cookie of the console":
    case "a key that was revoked":
      return NO;
    case "a key to read":
      return key("read");
    case "a key for keys":
      return key("keys");
    case "a key for locks":
      return key("locks");
    case "a key for keys and locks":
      return key("keys", "locks");
    case "a key for everything":
      return key("admin");
    case "a key for everything at the lock's site":
      return limited;
    case "a key for everything at another lock":
      return limited === 403 || other! < 400 ? limited : other!;
    default:
      return caller satisfies never;
  }
}
