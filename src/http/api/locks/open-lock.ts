import Type from "typebox";
import { REPORT_GRACE_MS } from "../../../domain/order-decisions.ts";
import { HttpError } from "../../answers/errors.ts";
import { takeNoBody } from "../../requests/at-once.ts";
import { seedOf } from "../../requests/idempotency.ts";
import type { App, RouteDeps } from "../../app.ts";
import { accepted, commandBody } from "../commands.ts";
import { commandAnswer } from "../command-answer.ts";
import { bodyErrorAnswers } from "../../answers/error-answers.ts";
import { bodyWith } from "../../schemas.ts";
import { LockPath } from "../schemas.ts";

const schema = {
  operationId: "openLock",
  summary: "Open the lock",
  description:
    "The owner's own opening, without a key. Answers when the device has: outcome is opened, or unknown when the command was sent and no answer came. 502 when the door did not open, with the reason in details as the outcome. The same requestId again is the same opening.",
  tags: ["Locks"],
  params: LockPath,
  "x-optional-body": true,
  body: bodyWith({
    requestId: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 128,
        description: "The caller's id of this opening",
        examples: ["call-4711"],
      }),
    ),
    reason: Type.Optional(
      Type.String({
        maxLength: 500,
        description: "Of a program kept in the record; of a person beside it, where it can be erased",
        examples: ["Delivery at the door"],
      }),
    ),
  }),
  response: {
    200: commandAnswer("LockOpenRequested", {
      outcome: Type.Enum(["opened", "unknown"], {
        type: "string",
        description: "Whether the device said so, or gave no answer",
      }),
    }),
    ...bodyErrorAnswers(404, 502),
  },
};

export function openLockRoute(app: App, { openings, clock }: RouteDeps): void {
  app.post("/locks/:id/OpenLock", { schema, preValidation: takeNoBody }, async (request) => {
    const { actor, body, params } = request;
    const { requestId, reason } = body;
    const command = {
      type: "openLock",
      actor,
      lockId: params.id,
      orderId: seedOf(request, clock),
      ...(requestId !== undefined && { requestId }),
      ...(reason !== undefined && { reason }),
    } as const;
    const done = accepted(await openings.open(command));
    const { order } = done;
    const wait = Math.max(0, order.notAfter + 2 * REPORT_GRACE_MS - clock.now());
    const settled = (await openings.settled(order.orderId, wait)) ?? order;
    if (settled.stage === "failed" || settled.stage === "expired") {
      const failure = settled.failure ?? "unknown";
      throw new HttpError(502, `The lock did not open: ${failure}`, [{ field: "outcome", message: failure }]);
    }
    // A person's reason is no part of the event, and of its published data.
    if (reason !== undefined && done.event?.data) Object.assign(done.event.data, { reason });
    return { ...commandBody(done), outcome: settled.stage === "opened" ? ("opened" as const) : ("unknown" as const) };
  });
}
