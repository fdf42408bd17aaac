/** Tells this process of its commands: readers that there may be something to read, and what yields how many wait. */
import type { Ledger } from "../ledger/ledger.ts";

/** Who is told of commands. Must be quick, and not throw. */
export interface Commands {
  /** One came. */
  asked(): void;
  /** It was answered, or failed: there may be something to read. */
  answered(): void;
}

/** The same ledger. @param told undefined while nobody is told */
export function tellingCommits(ledger: Ledger, told: () => Commands | undefined): Ledger {
  return {
    ...ledger,
    async submit(command) {
      const commands = told();
      commands?.asked();
      try {
        return await ledger.submit(command);
      } finally {
        commands?.answered();
      }
    },
  };
}
