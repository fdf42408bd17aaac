import Type from "typebox";
import { newUuid } from "../../../uuid.ts";
import { canonicalEmail } from "../../../identity/email.ts";
import { DirectoryConflictError, type User } from "../../../identity/directory.ts";
import { HttpError, invalidField } from "../../answers/errors.ts";
import type { App, RouteDeps } from "../../app.ts";
import { refuseOthersId } from "./create-user.ts";
import { errorAnswers } from "../../answers/error-answers.ts";
import { objectWithExample } from "../../schemas.ts";
import { Timestamp, UserId } from "../schemas.ts";

const schema = {
  operationId: "getUserByEmail",
  summary: "Find a user by e-mail address, or make one",
  description:
    "For the list of who may use a key: the user need not have signed in. Without searchOnly a user that is not there is made; asking again gives the same one. A user's token may give no uuid but its own. Where tokens come from an issuer elsewhere, the address of a user with a given uuid counts once a token of that user says that it is verified.",
  tags: ["Users"],
  querystring: Type.Object({
    email: Type.String({ maxLength: 254, description: "E-mail address", examples: ["anna@example.com"] }),
    uuid: Type.Optional(Type.String({ ...UserId, description: "The UUID of a user that has to be made" })),
    searchOnly: Type.Optional(
      Type.Enum(["true", "false"], { type: "string", description: "Make nobody; 404 instead", examples: ["true"] }),
    ),
  }),
  response: {
    200: objectWithExample(
      { uuid: UserId, email: Type.String({ examples: ["anna@example.com"] }), created_at: Timestamp },
      { title: "User", description: "The user" },
    ),
    ...errorAnswers(403, 404, 409),
  },
};

export function getUserByEmailRoute(app: App, { directory, clock }: RouteDeps): void {
  // Published as a GET, yet it makes users: so no HEAD with it, and no answer that is kept on the way.
  app.get("/users/by-email", { schema, exposeHeadRoute: false }, async ({ actor, query }, reply) => {
    reply.header("cache-control", "no-store");
    const chosen = query.uuid?.toLowerCase();
    const email = canonicalEmail(query.email);
    if (email === undefined) throw invalidField("email", "must be an e-mail address");
    if (query.searchOnly === "true") {
      const found = await directory.userByEmail(email);
      if (!found) throw new HttpError(404, "No user has this e-mail address");
      return body(found, email);
    }
    const now = clock.now();
    const userId = chosen ?? newUuid(now);
    if (chosen !== undefined && !(await directory.userByEmail(email)) && !(await directory.user(chosen)))
      refuseOthersId(actor, chosen);
    try {
      const made = { userId, email, name: null, firstName: null, lastName: null, createdAt: now };
      return body(await directory.findOrCreateUser(made, chosen === undefined ? "server" : "caller"), email);
    } catch (error) {
      if (!(error instanceof DirectoryConflictError)) throw error;
      const message = "Another user has this UUID";
      throw new HttpError(409, message, [{ field: "uuid", message }]);
    }
  });
}

function body({ userId, createdAt }: User, email: string) {
  return { uuid: userId, email, created_at: new Date(createdAt).toISOString() };
}
