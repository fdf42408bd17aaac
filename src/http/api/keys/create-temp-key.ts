import Type, { type Static, type TProperties, type TSchema } from "typebox";
import { UNGUESSABLE } from "../../../domain/create-key.ts";
import { isUnguessableUuid, isUtcTime, isUuid } from "../../../domain/ids.ts";
import { checkTerms, type PublishedTerms } from "../../../domain/key-terms.ts";
import type { FieldError } from "../../../domain/refusals.ts";
import { atOnce } from "../../requests/at-once.ts";
import { seedOf } from "../../requests/idempotency.ts";
import { fieldErrors, HttpError, INVALID_REQUEST } from "../../answers/errors.ts";
import type { App, RouteDeps } from "../../app.ts";
import { commandBody, submit } from "../commands.ts";
import { commandAnswer } from "../command-answer.ts";
import { bodyErrorAnswers } from "../../answers/error-answers.ts";
import { newTerms } from "./key-terms.ts";
import { knownUsers } from "./known-users.ts";
import { Notify, recipientOf } from "./notify.ts";
import { bodyWith } from "../../schemas.ts";
import {
  AccessMode,
  AllowedUserIds,
  Description,
  GuestLink,
  KeyUuid,
  LockPath,
  MaxUses,
  ValidFrom,
  ValidUntil,
} from "../schemas.ts";

const Body = bodyWith({
  tempKeyUuid: Type.Optional(KeyUuid),
  accessMode: AccessMode,
  allowedUserIds: Type.Optional(AllowedUserIds),
  validFrom: ValidFrom,
  validUntil: ValidUntil,
  maxUses: Type.Optional(MaxUses),
  description: Type.Optional(Description),
  notify: Notify,
} satisfies Readonly<Record<keyof PublishedTerms, TSchema>> & TProperties);

export const createTempKeySchema = {
  operationId: "createTempKey",
  summary: "Create a temporary key",
  description:
    "Lends the door for a window of time. Without tempKeyUuid the server makes a random one. The guest's link is the answer's url. A repeat with the same UUID and content changes nothing.",
  tags: ["Temporary keys"],
  params: LockPath,
  body: Body,
  response: {
    200: commandAnswer("TempKeyCreated", {
      tempKeyUuid: KeyUuid,
      url: GuestLink,
    }),
    ...bodyErrorAnswers(404, 409),
  },
};

export function createTempKeyRoute(app: App, deps: RouteDeps): void {
  const { ledger, clock, config } = deps;
  app.post(
    "/locks/:id/create-temp-key",
    { schema: createTempKeySchema, attachValidation: true, preValidation: takeNullText },
    async (request) => {
      if (request.validationError) {
        const details = allErrorsOfNew(request.validationError, request.body, clock.now());
        throw new HttpError(400, INVALID_REQUEST, details);
      }
      const { actor, body, params } = request;
      const tempKeyUuid = (body.tempKeyUuid ?? seedOf(request, clock)).toLowerCase();
      // The published sample names users of a key for everybody.
      const terms = newTerms(body);
      const known = await knownUsers(deps, terms);
      const recipient = await recipientOf(body, tempKeyUuid, deps);
      const done = await submit(ledger, {
        ...terms,
        type: "createTempKey",
        actor,
        lockId: params.id,
        tempKeyUuid,
        ...known,
        ...(body.description !== undefined && { description: body.description }),
        ...(recipient !== undefined && { recipient }),
      });
      return { ...commandBody(done), tempKeyUuid, url: `${config.publicUrl}/temp-keys/${tempKeyUuid}` };
    },
  );
}

/** The published sample sends `"maxUses": "null"`, a string; it means null. */
export const takeNullText = atOnce((request: { body: unknown }) => {
  const body = request.body as { maxUses?: unknown } | null | undefined;
  if (body && typeof body === "object" && body.maxUses === "null") body.maxUses = null;
});

/** What the schema found and what the rules find in the fields that could be read, so that a caller sees all at once. */
export function allErrors({ validation }: ValidationError, raw: unknown, now: number): FieldError[] {
  const details = fieldErrors(validation ?? []);
  const known = new Set(details.map(({ field }) => field.replace(/\[.*/, "")));
  const { validFrom, validUntil, accessMode, allowedUserIds } = readable(raw);
  const [from, until] = [readTime(validFrom), readTime(validUntil)];
  const more = checkTerms(
    {
      ...(from !== undefined && { validFrom: from }),
      ...(until !== undefined && { validUntil: until }),
      ...(accessMode === "user-whitelist" && { accessMode }),
      ...(Array.isArray(allowedUserIds) && { allowedUserIds }),
    },
    now,
  );
  return [...details, ...more.filter(({ field }) => !known.has(field))];
}

/** The same for a new key, which must not have a UUID that can be guessed and has no users unless it names them. */
export function allErrorsOfNew(error: ValidationError, raw: unknown, now: number): FieldError[] {
  const body = readable(raw);
  const errors = allErrors(error, { ...body, allowedUserIds: body.allowedUserIds ?? [] }, now);
  const { tempKeyUuid } = body;
  if (typeof tempKeyUuid === "string" && isUuid(tempKeyUuid) && !isUnguessableUuid(tempKeyUuid))
    errors.unshift({ field: "tempKeyUuid", message: UNGUESSABLE });
  return errors;
}

type ValidationError = { readonly validation?: Parameters<typeof fieldErrors>[0] };

/** The members of an object, none where it is not one. */
export function readable(raw: unknown): Partial<Record<keyof Static<typeof Body>, unknown>> {
  return typeof raw === "object" && raw !== null && !Array.isArray(raw) ? raw : {};
}

function readTime(value: unknown): number | undefined {
  return typeof value === "string" && isUtcTime(value) ? Date.parse(value) : undefined;
}
