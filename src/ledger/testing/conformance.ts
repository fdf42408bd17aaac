/** What every store of the ledger must do. A store's own test runs this. */
import { describe } from "node:test";
import { answerSuite } from "./answers-suite.ts";
import { deviceSuite } from "./devices-suite.ts";
import { keySuite } from "./keys-suite.ts";
import { listSuite } from "./lists-suite.ts";
import { logSuite } from "./log-suite.ts";
import { pauseSuite } from "./pauses-suite.ts";
import { sharingSuite } from "./sharing-suite.ts";
import { checkOn, type LedgerHarness } from "./harness.ts";

const ALL = [answerSuite, logSuite, listSuite, keySuite, pauseSuite, deviceSuite, sharingSuite];

/** @param suites all, if left out */
export function ledgerConformance(store: string, openHarness: () => Promise<LedgerHarness>, suites = ALL): void {
  const check = checkOn(openHarness);
  describe(`ledger on ${store}`, () => {
    for (const suite of suites) suite(check);
  });
}
