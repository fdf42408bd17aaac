/**
 * For the bench: the library alone with a virtual lock of its own, which opens it whenever it is told and says how long it
 * took from the command to the bolt, in milliseconds.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { type Endpoint, Environment, ServerNode } from "@matter/main";
import { DoorLockClient } from "@matter/main/behaviors/door-lock";
import { ControllerBehavior } from "@matter/main/node";
import { ManualPairingCodeCodec } from "@matter/main/types";
import type { FromLock } from "./virtual-lock-messages.ts";

const [folder, port] = process.argv.slice(2);
const bolt = fork(join(import.meta.dirname, "virtual-lock.ts"), [join(folder!, "lock"), port!, "plain"], {
  execArgv: [],
});
const [first] = (await once(bolt, "message")) as [FromLock];
if (!("pairing" in first)) throw new Error("The lock did not say its code");
const { passcode, shortDiscriminator } = ManualPairingCodeCodec.decode(first.pairing.manual);

const environment = Environment.default;
environment.vars.set("path.root", join(folder!, "controller"));
environment.vars.set("log.level", "fatal");
const controller = await ServerNode.create(ServerNode.RootEndpoint.with(ControllerBehavior), {
  environment,
  id: "bare",
  network: { ble: false, port: 0 },
  controller: { adminFabricLabel: "Bare", ble: false },
  commissioning: { enabled: false },
});
await controller.start();
const peer = await controller.peers.commission({
  passcode,
  ...(shortDiscriminator !== undefined && { shortDiscriminator }),
  id: "peer",
  onAttestationFailure: true,
});
const lock: Endpoint = [...peer.endpoints].find((endpoint) => endpoint.behaviors.has(DoorLockClient))!;

process.on("message", async () => {
  const start = performance.now();
  const moved = once(bolt, "message");
  const told = lock.commandsOf(DoorLockClient).unlockDoor({});
  await moved;
  const ms = performance.now() - start;
  await told;
  process.send!({ ms });
});
process.once("disconnect", () => process.exit(0));
process.send!({ ready: true });
