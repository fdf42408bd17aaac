import { randomUUID } from "node:crypto";
import { DEFAULT_DRIVER, DRIVER_KINDS, isDriverKind } from "../devices/kinds.ts";
import { canonicalUserId } from "../domain/ids.ts";
import { isTimeZone, timeZoneOf } from "../domain/time-zone.ts";
import { type Arguments, type Context, type Output, UsageError } from "./command.ts";
import { refusalOf, withDirectory, withLedger } from "./stores.ts";
import { lockIdOf, optionalText, quote } from "./values.ts";

export async function createLock(args: Arguments, context: Context): Promise<Output> {
  const lockId = lockIdOf(args);
  const orgId = optionalText(args, "org", 255);
  const owner = optionalText(args, "owner", 255);
  const name = optionalText(args, "name", 120);
  const driver = args.option("driver") ?? DEFAULT_DRIVER;
  if (!isDriverKind(driver))
    throw new UsageError(`--driver must be ${DRIVER_KINDS.join(" or ")}; it is ${quote(driver)}`);
  const given = args.option("time-zone") ?? machineTimeZone();
  const timeZone = timeZoneOf(given);
  if (timeZone === undefined)
    throw new UsageError(`--time-zone must be an IANA name, such as Europe/Athens; it is ${quote(given)}`);
  const ownerId = owner === undefined ? undefined : canonicalUserId(owner);
  await refuseStrangers(context, orgId, ownerId);
  const uuid = randomUUID();
  const made = await withLedger(context, (ledger) =>
    ledger.submit({
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
    }),
  );
  if (!made.ok) throw made.reason === "already-exists" ? new Error(`Lock ${lockId} exists already`) : refusalOf(made);
  return { json: { lockId, uuid }, text: `Created lock ${lockId} (${uuid}), in ${timeZone}.` };
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
