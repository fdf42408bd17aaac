/** How often a PIN may be tried at a lock, from a source that is known there and from any other. */

/**
 * How often wrong PINs may be entered at a lock. Right ones cost nothing. The sources from which a PIN has opened this
 * lock before, such as its panel, share one allowance, and all others together have another, so that nobody elsewhere
 * can use up the panel's. In both, most is kept for sources that owe nothing, so that those who guess leave room for
 * whoever did not; how long a source owes for a wrong PIN grows with how many owe.
 */
export interface PinPolicy {
  readonly known: Allowance;
  readonly others: Allowance;
}

/** How often wrong PINs may be entered, in two tiers: sources without debt may use all of it, those in debt a part. */
export interface Allowance {
  /** How soon one more may be tried. */
  readonly intervalMs: number;
  /** How many at once, of sources that owe nothing. */
  readonly full: number;
  /** How many of these sources that owe may use together, and each alone. */
  readonly low: number;
  readonly each: number;
}

const LIVE_PINS = 20;
/** The chance in a day of guessing one of `LIVE_PINS` at a lock stays under this. */
const ODDS_PER_DAY = 0.001;
/** At least this part of all PINs is not trivial: of six digits 85%, of eight 95%. */
const MADE = 0.8;
const DAY_MS = 86_400_000;
const MAX_BURST = 10;
const MAX_FULL = 200;

/** The policy that keeps the odds: both allowances together give less than `ODDS_PER_DAY * 10^digits / LIVE_PINS` tries a day. */
export function pinPolicy(digits: number): PinPolicy {
  const perDay = (ODDS_PER_DAY * MADE * 10 ** digits) / LIVE_PINS / 2;
  const burst = Math.min(MAX_BURST, Math.floor(perDay / 4));
  const each = Math.ceil(burst / 2);
  const of = (full: number, low: number): Allowance => ({
    intervalMs: Math.ceil(DAY_MS / (perDay - full)),
    full,
    low,
    each,
  });
  return { known: of(burst, each), others: of(Math.min(MAX_FULL, Math.floor(perDay / 2)), burst) };
}

/**
 * Allowances of a lock, each as the instant at which it will be whole again (the generic cell rate algorithm of
 * ITU-T I.371), in milliseconds since the epoch.
 */
export interface PinGuard {
  readonly known: number;
  readonly others: number;
  /** The sources seen last, newest last. */
  readonly sources: readonly PinSource[];
  /** How many of them are remembered; `FEW_SOURCES` if left out. */
  readonly most?: number;
}

interface PinSource {
  /** A keyed hash of the address. */
  readonly source: string;
  /** Until when it owes for wrong PINs. */
  readonly wholeAt: number;
  /** When a PIN opened from there last; null for never. */
  readonly openedAt: number | null;
}

/** What a wrong PIN costs, as its event says, so that a record folds alike whatever the policy is later. */
export interface PinCost {
  /** Of the allowance, in milliseconds. */
  readonly intervalMs: number;
  /** How long the source owes for it; two intervals in records from before this was said. */
  readonly placeMs?: number;
}

const MAX_SOURCES = 256;
/** What records from before `placeMs` remembered, and how many known sources are remembered now. */
const FEW_SOURCES = 32;
const NO_GUARD: PinGuard = { known: 0, others: 0, sources: [] };
/** How long a source counts as known after a PIN opened from there. */
const KNOWN_MS = 90 * DAY_MS;

function sourceOf(guard: PinGuard, source: string): PinSource {
  return guard.sources.find((one) => one.source === source) ?? { source, wholeAt: 0, openedAt: null };
}

function isKnown({ openedAt }: PinSource, at: number): boolean {
  return openedAt !== null && at < openedAt + KNOWN_MS;
}

