/** Which device a lock is. */
import Type, { type Static } from "typebox";
import type { FoundDevice } from "../../../devices/driver.ts";
import { SIMULATOR_HUB, type StoredHub } from "../../../devices/hubs/hub.ts";
import type { Actor } from "../../../domain/actor.ts";
import { type DeviceBinding, deviceOf, type UnlockAction } from "../../../domain/device.ts";
import type { LockRecord } from "../../../ledger/ledger.ts";
import { bodyErrorAnswers, errorAnswers } from "../../answers/error-answers.ts";
import { HttpError, invalidField } from "../../answers/errors.ts";
import type { App, RouteDeps } from "../../app.ts";
import { bodyWith } from "../../schemas.ts";
import { commandAnswer } from "../command-answer.ts";
import { commandBody, lockFor, submit } from "../commands.ts";
import { hubFor } from "../hubs/entitled.ts";
import { Action, Address, HubId, LockDevice, observedBody } from "../hubs/schemas.ts";
import { LockPath } from "../schemas.ts";

/** How long a hub is waited for that may know more of a device that is bound, in milliseconds. */
const ASK_MS = 2_000;

const shared = { tags: ["Locks"], params: LockPath };

/** How the device is used. */
export const deviceUse = {
  action: Type.Optional(Action),
  relockAfterS: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 3_600,
      description: "Ask the device to lock again after so many seconds, where it can",
      examples: [5],
    }),
  ),
};
const DeviceGiven = bodyWith({ hubId: HubId, address: Address, ...deviceUse });

const get = {
  ...shared,
  operationId: "getLockDevice",
  summary: "The device that a lock is",
  description: "Of which hub, how it is told to open, and what was last seen of it.",
  response: { 200: LockDevice, ...errorAnswers(404) },
};
const put = {
  ...shared,
  operationId: "bindLockDevice",
  summary: "Bind a lock to a device",
  description:
    "The lock is this device from now on, and no other; a device is of one lock at a time. The caller must be entitled to the lock and to the hub. Refused while an order is on its way to the device that it was; one that waits is not sent to the new one. A repeat changes nothing.",
  body: DeviceGiven,
  response: { 200: LockDevice, ...bodyErrorAnswers(404, 409, 503) },
};
const remove = {
  ...shared,
  operationId: "unbindLockDevice",
  summary: "Unbind a lock from its device",
  description: "The lock opens nothing until it is bound again. Refused while an order is on its way.",
  response: { 200: commandAnswer("DeviceUnbound", {}), ...bodyErrorAnswers(404, 503) },
};

type Deps = Pick<RouteDeps, "ledger" | "hubs" | "openHubs" | "deviceStates">;

export function lockDeviceRoutes(app: App, deps: RouteDeps): void {
  const { ledger } = deps;

  app.get("/locks/:id/device", { schema: get }, async ({ actor, params: { id } }) => {
    const device = await deviceBody(await lockFor(ledger, actor, id), deps);
    if (!device) throw new HttpError(404, "No device is bound to this lock");
    return device;
  });

  app.put("/locks/:id/device", { schema: put }, async ({ actor, params: { id }, body }) => {
    await lockFor(ledger, actor, id);
    const { device, driver } = await deviceAsked(actor, body, deps);
    await submit(ledger, { type: "bindDevice", actor, lockId: id, device, driver });
    await deps.openHubs.look();
    // As it was bound, whatever others do to it meanwhile.
    return shown(id, device, deps);
  });

  app.delete("/locks/:id/device", { schema: remove }, async ({ actor, params: { id } }) => {
    await lockFor(ledger, actor, id);
    const done = await submit(ledger, { type: "unbindDevice", actor, lockId: id });
    await deps.openHubs.look();
    return commandBody(done);
  });
}

/**
 * A device that somebody asks a lock to be.
 *
 * @throws HttpError for a hub that is not theirs, and for what it can have no device of
 */
export async function deviceAsked(
  actor: Actor,
  { hubId, address, action, relockAfterS }: Static<typeof DeviceGiven>,
  deps: Deps,
): Promise<{ readonly device: DeviceBinding; readonly driver: string }> {
  const { hubs } = deps;
  const hub = await hubFor(hubs, actor, hubId);
  const fault = await hubs.addressFault(hub, address);
  if (fault !== undefined) throw invalidField("address", fault);
  const found = await lookUp(hub, address, deps);
  if (found && action && !found.actions.includes(action))
    throw invalidField("action", `must be one of: ${found.actions.join(", ")}`);
  const device = bindingOf({ hubId, address, action, relockAfterS, found, held: await hubs.isExclusive(hub) });
  return { device, driver: hub.kind };
}

/** What is told of a lock's device; null where none is bound. */
export async function deviceBody({ state }: LockRecord, deps: Deps) {
  const device = deviceOf(state);
  return device && (await shown(state.lockId, device, deps));
}

async function shown(lockId: number, device: DeviceBinding, { openHubs, deviceStates }: Deps) {
  const { hubId, address, action = "unlock", relockAfterS = null } = device;
  const kept = await deviceStates.state(lockId);
  const isOfDevice = kept?.hubId === hubId && kept.address === address;
  // Simulated doors are here, and not observed.
  const snapshot = hubId === SIMULATOR_HUB ? await simulated(address, openHubs) : kept?.snapshot;
  return {
    hubId,
    address,
    action,
    relockAfterS,
    ...observedBody(isOfDevice || hubId === SIMULATOR_HUB ? snapshot : undefined),
  };
}

async function simulated(address: string, openHubs: Deps["openHubs"]) {
  const driver = await openHubs.get(SIMULATOR_HUB);
  return driver?.snapshot(address, AbortSignal.timeout(ASK_MS)).catch(() => undefined);
}

/** The device as the hub knows it, where it answers soon; it need not be there yet. */
async function lookUp({ hubId }: StoredHub, address: string, { openHubs }: Deps): Promise<FoundDevice | undefined> {
  if (hubId === SIMULATOR_HUB) return undefined;
  const found = openHubs.discover(hubId).catch(() => []);
  const late = new Promise<readonly FoundDevice[]>((resolve) => setTimeout(resolve, ASK_MS, []).unref());
  return (await Promise.race([found, late])).find((one) => one.address === address);
}

interface Bound {
  readonly hubId: string;
  readonly address: string;
  readonly action: UnlockAction | undefined;
  readonly relockAfterS: number | undefined;
  readonly found: FoundDevice | undefined;
  readonly held: boolean;
}

function bindingOf({ hubId, address, action, relockAfterS, found, held }: Bound): DeviceBinding {
  const relocks = hubId === SIMULATOR_HUB || found?.relocks === true;
  return {
    hubId,
    address,
    ...(action !== undefined && { action }),
    ...(relockAfterS !== undefined && { relockAfterS }),
    ...(relocks && { relocks }),
    ...(held && { held }),
  };
}
