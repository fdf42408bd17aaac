/**
 * How often one caller may call, one key may be tried, and one mailbox be written to.
 *
 * Whoever has no credentials is a client (`client.ts`), and what it does is counted by what it is for, so that nobody
 * who looks at pages spends what they or others behind the same address need to open. Of a key, every client has a few
 * openings in a minute of its own, which nobody else can spend; what comes beyond them is taken from what all clients of
 * the key share, and no client takes more than half of that. So neither one client nor many can shut out the others.
 */
import type { Config } from "../../config.ts";
import type { Clock } from "../../clock.ts";
import { LINK_MS } from "../../identity/sign-in.ts";
import type { Counted, Counters, Kind } from "../../limits/counters.ts";
import { HttpError } from "../answers/errors.ts";

/** What clients do, counted apart: look, open, sign in, watch over the server, and guess credentials. */
export type Doing = "page" | "opening" | "sign-in" | "operation" | "credential";

declare module "fastify" {
  interface FastifyContextConfig {
    /** As what a request counts before anything of it is read; "page" if left out. With "own" the route counts. */
    counts?: Doing | "own";
  }
}

export interface Limits {
  /** @throws HttpError 429 with `Retry-After` */
  caller(id: string): void;
  /** @param client as `clientOf` gives it @throws as `caller` */
  address(client: string, doing?: Doing): void;
  /** Whether this client guessed too many credentials already, which is not counted once more. @throws as `caller` */
  guesses(client: string): void;
  /** What a client does with a key that is there. @throws as `caller` */
  key(tempKeyUuid: string, client: string, doing: "opening" | "sign-in"): void;
  /** There is no such key: it must not take the place of one. */
  noKey(tempKeyUuid: string, client: string): void;
  /** What a caller with credentials does with a key; guests do not feel it. @throws as `caller` */
  keyOfCaller(tempKeyUuid: string, id: string): void;
  /**
   * A message to a mailbox for a key. Always on: whoever asks for messages must not fill somebody's mailbox.
   *
   * @throws HttpError 429 with `Retry-After`
   * @throws StoreUnavailableError when the store cannot be asked
   */
  mail(tempKeyUuid: string, email: string, client: string): Promise<void>;
  /** A message of an organisation to whomever it invites: it names any mailbox, so it is counted for all. @throws as `mail` */
  invitation(orgId: string): Promise<void>;
}

const MINUTE_MS = 60_000;
/** How many messages for one key go to one mailbox in as long as one of their links is good; for all clients, for one. */
const MAILS = 10;
const MAILS_OF_CLIENT = 5;
/** Invitations that an organisation mails in an hour. */
export const INVITATIONS = 100;
const HOUR_MS = 3_600_000;
/** How much of what may be done with a key is a client's own, though never less than this. */
const OWN_PART = 0.1;
const LEAST_OWN = 3;
/** How much of it one client may do at the most. */
const MOST_PART = 0.5;

export function createLimits(counters: Counters, config: Config["rateLimit"], clock: Clock): Limits {
  const { perMinutePerCaller, perMinutePerKey } =
    config.kind === "on" ? config : { perMinutePerCaller: Infinity, perMinutePerKey: Infinity };
  const own = Math.min(perMinutePerKey, Math.max(LEAST_OWN, Math.ceil(perMinutePerKey * OWN_PART)));
  const most = Math.max(own, Math.ceil(perMinutePerKey * MOST_PART));

  function refuseOver(most: number, { count, endsAt }: Counted): void {
    if (count <= most) return;
    const retryAfter = Math.max(1, Math.ceil((endsAt - clock.now()) / 1_000));
    throw new HttpError(429, `Too many requests; try again in ${retryAfter} s`, undefined, { retryAfter });
  }

  function count(kind: Kind, subject: string, most: number): void {
    if (config.kind === "on") refuseOver(most, counters.count(kind, subject, MINUTE_MS));
  }

  return {
    caller: (id) => count("caller", id, perMinutePerCaller),
    address: (client, doing = "page") => count(doing, client, perMinutePerCaller),
    guesses(client) {
      const counted = counters.look("credential", client);
      if (config.kind === "on" && counted) refuseOver(perMinutePerCaller, { ...counted, count: counted.count + 1 });
    },
    key(tempKeyUuid, client, doing) {
      if (config.kind === "off") return;
      const ofClient = counters.count(`key-of-client-${doing}`, `${tempKeyUuid} ${client}`, MINUTE_MS);
      if (ofClient.count <= own) return;
      refuseOver(most, ofClient);
      count(`key-${doing}`, tempKeyUuid, perMinutePerKey);
    },
    noKey(tempKeyUuid, client) {
      counters.forget("key-of-client-opening", `${tempKeyUuid} ${client}`);
      counters.forget("key-opening", tempKeyUuid);
    },
    keyOfCaller: (tempKeyUuid, id) => count("key-of-caller", `${tempKeyUuid} ${id}`, perMinutePerKey),
    async mail(tempKeyUuid, email, client) {
      const mailbox = `${tempKeyUuid} ${email}`;
      refuseOver(MAILS_OF_CLIENT, counters.count("mail-of-client", `${mailbox} ${client}`, LINK_MS));
      refuseOver(MAILS, await counters.countExactly("mail", mailbox, LINK_MS));
    },
    async invitation(orgId) {
      refuseOver(INVITATIONS, await counters.countExactly("mail", `invitations of ${orgId}`, HOUR_MS));
    },
  };
}
