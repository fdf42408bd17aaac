import { randomUUID } from "node:crypto";
import { DEFAULT_DRIVER } from "../devices/kinds.ts";
import { canonicalUserId } from "../domain/ids.ts";
import { isTimeZone, timeZoneOf } from "../domain/time-zone.ts";
import { type Arguments, type Context, type Output, UsageError } from "./command.ts";
import { type AskedDevice, deviceAsked } from "./lock-device.ts";
import { type HubParts, refusalOf, withDirectory, withHubs, withLedger } from "./stores.ts";
import { lockIdOf, optionalText, quote } from "./values.ts";

export async function createLock(args: Arguments, context: Context): Promise<Output> {
  const lockId = lockIdOf(args);
  const orgId = optionalText(args, "org", 255);
  const owner = optionalText(args, "owner", 255);
  const name = optionalText(args, "name", 120);
  const driver = driverOf(args);
  const timeZone = zoneOf(args.option("time-zone") ?? machineTimeZone());
  const ownerId = owner === undefined ? undefined : canonicalUserId(owner);
  await refuseStrangers(context, orgId, ownerId);
  const uuid = randomUUID();
  return withHubs(context, async (parts) => {
    const ledger = await parts.store.ledger();
    // All that can be wrong with the device is told before there is a lock.
    const asked = driver === null ? await freeDevice(args, parts) : undefined;
    const made = await ledger.submit({
      type: "createLock",
      actor: { kind: "operator" },
      lockId,
      uuid,
      keys: [],
      timeZone,
      driver,
      ...(name !== undefined && { name }),
      ...(orgId !== undefined && { orgId }),
      ...(ownerId !== undefined && { ownerId }),
    });
    if (!made.ok) throw made.reason === "already-exists" ? new Error(`Lock ${lockId} exists already`) : refusalOf(made);
    if (asked) {
      const bound = await ledger.submit({ type: "bindDevice", actor: { kind: "operator" }, lockId, ...asked });
      if (!bound.ok) throw new Error(`Lock ${lockId} was made without a device: ${refusalOf(bound).message}`);
    }
    const device = asked ? `, ${asked.device.address} of ${asked.device.hubId}` : "";
    return {
      json: { lockId, uuid, ...(asked && { device: asked.device }) },
      text: `Created lock ${lockId} (${uuid}), in ${timeZone}${device}.`,
    };
  });
}

export async function changeLock(args: Arguments, context: Context): Promise<Output> {
  const lockId = lockIdOf(args);
  const name = optionalText(args, "name", 120);
  const given = args.option("time-zone");
  const timeZone = given === undefined ? undefined : zoneOf(given);
  if (name === undefined && timeZone === undefined) throw new UsageError("--name or --time-zone must be given");
  const changed = await withLedger(context, (ledger) =>
    ledger.submit({
      type: "changeLock",
      actor: { kind: "operator" },
      lockId,
      ...(name !== undefined && { name }),
      ...(timeZone !== undefined && { timeZone }),
    }),
  );
  if (!changed.ok)
    throw changed.reason === "unknown-lock" ? new Error(`There is no lock ${lockId}`) : refusalOf(changed);
  return { json: { lockId }, text: `Changed lock ${lockId}.` };
}

function zoneOf(given: string): string {
  const timeZone = timeZoneOf(given);
  if (timeZone === undefined)
    throw new UsageError(`--time-zone must be an IANA name, such as Europe/Athens; it is ${quote(given)}`);
  return timeZone;
}

/** Null for a device of a hub. */
function driverOf(args: Arguments): string | null {
  const driver = args.option("driver");
  const named = ["hub", "device"].filter((name) => args.option(name) !== undefined);
  if (named.length === 1) throw new UsageError("--hub and --device go together");
  if (named.length === 2) {
    if (driver !== undefined) throw new UsageError("--driver and --hub: a lock is one device");
    return null;
  }
  if (args.flag("unlatch") || args.option("relock") !== undefined)
    throw new UsageError("--unlatch and --relock are of a device: name it by --hub and --device");
  if (driver !== undefined && driver !== DEFAULT_DRIVER)
    throw new UsageError(
      `--driver must be ${DEFAULT_DRIVER}; it is ${quote(driver)}. Others are named by --hub and --device`,
    );
  return DEFAULT_DRIVER;
}

async function freeDevice(args: Arguments, parts: HubParts): Promise<AskedDevice> {
  const asked = await deviceAsked(args, parts);
  const { hubId, address } = asked.device;
  const lockId = (await (await parts.store.ledger()).read.boundTo(hubId)).get(address);
  if (lockId !== undefined) throw new Error(`${address} of ${hubId} is lock ${lockId} already`);
  return asked;
}

export function machineTimeZone(): string {
  const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
  return isTimeZone(timeZone) ? timeZone : "UTC";
}

/** Users of an issuer elsewhere are not in the directory, so only our own can be looked up. */
async function refuseStrangers(context: Context, orgId?: string, ownerId?: string): Promise<void> {
  if (orgId === undefined && ownerId === undefined) return;
  await withDirectory(context, async (directory) => {
    if (orgId !== undefined && !(await directory.organization(orgId))) {
      throw new Error(`There is no organisation ${quote(orgId)} (--org)`);
    }
    const known = ownerId === undefined || context.config.auth.kind === "external" || (await directory.user(ownerId));
    if (!known) throw new Error(`There is no user ${quote(ownerId)} (--owner)`);
  });
}
