/** Which device a lock is, on the command line. */
import { SIMULATOR_HUB } from "../devices/hubs/hub.ts";
import { type DeviceBinding, deviceOf } from "../domain/device.ts";
import { isoTime } from "../domain/ids.ts";
import { type Arguments, type Context, type Output, UsageError } from "./command.ts";
import { type HubParts, refusalOf, withHubs, withLedger, withStore } from "./stores.ts";
import { lockIdOf, quote, wholeNumber } from "./values.ts";

const OPERATOR = { kind: "operator" } as const;
const MAX_RELOCK_S = 3_600;

/** A device as it was asked for, looked at as far as it can be. */
export interface AskedDevice {
  readonly device: DeviceBinding;
  /** The kind of its hub. */
  readonly driver: string;
}

export async function bindLock(args: Arguments, context: Context): Promise<Output> {
  const lockId = lockIdOf(args);
  return withHubs(context, async (parts) => {
    const asked = await deviceAsked(args, parts);
    const ledger = await parts.store.ledger();
    const bound = await ledger.submit({ type: "bindDevice", actor: OPERATOR, lockId, ...asked });
    if (!bound.ok) throw bound.reason === "unknown-lock" ? noLock(lockId) : refusalOf(bound);
    const { hubId, address } = asked.device;
    const text = `Lock ${lockId} is ${address} of ${hubId}${bound.event ? " now" : " already"}.`;
    return { json: { lockId, ...asked.device }, text };
  });
}

/** @throws UsageError for what the hub cannot have, and Error where there is none */
export async function deviceAsked(args: Arguments, { hubs }: HubParts): Promise<AskedDevice> {
  const [hubId, address] = [args.option("hub")!, args.option("device")!];
  const hub = await hubs.hub(hubId);
  if (!hub) throw new Error(`There is no hub ${quote(hubId)} (--hub); hub list shows all`);
  const fault = await hubs.addressFault(hub, address);
  if (fault !== undefined) throw new UsageError(`--device ${fault}; it is ${quote(address)}`);
  const relock = args.option("relock");
  const relockAfterS = relock === undefined ? undefined : wholeNumber(relock, "--relock");
  if (relockAfterS !== undefined && relockAfterS > MAX_RELOCK_S)
    throw new UsageError(`--relock must be at most ${MAX_RELOCK_S} seconds`);
  const device = {
    hubId,
    address,
    ...(args.flag("unlatch") && { action: "unlatch" as const }),
    ...(relockAfterS !== undefined && { relockAfterS }),
    ...(hubId === SIMULATOR_HUB && { relocks: true as const }),
    ...((await hubs.isExclusive(hub)) && { held: true as const }),
  };
  return { device, driver: hub.kind };
}

export async function unbindLock(args: Arguments, context: Context): Promise<Output> {
  const lockId = lockIdOf(args);
  const unbound = await withLedger(context, (ledger) =>
    ledger.submit({ type: "unbindDevice", actor: OPERATOR, lockId }),
  );
  if (!unbound.ok) throw unbound.reason === "unknown-lock" ? noLock(lockId) : refusalOf(unbound);
  const text = unbound.event ? `Lock ${lockId} has no device now, and opens nothing.` : `Lock ${lockId} had no device.`;
  return { json: { lockId, device: null }, text };
}

export async function showLockDevice(args: Arguments, context: Context): Promise<Output> {
  const lockId = lockIdOf(args);
  return withStore(context, async (store) => {
    const lock = await (await store.ledger()).read.lock(lockId);
    if (!lock) throw noLock(lockId);
    const device = deviceOf(lock.state);
    if (!device) return { json: null, text: `Lock ${lockId} has no device, and opens nothing.` };
    const kept = await (await store.deviceStates()).state(lockId);
    const snapshot = kept?.hubId === device.hubId && kept.address === device.address ? kept.snapshot : undefined;
    const { hubId, address, action = "unlock" } = device;
    const seen = snapshot
      ? `${snapshot.online ? snapshot.state : "offline"} at ${isoTime(snapshot.observedAt)}`
      : "nothing was seen of it yet";
    const text = `Lock ${lockId} is ${address} of ${hubId} (${action}); ${seen}.`;
    return { json: { lockId, ...device, action, snapshot: snapshot ?? null }, text };
  });
}

function noLock(lockId: number): Error {
  return new Error(`There is no lock ${lockId}`);
}
