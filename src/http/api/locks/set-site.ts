import { bodyErrorAnswers } from "../../answers/error-answers.ts";
import { HttpError, invalidField } from "../../answers/errors.ts";
import type { App, RouteDeps } from "../../app.ts";
import { bodyWith, objectWithExample, orNull } from "../../schemas.ts";
import { lockFor } from "../commands.ts";
import { SiteId } from "../organizations/sites.ts";
import { LockIdText, LockPath } from "../schemas.ts";

const schema = {
  operationId: "setLockSite",
  summary: "Put a lock to a site",
  description:
    "Of its organisation; null takes it from its site. API keys that are limited to a site reach the lock, or reach it no more, at once.",
  tags: ["Sites"],
  params: LockPath,
  body: bodyWith({ siteId: orNull(SiteId) }),
  response: {
    200: objectWithExample(
      { lockId: LockIdText, siteId: orNull(SiteId) },
      { title: "LockSite", description: "Where the lock is now" },
    ),
    ...bodyErrorAnswers(404, 409),
  },
};

export function setSiteRoute(app: App, { ledger, organizations }: RouteDeps): void {
  app.put("/locks/:id/site", { schema }, async ({ actor, params, body: { siteId } }) => {
    const { lockId, orgId } = (await lockFor(ledger, actor, params.id)).state;
    if (orgId === null) throw new HttpError(409, "The lock has no organisation, and only organisations have sites");
    if (!(await organizations.sites.put(orgId, lockId, siteId)))
      throw invalidField("siteId", "is no site of the lock's organisation");
    return { lockId: String(lockId), siteId };
  });
}
