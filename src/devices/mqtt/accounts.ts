/** Who may read and write which topics at the broker: for the embedded one, and for the files of Mosquitto. */
import { passwordOf } from "./seal.ts";
import type { Bases } from "./settings.ts";
import { covers } from "./topics.ts";

/** The filters of topics that an account may read and write. */
export interface Rights {
  readonly read: readonly string[];
  readonly write: readonly string[];
}

export const SERVER_ACCOUNT = "latchstring";

/** @returns undefined for an account that there is not */
export function rightsOf(username: string, bases: Bases): Rights | undefined {
  const own = bases.latchstring;
  if (username === SERVER_ACCOUNT) return { read: ["#", "$SYS/#"], write: ["#"] };
  if (username === "zigbee2mqtt") return both([`${bases.zigbee2mqtt}/#`], { write: [`${bases["home-assistant"]}/#`] });
  const [, kind, name] = /^(door|nuki|shelly)-([^+#/\s]{1,64})$/.exec(username) ?? [];
  if (name === undefined) return undefined;
  if (kind === "nuki") return both([`${bases.nuki}/${name}/#`], { write: [`${bases["home-assistant"]}/#`] });
  if (kind === "shelly") return both([`${name}/#`], { write: [`${own}/server/+/shelly/rpc`] });
  const door = `${own}/door/${name}`;
  return {
    read: [`${door}/command`, `${door}/get`],
    write: ["ack", "state", "availability", "announce", "event"].map((word) => `${door}/${word}`),
  };
}

function both(topics: readonly string[], more: { readonly write: readonly string[] }): Rights {
  return { read: topics, write: [...topics, ...more.write] };
}

/** @param topic for a subscription its filter */
export function may(allowed: readonly string[], topic: string): boolean {
  return allowed.some((filter) => covers(filter, topic));
}

/** Who somebody is at the broker. */
export interface Account {
  readonly username: string;
  readonly password: string;
}

/** An account whose password is derived from the hub's secret. */
export function accountOf(doorSecret: string, username: string): Account {
  return { username, password: passwordOf(doorSecret, username) };
}
