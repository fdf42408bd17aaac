import Type from "typebox";
import { invalidField } from "../../answers/errors.ts";
import type { App, RouteDeps } from "../../app.ts";
import { commandBody, lockFor, submit } from "../commands.ts";
import { commandAnswer } from "../command-answer.ts";
import { bodyErrorAnswers } from "../../answers/error-answers.ts";
import { bodyWith } from "../../schemas.ts";
import { LockPath } from "../schemas.ts";

const schema = {
  operationId: "setOrganization",
  summary: "Set the lock's organisation",
  description:
    "The organisation that it had may no longer manage it. A repeat changes nothing. Not while a key opens it together with locks that the new organisation does not have.",
  tags: ["Locks"],
  params: LockPath,
  body: bodyWith({
    orgId: Type.String({
      minLength: 1,
      maxLength: 255,
      description: "The organisation's id",
      examples: ["seaside-flats"],
    }),
  }),
  response: { 200: commandAnswer("OrganizationSet", {}), ...bodyErrorAnswers(403, 404, 409) },
};

export function setOrganizationRoute(app: App, { ledger, directory }: RouteDeps): void {
  app.post("/locks/:id/SetOrganization", { schema }, async ({ actor, body: { orgId }, params }) => {
    // Whoever may not manage the lock does not learn which organisations there are.
    await lockFor(ledger, actor, params.id);
    if (!(await directory.organization(orgId))) throw invalidField("orgId", "is no organisation that is known here");
    return commandBody(await submit(ledger, { type: "setOrganization", actor, lockId: params.id, orgId }));
  });
}
