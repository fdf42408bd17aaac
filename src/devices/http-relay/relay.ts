/**
 * The driver of an HTTP relay: at most one request that moves the door for an order, until the order's deadline, and an
 * outcome that says no more than is known of it. What is asked and what answers mean is the profile's.
 */
import { notMoved, type OpenOutcome } from "../../domain/order.ts";
import type { Outbound } from "../../outbound/outbound.ts";
import { OutboundError } from "../../outbound/outbound-error.ts";
import {
  type FoundDevice,
  type HubCheck,
  type HubOptions,
  HubUnreachableError,
  type LockDriver,
  type UnlockCommand,
} from "../driver.ts";
import { createLine } from "./line.ts";
import { type Ask, type Found, NOT_KNOWN, type Profile, ProfileError } from "./profile.ts";
import { createWatch } from "./watch.ts";
import { createOncePerOrder } from "../once-per-order.ts";

/** One question that moves nothing takes this long at most, in milliseconds. */
const READ_MS = 5_000;

/** What reaching one relay needs. */
export interface RelayOptions extends Pick<HubOptions, "hubId" | "clock" | "log" | "observe"> {
  readonly profile: Profile;
  readonly outbound: Outbound;
  /** Without a slash at the end. */
  readonly url: string;
  readonly fingerprint: string | undefined;
  /** What is wrong with an address; undefined when nothing is. */
  checkAddress(address: string): string | undefined;
}

/** Nothing is asked until a door is opened or watched. */
export function createRelay(options: RelayOptions): LockDriver {
  const { profile, outbound, url, fingerprint, clock, checkAddress } = options;
  const once = createOncePerOrder();
  const stopping = new AbortController();
  const inTurn = createLine(() => new OutboundError("unreachable", "the hub was busy", { aborted: true }));

  function askUntil(signal: AbortSignal): Ask {
    return ({ path, ...request }) => {
      const ask = () => outbound.request({ ...request, url: `${url}${path}`, fingerprint, signal });
      return profile.oneAtATime ? inTurn(ask, signal) : ask();
    };
  }

  /** For what changes nothing. */
  function reading(signal?: AbortSignal): Ask {
    const signals = [stopping.signal, AbortSignal.timeout(READ_MS), ...(signal ? [signal] : [])];
    return askUntil(AbortSignal.any(signals));
  }

  const watch = createWatch({ ...options, states: (addresses) => profile.states(addresses, reading()), stopping });

  async function carryOut(command: UnlockCommand, signal: AbortSignal): Promise<OpenOutcome> {
    const { address, action, notAfter } = command;
    const startedAt = clock.now();
    if (stopping.signal.aborted) return notMoved("offline", "the hub was stopped");
    if (signal.aborted || startedAt >= notAfter) return notMoved("expired", "the deadline passed before it was sent");
    if (checkAddress(address) !== undefined || !profile.actionsOf(address).includes(action))
      return notMoved("unsupported", "the device cannot do that");
    const done = new AbortController();
    const deadline = new AbortController();
    clock.sleep(notAfter - startedAt, done.signal).then(
      () => deadline.abort(),
      () => {},
    );
    const ask = askUntil(AbortSignal.any([signal, stopping.signal, deadline.signal]));
    let moving = false;
    const move: Ask = (request) => {
      moving = true;
      return ask(request);
    };
    try {
      const verdict = await profile.unlock(command, ask, move);
      if (verdict.kind === "refused") return notMoved(verdict.failure, verdict.detail);
      watch.look(address);
      if (verdict.kind === "unknown")
        return { ok: false, failure: verdict.failure, mayHaveExecuted: true, detail: verdict.detail };
      return { ok: true, stage: verdict.stage, by: "ack", latencyMs: clock.now() - startedAt };
    } catch (error) {
      const outcome = outcomeOf(error, moving);
      if (!outcome.ok && outcome.mayHaveExecuted) watch.look(address);
      return outcome;
    } finally {
      done.abort();
    }
  }

  return {
    kind: "http-relay",
    unlock: (command, signal) => once.run(command.orderId, () => carryOut(command, signal)),
    async snapshot(address, signal) {
      let state = NOT_KNOWN;
      try {
        if (checkAddress(address) === undefined) state = await profile.state(address, reading(signal));
      } catch (error) {
        signal.throwIfAborted();
        if (!isOfTheHub(error)) throw error;
      }
      return { ...state, observedAt: clock.now() };
    },
    async discover(signal) {
      try {
        await reach(signal);
        const found = await profile.discover(watch.watched(), reading(signal));
        return found.map((one) => seenAt(clock.now(), one));
      } catch (error) {
        signal.throwIfAborted();
        if (!isOfTheHub(error)) throw error;
        throw new HubUnreachableError(error.message, { cause: error });
      }
    },
    async check(signal) {
      const startedAt = clock.now();
      try {
        await reach(signal);
        const { warnings = [], ...said } = await profile.check(reading(signal));
        const all = url.startsWith("https:") ? warnings : ["what is sent is not encrypted", ...warnings];
        return { ok: true, ...said, latencyMs: clock.now() - startedAt, ...(all.length > 0 && { warnings: all }) };
      } catch (error) {
        signal.throwIfAborted();
        if (!isOfTheHub(error)) throw error;
        return { ok: false, failure: failureOf(error), detail: error.message };
      }
    },
    watch: (addresses) => watch.set(addresses.filter((address) => checkAddress(address) === undefined)),
    async stop() {
      stopping.abort();
      await Promise.all([once.ended(), watch.ended()]);
    },
  };

  function reach(signal: AbortSignal): Promise<void> {
    const until = AbortSignal.any([signal, stopping.signal, AbortSignal.timeout(READ_MS)]);
    return outbound.reach({ url, fingerprint, signal: until });
  }
}

function seenAt(observedAt: number, { state, ...device }: Found): FoundDevice {
  return { ...device, snapshot: { ...state, observedAt } };
}

function isOfTheHub(error: unknown): error is OutboundError | ProfileError {
  return error instanceof OutboundError || error instanceof ProfileError;
}

function failureOf(error: OutboundError | ProfileError): Extract<HubCheck, { ok: false }>["failure"] {
  if (error instanceof ProfileError) return error.failure;
  return error.kind === "refused" ? "unsupported" : "offline";
}

/** @param moving whether what failed is the request that moves the device, and no question before it */
function outcomeOf(error: unknown, moving: boolean): OpenOutcome {
  if (error instanceof ProfileError) return notMoved(error.failure, error.message);
  if (!(error instanceof OutboundError)) throw error;
  const { kind, aborted, message } = error;
  if (moving && kind === "unanswered")
    return { ok: false, failure: aborted ? "timeout" : "indeterminate", mayHaveExecuted: true, detail: message };
  if (kind === "refused") return notMoved("rejected", message);
  return notMoved(aborted ? "expired" : "offline", message);
}
