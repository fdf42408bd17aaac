import Type from "typebox";
import { canonicalUserId } from "../../../domain/ids.ts";
import { callerId } from "../../callers/auth.ts";
import type { App, RouteDeps } from "../../app.ts";
import { commandBody, submit } from "../commands.ts";
import { commandAnswer } from "../command-answer.ts";
import { bodyErrorAnswers } from "../../answers/error-answers.ts";
import { bodyWith } from "../../schemas.ts";
import { KeyUuid, LockPath, UserId } from "../schemas.ts";

const schema = {
  operationId: "useTempKey",
  summary: "Record a use of a temporary key",
  description: "Counts a use of somebody who was let in by other means. The rules are those of every opening.",
  tags: ["Temporary keys"],
  params: LockPath,
  body: bodyWith({ tempKeyUuid: KeyUuid, userId: Type.Optional(UserId) }),
  response: { 200: commandAnswer("TempKeyUsed", {}), ...bodyErrorAnswers(403, 404) },
};

export function useTempKeyRoute(app: App, { ledger, limits }: RouteDeps): void {
  app.post("/locks/:id/use-temp-key", { schema, config: { once: true } }, async (request) => {
    const { actor, body, params } = request;
    const tempKeyUuid = body.tempKeyUuid.toLowerCase();
    limits.keyOfCaller(tempKeyUuid, callerId(actor));
    const done = await submit(ledger, {
      type: "useTempKey",
      actor,
      lockId: params.id,
      tempKeyUuid,
      ...(body.userId !== undefined && { userId: canonicalUserId(body.userId) }),
    });
    return commandBody(done);
  });
}
