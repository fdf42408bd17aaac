/** A lock whose number nobody has to choose. */
import Type from "typebox";
import { SIMULATOR_HUB } from "../../../devices/hubs/hub.ts";
import { DEFAULT_DRIVER } from "../../../devices/kinds.ts";
import { type Actor, organizationOf } from "../../../domain/actor.ts";
import type { CreateLock } from "../../../domain/create-lock.ts";
import { timeZoneOf } from "../../../domain/time-zone.ts";
import { bodyErrorAnswers } from "../../answers/error-answers.ts";
import { HttpError, invalidField, refusalError } from "../../answers/errors.ts";
import type { App, RouteDeps } from "../../app.ts";
import { seedOf } from "../../requests/idempotency.ts";
import { bodyWith, objectWithExample, orNull } from "../../schemas.ts";
import { lockFor } from "../commands.ts";
import { Address, HubId, LockDevice } from "../hubs/schemas.ts";
import { SiteId } from "../organizations/sites.ts";
import { checkTexts } from "../organizations/schemas.ts";
import { LockIdText, LockUuid } from "../schemas.ts";
import { deviceAsked, deviceBody, deviceUse } from "./device.ts";

/** How often a number is looked for that others took first. */
const MAX_TRIES = 20;

const Name = Type.String({ minLength: 1, maxLength: 120, examples: ["Front door"] });
const TimeZone = { maxLength: 64, format: "time-zone", description: "IANA name", examples: ["Europe/Athens"] };
const schema = {
  operationId: "addLock",
  summary: "Add a lock, with its device and its site",
  description:
    "As CreateLock, with the least number that is free. The lock is the device from the beginning, or it is not made; with the hub simulator it is a simulated door. Without a hub, nothing opens until it is bound to a device.",
  tags: ["Locks"],
  body: bodyWith({
    name: Name,
    timeZone: Type.Optional(Type.String({ ...TimeZone, description: "IANA name; the site's, or UTC, if left out" })),
    siteId: Type.Optional(SiteId),
    hubId: Type.Optional(HubId),
    address: Type.Optional(Address),
    ...deviceUse,
  }),
  response: {
    201: objectWithExample(
      {
        lockId: LockIdText,
        uuid: LockUuid,
        name: Name,
        timeZone: Type.String(TimeZone),
        siteId: orNull(SiteId),
        device: orNull(LockDevice),
      },
      { title: "AddedLock", description: "The lock that was made" },
    ),
    ...bodyErrorAnswers(403, 404, 409, 503),
  },
};

export function addLockRoute(app: App, deps: RouteDeps): void {
  const { ledger, clock, organizations, openHubs, reading } = deps;

  app.post("/locks", { schema }, async (request, reply) => {
    const { actor, body } = request;
    const { name, siteId } = body;
    checkTexts({ name });
    const orgId = organizationOf(actor);
    const site = siteId !== undefined && orgId !== null ? await organizations.sites.find(orgId, siteId) : undefined;
    if (siteId !== undefined && !site) throw invalidField("siteId", "is no site of the organisation");
    const lockId = await make({
      type: "createLock",
      actor,
      uuid: seedOf(request, clock),
      keys: [],
      name,
      timeZone: timeZoneOf(body.timeZone ?? site?.timeZone ?? "UTC")!, // its format was checked
      ...(await asked(actor, body)),
    });
    const isThere = site !== undefined && (await organizations.sites.put(orgId!, lockId, site.siteId));
    await openHubs.look();
    const record = await lockFor(ledger, actor, lockId);
    const { uuid, timeZone } = record.state;
    return reply.code(201).send({
      lockId: String(lockId),
      uuid,
      name,
      timeZone,
      siteId: isThere ? site.siteId : null,
      device: await deviceBody(record, deps),
    });
  });

  /** What the lock is to be. @throws HttpError */
  async function asked(actor: Actor, given: Given): Promise<Pick<CreateLock, "driver" | "device">> {
    const { hubId, address, action, relockAfterS } = given;
    const more = Object.entries({ address, action, relockAfterS }).find(([, value]) => value !== undefined)?.[0];
    if (hubId === undefined || hubId === SIMULATOR_HUB) {
      if (more) throw invalidField(more, "must not come without a hub, nor with the simulator's doors");
      return { driver: hubId === undefined ? null : DEFAULT_DRIVER };
    }
    if (address === undefined) throw invalidField("address", "is required with a hub");
    const use = { ...(action !== undefined && { action }), ...(relockAfterS !== undefined && { relockAfterS }) };
    return { driver: null, device: await deviceAsked(actor, { hubId, address, ...use }, deps) };
  }

  /** @returns the number of the lock. @throws HttpError when it was refused */
  async function make(command: Omit<CreateLock, "lockId">): Promise<number> {
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const lockId = await ledger.read.freeLockId();
      const answer = await ledger.submit({ ...command, lockId });
      if (answer.ok) return lockId;
      const field = answer.reason === "already-exists" ? answer.fields?.[0]?.field : undefined;
      // A request that was taken over from a process that died has made it already.
      const [there] = field === "uuid" ? await reading.lockRows(command.actor, { words: [command.uuid] }) : [];
      if (there) return there.record.state.lockId;
      if (field !== "index") throw refusalError(answer);
    }
    throw new HttpError(503, "Others make locks at the same time", undefined, { retryAfter: 1 });
  }
}

type Given = Partial<Parameters<typeof deviceAsked>[1]>;
