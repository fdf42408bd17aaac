/** Tells this process's readers that there may be something to read, so that nobody waits for their next look. */
import type { Ledger } from "../ledger/ledger.ts";

/** The same ledger. @param committed called after each command that was answered; must not throw */
export function tellingCommits(ledger: Ledger, committed: () => void): Ledger {
  return {
    ...ledger,
    async submit(command) {
      const answer = await ledger.submit(command);
      committed();
      return answer;
    },
  };
}
