import Type, { type TProperties, type TSchema } from "typebox";
import type { UpdateTempKey } from "../../../domain/change-key.ts";
import { pinLocks } from "../../../domain/temp-key.ts";
import type { PublishedTerms } from "../../../domain/key-terms.ts";
import { HttpError, INVALID_REQUEST } from "../../answers/errors.ts";
import type { App, RouteDeps } from "../../app.ts";
import { commandBody } from "../commands.ts";
import { allErrors, takeNullText } from "./create-temp-key.ts";
import { commandAnswer } from "../command-answer.ts";
import { bodyErrorAnswers } from "../../answers/error-answers.ts";
import { askedTerms } from "./key-terms.ts";
import { knownUsers } from "./known-users.ts";
import { heldBlindIndexes, submitWithPins } from "./pins.ts";
import { bodyWith } from "../../schemas.ts";
import { AccessMode, AllowedUserIds, KeyUuid, LockPath, MaxUses, ValidFrom, ValidUntil } from "../schemas.ts";

const schema = {
  operationId: "updateTempKey",
  summary: "Change a temporary key",
  description: "Changes what is given and leaves the rest; the guest's link stays the same.",
  tags: ["Temporary keys"],
  params: LockPath,
  body: bodyWith({
    tempKeyUuid: KeyUuid,
    validFrom: Type.Optional(ValidFrom),
    validUntil: Type.Optional(ValidUntil),
    maxUses: Type.Optional(MaxUses),
    allowedUserIds: Type.Optional(AllowedUserIds),
    accessMode: Type.Optional(AccessMode),
  } satisfies Readonly<Record<keyof PublishedTerms, TSchema>> & TProperties),
  response: {
    200: commandAnswer("TempKeyUpdated", {
      pin: Type.Optional(Type.String({ description: "The new PIN, where the change made one necessary" })),
    }),
    ...bodyErrorAnswers(403, 404),
  },
};

export function updateTempKeyRoute(app: App, deps: RouteDeps): void {
  const { ledger, clock, pins } = deps;
  app.post(
    "/locks/:id/update-temp-key",
    { schema, attachValidation: true, preValidation: takeNullText },
    async (request) => {
      if (request.validationError) {
        const details = allErrors(request.validationError, request.body, clock.now());
        throw new HttpError(400, INVALID_REQUEST, details);
      }
      const { tempKeyUuid, ...terms } = request.body;
      const command: UpdateTempKey = {
        type: "updateTempKey",
        actor: request.actor,
        lockId: request.params.id,
        tempKeyUuid: tempKeyUuid.toLowerCase(),
        ...askedTerms(terms),
      };
      const record = await ledger.read.tempKey(command.tempKeyUuid);
      const known = await knownUsers(deps, command, record?.state);
      // In another window its PIN may meet that of another key.
      const held = record ? await heldBlindIndexes(deps, record) : [];
      const asked = {
        tempKeyUuid: command.tempKeyUuid,
        needed: record !== undefined && pinLocks(record.state).length > 0,
      };
      const { done, pin } = await submitWithPins(ledger, pins, asked, (candidates) => ({
        ...command,
        ...known,
        pinCandidates: candidates,
        heldBlindIndexes: held,
      }));
      return { ...commandBody(done), ...(pin !== null && { pin }) };
    },
  );
}
