/**
 * Revokes paused keys when the time of their pause is over. Admission does not wait for it: from that instant on such a key
 * is as revoked (`domain/temp-key.ts`). This writes it down, in whichever process comes first.
 */
import type { Clock } from "../clock.ts";
import type { KeyToRevoke, Ledger } from "../ledger/ledger.ts";
import type { Log } from "../log.ts";

/** How soon it is looked again for keys whose time is over, in milliseconds: another process may have paused one. */
const EVERY_MS = 500;
/** Keys that are revoked together. */
const PAGE = 100;

/**
 * Looks at once, for what came due while no process lived, and then until `stop` is aborted. Never rejects: what fails is
 * tried again next time.
 */
export async function revokeOnTime(
  {
    ledger,
    clock,
    log,
  }: { readonly ledger: Pick<Ledger, "submit" | "read">; readonly clock: Clock; readonly log: Log },
  stop: AbortSignal,
): Promise<void> {
  while (!stop.aborted) {
    let wait = EVERY_MS;
    try {
      const now = clock.now();
      const found = await ledger.read.keysToRevoke(now + EVERY_MS, PAGE);
      const due = found.filter(({ revokeAt }) => revokeAt <= now);
      const revoked = await Promise.all(due.map(revoke));
      const next = found[due.length];
      if (next) wait = Math.max(1, next.revokeAt - clock.now());
      else if (found.length === PAGE && revoked.includes(true)) wait = 0;
    } catch (error) {
      log.warn({ err: error }, "Paused keys could not be revoked on time; trying again");
    }
    await clock.sleep(wait, stop).catch((error: unknown) => {
      if (!stop.aborted) throw error;
    });
  }

  /** @returns whether this revoked the key; another process, or somebody who revoked it, may have been first */
  async function revoke({ tempKeyUuid }: KeyToRevoke): Promise<boolean> {
    const answer = await ledger.submit({ type: "revokePausedKey", tempKeyUuid });
    if (!answer.ok || answer.event === null) return false;
    log.info({ lockId: answer.lockId }, "A paused key was revoked, because its time was over");
    return true;
  }
}
