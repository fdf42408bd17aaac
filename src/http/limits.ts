/** How often one caller may call, one key may be tried, and one mailbox be written to. */
import type { Config } from "../config.ts";
import type { Clock } from "../clock.ts";
import { LINK_MS } from "../identity/sign-in.ts";
import type { Counted, Counters } from "../limits/counters.ts";
import { HttpError } from "./errors.ts";

export interface Limits {
  /** @throws HttpError 429 with `Retry-After` */
  caller(id: string): void;
  /** Whoever has no credentials, or not yet. @param client as `clientOf` gives it @throws as `caller` */
  address(client: string): void;
  /** @throws HttpError 429 with `Retry-After` */
  key(tempKeyUuid: string): void;
  /**
   * Always on: whoever asks for messages must not fill somebody's mailbox.
   *
   * @throws HttpError 429 with `Retry-After`
   * @throws StoreUnavailableError when the store cannot be asked
   */
  mail(address: string): Promise<void>;
}

const MINUTE_MS = 60_000;
/** How many messages for signing in go to one address in as long as one of their links is good. */
const MAILS = 5;

export function createLimits(counters: Counters, config: Config["rateLimit"], clock: Clock): Limits {
  function refuseOver(most: number, { count, endsAt }: Counted): void {
    if (count <= most) return;
    const retryAfter = Math.max(1, Math.ceil((endsAt - clock.now()) / 1_000));
    throw new HttpError(429, `Too many requests; try again in ${retryAfter} s`, undefined, { retryAfter });
  }

  function caller(id: string): void {
    if (config.kind === "on") refuseOver(config.perMinutePerCaller, counters.count(`caller ${id}`, MINUTE_MS));
  }

  return {
    caller,
    address: (client) => caller(`address ${client}`),
    key(tempKeyUuid) {
      if (config.kind === "on") refuseOver(config.perMinutePerKey, counters.count(`key ${tempKeyUuid}`, MINUTE_MS));
    },
    async mail(address) {
      refuseOver(MAILS, await counters.countExactly(`mail ${address}`, LINK_MS));
    },
  };
}
