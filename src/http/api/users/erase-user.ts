import Type from "typebox";
import { canonicalUserId } from "../../../domain/ids.ts";
import { erasePerson } from "../../../erasure/erase-person.ts";
import { errorAnswers } from "../../answers/error-answers.ts";
import { HttpError } from "../../answers/errors.ts";
import type { App, RouteDeps } from "../../app.ts";
import { objectWithExample } from "../../schemas.ts";
import { Success, UserId } from "../schemas.ts";

const schema = {
  operationId: "erasePersonalData",
  summary: "Erase a person's data",
  description:
    "Name, addresses, ways to sign in, sessions, tokens, memberships, invitations, and the notes of keys that are for this person alone. The record keeps the id, which says nothing by itself and is given to nobody else; keys that name it stay. For the person themself, with a token that is for no organisation, and for operators. 409 while nobody else could act for one of their organisations, or for one of their locks. A repeat changes nothing.",
  tags: ["Users"],
  params: Type.Object({ id: UserId }),
  response: {
    200: objectWithExample(
      {
        success: Success,
        userId: UserId,
        alreadyErased: Type.Boolean({ description: "Whether it had been done before", examples: [false] }),
      },
      { description: "Nothing is known of the person any more" },
    ),
    ...errorAnswers(403, 404, 409),
  },
};

export function erasePersonalDataRoute(app: App, deps: RouteDeps): void {
  const { directory, ledger, organizations, personalData: personal, clock } = deps;
  app.delete("/users/:id/personal-data", { schema }, async ({ actor, params }) => {
    const userId = canonicalUserId(params.id);
    const isTheirs = actor.kind === "user" && actor.userId === userId;
    const mayErase = isTheirs || (actor.kind === "user" && (await directory.isOperator(actor.userId)));
    if (!mayErase) throw new HttpError(403, "Only the person themself, or an operator, may erase personal data");
    const done = await erasePerson(
      userId,
      { personal, directory, members: organizations.members, ledger },
      clock.now(),
    );
    switch (done.kind) {
      case "erased":
        return { success: true, userId, alreadyErased: done.before };
      case "unknown":
        throw new HttpError(404, "User not found");
      case "last-owner":
        throw new HttpError(
          409,
          `Nobody else could act for ${done.orgIds.join(", ")}: give it another owner, or end it`,
        );
      case "owns-locks":
        throw new HttpError(409, `Nobody else could act for lock ${done.lockIds.join(", ")}: give it another owner`);
      default:
        return done satisfies never;
    }
  });
}
