import Type, { type Static } from "typebox";
import type { Actor } from "../../../domain/actor.ts";
import type { FieldError } from "../../../domain/refusals.ts";
import { canonicalEmail } from "../../../identity/email.ts";
import { DirectoryConflictError } from "../../../identity/directory.ts";
import { HttpError, INVALID_REQUEST } from "../../answers/errors.ts";
import type { App, RouteDeps } from "../../app.ts";
import { bodyErrorAnswers } from "../../answers/error-answers.ts";
import { objectWithExample, orNull, bodyWith } from "../../schemas.ts";
import { Success, UserId } from "../schemas.ts";

const Name = (description: string, example: string) =>
  Type.String({ maxLength: 120, description, examples: [example] });
const PHONE_NUMBER = /^(?:\+|00)[1-9]\d{6,14}$/;

const Answer = objectWithExample({
  success: Success,
  aggregateId: UserId,
  version: Type.Integer({ description: "Always 1", examples: [1] }),
  event: orNull(
    Type.Object(
      {
        type: Type.Enum(["UserCreated"], { type: "string" }),
        data: Type.Object(
          { userId: UserId, status: Type.Enum(["ACTIVE"], { type: "string" }) },
          { title: "UserCreatedData", additionalProperties: false },
        ),
      },
      { title: "UserCreated", description: "The user is known" },
    ),
  ),
  userId: UserId,
});

const Body = bodyWith({
  userId: UserId,
  email: Type.Optional(Type.String({ maxLength: 254, description: "E-mail address", examples: ["anna@example.com"] })),
  firstName: Type.Optional(Name("First name", "Anna")),
  lastName: Type.Optional(Name("Last name", "Kowalska")),
  phoneNumber: Type.Optional(
    Type.String({
      maxLength: 20,
      description: "Phone number: + or 00, the country's code and the rest, 7 to 15 digits; checked, not kept",
      examples: ["+48123456789"],
    }),
  ),
});

const schema = {
  operationId: "createUser",
  summary: "Make a user known",
  description:
    "A user that a key may name before they ever signed in. A repeat changes nothing, whatever else it says of the user; only where it gives another address than theirs it is refused. Names and addresses are kept beside the record, never in it. An organisation's key may make anybody known, a user's token only that user. Where tokens come from an issuer elsewhere, the address counts once a token of that user says that it is verified.",
  tags: ["Users"],
  params: Type.Object({ id: UserId }),
  body: Body,
  response: {
    200: { ...Answer, description: "The user was there already; event is null" },
    201: { ...Answer, description: "The user is known now" },
    ...bodyErrorAnswers(403, 409),
  },
};

export function createUserRoute(app: App, { directory, clock, config }: RouteDeps): void {
  app.post("/users/:id/CreateUser", { schema }, async ({ actor, body, params }, reply) => {
    const { userId, email, firstName, lastName } = userOf(body, params.id);
    refuseOthersId(actor, userId);
    const name = [firstName, lastName].filter((part) => part !== null).join(" ") || null;
    const done = { success: true, aggregateId: userId, version: 1, userId };
    try {
      await directory.createUser({ userId, email, name, firstName, lastName, createdAt: clock.now() });
    } catch (error) {
      if (!(error instanceof DirectoryConflictError)) throw error;
      const there = await directory.user(userId);
      // Whoever named this id next would let in the reader of another mailbox.
      const isOther = there && email !== null && there.email !== null && there.email !== email;
      if (isOther && config.auth.kind === "own") {
        const message = "The user has another e-mail address";
        throw new HttpError(409, message, [{ field: "email", message }]);
      }
      if (there) return { ...done, event: null };
      if (email === null || !(await directory.userByEmail(email))) {
        const message = "This was the id of somebody whose data were erased; it is given to nobody else";
        throw new HttpError(409, message, [{ field: "userId", message }]);
      }
      const message = "Another user has this e-mail address";
      throw new HttpError(409, message, [{ field: "email", message }]);
    }
    const event = { type: "UserCreated", data: { userId, status: "ACTIVE" } } as const;
    return reply.code(201).send({ ...done, event });
  });
}

/**
 * A key may name an id before anybody has it here. A user who could make it known, with an address of their own, would be
 * let in as whom they are not.
 *
 * @throws HttpError 403
 */
export function refuseOthersId(actor: Actor, userId: string): void {
  if (actor.kind !== "user" || actor.userId === userId) return;
  throw new HttpError(403, "A user's token makes only that user known; for others send an organisation's key");
}

/** @throws HttpError 400 that names every field that is wrong */
function userOf(body: Static<typeof Body>, id: string) {
  const userId = body.userId.toLowerCase();
  const email = body.email === undefined ? null : canonicalEmail(body.email);
  const [firstName, lastName] = [body.firstName, body.lastName].map((text = "") => text.trim() || null);
  const wrong: FieldError[] = [];
  if (id.toLowerCase() !== userId) wrong.push({ field: "userId", message: "must be the id in the path" });
  if (email === undefined) wrong.push({ field: "email", message: "must be an e-mail address" });
  for (const [field, text] of Object.entries({ firstName, lastName }))
    if (text && /\p{Cc}/u.test(text)) wrong.push({ field, message: "must not have control characters" });
  if (body.phoneNumber !== undefined && !PHONE_NUMBER.test(body.phoneNumber))
    wrong.push({ field: "phoneNumber", message: "must be in international form, such as +48123456789" });
  if (email === undefined || wrong.length > 0) throw new HttpError(400, INVALID_REQUEST, wrong);
  return { userId, email, firstName: firstName ?? null, lastName: lastName ?? null };
}
