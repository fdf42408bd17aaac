import Type from "typebox";
import { canonicalUserId } from "../../domain/ids.ts";
import { HttpError, INVALID_REQUEST } from "../errors.ts";
import type { App, RouteDeps } from "../server.ts";
import { commandBody, submit } from "./commands.ts";
import { allErrors, takeNullText } from "./create-temp-key.ts";
import { commandAnswer } from "./command-answer.ts";
import { bodyErrorAnswers } from "./error-answers.ts";
import {
  AccessMode,
  AllowedUserIds,
  KeyUuid,
  LockPath,
  MaxUses,
  objectWithExample,
  ValidFrom,
  ValidUntil,
} from "./schemas.ts";

const schema = {
  operationId: "updateTempKey",
  summary: "Change a temporary key",
  description: "Changes what is given and leaves the rest; the guest's link stays the same.",
  tags: ["Temporary keys"],
  params: LockPath,
  body: objectWithExample({
    tempKeyUuid: KeyUuid,
    validFrom: Type.Optional(ValidFrom),
    validUntil: Type.Optional(ValidUntil),
    maxUses: Type.Optional(MaxUses),
    allowedUserIds: Type.Optional(AllowedUserIds),
    accessMode: Type.Optional(AccessMode),
  }),
  response: { 200: commandAnswer("TempKeyUpdated", {}), ...bodyErrorAnswers(404) },
};

export function updateTempKeyRoute(app: App, { ledger, clock }: RouteDeps): void {
  app.post(
    "/locks/:id/update-temp-key",
    { schema, attachValidation: true, preValidation: takeNullText },
    async (request) => {
      if (request.validationError) {
        const details = allErrors(request.validationError, request.body, clock.now());
        throw new HttpError(400, INVALID_REQUEST, details);
      }
      const { tempKeyUuid, validFrom, validUntil, maxUses, allowedUserIds, accessMode } = request.body;
      const done = await submit(ledger, {
        type: "updateTempKey",
        actor: request.actor,
        lockId: request.params.id,
        tempKeyUuid: tempKeyUuid.toLowerCase(),
        ...(validFrom !== undefined && { validFrom: Date.parse(validFrom) }),
        ...(validUntil !== undefined && { validUntil: Date.parse(validUntil) }),
        ...(maxUses !== undefined && { maxUses }),
        ...(allowedUserIds && { allowedUserIds: allowedUserIds.map(canonicalUserId) }),
        ...(accessMode !== undefined && { accessMode }),
      });
      return commandBody(done);
    },
  );
}
