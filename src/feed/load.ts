/** Whether this process is needed for something else: whoever makes a key or opens a door comes before what is told of it. */
import type { Commands } from "./telling-commits.ts";

/** Of one process. */
export interface Load extends Commands {
  /** Whether commands wait for one another. */
  isBusy(): boolean;
  /** One more delivery is to be sent. @returns when it may be: now, or after all that came before while it is busy */
  giveWay(signal: AbortSignal): Promise<void>;
}

/**
 * So many commands wait at a time, as the mean of the last looks, where they wait for one another. Time that this process is
 * idle says less: it is while a commit is under way, and where others have its core. Where fewer come, they wait for the
 * disk, which is left to them.
 */
const WAITING = 24;
const WAITING_A_SECOND = 1_000;
/** At so many whatever waits: a third of what a processor does that has nothing else to do. */
const MANY_A_SECOND = 3_000;
/** They wait unseen, in sockets, where this process has no time to take them: so busy, at so many a second, it is needed too. */
const USED = 0.95;
const USED_A_SECOND = 200;
/**
 * What is sent before has taken so much time from commands that fewer of them wait, and less is used when it is not sent any
 * more: it is over when there was not even so much for a while.
 */
const OVER_A_SECOND = 1_000;
const OVER_USED = 0.7;
const OVER_MS = 1_500;
const LOOK_MS = 50;
/** Of the mean, after each look. */
const KEPT = 0.75;
/** While it is busy, one delivery is sent for so many commands that were answered: a hundredth or two of its time, however fast it is. */
const COMMANDS_OF_A_DELIVERY = 256;
/** And so many a second where hardly any is answered. */
const LEAST_A_SECOND = 10;
/** Those of so long go together: what each reads of the store is read for all at once, which commits made old meanwhile. */
const RELEASE_MS = 100;

/**
 * Nothing waits yet.
 *
 * @param now in milliseconds
 * @param usedMs for how long this process has worked
 */
export function createLoad(
  now = () => performance.now(),
  usedMs = () => performance.eventLoopUtilization().active,
): Load {
  let lookedAt = now();
  let changedAt = lookedAt;
  let inFlight = 0;
  /** Of commands since the last look, together. */
  let waitedMs = 0;
  let mean = 0;
  let usedBefore = usedMs();
  let used = 0;
  let came = 0;
  let comeASecond = 0;
  let crowdedUntil = 0;
  const queue: { readonly go: () => void; readonly signal: AbortSignal }[] = [];
  let releasing: NodeJS.Timeout | undefined;
  let releasedAt = lookedAt;
  /** Commands since it was released last. */
  let answered = 0;
  let due = 0;

  function change(by: 1 | -1 | 0): number {
    const at = now();
    waitedMs += inFlight * (at - changedAt);
    changedAt = at;
    inFlight += by;
    return at;
  }

  function isBusy(): boolean {
    const passed = now() - lookedAt;
    if (passed < LOOK_MS) return lookedAt < crowdedUntil;
    lookedAt = change(0);
    // Over a few looks, so that one long commit is no crowd, and a moment without is no end of one.
    const kept = KEPT ** (passed / LOOK_MS);
    const after = (before: number, value: number) => kept * before + (1 - kept) * value;
    mean = after(mean, waitedMs / passed);
    const usedNow = usedMs();
    used = after(used, (usedNow - usedBefore) / passed);
    comeASecond = after(comeASecond, (came * 1_000) / passed);
    [waitedMs, came, usedBefore] = [0, 0, usedNow];
    if (lookedAt < crowdedUntil ? isStill() : isCrowded()) crowdedUntil = lookedAt + OVER_MS;
    return lookedAt < crowdedUntil;
  }

  function isCrowded(): boolean {
    if (comeASecond > MANY_A_SECOND || (mean > WAITING && comeASecond > WAITING_A_SECOND)) return true;
    return used > USED && comeASecond > USED_A_SECOND;
  }

  function isStill(): boolean {
    return comeASecond > OVER_A_SECOND || (used > OVER_USED && comeASecond > USED_A_SECOND);
  }

  function release(): void {
    const at = now();
    due += answered / COMMANDS_OF_A_DELIVERY + ((at - releasedAt) * LEAST_A_SECOND) / 1_000;
    answered = 0;
    releasedAt = at;
    const some = isBusy() && !queue[0]?.signal.aborted ? Math.floor(due) : queue.length;
    for (const { go } of queue.splice(0, some)) go();
    due = queue.length > 0 ? due - some : 0;
    releasing = queue.length > 0 ? setTimeout(release, RELEASE_MS) : undefined;
  }

  return {
    asked() {
      change(1);
      came++;
    },
    answered() {
      change(-1);
      answered++;
    },
    isBusy,
    async giveWay(signal) {
      if (signal.aborted || !isBusy()) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      queue.push({ go: resolve, signal });
      if (!releasing) {
        [answered, releasedAt] = [0, now()];
        releasing = setTimeout(release, RELEASE_MS);
      }
      await promise;
    },
  };
}
