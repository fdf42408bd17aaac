import Type from "typebox";
import type { Refused } from "../../../domain/decision.ts";
import type { OpenWithPin, PinProof } from "../../../domain/open-with-pin.ts";
import { isSettled } from "../../../domain/order.ts";
import { pinPolicy } from "../../../domain/pin-guard.ts";
import type { Opened } from "../../../openings/openings.ts";
import { seedOf } from "../../requests/idempotency.ts";
import { proofsOf } from "../../pin-proofs.ts";
import { HttpError, refusalError } from "../../answers/errors.ts";
import type { App, RouteDeps } from "../../app.ts";
import { bodyErrorAnswers } from "../../answers/error-answers.ts";
import { objectWithExample, bodyWith } from "../../schemas.ts";
import { LockPath, takeLockNumber } from "../schemas.ts";

/** How long the panel waits for the lock, in milliseconds. */
const WAIT_MS = 2_500;
/** Every refusal is given at a multiple of this after the request came, in milliseconds, whatever had to be looked up. */
const REFUSAL_STEP_MS = 100;

/** How often ciphertexts are looked into for one PIN, while others are given PINs at that lock. */
const TRIES = 5;

/** `error` of the answer too, as published. */
const WRONG = "Invalid PIN";

const schema = {
  operationId: "openLockWithPin",
  summary: "Open a lock with a PIN",
  description:
    "For the panel at an entrance; needs no credentials. Opens the door exactly as the guest's page does. Whatever is wrong with a PIN, the answer is the same 401, after the same time. Wrong PINs are bounded for each lock; past that every PIN gets 429 until Retry-After.",
  tags: ["Guests"],
  security: [{}],
  params: LockPath,
  body: bodyWith({
    pin: Type.String({ pattern: "^\\d{4,8}$", description: "What the guest entered", examples: ["48205917"] }),
  }),
  response: {
    200: objectWithExample(
      {
        success: Type.Boolean({
          description: "False when the door surely did not open; no use is counted then",
          examples: [true],
        }),
        offline: Type.Boolean({ description: "The device could not be reached", examples: [false] }),
      },
      { description: "The PIN opens this lock, and the lock was asked" },
    ),
    ...bodyErrorAnswers(),
  },
};

export function openWithPinRoute(app: App, deps: RouteDeps): void {
  const { openings, pins, clock } = deps;
  const policy = pinPolicy(pins.digits);
  app.post(
    "/locks/:id/open-with-pin",
    { schema, preValidation: takeLockNumber, config: { counts: "opening" } },
    async (request) => {
      const came = performance.now();
      const { pin } = request.body;
      const blindIndexes = await pins.blindIndexes(pin);
      const source = pins.sourceOf(request.client);
      const answer = await submitPin(request.params.id, pin, blindIndexes, (proofs) => ({
        type: "openWithPin",
        lockId: request.params.id,
        blindIndexes,
        proofs,
        source,
        policy,
        orderId: seedOf(request, clock),
      }));
      if (!answer.ok) {
        const late = performance.now() - came;
        await clock.sleep(Math.ceil(late / REFUSAL_STEP_MS) * REFUSAL_STEP_MS - late);
        if (answer.reason === "pin-changed") throw refusalError(answer);
        const isBounded = answer.reason === "too-many-pins";
        deps.credentials.refused("pin", isBounded ? "too-many" : "not-valid", request);
        if (answer.reason !== "too-many-pins") throw new HttpError(401, WRONG, undefined, { error: WRONG });
        const seconds = Math.max(1, Math.ceil(((answer.retryAt ?? 0) - clock.now()) / 1_000));
        throw new HttpError(429, `Too many wrong PINs at this lock; try again in ${seconds} s`, undefined, {
          retryAfter: seconds,
        });
      }
      const { order } = answer;
      const settled = isSettled(order) ? order : await openings.settled(order.orderId, WAIT_MS);
      const failed = settled?.stage === "failed" || settled?.stage === "expired";
      return { success: !failed, offline: settled?.failure === "offline" };
    },
  );

  /** Boxes are looked into here and the decision is made elsewhere, so it asks again when one was changed in between. */
  async function submitPin(
    lockId: number,
    pin: string,
    blindIndexes: readonly string[],
    commandWith: (proofs: readonly PinProof[]) => OpenWithPin,
  ): Promise<Opened | Refused> {
    for (let tried = 1; ; tried++) {
      const answer = await openings.open(commandWith(await proofsOf(deps, lockId, pin, blindIndexes)));
      if (answer.ok || answer.reason !== "pin-changed" || tried === TRIES) return answer;
    }
  }
}
