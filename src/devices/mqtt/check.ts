/** Whether a broker can be used now, and what should be looked at. */
import type { HubCheck } from "../driver.ts";
import type { Entry, Profiles } from "./catalogue.ts";
import type { Link } from "./link.ts";
import type { Probe } from "./probe.ts";
import { isLoopback, type Target } from "./socket.ts";

/** What a check looks at. */
export interface CheckOptions {
  readonly link: Link;
  readonly probe: Probe;
  readonly as: string;
  readonly target: Target;
  readonly profiles: Profiles;
  readonly hasDoorSecret: boolean;
  /** The broker is our own, and known not to speak MQTT 5. */
  readonly embedded: boolean;
  /** Devices that locks are bound to. */
  readonly watched: readonly Entry[];
  readonly signal: AbortSignal;
}

/** Devices that are named in one warning. */
const NAMED = 3;

/** Ask the broker one question and look at what is known of it. Throws when `signal` is aborted. */
export async function checkHub(options: CheckOptions): Promise<HubCheck> {
  const { link, probe, as, target, profiles, hasDoorSecret, embedded, watched, signal } = options;
  const { session, failure } = link;
  if (!session) {
    const detail = failure?.message ?? "the broker is not connected";
    return { ok: false, failure: failure?.failure ?? "offline", detail };
  }
  await probe.settled(signal);
  const start = performance.now();
  const measured = await probe.measure(session, signal);
  signal.throwIfAborted();
  const warnings: string[] = [];
  if (!target.tls && !isLoopback(target.host))
    warnings.push("The connection is not encrypted: use mqtts://, or a network that nobody else is on");
  if (!session.mqtt5 && !embedded)
    warnings.push("The broker speaks MQTT 3.1.1 only, which knows no expiry: it cannot forget commands that are late");
  if (measured === undefined)
    warnings.push("What is published does not come back: let the account read and write its topics at the broker");
  if (probe.denied.length > 0) warnings.push(`The broker denies to read ${probe.denied.slice(0, NAMED).join(", ")}`);
  if (profiles.has("latchstring") && !hasDoorSecret)
    warnings.push("Doors of our own cannot be used without the secret doorSecret");
  const silent = watched.filter(({ known }) => known.observedAt === undefined && known.online === undefined);
  if (silent.length > 0) {
    const names = silent.slice(0, NAMED).map(({ address }) => address);
    const more = silent.length > NAMED ? ` and ${silent.length - NAMED} more` : "";
    warnings.push(`Nothing was ever heard of ${names.join(", ")}${more}: may the account read their topics?`);
  }
  return {
    ok: true,
    as,
    ...(probe.version !== undefined && { version: probe.version }),
    latencyMs: Math.round((measured ?? performance.now() - start) * 10) / 10,
    ...(warnings.length > 0 && { warnings }),
  };
}
