import type { App, RouteDeps } from "../../app.ts";
import { commandBody, submit } from "../commands.ts";
import { commandAnswer } from "../command-answer.ts";
import { bodyErrorAnswers } from "../../answers/error-answers.ts";
import { bodyWith } from "../../schemas.ts";
import { KeyUuid, LockPath } from "../schemas.ts";

const schema = {
  operationId: "deleteTempKey",
  summary: "Take a temporary key back",
  description: "From the answer on nothing opens with it; openings that still wait for the lock are cancelled.",
  tags: ["Temporary keys"],
  params: LockPath,
  body: bodyWith({ tempKeyUuid: KeyUuid }),
  response: { 200: commandAnswer("TempKeyDeleted", {}), ...bodyErrorAnswers(404) },
};

export function deleteTempKeyRoute(app: App, { ledger }: RouteDeps): void {
  app.post("/locks/:id/delete-temp-key", { schema }, async ({ actor, body, params }) => {
    const tempKeyUuid = body.tempKeyUuid.toLowerCase();
    return commandBody(await submit(ledger, { type: "deleteTempKey", actor, lockId: params.id, tempKeyUuid }));
  });
}
