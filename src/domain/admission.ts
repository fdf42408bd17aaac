/** Admission: may this key open this door, now? One list of rules decides; pages, lists and `explain` ask the same one. */
import { deviceOf, deviceRefusal } from "./device.ts";
import { isoTime } from "./ids.ts";
import type { LockState } from "./lock.ts";
import type { OpenMethod } from "./order.ts";
import { type AdmissionRefusal, isKeyRefusal, KEY_REFUSALS, type KeyRefusal } from "./refusals.ts";
import { type Door, opensBy, revokedSince, type TempKeyState } from "./temp-key.ts";

/** Somebody tries to open a door with a key. */
export interface Attempt {
  /** Milliseconds since the epoch, on the server's clock. */
  readonly at: number;
  readonly method: OpenMethod;
  /** The door within the key; left out, the first one that the method opens. */
  readonly door?: number;
  readonly userId?: string;
  /** The locks of the key's doors; without them their devices are not looked at. */
  readonly lock?: (lockId: number) => LockState | undefined;
}

/** Whether a key opens a door: the door, or the first rule that refuses. */
export type Admission =
  | { readonly admitted: true; readonly door: Door }
  | { readonly admitted: false; readonly reason: AdmissionRefusal };

/** What a rule looked at, by name. */
export type Compared = Readonly<Record<string, string | number | boolean | null>>;

interface Rule {
  readonly name: string;
  readonly reason: AdmissionRefusal;
  passes(key: TempKeyState, attempt: Attempt, door: Door | undefined): boolean;
  compares(key: TempKeyState, attempt: Attempt, door: Door | undefined): Compared;
}

/** A rule about one door, which says nothing where there is no such door. */
interface DoorRule extends Rule {
  readonly ofDoor: true;
}

/** In their order; the first that says no is the reason. */
const RULES: readonly (Rule | DoorRule)[] = [
  {
    name: "not-revoked",
    reason: "revoked",
    passes: (key, { at }) => revokedSince(key, at) === null,
    compares: (key, { at }) => ({ revokedAt: timeOrNull(revokedSince(key, at)) }),
  },
  {
    // Before the window, so that nobody is promised a beginning that may not come. A key whose time is over has ended
    // whether it was paused or not, and nobody waits for it.
    name: "not-paused",
    reason: "paused",
    passes: (key, { at }) => key.paused === undefined || at >= key.validUntil,
    compares: (key) => ({
      pausedAt: timeOrNull(key.paused?.since ?? null),
      revokeAfter: timeOrNull(key.paused?.revokeAfter ?? null),
    }),
  },
  {
    name: "begun",
    reason: "not-yet-valid",
    passes: (key, { at }) => key.validFrom <= at,
    compares: (key, { at }) => ({ at: isoTime(at), validFrom: isoTime(key.validFrom) }),
  },
  {
    name: "not-ended",
    reason: "expired",
    passes: (key, { at }) => at < key.validUntil,
    compares: (key, { at }) => ({ at: isoTime(at), validUntil: isoTime(key.validUntil) }),
  },
  {
    name: "user-known",
    reason: "user-required",
    passes: (key, { userId }) => key.accessMode === "public" || userId !== undefined,
    compares: (key, { userId }) => ({ accessMode: key.accessMode, userId: userId ?? null }),
  },
  {
    name: "user-allowed",
    reason: "user-not-allowed",
    passes: (key, { userId }) =>
      key.accessMode === "public" || (userId !== undefined && key.allowedUserIds.includes(userId)),
    compares: (key, { userId }) => ({
      accessMode: key.accessMode,
      userId: userId ?? null,
      allowed: userId !== undefined && key.allowedUserIds.includes(userId),
    }),
  },
  {
    name: "door-exists",
    reason: "unknown-door",
    passes: (_key, _attempt, door) => door !== undefined,
    compares: (key, attempt, door) => ({
      door: attempt.door ?? door?.id ?? null,
      doors: key.doors.map(({ id }) => id).join(", "),
    }),
  },
  {
    name: "method-allowed",
    reason: "method-not-allowed",
    ofDoor: true,
    passes: (_key, { method }, door) => door !== undefined && opensBy(door, method),
    compares: (_key, { method }, door) => ({ method, doorOpensBy: door?.method ?? null }),
  },
  {
    name: "uses-left",
    reason: "used-up",
    passes: (key) => key.maxUses === null || key.usedCount < key.maxUses,
    compares: (key) => ({ usedCount: key.usedCount, maxUses: key.maxUses }),
  },
  {
    name: "uses-left-at-door",
    reason: "used-up",
    ofDoor: true,
    passes: (key, _attempt, door) =>
      key.maxUsesPerDoor === null || (door !== undefined && door.usedCount < key.maxUsesPerDoor),
    compares: (key, _attempt, door) => ({
      door: door?.id ?? null,
      usedCount: door?.usedCount ?? null,
      maxUsesPerDoor: key.maxUsesPerDoor,
    }),
  },
  {
    name: "device-bound",
    reason: "not-bound",
    ofDoor: true,
    passes: (_key, attempt, door) => refusalAt(attempt, door) !== "not-bound",
    compares: (_key, attempt, door) => {
      const lock = lockAt(attempt, door);
      const device = lock && deviceOf(lock);
      return { hubId: device?.hubId ?? null, address: device?.address ?? null };
    },
  },
  {
    name: "device-reachable",
    reason: "offline",
    ofDoor: true,
    passes: (_key, attempt, door) => refusalAt(attempt, door) !== "offline",
    compares: (_key, attempt, door) => {
      const offline = lockAt(attempt, door)?.health?.offline;
      return { offlineSince: offline ? isoTime(offline.since) : null, certain: offline?.surely ?? null };
    },
  },
];

