/**
 * Letters that somebody asked for: written and handed over after the answer, at any time in between, whatever the address
 * is. What that takes of the server would otherwise be felt by the requests that come right after.
 */
import { randomInt } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type { FastifyBaseLogger } from "fastify";
import type { Clock } from "../../clock.ts";
import { type Mail, MailError, type Mailer } from "../../mail/mailer.ts";
import { createSlots } from "./slots.ts";

/** Letters on their way at once; those past it are not written. */
const MAX_SENDING = 100;
/** Of them, those that one client asked for. */
const MAX_SENDING_OF_ONE = 20;
/** How long after the answer a letter is written, in milliseconds. */
const LATER_MS = { least: 300, most: 1_300 };
/** How long after one another a letter is tried, in milliseconds. */
const RETRY_MS = [1_000, 5_000];
/** How long a stopping server waits for letters on their way, in milliseconds. */
const STOP_MS = 1_000;

/** Letters of one server. */
export interface Letters {
  /** Whether there is a mail server. */
  readonly canSend: boolean;
  /**
   * Write one later, and hand it over. Nothing comes of it where there is no mail server or too many are on their way.
   *
   * @param by the request that asked: its client as `clientOf` gives it, and its name
   * @param what "A link for signing in", for the log
   * @param write looks whom it is for; undefined when nobody is to get one
   */
  later(
    by: { readonly client: string; readonly id: string },
    what: string,
    write: () => Promise<Mail | undefined>,
  ): void;
  /** Nothing is written any more; those on their way have a moment. */
  close(): Promise<void>;
}

export function createLetters(of: {
  readonly mailer?: Mailer | undefined;
  readonly clock: Clock;
  readonly log: FastifyBaseLogger;
}): Letters {
  const { mailer, clock, log } = of;
  const sending = new Set<Promise<void>>();
  const slots = createSlots({ all: MAX_SENDING, each: MAX_SENDING_OF_ONE });
  const stop = new AbortController();

  async function deliver(to: Mailer, mail: Mail, what: string, reqId: string): Promise<void> {
    for (let tried = 0; ; tried++) {
      try {
        return await to.send(mail);
      } catch (error) {
        if (!(error instanceof MailError)) throw error;
        const pause = RETRY_MS[tried];
        if (!error.passing || pause === undefined || stop.signal.aborted)
          return log.error({ reqId, reason: error.message }, `${what} was not taken by the mail server`);
        await clock.sleep(pause, stop.signal).catch(() => {}); // stopping: once more, at once
      }
    }
  }

  return {
    canSend: mailer !== undefined,
    later({ client, id }, what, write) {
      const leave = mailer && slots.take(client);
      if (!leave) return;
      const letter = (async () => {
        // Somebody who stops the server waits for nobody: then it is done at once.
        await clock.sleep(randomInt(LATER_MS.least, LATER_MS.most), stop.signal).catch(() => {});
        const mail = await write();
        if (mail) await deliver(mailer, mail, what, id);
      })().catch((error: unknown) => log.error({ reqId: id, err: error }, `${what} could not be made`));
      sending.add(letter);
      void letter.finally(() => {
        sending.delete(letter);
        leave();
      });
    },
    async close() {
      stop.abort();
      await Promise.race([Promise.all(sending), wait(STOP_MS, undefined, { ref: false })]);
    },
  };
}
