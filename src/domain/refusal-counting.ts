/**
 * How often a key's refusals are written down. Whoever has a link can be refused without end, so the record takes the
 * first of a kind, and repeats are counted elsewhere and told in one event; see docs/adr/0020.
 */

import type { OpenMethod } from "./order.ts";
import type { AdmissionRefusal } from "./refusals.ts";

/** What was asked, as an event's context has it. */
export interface Asked {
  readonly via?: "link" | "pin" | "api";
  readonly door?: number;
  readonly userId?: string;
  readonly source?: string;
}

/** Refusals of one kind: what an event says of all of them. */
export interface RefusalKind {
  readonly tempKeyUuid: string;
  readonly lockId: number;
  readonly reason: AdmissionRefusal;
  readonly method: OpenMethod;
  /** Left out where refusals of a key are counted together. */
  readonly asked?: Asked;
}

/** A refusal that was not written down: whoever submitted the command counts it. */
export interface CountedRefusal {
  readonly kind: RefusalKind;
  /** When the count is to be told, in milliseconds since the epoch. */
  readonly until: number;
}

/** Of a key: what of its refusals is on the record, and whose repeats are counted now. */
export interface Refusals {
  /** When the day of `recorded` began, in milliseconds since the epoch. */
  readonly since: number;
  /** Kinds that were written down in that day. */
  readonly recorded: number;
  readonly counting: readonly Counting[];
}

interface Counting {
  /** Of the kind; see `nameOf`. */
  readonly name: string;
  readonly until: number;
}

const DAY_MS = 86_400_000;
/** Kinds that are written down apart in a day; those after them are counted together, by their reason. */
export const KINDS_A_DAY = 50;
/** How long repeats of a kind are counted before that is told, and those of all others together, in milliseconds. */
export const COUNTED_MS = 15 * 60_000;
export const COUNTED_TOGETHER_MS = 6 * 3_600_000;

/** Whether a refusal is recorded by itself or counted, until when, and whether with those of other kinds. */
export type RefusalNote =
  | { readonly write: true; readonly until: number; readonly together: boolean }
  | { readonly write: false; readonly until: number; readonly together: boolean };

/** Whether a refusal is written down, or counted with those that are. */
export function noteRefusal(refusals: Refusals | undefined, kind: RefusalKind, now: number): RefusalNote {
  const { counting, recorded } = current(refusals, now);
  const apart = counting.find(({ name }) => name === nameOf(kind));
  if (apart) return { write: false, until: apart.until, together: false };
  if (recorded < KINDS_A_DAY) return { write: true, until: now + COUNTED_MS, together: false };
  const together = counting.find(({ name }) => name === togetherOf(kind));
  if (together) return { write: false, until: together.until, together: true };
  return { write: true, until: now + COUNTED_TOGETHER_MS, together: true };
}

/** After one was written down whose repeats are counted until then. */
export function afterRefusal(
  refusals: Refusals | undefined,
  kind: RefusalKind,
  { until, together }: { readonly until: number; readonly together: boolean },
  at: number,
): Refusals {
  const { since, recorded, counting } = current(refusals, at);
  const name = together ? togetherOf(kind) : nameOf(kind);
  return { since, recorded: recorded + (together ? 0 : 1), counting: [...counting, { name, until }] };
}

/** What still holds at that instant; after the clock was set back, nothing does. */
function current(refusals: Refusals | undefined, at: number): Refusals {
  const counting = (refusals?.counting ?? []).filter(({ until }) => at < until && until <= at + COUNTED_TOGETHER_MS);
  const isToday = refusals && refusals.since <= at && at < refusals.since + DAY_MS;
  return isToday ? { ...refusals, counting } : { since: at, recorded: 0, counting };
}

function nameOf({ lockId, reason, method, asked = {} }: RefusalKind): string {
  const { via, door, userId, source } = asked;
  return [lockId, reason, method, via, door, userId, source].map((part) => part ?? "").join(" ");
}

function togetherOf({ reason }: RefusalKind): string {
  return `* ${reason}`;
}
