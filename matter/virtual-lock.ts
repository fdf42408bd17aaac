/**
 * A lock of our own for tests: Matter's real wire, a bolt, and faults by messages. A lock with a latch pulls it with
 * "unlock" and leaves it with "unbolt"; the other one can lock again by itself.
 */
import { setTimeout as wait } from "node:timers/promises";
import { Bytes, Crypto, type Endpoint, Environment, PrivateKey, ServerNode, VendorId } from "@matter/main";
import { DoorLockServer } from "@matter/main/behaviors/door-lock";
import { PowerSourceServer } from "@matter/main/behaviors/power-source";
import { DoorLock, PowerSource } from "@matter/main/clusters";
import { DoorLockDevice } from "@matter/main/devices/door-lock";
import { AttestationCertificateManager, CertificationDeclaration } from "@matter/main/protocol";
import { Status, StatusResponseError } from "@matter/main/types";
import type { FromLock, LockFaults, ToLock } from "./virtual-lock-messages.ts";

const [folder, port, latch, certificates] = process.argv.slice(2);
let faults: LockFaults = {};
/** Commands that the bolt is at. */
const moving = new Set<Promise<void>>();

function say(message: FromLock): void {
  process.send?.(message);
}

function move(how: FromLock, turn: () => unknown): Promise<void> {
  const moved = moveOnce(how, turn).finally(() => moving.delete(moved));
  moving.add(moved);
  return moved;
}

async function moveOnce(how: FromLock, turn: () => unknown): Promise<void> {
  const { slowMs = 0, refuses, lies, stops } = faults;
  if (stops) process.kill(process.pid, "SIGSTOP");
  if (slowMs > 0) await wait(slowMs);
  if (refuses) throw new StatusResponseError("the bolt is held", Status.InvalidInState);
  if (lies) return;
  say(how);
  await turn();
}

class Bolt extends DoorLockServer.with("DoorPositionSensor") {
  override unlockDoor(request: DoorLock.UnlockDoorRequest) {
    return move({ moved: "unlock" }, () => super.unlockDoor(request));
  }
  override unlockWithTimeout(request: DoorLock.UnlockWithTimeoutRequest) {
    const how = { moved: "unlock-with-timeout", timeoutS: request.timeout } as const;
    return move(how, () => super.unlockWithTimeout(request));
  }
}

class LatchedBolt extends DoorLockServer.with("DoorPositionSensor", "Unbolting") {
  override unlockDoor(request: DoorLock.UnlockDoorRequest) {
    return move({ moved: "unlock" }, () => super.unlockDoor(request));
  }
  override unboltDoor(request: DoorLock.UnboltDoorRequest) {
    return move({ moved: "unbolt" }, () => super.unboltDoor(request));
  }
}

const VENDOR = VendorId(0xff_f1);
const PRODUCT = 0x80_00;

/** Those that the library makes for tests, but for a bit of the signature of who stands between. */
async function forgedCertification() {
  const crypto = environment.get(Crypto);
  const manager = await AttestationCertificateManager.create(crypto, VENDOR);
  const { keyPair, dac } = await manager.getDACert(PRODUCT);
  const intermediateCertificate = Buffer.from(Bytes.of(await manager.getPAICert()));
  intermediateCertificate[intermediateCertificate.length - 1]! ^= 1;
  const declaration = await CertificationDeclaration.generate(crypto, VENDOR, PRODUCT);
  return { privateKey: PrivateKey(keyPair.privateKey), certificate: dac, intermediateCertificate, declaration };
}

const environment = Environment.default;
environment.vars.set("path.root", folder!);
environment.vars.set("log.level", process.env.LATCHSTRING_MATTER_LOG ?? "fatal");
const node = await ServerNode.create({
  environment,
  id: "lock",
  network: { port: Number(port), ble: false },
  // A manual code has only the first four bits of the discriminator, so neighbours must differ in those.
  commissioning: { passcode: 20_202_021 + Number(port), discriminator: (Number(port) % 16) * 256 },
  ...(certificates === "forged" && { operationalCredentials: { certification: forgedCertification } }),
  basicInformation: {
    vendorName: "Latchstring",
    vendorId: VENDOR,
    productName: "Virtual lock",
    productId: PRODUCT,
    nodeLabel: "Hall",
    serialNumber: `virtual-${port}`,
  },
});
const doorLock = {
  lockState: DoorLock.LockState.Locked,
  lockType: DoorLock.LockType.DeadBolt,
  doorState: DoorLock.DoorState.DoorClosed,
  operatingMode: DoorLock.OperatingMode.Normal,
  actuatorEnabled: true,
  // Bits that are not set are modes that are there; the rest must be set.
  supportedOperatingModes: {
    normal: false,
    noRemoteLockUnlock: false,
    vacation: true,
    privacy: true,
    passage: true,
    alwaysSet: 0x7_ff,
  },
};
const powerSource = {
  status: PowerSource.PowerSourceStatus.Active,
  order: 0,
  description: "Batteries",
  batPercentRemaining: 31, // in halves of a percent
  batChargeLevel: PowerSource.BatChargeLevel.Critical,
  batReplacementNeeded: true,
  batReplaceability: PowerSource.BatReplaceability.UserReplaceable,
  batReplacementDescription: "AA",
  batQuantity: 4,
};
const Battery = PowerSourceServer.with("Battery", "Replaceable");
const lock: Endpoint =
  latch === "latch"
    ? await node.add(DoorLockDevice.with(LatchedBolt, Battery), { id: "door", doorLock, powerSource })
    : await node.add(DoorLockDevice.with(Bolt, Battery), { id: "door", doorLock, powerSource });

async function obey(message: ToLock): Promise<void> {
  if ("faults" in message) faults = message.faults;
  await Promise.allSettled(moving);
  if (!("alarm" in message || "turn" in message)) return;
  await lock.act((agent) => {
    const bolt = agent.get(DoorLockServer);
    if ("alarm" in message) {
      bolt.events.doorLockAlarm.emit({ alarmCode: DoorLock.AlarmCode.LockJammed }, bolt.context);
      return;
    }
    const isLocked = message.turn === "locked";
    bolt.state.lockState = isLocked ? DoorLock.LockState.Locked : DoorLock.LockState.Unlocked;
    const operation = {
      lockOperationType: isLocked ? DoorLock.LockOperationType.Lock : DoorLock.LockOperationType.Unlock,
      operationSource: DoorLock.OperationSource.Manual,
      userIndex: null,
      fabricIndex: null,
      sourceNode: null,
    };
    bolt.events.lockOperation.emit(operation, bolt.context);
  });
}

/** All that it was told so far. */
let told = Promise.resolve();
process.on("message", (message: ToLock) => {
  told = told.then(() => obey(message)).then(() => say({ done: true }));
});
process.once("disconnect", () => process.exit(0));

await node.start();
const { manualPairingCode, qrPairingCode } = node.state.commissioning.pairingCodes;
say({ pairing: { manual: manualPairingCode, qr: qrPairingCode } });
