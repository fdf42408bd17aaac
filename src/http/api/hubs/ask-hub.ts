/** What is asked of a hub itself: each answer takes 10 s at the most. */
import Type from "typebox";
import { type FoundDevice, HubUnreachableError } from "../../../devices/driver.ts";
import { isEntitled } from "../../../domain/actor.ts";
import { bodyErrorAnswers, errorAnswers } from "../../answers/error-answers.ts";
import { HttpError } from "../../answers/errors.ts";
import type { App, RouteDeps } from "../../app.ts";
import { objectWithExample, orNull } from "../../schemas.ts";
import { hubFor } from "./entitled.ts";
import { Action, Address, HubPath, observed, observedBody } from "./schemas.ts";

const tags = ["Hubs"];
const Told = (description: string, example: string | null) =>
  orNull(Type.String(), { description, examples: [example] });

export const HubCheckBody = objectWithExample(
  {
    ok: Type.Boolean({ description: "Whether it can be reached", examples: [true] }),
    as: Told("Whom the hub takes the server for", "latchstring"),
    version: Told("Its product and version", "Home Assistant 2026.6.1"),
    latencyMs: orNull(Type.Number(), { description: "One question and its answer", examples: [4] }),
    warnings: Type.Array(Type.String(), { description: "What works, but should be looked at", examples: [[]] }),
    failure: Told("offline, auth, unsupported or internal", null),
    detail: Told("What is wrong, for people", null),
  },
  { title: "HubCheck", description: "How a hub is" },
);
export const HubDeviceBody = objectWithExample(
  {
    address: Address,
    name: Type.String({ examples: ["Front door"] }),
    kind: Type.String({ description: "What it is, in the hub's own words", examples: ["lock"] }),
    area: Told("Where it is, as the hub says", "Hall"),
    actions: Type.Array(Action, { description: "What it can be told to do" }),
    relocks: Type.Boolean({ description: "It locks again by itself", examples: [false] }),
    ...observed,
    bound: Type.Boolean({ description: "A lock is bound to it", examples: [true] }),
    lockId: orNull(Type.Integer(), {
      description: "That lock's number; null also where the caller may not see it",
      examples: [123],
    }),
  },
  { title: "HubDevice", description: "A device that a lock can be bound to" },
);

const check = {
  operationId: "checkHub",
  summary: "Ask a hub how it is",
  description: "Whether it can be reached now, as whom, which version it is, and how fast it answers.",
  tags,
  params: HubPath,
  response: {
    200: HubCheckBody,
    ...bodyErrorAnswers(404),
  },
};

const devices = {
  operationId: "listHubDevices",
  summary: "A hub's devices",
  description: "What locks can be bound to, 1000 at most, and the locks that they are.",
  tags,
  params: HubPath,
  response: {
    200: objectWithExample(
      {
        devices: Type.Array(HubDeviceBody),
      },
      { title: "HubDevices", description: "What locks can be bound to" },
    ),
    ...errorAnswers(404, 502),
  },
};

const commission = {
  operationId: "commissionHubDevice",
  summary: "Take a device into a hub",
  description:
    "For hubs whose devices are taken in by a pairing code (Matter). The device must be in pairing mode; the answer takes up to a minute.",
  tags,
  params: HubPath,
  body: objectWithExample(
    {
      code: Type.String({
        minLength: 4,
        maxLength: 500,
        description: "The digits of its pairing code, or the text of its QR code",
        examples: ["34970112332"],
      }),
    },
    { title: "CommissionHubDevice", description: "A device's pairing code", additionalProperties: false },
  ),
  response: {
    200: objectWithExample(
      { addresses: Type.Array(Address, { description: "Its locks, as they can be bound" }) },
      { title: "CommissionedDevice", description: "What was taken in" },
    ),
    ...bodyErrorAnswers(404, 409, 502),
  },
};

export function askHubRoutes(app: App, { ledger, hubs, openHubs }: RouteDeps): void {
  app.post("/hubs/:hubId/check", { schema: check }, async ({ actor, params }) => {
    const { hubId } = await hubFor(hubs, actor, params.hubId);
    const answer = await openHubs.check(hubId);
    if (!answer.ok) {
      const { failure, detail } = answer;
      return { ok: false, as: null, version: null, latencyMs: null, warnings: [], failure, detail };
    }
    const { as = null, version = null, latencyMs, warnings = [] } = answer;
    return { ok: true, as, version, latencyMs, warnings: [...warnings], failure: null, detail: null };
  });

  app.get("/hubs/:hubId/devices", { schema: devices }, async ({ actor, params }) => {
    const { hubId } = await hubFor(hubs, actor, params.hubId);
    const found = await openHubs.discover(hubId).catch(unreachable);
    const bound = await ledger.read.boundTo(hubId);
    const lockIds = found.flatMap(({ address }) => bound.get(address) ?? []);
    const locks = lockIds.length > 0 ? await ledger.read.locks(lockIds) : new Map<number, never>();
    const devices = found.map((device) => {
      const lock = locks.get(bound.get(device.address) ?? 0);
      const lockId = lock && isEntitled(actor, lock.state) ? lock.state.lockId : null;
      return foundBody(device, bound.has(device.address), lockId);
    });
    return { devices };
  });

  app.post("/hubs/:hubId/commission", { schema: commission }, async ({ actor, params, body }) => {
    const { hubId } = await hubFor(hubs, actor, params.hubId);
    const found = await openHubs.commission(hubId, body.code).catch(unreachable);
    if (!found) throw new HttpError(409, "The hub takes in no devices by a code: its devices are those it has");
    return { addresses: found.map(({ address }) => address) };
  });
}

function unreachable(error: unknown): never {
  if (error instanceof HubUnreachableError) throw new HttpError(502, `The hub cannot be asked: ${error.message}`);
  throw error;
}

function foundBody(device: FoundDevice, bound: boolean, lockId: number | null) {
  const { address, name, kind, area = null, actions, relocks = false, snapshot } = device;
  return { address, name, kind, area, actions: [...actions], relocks, ...observedBody(snapshot), bound, lockId };
}
