import Type from "typebox";
import { type HubRefusal, MAX_HUBS } from "../../../devices/hubs/keeper.ts";
import { SIMULATOR_HUB, type StoredHub } from "../../../devices/hubs/hub.ts";
import { HttpError, INVALID_REQUEST, invalidField } from "../../answers/errors.ts";
import { bodyErrorAnswers, errorAnswers } from "../../answers/error-answers.ts";
import type { App, RouteDeps } from "../../app.ts";
import { seedOf } from "../../requests/idempotency.ts";
import { bodyWith, objectWithExample } from "../../schemas.ts";
import { NextCursor, Success } from "../schemas.ts";
import { hubFor, ownerOf, scopeOf } from "./entitled.ts";
import { GivenSettings, Hub, hubBody, HubId, HubKind, HubName, HubPath } from "./schemas.ts";

const PAGE_SIZE = 100;

const tags = ["Hubs"];

const create = {
  operationId: "createHub",
  summary: "Make a hub",
  description: `A connection through which devices are reached. It belongs to whoever makes it: a user or an organisation, at most ${MAX_HUBS} each. A super key makes the operator's, which only super keys see and bind locks to, or an organisation's. It is opened when a lock is bound to it; one that cannot be reached is made all the same.`,
  tags,
  body: bodyWith({
    hubId: Type.Optional(HubId),
    kind: HubKind,
    name: Type.Optional(HubName),
    organizationId: Type.Optional(
      Type.String({
        maxLength: 255,
        description: "Whose it is, in the place of the operator; only with a super key",
      }),
    ),
    settings: Type.Optional(GivenSettings),
    secrets: Type.Optional(
      Type.Unsafe<Record<string, string>>({
        type: "object",
        description: "By the kind of the hub; kept encrypted, and never shown again",
        examples: [{ token: "(a long-lived access token)" }],
      }),
    ),
  }),
  response: { 201: Hub, ...bodyErrorAnswers(403, 409) },
};
const list = {
  operationId: "listHubs",
  summary: "The caller's hubs",
  description: "By their ids; the simulator, which is everybody's, comes first.",
  tags,
  querystring: Type.Object({
    limit: Type.Optional(
      Type.String({ pattern: "^([1-9]\\d?|100)$", description: "1 to 100", examples: [String(PAGE_SIZE)] }),
    ),
    cursor: Type.Optional(
      Type.String({ maxLength: 64, description: "nextCursor of the page before", examples: ["home"] }),
    ),
  }),
  response: {
    200: objectWithExample(
      { hubs: Type.Array(Hub), nextCursor: NextCursor },
      { title: "Hubs", description: "A page of hubs" },
    ),
    ...errorAnswers(),
  },
};
const get = {
  operationId: "getHub",
  summary: "A hub",
  description: "What it is configured with, but for its secrets, and how it is.",
  tags,
  params: HubPath,
  response: { 200: Hub, ...errorAnswers(404) },
};
const change = {
  operationId: "changeHub",
  summary: "Change a hub",
  description:
    "What is left out stays. settings replaces all of them. Of secrets, those that are named are set, null takes one away, and the others stay; where settings.url is another, all are given again. A hub that is open is opened anew.",
  tags,
  params: HubPath,
  body: bodyWith({
    name: Type.Optional(HubName),
    settings: Type.Optional(GivenSettings),
    secrets: Type.Optional(
      Type.Unsafe<Record<string, string | null>>({
        type: "object",
        description: "Those that are to be other; null takes one away",
        examples: [{ token: "(another one)" }],
      }),
    ),
  }),
  response: { 200: Hub, ...bodyErrorAnswers(404, 409) },
};
const remove = {
  operationId: "removeHub",
  summary: "Remove a hub",
  description: "Not while locks are bound to its devices.",
  tags,
  params: HubPath,
  response: {
    200: objectWithExample({ success: Success }, { description: "It is gone" }),
    ...bodyErrorAnswers(404, 409),
  },
};

