import Type from "typebox";
import { canonicalEmail } from "../../identity/email.ts";
import { DirectoryConflictError } from "../../identity/directory.ts";
import { HttpError, invalidField } from "../errors.ts";
import type { App, RouteDeps } from "../server.ts";
import { bodyErrorAnswers } from "./error-answers.ts";
import { objectWithExample, orNull, UserId } from "./schemas.ts";

const Name = (description: string, example: string) =>
  Type.String({ minLength: 1, maxLength: 120, description, examples: [example] });

const Answer = objectWithExample({
  success: Type.Boolean({ examples: [true] }),
  aggregateId: UserId,
  version: Type.Number({ examples: [1] }),
  event: orNull(
    Type.Object({
      type: Type.Enum(["UserCreated"], { type: "string" }),
      data: Type.Object({ userId: UserId, status: Type.Enum(["ACTIVE"], { type: "string" }) }),
    }),
  ),
  userId: UserId,
});

const schema = {
  operationId: "createUser",
  summary: "Make a user known",
  description:
    "A user that a key may name before they ever signed in. A repeat changes nothing. Names and addresses are kept beside the record, never in it.",
  tags: ["Users"],
  params: Type.Object({ id: UserId }),
  body: objectWithExample({
    userId: UserId,
    email: Type.Optional(
      Type.String({ maxLength: 254, description: "E-mail address", examples: ["anna@example.com"] }),
    ),
    firstName: Type.Optional(Name("First name", "Anna")),
    lastName: Type.Optional(Name("Last name", "Kowalska")),
    phoneNumber: Type.Optional(
      Type.String({
        pattern: "^(\\+|00)[1-9]\\d{6,14}$",
        description: "Phone number in international form; checked, not kept",
        examples: ["+48123456789"],
      }),
    ),
  }),
  response: {
    200: { ...Answer, description: "The user was there already; event is null" },
    201: { ...Answer, description: "The user is known now" },
    ...bodyErrorAnswers(409),
  },
};

export function createUserRoute(app: App, { directory, clock }: RouteDeps): void {
  app.post("/users/:id/CreateUser", { schema }, async ({ body, params }, reply) => {
    const userId = body.userId.toLowerCase();
    if (params.id.toLowerCase() !== userId) throw invalidField("userId", "must be the id in the path");
    const email = body.email === undefined ? null : canonicalEmail(body.email);
    if (email === undefined) throw invalidField("email", "must be an e-mail address");
    const { firstName = null, lastName = null } = body;
    const name = [firstName, lastName].filter((part) => part !== null).join(" ") || null;
    const done = { success: true, aggregateId: userId, version: 1, userId };
    try {
      await directory.createUser({ userId, email, name, firstName, lastName, createdAt: clock.now() });
    } catch (error) {
      if (!(error instanceof DirectoryConflictError)) throw error;
      if (await directory.user(userId)) return { ...done, event: null };
      const message = "Another user has this e-mail address";
      throw new HttpError(409, message, [{ field: "email", message }]);
    }
    const event = { type: "UserCreated", data: { userId, status: "ACTIVE" } } as const;
    return reply.code(201).send({ ...done, event });
  });
}
