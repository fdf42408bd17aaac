/** Who may read and write which topics at the broker: for the embedded one, and for the files of Mosquitto. */
import { pbkdf2Sync, randomBytes } from "node:crypto";
import { passwordOf, secretOfDoor } from "./seal.ts";
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
  if (username === "home-assistant") {
    const prefix = bases["home-assistant"];
    // What was announced to it, and to say that somebody there removed it.
    return {
      read: [`${prefix}/#`, `${own}/home-assistant/#`],
      write: [`${prefix}/status`, `${prefix}/device/+/+/config`],
    };
  }
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

/** What Mosquitto needs to know of accounts, and what each account needs to know. */
export interface MosquittoFiles {
  /** For the file that `acl_file` names. */
  readonly acl: string;
  /** For the file that `password_file` names; hashed, as `mosquitto_passwd` would. */
  readonly passwords: string;
  /** Secrets: for the hub and for the devices. */
  readonly accounts: readonly (Account & { readonly doorSecret?: string })[];
}

/** Mosquitto's own, since 2.0. */
const ITERATIONS = 101;

/**
 * @param usernames `door-NAME`, `home-assistant`, `zigbee2mqtt`, `nuki-ID`, `shelly-PREFIX`; the server's own is always there
 * @throws Error that names an account that there cannot be
 */
export function mosquittoFiles(doorSecret: string, bases: Bases, usernames: readonly string[]): MosquittoFiles {
  const names = [...new Set([SERVER_ACCOUNT, ...usernames])];
  const rights = names.map((username) => {
    const its = rightsOf(username, bases);
    if (!its)
      throw new Error(
        `There is no account ${username}: door-NAME, home-assistant, zigbee2mqtt, nuki-ID or shelly-PREFIX`,
      );
    return { username, its };
  });
  const accounts = names.map((username): MosquittoFiles["accounts"][number] => {
    const [, door] = /^door-(.+)$/.exec(username) ?? [];
    const account = accountOf(doorSecret, username);
    return door === undefined ? account : Object.assign(account, { doorSecret: secretOfDoor(doorSecret, door) });
  });
  return {
    acl: rights.map(({ username, its }) => aclOf(username, its)).join("\n"),
    passwords: accounts.map(({ username, password }) => `${username}:${hashOf(password)}\n`).join(""),
    accounts,
  };
}

function aclOf(username: string, { read, write }: Rights): string {
  const both = read.filter((filter) => write.includes(filter));
  const lines = [
    ...both.map((filter) => `topic readwrite ${filter}`),
    ...read.filter((filter) => !both.includes(filter)).map((filter) => `topic read ${filter}`),
    ...write.filter((filter) => !both.includes(filter)).map((filter) => `topic write ${filter}`),
  ];
  return `user ${username}\n${lines.join("\n")}\n`;
}

function hashOf(password: string): string {
  const salt = randomBytes(12);
  const hash = pbkdf2Sync(password, salt, ITERATIONS, 64, "sha512");
  return `$7$${ITERATIONS}$${salt.toString("base64")}$${hash.toString("base64")}`;
}