/** The instant from which on a PIN may be tried from this source; at or before `at` means now. */
export function pinAllowedFrom(given: PinGuard | null, source: string, policy: PinPolicy, at: number): number {
  const guard = given ?? NO_GUARD;
  const entry = sourceOf(guard, source);
  const known = isKnown(entry, at);
  const { intervalMs, full, low, each } = known ? policy.known : policy.others;
  const spent = known ? guard.known : guard.others;
  const whole = spent - (full - 1) * intervalMs;
  if (known && knownSources(guard, at) === 1) return whole;
  const owing = Math.max(spent - (low - 1) * intervalMs, entry.wholeAt - (each - 1) * 2 * intervalMs);
  return Math.min(Math.max(whole, entry.wholeAt), owing);
}

/**
 * What a wrong PIN costs now. All sources that owe are again without debt in the time in which the allowance gives twice
 * as many tries as there are of them, so they use up half of what comes back, and the rest is left for others.
 */
export function pinCost(given: PinGuard | null, source: string, policy: PinPolicy, at: number): Required<PinCost> {
  const guard = given ?? NO_GUARD;
  const known = isKnown(sourceOf(guard, source), at);
  const { intervalMs } = known ? policy.known : policy.others;
  const owing = guard.sources.filter(
    (one) => one.source !== source && one.wholeAt > at && isKnown(one, at) === known,
  ).length;
  return { intervalMs, placeMs: 2 * (owing + 1) * intervalMs };
}

/**
 * What a lock remembers after a wrong PIN from this source.
 *
 * @param guard null while no PIN was ever entered
 * @param at milliseconds since the epoch
 */
export function afterWrongPin(guard: PinGuard | null, source: string, cost: PinCost, at: number): PinGuard {
  const before = guard ?? NO_GUARD;
  const { intervalMs, placeMs = 2 * intervalMs } = cost;
  const entry = sourceOf(before, source);
  const after = (wholeAt: number, by: number) => Math.max(wholeAt, at) + by;
  // No more than a source can owe that was never alone: a panel must not pay later for what it did as the only one.
  const mostOwed = Math.max((MAX_BURST + 1) * intervalMs, placeMs);
  const spent = { ...entry, wholeAt: Math.min(after(entry.wholeAt, placeMs), at + mostOwed) };
  const remembered = withSource(cost.placeMs === undefined ? before : { ...before, most: MAX_SOURCES }, spent, at);
  return isKnown(entry, at)
    ? { ...remembered, known: after(before.known, intervalMs) }
    : { ...remembered, others: after(before.others, intervalMs) };
}

/** The same after a PIN that opened: it costs nothing, and the source is known from now on. */
export function afterRightPin(guard: PinGuard | null, source: string, at: number): PinGuard {
  const before = guard ?? NO_GUARD;
  const entry = sourceOf(before, source);
  // Whoever opens from many sources must not push the panel out, nor make all of them a burden for ever.
  const full = before.most !== undefined && !isKnown(entry, at) && knownSources(before, at) >= FEW_SOURCES;
  return full ? before : withSource(before, { ...entry, openedAt: at }, at);
}

function knownSources(guard: PinGuard, at: number): number {
  return guard.sources.filter((entry) => isKnown(entry, at)).length;
}

/**
 * Sources that have nothing to remember go first, then unknown ones. Where all are known, a new one is not remembered:
 * whoever comes from many sources must not push the panel out.
 */
function withSource(guard: PinGuard, entry: PinSource, at: number): PinGuard {
  const others = guard.sources.filter((one) => one.source !== entry.source && (isKnown(one, at) || one.wholeAt > at));
  const sources = [...others, entry];
  if (sources.length > (guard.most ?? FEW_SOURCES)) {
    const unknown = sources.findIndex((one) => !isKnown(one, at));
    const isNew = !guard.sources.some((one) => one.source === entry.source);
    sources.splice(unknown >= 0 ? unknown : isNew ? sources.length - 1 : 0, 1);
  }
  return { ...guard, sources };
}