function timeOrNull(at: number | null): string | null {
  return at === null ? null : isoTime(at);
}

function lockAt({ lock }: Attempt, door: Door | undefined): LockState | undefined {
  return door && lock?.(door.lockId);
}

function refusalAt(attempt: Attempt, door: Door | undefined) {
  const lock = lockAt(attempt, door);
  return lock && deviceRefusal(lock);
}

/**
 * Whether this key opens a door now; the first rule that says no is the reason.
 *
 * @param key undefined where there is none
 */
export function admit(key: TempKeyState | undefined, attempt: Attempt): Admission {
  if (!key) return { admitted: false, reason: "unknown-key" };
  const door = findDoor(key, attempt);
  for (const rule of RULES) {
    if (!rule.passes(key, attempt, door)) return { admitted: false, reason: rule.reason };
  }
  return { admitted: true, door: door! };
}

/** The decision of `admit` with what every rule found, in the order in which the rules are asked. */
export interface Explanation {
  readonly admission: Admission;
  readonly rules: readonly ExplainedRule[];
}

/** What one rule of admission found. */
export interface ExplainedRule {
  readonly rule: string;
  /** Null where it does not apply, because there is no such door. */
  readonly passed: boolean | null;
  /** What the admission is refused for when this is the first rule that does not pass. */
  readonly reason: AdmissionRefusal;
  readonly compared: Compared;
}

/** The decision of `admit`, and every rule with what it compared, those after the first no included. */
export function explain(key: TempKeyState, attempt: Attempt): Explanation {
  const door = findDoor(key, attempt);
  const rules = RULES.map((rule) => ({
    rule: rule.name,
    passed: "ofDoor" in rule && !door ? null : rule.passes(key, attempt, door),
    reason: rule.reason,
    compared: rule.compares(key, attempt, door),
  }));
  return { admission: admit(key, attempt), rules };
}

function findDoor(key: TempKeyState, attempt: Attempt): Door | undefined {
  if (attempt.door !== undefined) return key.doors.find((door) => door.id === attempt.door);
  return key.doors.find((door) => opensBy(door, attempt.method)) ?? key.doors[0];
}

/** The status of a key as the API and the guest's page tell it. */
export type KeyStatus = "valid" | KeyRefusal;
export const KEY_STATUSES: readonly KeyStatus[] = ["valid", ...KEY_REFUSALS];

/**
 * The published status of a key: what it would be refused for whoever asked, at whatever door, or `valid`.
 *
 * @param at milliseconds since the epoch
 */
export function keyStatus(key: TempKeyState, at: number): KeyStatus {
  const attempt = { at, method: "key" } as const;
  for (const rule of RULES) {
    const doors = "ofDoor" in rule ? key.doors : [undefined];
    if (isKeyRefusal(rule.reason) && !doors.some((door) => rule.passes(key, attempt, door))) return rule.reason;
  }
  return "valid";
}
