import Type, { type Static, type TProperties, type TSchema } from "typebox";
import type { CreateKey } from "../../../domain/create-key.ts";
import { checkDoors, type NewDoor } from "../../../domain/key-doors.ts";
import type { AccessMode as Mode, Term } from "../../../domain/key-terms.ts";
import type { FieldError } from "../../../domain/refusals.ts";
import { seedOf } from "../../requests/idempotency.ts";
import { HttpError, INVALID_REQUEST, invalidField } from "../../answers/errors.ts";
import type { App, RouteDeps } from "../../app.ts";
import { allErrorsOfNew, readable, takeNullText } from "./create-temp-key.ts";
import { bodyErrorAnswers } from "../../answers/error-answers.ts";
import { newTerms } from "./key-terms.ts";
import { knownUsers } from "./known-users.ts";
import { KeyWithPin, makeKey } from "./make-key.ts";
import { Notify, recipientOf } from "./notify.ts";
import { overlapsOf, OverlapsBody } from "./overlaps.ts";
import { tryKey } from "./dry-run.ts";
import { bodyWith, objectWithExample } from "../../schemas.ts";
import {
  AccessMode,
  AllowedUserIds,
  Description,
  DoorLabel,
  DoorMethod,
  KeyUuid,
  LockIdGiven,
  MaxUses,
  Success,
  ValidFrom,
  ValidUntil,
} from "../schemas.ts";

export const NewDoors = Type.Array(
  bodyWith({
    lockId: LockIdGiven,
    label: Type.Optional(DoorLabel),
    accessMethod: Type.Optional(DoorMethod),
  }),
  { minItems: 1, maxItems: 50, description: "In the order in which the guest sees them" },
);

const Body = bodyWith({
  tempKeyUuid: Type.Optional(KeyUuid),
  validFrom: ValidFrom,
  validUntil: ValidUntil,
  description: Type.Optional(Description),
  doors: NewDoors,
  accessMode: Type.Optional(AccessMode),
  allowedUserIds: Type.Optional(AllowedUserIds),
  maxUses: Type.Optional(MaxUses),
  maxUsesPerDoor: Type.Optional(MaxUses),
  notify: Notify,
} satisfies Record<Term, TSchema> & TProperties);

const Flag = (description: string) =>
  Type.Optional(Type.Enum(["true", "false"], { type: "string", description, examples: ["true"] }));

const Tried = objectWithExample(
  {
    success: Success,
    dryRun: Type.Boolean({ description: "True: nothing was made", examples: [true] }),
    isThere: Type.Boolean({ description: "The same key is there already, and would be answered", examples: [false] }),
    overlaps: OverlapsBody,
  },
  { title: "TriedKey", description: "The key would be made" },
);
const MadeKey = objectWithExample(
  { ...KeyWithPin.properties, overlaps: Type.Optional(OverlapsBody) },
  { description: "The key" },
);

const schema = {
  summary: "Create a key over several doors",
  description:
    "One link, and where a door has a panel one PIN, for 1 to 50 doors. The PIN is told here and on the guest's page, and nowhere else. The caller must be entitled to every lock; one that is not refuses the whole. A repeat with the same UUID and content changes nothing. With dryRun=true everything is checked and nothing made.",
  tags: ["Temporary keys"],
  body: Body,
  querystring: Type.Object({
    dryRun: Flag("Check everything, and make nothing: answered with 200, or with the error that making it would get"),
    overlaps: Flag("Tell which other keys have a part of its time at its doors; a dry run always does"),
  }),
  response: {
    200: Tried,
    201: MadeKey,
    ...bodyErrorAnswers(403, 404, 409),
  },
};

export function createKeyRoutes(app: App, deps: RouteDeps): void {
  const { clock } = deps;
  for (const [path, operationId] of [
    ["/temp-keys", "createKey"],
    ["/collective-temp-keys", "createCollectiveKey"],
  ] as const) {
    app.post(
      path,
      { schema: { ...schema, operationId }, attachValidation: true, preValidation: takeNullText },
      async (request, reply) => {
        const { actor, body, query, validationError } = request;
        if (validationError) {
          const found = allErrorsOfNew(validationError, body, clock.now());
          throw new HttpError(400, INVALID_REQUEST, [...found, ...errorsOfDoors(body, found)]);
        }
        const tempKeyUuid = (body.tempKeyUuid ?? seedOf(request, clock)).toLowerCase();
        refuseUnusedUsers(body);
        const terms = newTerms(body);
        const recipient = await recipientOf(body, tempKeyUuid, deps);
        const command: CreateKey = {
          type: "createKey",
          actor,
          tempKeyUuid,
          doors: body.doors.map(newDoor),
          ...terms,
          ...(await knownUsers(deps, terms)),
          ...(body.description !== undefined && { description: body.description }),
          ...(recipient !== undefined && { recipient }),
        };
        if (query.dryRun === "true") {
          const { isThere } = await tryKey(deps, command);
          const overlaps = await overlapsOf(deps, actor, command);
          return reply.code(200).send({ success: true, dryRun: true, isThere, overlaps });
        }
        const made = await makeKey(deps, command, body.tempKeyUuid !== undefined);
        const overlaps = query.overlaps === "true" && (await overlapsOf(deps, actor, command));
        return reply.code(201).send({ ...made, ...(overlaps && { overlaps }) });
      },
    );
  }
}

/** @throws HttpError 400 for users who would not be held to: whoever names some does not mean everybody */
export function refuseUnusedUsers({ accessMode, allowedUserIds = [] }: AccessBody): void {
  if (accessMode === "public" && allowedUserIds.length > 0)
    throw invalidField("allowedUserIds", "must name nobody when accessMode is public");
}

interface AccessBody {
  readonly accessMode?: Mode;
  readonly allowedUserIds?: readonly string[];
}

export function newDoor({ lockId, label, accessMethod = "key" }: Static<typeof NewDoors>[number]): NewDoor {
  return { lockId: Number(lockId), method: accessMethod, ...(label !== undefined && { label }) };
}

/** What the rules find in the doors that could be read, beside what was found already. */
function errorsOfDoors(raw: unknown, found: readonly FieldError[]): FieldError[] {
  const { doors, accessMode } = readable(raw) as { readonly doors?: unknown; readonly accessMode?: unknown };
  if (!Array.isArray(doors) || found.some(({ field }) => field === "doors")) return [];
  const known = new Set(found.map(({ field }) => field));
  const mode = accessMode === "user-whitelist" ? accessMode : undefined;
  return checkDoors(doors.map(readDoor), mode).filter(({ field }) => !known.has(field));
}

function readDoor(raw: unknown): Partial<NewDoor> {
  const { lockId, accessMethod } = readable(raw) as { readonly lockId?: unknown; readonly accessMethod?: unknown };
  return {
    ...((typeof lockId === "string" || typeof lockId === "number") && { lockId: Number(lockId) }),
    ...((accessMethod === "code" || accessMethod === "both") && { method: accessMethod }),
  };
}
