/** Tells those who watch when there is something new in a scope. It is looked only while somebody watches, for all at once. */
import { type Clock, pause } from "../clock.ts";
import type { Log } from "../log.ts";

/** What is watched: something that a reader makes of the record, in scopes, each change of which raises a revision. */
export interface Watched {
  /** Whatever was committed before is there afterwards. @returns false where that takes longer than `ms` milliseconds */
  catchUp(ms: number): Promise<boolean>;
  /** Nothing has a greater revision, and what changes from now on will have. */
  revision(): Promise<number>;
  /** The scopes in which something changed after a revision, and the greatest revision of that. */
  changedScopes(after: number): Promise<ChangedScopes>;
}

/** Where something has changed. */
export interface ChangedScopes {
  /** By their names. */
  readonly scopes: readonly string[];
  /** The one that was asked about, where nothing changed. */
  readonly revision: number;
}

/** Those who watch in this process. */
export interface Watch {
  /**
   * Call `wake` whenever something may have changed there, from now on; what was committed before this call may not be
   * told.
   *
   * @param scope by its name
   * @returns what ends it
   */
  on(scope: string, wake: () => void): () => void;
}

/** How often it is looked, in milliseconds. */
const LOOK_MS = 150;
/** How long what was just committed is waited for, in milliseconds. */
const CATCH_UP_MS = 1_000;

/** Of which nobody watches yet. */
export function createWatch(watched: Watched, clock: Clock, log: Log): Watch {
  const watching = new Map<string, Set<() => void>>();
  let isLooking = false;

  async function look(): Promise<void> {
    let known: number | undefined;
    let failed = false;
    const forever = new AbortController().signal;
    while (watching.size > 0) {
      try {
        await watched.catchUp(CATCH_UP_MS);
        if (known === undefined) {
          known = await watched.revision();
          // Whoever began to watch before this was asked may have looked before.
          for (const scope of watching.keys()) wake(scope);
        }
        const { scopes, revision } = await watched.changedScopes(known);
        known = revision;
        for (const scope of scopes) wake(scope);
        failed = false;
      } catch (error) {
        if (!failed) log.warn({ err: error }, "It cannot be looked what happens; trying again");
        failed = true;
      }
      await pause(clock, LOOK_MS, forever);
    }
    isLooking = false;
  }

  function wake(scope: string): void {
    for (const one of watching.get(scope) ?? []) one();
  }

  return {
    on(scope, wakeUp) {
      const those = watching.get(scope) ?? new Set();
      watching.set(scope, those.add(wakeUp));
      if (!isLooking) {
        isLooking = true;
        void look();
      }
      return () => {
        those.delete(wakeUp);
        if (those.size === 0 && watching.get(scope) === those) watching.delete(scope);
      };
    },
  };
}

/** What one who watches waits for. */
export interface News {
  /** Only what comes after this is new; to be called before it is looked. */
  look(): void;
  /** Wait until there is something new, or the signal is aborted. @returns false where nothing came for so long */
  come(ms: number): Promise<boolean>;
}

/** @param signal not aborted yet; ends the watching */
export function newsOf(watch: Watch, scope: string, clock: Clock, signal: AbortSignal): News {
  let isNew = true;
  let wake: (() => void) | undefined;
  const end = watch.on(scope, () => {
    isNew = true;
    wake?.();
  });
  signal.addEventListener("abort", () => {
    end();
    wake?.();
  });
  return {
    look() {
      isNew = false;
    },
    async come(ms) {
      if (isNew || signal.aborted) return true;
      const waiting = new AbortController();
      const { promise, resolve } = Promise.withResolvers<boolean>();
      wake = () => resolve(true);
      const late = pause(clock, ms, waiting.signal).then(() => false);
      return Promise.race([promise, late]).finally(() => waiting.abort());
    },
  };
}
