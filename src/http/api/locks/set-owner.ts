import Type from "typebox";
import { canonicalUserId } from "../../../domain/ids.ts";
import type { App, RouteDeps } from "../../app.ts";
import { commandBody, submit } from "../commands.ts";
import { commandAnswer } from "../command-answer.ts";
import { bodyErrorAnswers } from "../../answers/error-answers.ts";
import { bodyWith } from "../../schemas.ts";
import { LockPath, SAMPLE_USER } from "../schemas.ts";

const schema = {
  operationId: "setOwner",
  summary: "Set the lock's owner",
  description:
    "The owner that it had may no longer manage it. A repeat changes nothing. Not while a key opens it together with locks that the new owner does not have.",
  tags: ["Locks"],
  params: LockPath,
  body: bodyWith({
    userId: Type.String({
      minLength: 1,
      maxLength: 255,
      description: "The new owner's user id",
      examples: [SAMPLE_USER],
    }),
  }),
  response: { 200: commandAnswer("OwnerSet", {}), ...bodyErrorAnswers(403, 404, 409) },
};

export function setOwnerRoute(app: App, { ledger }: RouteDeps): void {
  app.post("/locks/:id/SetOwner", { schema }, async ({ actor, body, params }) => {
    const userId = canonicalUserId(body.userId);
    return commandBody(await submit(ledger, { type: "setOwner", actor, lockId: params.id, userId }));
  });
}