export function hubRoutes(app: App, { ledger, directory, hubs, openHubs, clock }: RouteDeps): void {
  app.post("/hubs", { schema: create }, async (request, reply) => {
    const { actor, body } = request;
    const { hubId = seedOf(request, clock), kind, name = null, organizationId, settings = {}, secrets = {} } = body;
    const owner = ownerOf(actor);
    if (organizationId !== undefined && organizationId !== owner.orgId) {
      if (actor.kind !== "super") throw new HttpError(403, "Only a super key makes hubs of others");
      if (!(await directory.organization(organizationId)))
        throw invalidField("organizationId", "must be the id of an organisation");
    }
    const orgId = organizationId ?? owner.orgId;
    const made = await hubs.add({
      kind,
      name,
      settings,
      secrets,
      ...owner,
      orgId,
      hubId,
    });
    // A request that was taken over from a process that died has made it already.
    const hub = made.ok ? made.hub : await there(made, body.hubId === undefined ? hubId : undefined);
    await openHubs.look();
    return reply.code(201).send(hubBody(hub, openHubs));
  });

  /** A request that was taken over from a process that died has made its hub already. @throws HttpError else */
  async function there(refused: HubRefusal, ownId: string | undefined): Promise<StoredHub> {
    const hub = refused.reason === "taken" && ownId !== undefined ? await hubs.hub(ownId) : undefined;
    if (!hub) throw hubError(refused);
    return hub;
  }

  app.get("/hubs", { schema: list }, async ({ actor, query: { limit: asked, cursor } }) => {
    const limit = asked === undefined ? PAGE_SIZE : Number(asked);
    const first = cursor === undefined ? [(await hubs.hub(SIMULATOR_HUB))!] : [];
    const size = limit - first.length;
    const page = await hubs.hubs(scopeOf(actor), { limit: size + 1, after: cursor ?? BEFORE_ALL });
    const shown = [...first, ...page.slice(0, size)];
    const last = size === 0 ? BEFORE_ALL : shown.at(-1)?.hubId;
    return {
      hubs: shown.map((one) => hubBody(one, openHubs)),
      nextCursor: page.length > size ? last! : null,
    };
  });

  app.get("/hubs/:hubId", { schema: get }, async ({ actor, params }) =>
    hubBody(await hubFor(hubs, actor, params.hubId), openHubs),
  );

  app.patch("/hubs/:hubId", { schema: change }, async ({ actor, params, body }) => {
    const { name, settings, secrets } = body;
    const changed = await hubs.change(await hubFor(hubs, actor, params.hubId), {
      ...(name !== undefined && { name }),
      ...(settings !== undefined && { settings }),
      ...(secrets !== undefined && { secrets }),
    });
    if (!changed.ok) throw hubError(changed);
    await openHubs.look();
    return hubBody(changed.hub, openHubs);
  });

  app.delete("/hubs/:hubId", { schema: remove }, async ({ actor, params }) => {
    const { hubId } = await hubFor(hubs, actor, params.hubId);
    if (hubId === SIMULATOR_HUB) throw hubError({ ok: false, reason: "built-in" });
    if (!(await hubs.remove(hubId))) {
      const { size } = await ledger.read.boundTo(hubId);
      // Somebody else may have removed it, which is what was asked for.
      if (size > 0) throw new HttpError(409, `Locks that are bound to its devices: ${size}; unbind them first`);
    }
    await openHubs.look();
    await openHubs.leave(hubId);
    return { success: true };
  });
}

/** No id is before it; where a page of the simulator alone goes on. */
const BEFORE_ALL = "-";

export function hubError(refused: HubRefusal): HttpError {
  switch (refused.reason) {
    case "invalid":
      return new HttpError(400, INVALID_REQUEST, refused.fields);
    case "taken":
      return new HttpError(409, "A hub with this id already exists");
    case "too-many":
      return new HttpError(409, "There are as many hubs as there may be: remove one first");
    case "changed":
      return new HttpError(409, "The hub was changed or removed meanwhile: read it again");
    case "built-in":
      return new HttpError(409, "The simulator is always there and cannot be changed");
    default:
      return refused satisfies never;
  }
}
