import assert from "node:assert/strict";
import { it } from "node:test";
import { OPEN_FAILURES, type OrderState } from "../../../domain/order.ts";
import { localeOf } from "./locale.ts";
import { outcomeText } from "./outcome-texts.ts";

const failed: Omit<OrderState, "failure"> = {
  orderId: "0194f1c2-7d1e-7b8a-9c36-5e2f81d04b77",
  lockId: 1,
  tempKeyUuid: "3f0c9a52-7d1e-4b8a-9c36-5e2f81d04b77",
  door: 1,
  driver: "simulator",
  intent: null,
  requestedAt: 0,
  notAfter: 10_000,
  stage: "failed",
  settledAt: 1,
};

it("sends whoever cannot help themselves to somebody who can, and nobody else there", () => {
  for (const language of ["en", "ja"]) {
    const locale = localeOf(language, undefined);
    const { m } = locale;
    for (const failure of OPEN_FAILURES) {
      const { next } = outcomeText(locale, { ...failed, failure });
      const isFinal = failure === "auth" || failure === "unsupported" || failure === "revoked";
      assert.equal(next.endsWith(m.ask), isFinal, `${failure}: ${next}`);
      assert.equal(next.endsWith(m.givenBack), !isFinal, `${failure}: ${next}`);
      if (language === "ja") assert.doesNotMatch(next, /。 /);
    }
  }
});
