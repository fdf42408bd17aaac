/** Counts commands where they go in and their answers where they come out, whatever the store. */
import { Counter, Histogram, type Registry } from "prom-client";
import { StoreUnavailableError } from "../database/unavailable.ts";
import { type Ledger, LedgerBusyError } from "../ledger/ledger.ts";

const COMMIT_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** The same ledger; its commands are counted and timed by what they came to. */
export function measuredLedger(ledger: Ledger, registry: Registry): Ledger {
  const commands = new Counter({
    name: "latchstring_commands_total",
    help: "Commands given to the ledger: accepted, why refused, busy (the queue was full), unavailable, or a fault.",
    labelNames: ["type", "answer"],
    registers: [registry],
  });
  const commits = new Histogram({
    name: "latchstring_commit_duration_seconds",
    help: "From a command's coming to its durable answer, with the wait for its turn; busy is left out.",
    buckets: COMMIT_BUCKETS,
    registers: [registry],
  });
  // A rise from nothing is seen only where nothing was told before.
  for (const answer of ["unavailable", "fault"]) commands.inc({ type: "probe", answer }, 0);
  return {
    async submit(command) {
      const from = performance.now();
      let answer = "fault";
      try {
        const submitted = await ledger.submit(command);
        answer = submitted.ok ? "accepted" : submitted.reason;
        return submitted;
      } catch (error) {
        if (error instanceof LedgerBusyError) answer = "busy";
        if (error instanceof StoreUnavailableError) answer = "unavailable";
        throw error;
      } finally {
        commands.inc({ type: command.type, answer });
        if (answer !== "busy") commits.observe((performance.now() - from) / 1_000);
      }
    },
    read: ledger.read,
    async probe() {
      let answer = "fault";
      try {
        await ledger.probe();
        answer = "accepted";
      } catch (error) {
        if (error instanceof StoreUnavailableError) answer = "unavailable";
        throw error;
      } finally {
        commands.inc({ type: "probe", answer });
      }
    },
    close: () => ledger.close(),
  };
}
