import { readActuations } from "../devices/simulator/actuation-log.ts";
import { type Fault, formatFault, parseFault, setFault } from "../devices/simulator/faults.ts";
import { hubFolder, SIMULATOR_HUB } from "../devices/hubs/hub.ts";
import { type DeviceAddress, deviceOf } from "../domain/device.ts";
import { type Arguments, type Context, type Output, UsageError } from "./command.ts";
import { withLedger } from "./stores.ts";
import { lockIdOf } from "./values.ts";

export async function setSimulatorFault(args: Arguments, context: Context): Promise<Output> {
  const fault = faultOf(args);
  const lockId = lockIdOf(args);
  const lock = await withLedger(context, (ledger) => ledger.read.lock(lockId));
  if (!lock) throw new Error(`There is no lock ${lockId}`);
  if (lock.state.driver !== "simulator") throw new Error(`Lock ${lockId} is not simulated`);
  const device = deviceOf(lock.state)!;
  await setFault(folderOf(device, context), Number(device.address), fault);
  const form = formatFault(fault);
  const text = form === "none" ? `Lock ${lockId} works as it should.` : `Lock ${lockId} has the fault ${form} now.`;
  return { json: { lockId, fault: form }, text };
}

function faultOf(args: Arguments): Fault {
  try {
    return parseFault(args.option("fault") ?? "");
  } catch (error) {
    throw new UsageError(`--fault: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

export async function showSimulatorLog(args: Arguments, context: Context): Promise<Output> {
  const lockId = lockIdOf(args);
  const lock = await withLedger(context, (ledger) => ledger.read.lock(lockId));
  const bound = lock && deviceOf(lock.state);
  const device = bound && lock.state.driver === "simulator" ? bound : { hubId: SIMULATOR_HUB, address: String(lockId) };
  const actuations = await readActuations(folderOf(device, context), Number(device.address));
  const lines = actuations.map(({ at, action, orderId }) => `${at}  ${action}  ${orderId}`);
  return { json: actuations, text: lines.join("\n") || `Lock ${lockId} has not moved yet.` };
}

function folderOf({ hubId }: DeviceAddress, { config }: Context): string {
  return hubFolder(config.dataDir, hubId);
}
