import Type from "typebox";
import { isoTime } from "../../../domain/ids.ts";
import type { Site, SiteTexts } from "../../../identity/sites.ts";
import { bodyErrorAnswers, errorAnswers } from "../../answers/error-answers.ts";
import { HttpError } from "../../answers/errors.ts";
import type { App, RouteDeps } from "../../app.ts";
import { seedOf } from "../../requests/idempotency.ts";
import { bodyWith, objectWithExample, orNull } from "../../schemas.ts";
import { LockIdText, Timestamp } from "../schemas.ts";
import { checkTexts, Gone, noOrganization, OrganizationPath, ownOrganization } from "./schemas.ts";

const tags = ["Sites"];
export const SiteId = Type.String({
  maxLength: 64,
  description: "The site's id",
  examples: ["0198c2f0-7d1e-7b8a-9c36-5e2f81d04b77"],
});
const SitePath = Type.Object({ ...OrganizationPath.properties, siteId: { ...SiteId, title: "SiteId" } });

/** By the clock at the site's doors. */
function timeOfDay(description: string, example: string) {
  return orNull(Type.String({ pattern: "^([01]\\d|2[0-3]):[0-5]\\d$" }), {
    description: `${description}, by the clock there`,
    examples: [example],
  });
}

const Name = Type.String({ minLength: 1, maxLength: 120, description: "For people", examples: ["Harbour 12"] });
const texts = {
  address: orNull(Type.String({ maxLength: 200 }), { description: "Where it is", examples: ["Quay 12, Piraeus"] }),
  timeZone: orNull(Type.String({ format: "time-zone" }), {
    description: "IANA name; of locks that are added there",
    examples: ["Europe/Athens"],
  }),
  directions: orNull(Type.String({ maxLength: 4_000 }), {
    description: "What guests read of the way, at doors that say nothing of their own",
    examples: ["Through the gate, second stairs on the left"],
  }),
  checkIn: timeOfDay("From when guests may come on the day of their arrival", "15:00"),
  checkOut: timeOfDay("Until when guests may stay on the day that they leave", "11:00"),
};
const { address, timeZone, directions, checkIn, checkOut } = texts;
const given = {
  address: Type.Optional(address),
  timeZone: Type.Optional(timeZone),
  directions: Type.Optional(directions),
  checkIn: Type.Optional(checkIn),
  checkOut: Type.Optional(checkOut),
};
const site = { siteId: SiteId, name: Name, ...texts, createdAt: Timestamp };
export const SiteBody = objectWithExample(site, { title: "Site", description: "A place with locks" });

const list = {
  operationId: "listSites",
  summary: "An organisation's sites",
  description: "By their names; there are 500 at the most.",
  tags,
  params: OrganizationPath,
  response: {
    200: objectWithExample({ sites: Type.Array(SiteBody) }, { title: "Sites", description: "All of them" }),
    ...errorAnswers(404),
  },
};
const get = {
  operationId: "getSite",
  summary: "A site",
  description: "With its locks.",
  tags,
  params: SitePath,
  response: {
    200: objectWithExample(
      { ...site, lockIds: Type.Array(LockIdText, { description: "Its locks, by their numbers" }) },
      { title: "SiteWithLocks", description: "A place, and its locks" },
    ),
    ...errorAnswers(404),
  },
};
const create = {
  operationId: "createSite",
  summary: "Make a site",
  description: "It has no locks at first: see PUT /locks/{id}/site.",
  tags,
  params: OrganizationPath,
  body: bodyWith({ name: Name, ...given }),
  response: { 201: SiteBody, ...bodyErrorAnswers(404, 409) },
};
const change = {
  operationId: "changeSite",
  summary: "Change a site",
  description: "What is left out stays; null takes it away.",
  tags,
  params: SitePath,
  body: bodyWith({ name: Type.Optional(Name), ...given }),
  response: { 200: SiteBody, ...bodyErrorAnswers(404) },
};
const remove = {
  operationId: "removeSite",
  summary: "Remove a site",
  description: "Its locks are at no site then, and API keys that were limited to it reach them no more.",
  tags,
  params: SitePath,
  response: { 200: Gone, ...bodyErrorAnswers(404) },
};

export function siteRoutes(app: App, { organizations: { sites }, ledger, clock }: RouteDeps): void {
  /** @throws HttpError 404 */
  async function found(orgId: string, siteId: string): Promise<Site> {
    const one = await sites.find(orgId, siteId);
    if (!one) throw new HttpError(404, "Site not found");
    return one;
  }

  app.get("/organizations/:orgId/sites", { schema: list }, async ({ actor, params }) => {
    const all = await sites.list(ownOrganization(actor, params));
    return { sites: all.map(siteBody) };
  });

  app.get("/organizations/:orgId/sites/:siteId", { schema: get }, async ({ actor, params }) => {
    const orgId = ownOrganization(actor, params);
    const one = await found(orgId, params.siteId);
    const put = await sites.locks(orgId, one.siteId);
    const locks = put.length > 0 ? await ledger.read.locks(put) : new Map<number, never>();
    // Some may have become another organisation's since.
    const lockIds = put.filter((lockId) => locks.get(lockId)?.state.orgId === orgId).map(String);
    return { ...siteBody(one), lockIds };
  });

  app.post("/organizations/:orgId/sites", { schema: create }, async (request, reply) => {
    const orgId = ownOrganization(request.actor, request.params);
    const siteId = seedOf(request, clock);
    const made = textsOf(request.body, NOTHING_SAID);
    const answer = await sites.add(orgId, { siteId, name: request.body.name, ...made }, clock.now());
    if (answer === "unknown") throw noOrganization();
    if (answer === "full") throw new HttpError(409, "There are as many sites as there may be: remove one first");
    return reply.code(201).send(siteBody(await found(orgId, siteId)));
  });

  app.patch("/organizations/:orgId/sites/:siteId", { schema: change }, async ({ actor, params, body }) => {
    const orgId = ownOrganization(actor, params);
    const one = await found(orgId, params.siteId);
    const { name = one.name } = body;
    await sites.change(orgId, one.siteId, { name, ...textsOf(body, one) });
    return siteBody(await found(orgId, one.siteId));
  });

  app.delete("/organizations/:orgId/sites/:siteId", { schema: remove }, async ({ actor, params }) => {
    if (!(await sites.remove(ownOrganization(actor, params), params.siteId)))
      throw new HttpError(404, "Site not found");
    return { success: true };
  });
}

const NOTHING_SAID = { address: null, timeZone: null, directions: null, checkIn: null, checkOut: null };

/** @throws HttpError 400 */
function textsOf(
  given: { readonly name?: string } & Partial<Omit<SiteTexts, "name">>,
  before: Omit<SiteTexts, "name">,
): Omit<SiteTexts, "name"> {
  const { address = before.address, timeZone = before.timeZone, directions = before.directions } = given;
  const { checkIn = before.checkIn, checkOut = before.checkOut } = given;
  checkTexts({ name: given.name, address, directions });
  return { address, timeZone, directions, checkIn, checkOut };
}

function siteBody({ createdAt, ...site }: Site) {
  return { ...site, createdAt: isoTime(createdAt) };
}
