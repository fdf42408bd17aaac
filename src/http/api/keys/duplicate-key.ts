import Type, { type TProperties, type TSchema } from "typebox";
import type { CreateKey } from "../../../domain/create-key.ts";
import type { NewDoor } from "../../../domain/key-doors.ts";
import type { Term } from "../../../domain/key-terms.ts";
import type { TempKeyRecord } from "../../../ledger/ledger.ts";
import { HttpError, INVALID_REQUEST } from "../../answers/errors.ts";
import { bodyErrorAnswers } from "../../answers/error-answers.ts";
import type { App, RouteDeps } from "../../app.ts";
import { takeNoBody } from "../../requests/at-once.ts";
import { seedOf } from "../../requests/idempotency.ts";
import { bodyWith } from "../../schemas.ts";
import { AccessMode, AllowedUserIds, Description, KeyUuid, MaxUses, ValidFrom, ValidUntil } from "../schemas.ts";
import { newDoor, NewDoors, refuseUnusedUsers } from "./create-key.ts";
import { allErrors, takeNullText } from "./create-temp-key.ts";
import { managedKey, KeyPath } from "./key-body.ts";
import { newTerms, shownTerms } from "./key-terms.ts";
import { knownUsers } from "./known-users.ts";
import { KeyWithPin, makeKey } from "./make-key.ts";

const schema = {
  operationId: "duplicateKey",
  summary: "Make another key like this one",
  description:
    "A key of its own with the doors, texts and terms of this one, but for those that are given: another link, another PIN, no use taken. It is neither paused nor revoked because this one is. The caller must be entitled to every lock of this key and of the new one. A repeat with the same Idempotency-Key, or with the same tempKeyUuid and content, changes nothing.",
  tags: ["Temporary keys"],
  params: KeyPath,
  "x-optional-body": true,
  body: bodyWith({
    tempKeyUuid: Type.Optional(KeyUuid),
    validFrom: Type.Optional(ValidFrom),
    validUntil: Type.Optional(ValidUntil),
    description: Type.Optional(Description),
    doors: Type.Optional(NewDoors),
    accessMode: Type.Optional(AccessMode),
    allowedUserIds: Type.Optional(AllowedUserIds),
    maxUses: Type.Optional(MaxUses),
    maxUsesPerDoor: Type.Optional(MaxUses),
  } satisfies Readonly<Record<Term, TSchema>> & TProperties),
  response: { 201: KeyWithPin, ...bodyErrorAnswers(403, 404, 409) },
};

export function duplicateKeyRoute(app: App, deps: RouteDeps): void {
  const { ledger, clock } = deps;
  app.post(
    "/temp-keys/:uuid/duplicate",
    { schema, attachValidation: true, preValidation: [takeNoBody, takeNullText] },
    async (request, reply) => {
      const { actor, params, body, validationError } = request;
      if (validationError) throw new HttpError(400, INVALID_REQUEST, allErrors(validationError, body, clock.now()));
      const source = await managedKey(ledger, actor, params.uuid);
      const { tempKeyUuid, doors, description = source.description ?? undefined, ...asked } = body;
      refuseUnusedUsers(asked);
      const terms = newTerms({ ...termsOf(source, asked), ...asked });
      const command: CreateKey = {
        type: "createKey",
        actor,
        tempKeyUuid: (tempKeyUuid ?? seedOf(request, clock)).toLowerCase(),
        doors: doors?.map(newDoor) ?? doorsOf(source),
        ...terms,
        ...(await knownUsers(deps, terms)),
        ...(description !== undefined && { description }),
      };
      return reply.code(201).send(await makeKey(deps, command, tempKeyUuid !== undefined));
    },
  );
}

/** Where only users are named, the key is for them, whatever it was. */
function termsOf({ state }: TempKeyRecord, { accessMode, allowedUserIds }: Parameters<typeof refuseUnusedUsers>[0]) {
  const { accessMode: was, allowedUserIds: named, ...others } = shownTerms(state);
  if (accessMode !== undefined || allowedUserIds)
    return accessMode === was ? { ...others, allowedUserIds: named } : others;
  return { ...others, accessMode: was, allowedUserIds: named };
}

function doorsOf({ state, labels }: TempKeyRecord): readonly NewDoor[] {
  return state.doors.map(({ id, lockId, method }) => ({
    lockId,
    method,
    ...(labels[id] !== undefined && { label: labels[id] }),
  }));
}
