import Type from "typebox";
import { canonicalUserId } from "../../domain/ids.ts";
import type { App, RouteDeps } from "../server.ts";
import { commandBody, submit } from "./commands.ts";
import { commandAnswer } from "./command-answer.ts";
import { bodyErrorAnswers } from "./error-answers.ts";
import { LockPath, SAMPLE_USER, bodyWith } from "./schemas.ts";

const schema = {
  operationId: "setOwner",
  summary: "Set the lock's owner",
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
  response: { 200: commandAnswer("OwnerSet", {}), ...bodyErrorAnswers(404) },
};

export function setOwnerRoute(app: App, { ledger }: RouteDeps): void {
  app.post("/locks/:id/SetOwner", { schema }, async ({ actor, body, params }) => {
    const userId = canonicalUserId(body.userId);
    return commandBody(await submit(ledger, { type: "setOwner", actor, lockId: params.id, userId }));
  });
}
