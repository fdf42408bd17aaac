import Type from "typebox";
import { isoTime } from "../../../domain/ids.ts";
import { type Actor, organizationOf, ROLES } from "../../../domain/actor.ts";
import { DirectoryConflictError } from "../../../identity/directory.ts";
import type { OrganizationSettings } from "../../../identity/organizations.ts";
import { bodyErrorAnswers, errorAnswers } from "../../answers/error-answers.ts";
import { HttpError } from "../../answers/errors.ts";
import type { App, RouteDeps } from "../../app.ts";
import { bodyWith, objectWithExample, oneOfOrNull, orNull } from "../../schemas.ts";
import { NextCursor, OrgId, Timestamp } from "../schemas.ts";
import {
  checkTexts,
  Gone,
  NewOrgId,
  noOrganization,
  OrganizationName,
  OrganizationPath,
  ownOrganization,
  Paused,
} from "./schemas.ts";

const PAGE_SIZE = 1_000;

const tags = ["Organisations"];
const Idle = Type.Unsafe<12 | null>({
  type: ["integer", "null"],
  enum: [12, null],
  description: "After how many hours in which nobody did anything a member's session ends; null where it does not",
  examples: [12],
});
export const Organization = objectWithExample(
  {
    orgId: OrgId,
    name: orNull(OrganizationName),
    createdAt: Timestamp,
    sessions: Type.Object({ idleHours: Idle }, { title: "SessionRules" }),
  },
  { title: "Organization", description: "An organisation" },
);
const Listed = objectWithExample(
  {
    orgId: OrgId,
    name: orNull(OrganizationName),
    role: oneOfOrNull(ROLES, {
      description: "What the person is there; null where a key asks",
      examples: ["owner"],
    }),
    paused: Paused,
  },
  { title: "ListedOrganization", description: "An organisation, and what the person is in it" },
);

const create = {
  operationId: "createOrganization",
  summary: "Make an organisation",
  description:
    "For accounts of those who host the server, who become its owner, and for super keys. An id that was an organisation's before is not given again.",
  tags,
  body: bodyWith({ orgId: NewOrgId, name: OrganizationName }),
  response: { 201: Organization, ...bodyErrorAnswers(403, 409) },
};
const list = {
  operationId: "listOrganizations",
  summary: "The caller's organisations",
  description:
    "By their ids: of a person, all that they are a member of; of a token or key of an organisation, that one; of a super key, all there are.",
  tags,
  querystring: Type.Object({
    cursor: Type.Optional(
      Type.String({ maxLength: 255, description: "nextCursor of the page before", examples: ["seaside-flats"] }),
    ),
  }),
  response: {
    200: objectWithExample(
      { organizations: Type.Array(Listed), nextCursor: NextCursor },
      { title: "Organizations", description: "A page of organisations" },
    ),
    ...errorAnswers(),
  },
};
const get = {
  operationId: "getOrganization",
  summary: "An organisation",
  description: "Its name and the rules of its members' sessions.",
  tags,
  params: OrganizationPath,
  response: { 200: Organization, ...errorAnswers(404) },
};
const change = {
  operationId: "changeOrganization",
  summary: "Change an organisation",
  description: "What is left out stays.",
  tags,
  params: OrganizationPath,
  body: bodyWith({
    name: Type.Optional(OrganizationName),
    sessions: Type.Optional(
      Type.Object({ idleHours: Idle }, { additionalProperties: false, title: "ChangedSessionRules" }),
    ),
  }),
  response: { 200: Organization, ...bodyErrorAnswers(404) },
};
const end = {
  operationId: "endOrganization",
  summary: "End an organisation",
  description:
    "With its members, invitations, API keys, sites and brand. Only by an owner, and not while it has locks or hubs. The record keeps what it did, and its id is not given again.",
  tags,
  params: OrganizationPath,
  response: { 200: Gone, ...bodyErrorAnswers(404, 409) },
};

export function organizationRoutes(app: App, { directory, organizations, clock }: RouteDeps): void {
  async function shown(orgId: string) {
    const settings = await organizations.settings(orgId);
    if (!settings) throw noOrganization();
    return organizationBody(settings);
  }

  app.post("/organizations", { schema: create }, async ({ actor, body }, reply) => {
    const { orgId, name } = body;
    checkTexts({ name });
    const ownerId = actor.kind === "user" ? actor.userId : undefined;
    if (ownerId !== undefined && !(await directory.isOperator(ownerId)))
      throw new HttpError(403, "Only who hosts the server makes organisations");
    const now = clock.now();
    try {
      await directory.createOrganization({ orgId, name, super: false }, now);
    } catch (error) {
      if (!(error instanceof DirectoryConflictError)) throw error;
      throw new HttpError(409, "There is, or was, an organisation with this id", [
        { field: "orgId", message: "is taken" },
      ]);
    }
    if (ownerId !== undefined) await organizations.members.put(orgId, ownerId, "owner", now);
    return reply.code(201).send(await shown(orgId));
  });

  app.get("/organizations", { schema: list }, async ({ actor, query: { cursor = "" } }) => {
    const found = (await listed(actor, cursor)).filter(({ orgId }) => orgId > cursor);
    const page = found.slice(0, PAGE_SIZE);
    return { organizations: page, nextCursor: found.length > PAGE_SIZE ? page.at(-1)!.orgId : null };
  });

  async function listed(actor: Actor, after: string) {
    if (actor.kind === "user") {
      const mine = await organizations.members.of(actor.userId);
      return mine.map(({ orgId, name, role, paused }) => ({ orgId, name, role, paused }));
    }
    const own = organizationOf(actor);
    const found = own === null ? await organizations.page({ after, limit: PAGE_SIZE + 1 }) : [await shown(own)];
    const role = actor.kind === "member" ? actor.role : null;
    return found.map(({ orgId, name }) => ({ orgId, name, role, paused: false }));
  }

  app.get("/organizations/:orgId", { schema: get }, async ({ actor, params }) => shown(ownOrganization(actor, params)));

  app.patch("/organizations/:orgId", { schema: change }, async ({ actor, params, body: { name, sessions } }) => {
    const orgId = ownOrganization(actor, params);
    checkTexts({ name });
    await organizations.change(orgId, {
      ...(name !== undefined && { name }),
      ...(sessions && { idleHours: sessions.idleHours }),
    });
    return shown(orgId);
  });

  app.delete("/organizations/:orgId", { schema: end }, async ({ actor, params }) => {
    const answer = await organizations.end(ownOrganization(actor, params), clock.now());
    if (answer === "unknown") throw noOrganization();
    if (answer === "not-empty") throw new HttpError(409, "The organisation has locks or hubs: give them away first");
    return { success: true };
  });
}

function organizationBody({ orgId, name, createdAt, idleHours }: OrganizationSettings) {
  return { orgId, name, createdAt: isoTime(createdAt), sessions: { idleHours } };
}
