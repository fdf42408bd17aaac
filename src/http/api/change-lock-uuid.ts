import Type from "typebox";
import type { App, RouteDeps } from "../server.ts";
import { commandBody, submit } from "./commands.ts";
import { bodyErrorAnswers, commandAnswer, LockPath } from "./schemas.ts";

const schema = {
  operationId: "changeLockUuid",
  summary: "Change the lock's UUID",
  description: "After its device was replaced. Only with a super API key.",
  tags: ["Locks"],
  params: LockPath,
  body: Type.Object({ newUuid: Type.String({ format: "uuid", description: "The new device's UUID" }) }),
  response: { 200: commandAnswer("LockUuidChanged", {}), ...bodyErrorAnswers(403, 404, 409) },
};

export function changeLockUuidRoute(app: App, { ledger }: RouteDeps): void {
  app.post("/locks/:id/ChangeLockUuid", { schema }, async ({ actor, body, params }) => {
    const newUuid = body.newUuid.toLowerCase();
    return commandBody(await submit(ledger, { type: "changeLockUuid", actor, lockId: params.id, newUuid }));
  });
}
