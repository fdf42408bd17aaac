import Type from "typebox";
import type { App, RouteDeps } from "../../app.ts";
import { commandBody, submit } from "../commands.ts";
import { commandAnswer } from "../command-answer.ts";
import { bodyErrorAnswers } from "../../answers/error-answers.ts";
import { bodyWith } from "../../schemas.ts";
import { LockPath } from "../schemas.ts";

const schema = {
  operationId: "changeLockUuid",
  summary: "Change the lock's UUID",
  description: "After its device was replaced. Only with a super API key.",
  tags: ["Locks"],
  params: LockPath,
  body: bodyWith({
    newUuid: Type.String({
      format: "uuid",
      description: "The new device's UUID",
      examples: ["e4a1f0b2-68c3-4d97-9f15-2b7c8d0e3a46"],
    }),
  }),
  response: { 200: commandAnswer("LockUuidChanged", {}), ...bodyErrorAnswers(403, 404, 409) },
};

export function changeLockUuidRoute(app: App, { ledger }: RouteDeps): void {
  app.post("/locks/:id/ChangeLockUuid", { schema }, async ({ actor, body, params }) => {
    const newUuid = body.newUuid.toLowerCase();
    return commandBody(await submit(ledger, { type: "changeLockUuid", actor, lockId: params.id, newUuid }));
  });
}
