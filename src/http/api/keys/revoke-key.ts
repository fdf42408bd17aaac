import Type from "typebox";
import type { App, RouteDeps } from "../../app.ts";
import { submit } from "../commands.ts";
import { bodyErrorAnswers } from "../../answers/error-answers.ts";
import { KeyPath } from "./key-body.ts";
import { objectWithExample } from "../../schemas.ts";
import { KeyUuid, Success } from "../schemas.ts";

const schema = {
  summary: "Take a key back",
  description:
    "From the answer on it opens none of its doors; openings that still wait for a lock are cancelled. The caller must be entitled to every lock of the key.",
  tags: ["Temporary keys"],
  params: KeyPath,
  response: {
    200: objectWithExample(
      {
        success: Success,
        uuid: KeyUuid,
        alreadyRevoked: Type.Boolean({ description: "Whether it had been taken back before", examples: [false] }),
      },
      { description: "It opens nothing any more" },
    ),
    ...bodyErrorAnswers(403, 404),
  },
};

export function revokeKeyRoutes(app: App, { ledger }: RouteDeps): void {
  for (const [path, operationId] of [
    ["/temp-keys/:uuid", "revokeKey"],
    ["/collective-temp-keys/:uuid", "revokeCollectiveKey"],
  ] as const) {
    app.delete(path, { schema: { ...schema, operationId } }, async ({ actor, params }) => {
      const tempKeyUuid = params.uuid.toLowerCase();
      const { event } = await submit(ledger, { type: "revokeKey", actor, tempKeyUuid });
      return { success: true, uuid: tempKeyUuid, alreadyRevoked: event === null };
    });
  }
}
