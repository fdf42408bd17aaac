/**
 * How often somebody may guess what only an account's owner knows. It is counted for the account, whether there is one or
 * not, and for the network that guesses; after every few guesses the wait is longer, and an hour at the most. What cannot
 * be guessed, a passkey or a link, is none of this, and browsers that are known for the account are counted apart: so
 * nobody is shut out of their account by others.
 */
import type { Config } from "../../config.ts";
import type { Clock } from "../../clock.ts";
import type { Counted, Counters, Kind } from "../../limits/counters.ts";
import { HttpError } from "../answers/errors.ts";
import { aroundClient } from "./client.ts";

/** What is guessed; each is counted apart, so that a wait for one is none for the other. */
export type Guessed = "password" | "recovery-code";

/** One guess that was let through. */
export interface Guess {
  /** It was right, so it counts for nothing. */
  passed(): Promise<void>;
}

/** The limits of guessing. */
export interface Guessing {
  /**
   * To be asked before anything is compared.
   *
   * @param account whatever was typed, in its canonical form
   * @param client as `clientOf` gives it
   * @param known the name of a browser that is known to be its owner's: counted apart from what others guess
   * @throws HttpError 429 with `Retry-After`
   * @throws StoreUnavailableError when the other processes cannot be asked
   */
  guess(what: Guessed, account: string, client: string, known?: string): Promise<Guess>;
}

interface Step {
  readonly windowMs: number;
  readonly most: number;
}

const MINUTE_MS = 60_000;
/** The shortest first: what is refused there is not counted for the longer ones, so asking on does not make it longer. */
export const STEPS = {
  account: steps([1, 5], [10, 10], [60, 15]),
  client: steps([1, 20], [10, 60], [60, 150]),
  around: steps([1, 60], [60, 600]),
} as const;

function steps(...of: readonly (readonly [minutes: number, most: number])[]): readonly Step[] {
  return of.map(([minutes, most]) => ({ windowMs: minutes * MINUTE_MS, most }));
}

export function createGuessing(counters: Counters, config: Config["rateLimit"], clock: Clock): Guessing {
  function refuseOver(most: number, { count, endsAt }: Counted): void {
    if (count <= most) return;
    const retryAfter = Math.max(1, Math.ceil((endsAt - clock.now()) / 1_000));
    throw new HttpError(429, `Too many tries; try again in ${retryAfter} s`, undefined, { retryAfter });
  }

  return {
    async guess(what, account, client, known) {
      type Of = readonly [kind: Kind, subject: string, windowMs: number];
      const counted: Of[] = [];
      const exact: Of[] = [];
      const passed = async () => {
        for (const one of counted) counters.giveBack(...one);
        for (const one of exact) await counters.giveBackExactly(...one);
      };
      // Networks are counted by callers' limits too, and are off with them; an account never is.
      const networks = config.kind === "off" ? [] : (["client", "around"] as const);
      for (const which of networks)
        for (const { windowMs, most } of STEPS[which]) {
          const subject = `${which === "client" ? client : aroundClient(client)} ${windowMs}`;
          counted.push(["guess-of-network", subject, windowMs]);
          refuseOver(most, counters.count("guess-of-network", subject, windowMs));
        }
      for (const { windowMs, most } of STEPS.account) {
        const subject = `${what} ${account} ${known ?? ""} ${windowMs}`;
        refuseOver(most, await counters.countExactly("guess-of-account", subject, windowMs));
        exact.push(["guess-of-account", subject, windowMs]);
      }
      return { passed };
    },
  };
}
