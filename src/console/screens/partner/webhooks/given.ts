/** A webhook as its form has it, and what of it is sent. */
import type { Webhook } from "../../../api/types.ts";
import { type Chosen, chosenOf, eventsOf } from "./event-groups.ts";

export type Authentication = "none" | "apiKeyHeader" | "bearerToken";
/** Where nothing that is secret of a webhook can be decrypted any more: there must be another secret first. */
export const LOST = "lost";

/** What stands in the form. */
export interface Given {
  readonly url: string;
  readonly chosen: Chosen;
  /** Whether it is only of `lockIds`, which stay while it is looked whether all would do. */
  readonly isOfSome: boolean;
  readonly lockIds: readonly string[];
  readonly format: Webhook["format"];
  readonly authentication: Authentication | typeof LOST;
  readonly header: string;
  /** Nobody is told the one that is kept, which stays where this is empty. */
  readonly secret: string;
}

/** What of a webhook there is in its form. */
type Kept = Pick<Webhook, "url" | "events" | "lockIds" | "format" | "authentication">;
/** As the server takes it; what is left out stays. */
export type Body = Readonly<Partial<ReturnType<typeof wholeOf>>>;

/** What the form of a webhook begins with. */
export function givenOf({ url, events, lockIds, format, authentication: { type, name = "" } }: Kept): Given {
  return {
    url,
    chosen: chosenOf(events),
    isOfSome: lockIds !== null,
    lockIds: lockIds ?? [],
    format,
    authentication: type as Given["authentication"],
    header: name,
    secret: "",
  };
}

/** What goes without saying of a new one. */
export const NEW = givenOf({
  url: "",
  events: ["*"],
  lockIds: null,
  format: "published",
  authentication: { type: "none" },
});

function wholeOf({ url, chosen, isOfSome, lockIds, format, authentication: type, header, secret }: Given) {
  const value = secret.trim();
  return {
    url: url.trim(),
    events: eventsOf(chosen),
    lockIds: isOfSome ? lockIds : null,
    format,
    authentication: {
      type,
      ...(type === "apiKeyHeader" && { name: header.trim(), value }),
      ...(type === "bearerToken" && { token: value }),
    },
  };
}

/** What is another than the form began with, and that alone: whatever was not touched stays as it is by then. */
export function changesOf(given: Given, first: Given): Body {
  const before = new Map<string, string>(Object.entries(wholeOf(first)).map(([name, was]) => [name, said(was)]));
  return Object.fromEntries(Object.entries(wholeOf(given)).filter(([name, now]) => said(now) !== before.get(name)));
}

/** Whether another host would be told what is sent beside the signature: it is asked for again there. */
export function isAnotherHost(url: string, first: Given): boolean {
  const before = originOf(first.url);
  return before !== undefined && originOf(url.trim()) !== before;
}

const originOf = (url: string) => (URL.canParse(url) ? new URL(url).origin : undefined);

/** Takes changes back. @returns undefined where a secret that nobody has any more went with them */
export function undoOf(changes: Body, first: Given): Body | undefined {
  if (changes.authentication && first.authentication !== "none") return undefined;
  return Object.fromEntries(Object.entries(wholeOf(first)).filter(([name]) => name in changes));
}

const said = (value: unknown) => JSON.stringify(value);
