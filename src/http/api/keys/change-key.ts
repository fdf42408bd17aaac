import Type, { type TProperties, type TSchema } from "typebox";
import type { Term } from "../../../domain/key-terms.ts";
import type { ChangeKey } from "../../../domain/change-key.ts";
import { pinLocks } from "../../../domain/temp-key.ts";
import { HttpError, INVALID_REQUEST } from "../../answers/errors.ts";
import type { App, RouteDeps } from "../../app.ts";
import { newDoor, NewDoors, refuseUnusedUsers } from "./create-key.ts";
import { allErrors, takeNullText } from "./create-temp-key.ts";
import { bodyErrorAnswers } from "../../answers/error-answers.ts";
import { keyBody, KeyBody, managedKey, KeyPath } from "./key-body.ts";
import { askedTerms } from "./key-terms.ts";
import { knownUsers } from "./known-users.ts";
import { heldBlindIndexes, submitWithPins } from "./pins.ts";
import { objectWithExample, orNull, bodyWith } from "../../schemas.ts";
import { AccessMode, AllowedUserIds, Description, MaxUses, Pin, Success, ValidFrom, ValidUntil } from "../schemas.ts";

const schema = {
  summary: "Change a key and its doors",
  description:
    "Changes what is given and leaves the rest; the guest's link and the counts stay. A key that comes to its first door with a panel is given a PIN; one whose PIN would meet that of another key is given a new one. The caller must be entitled to every lock of the key and to those that are added.",
  tags: ["Temporary keys"],
  params: KeyPath,
  body: bodyWith({
    validFrom: Type.Optional(ValidFrom),
    validUntil: Type.Optional(ValidUntil),
    description: Type.Optional(Description),
    accessMode: Type.Optional(AccessMode),
    allowedUserIds: Type.Optional(AllowedUserIds),
    maxUses: Type.Optional(MaxUses),
    maxUsesPerDoor: Type.Optional(MaxUses),
    addDoors: Type.Optional(NewDoors),
    removeDoors: Type.Optional(
      Type.Array(Type.Integer({ minimum: 1, maximum: 1_000_000 }), {
        maxItems: 50,
        uniqueItems: true,
        description: "Numbers of doors within the key",
      }),
    ),
  } satisfies Readonly<Record<Term, TSchema>> & TProperties),
  response: {
    200: objectWithExample(
      {
        success: Success,
        tempKey: KeyBody,
        pin: orNull(Pin, {
          description: "The PIN that the key was given by this change; null when it kept what it had",
        }),
      },
      { description: "The key as it is now" },
    ),
    ...bodyErrorAnswers(403, 404),
  },
};

export function changeKeyRoutes(app: App, deps: RouteDeps): void {
  const { ledger, clock, pins, config } = deps;
  for (const [path, operationId] of [
    ["/temp-keys/:uuid", "changeKey"],
    ["/collective-temp-keys/:uuid", "changeCollectiveKey"],
  ] as const) {
    app.patch(
      path,
      { schema: { ...schema, operationId }, attachValidation: true, preValidation: takeNullText },
      async (request) => {
        const { actor, params, body, validationError } = request;
        if (validationError) throw new HttpError(400, INVALID_REQUEST, allErrors(validationError, body, clock.now()));
        const record = await managedKey(ledger, actor, params.uuid);
        const tempKeyUuid = record.state.uuid;
        const { addDoors, removeDoors, description, ...terms } = body;
        refuseUnusedUsers(body);
        const asked = askedTerms(terms);
        const command: ChangeKey = {
          type: "changeKey",
          actor,
          tempKeyUuid,
          ...(description !== undefined && { description }),
          ...(removeDoors && { removeDoors }),
          ...asked,
          ...(await knownUsers(deps, asked, record.state)),
          ...(addDoors && { addDoors: addDoors.map(newDoor) }),
        };
        // One whose PIN was erased is given another.
        const needed =
          pinLocks(record.state).length > 0 || (command.addDoors ?? []).some(({ method }) => method !== "key");
        const held = await heldBlindIndexes(deps, record);
        const { pin } = await submitWithPins(ledger, pins, { tempKeyUuid, needed }, (candidates) => ({
          ...command,
          pinCandidates: candidates,
          heldBlindIndexes: held,
        }));
        const now = (await ledger.read.tempKey(tempKeyUuid)) ?? record;
        return { success: true, tempKey: await keyBody(now, ledger.read, config, clock.now()), pin };
      },
    );
  }
}
