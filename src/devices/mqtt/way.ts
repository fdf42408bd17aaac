/** The way to a hub's broker, and whom it takes us for. */
import type { HubOptions } from "../driver.ts";
import type { Outbound } from "../../outbound/outbound.ts";
import { type Account, accountOf, SERVER_ACCOUNT } from "./accounts.ts";
import { type EmbeddedBroker, openBroker } from "./broker.ts";
import type { LinkOptions } from "./link.ts";
import { basesOf, type Secrets, type Settings } from "./settings.ts";
import { dialHere, targetOf } from "./socket.ts";

/** How a link to the broker is made. */
export interface Way extends Pick<LinkOptions, "target" | "dial" | "protocol"> {
  readonly account: Partial<Account>;
  /** It is our own; not started yet. */
  readonly broker?: EmbeddedBroker;
}

interface WayOptions extends Pick<HubOptions<Settings, Secrets>, "hubId" | "settings" | "secrets" | "log"> {
  readonly outbound: Outbound;
}

/** @throws Error for an embedded broker without a `doorSecret` */
export function wayTo({ hubId, settings, secrets, log, outbound }: WayOptions): Way {
  if (settings.embedded) {
    const broker = openBroker({ hubId, embedded: settings.embedded, bases: basesOf(settings), secrets, log });
    return { broker, target: broker.target, account: broker.account, dial: dialHere, protocol: "3.1.1" };
  }
  const tls = { ...secrets, ...(settings.serverName && { serverName: settings.serverName }) };
  return {
    target: targetOf(settings.url ?? "", tls),
    account: accountAt(settings, secrets),
    dial: outbound.connect,
    protocol: settings.protocol ?? "auto",
  };
}

/** The account that `hub mqtt-acl` makes has the password that follows from the hub's secret. */
function accountAt({ username }: Settings, { password, doorSecret }: Secrets): Partial<Account> {
  if (username === undefined) return {};
  if (password === undefined && username === SERVER_ACCOUNT && doorSecret !== undefined)
    return accountOf(doorSecret, username);
  return { username, ...(password !== undefined && { password }) };
}
