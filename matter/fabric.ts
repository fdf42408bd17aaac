/** The devices of a fabric: taking them in, knowing their locks, and letting them go. */
import { randomBytes } from "node:crypto";
import { statSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { type ClientNode, type Endpoint, Environment, Seconds, ServerNode } from "@matter/main";
import { BasicInformationClient } from "@matter/main/behaviors/basic-information";
import { DoorLockClient } from "@matter/main/behaviors/door-lock";
import { ChangeNotificationService, ControllerBehavior, NetworkClient } from "@matter/main/node";
import { FabricManager } from "@matter/main/protocol";
import { ManualPairingCodeCodec, QrPairingCodeCodec } from "@matter/main/types";
import type { Asked, LockReport, Occurrence } from "../src/devices/matter/protocol.ts";
import { isOfTests, isTestVendor, mayJoin, prepareAttestation } from "./attestation.ts";
import { FABRIC, storeFabric } from "./fabric-storage.ts";
import { occurrenceOf, reportOf } from "./lock-report.ts";
import { Reach } from "./reach.ts";

const MAX_LOCKS = 1_000;
const LEAVE_MS = 10_000;
/** How long after an order an operation of nobody known is taken for its doing, in milliseconds. */
const OURS_MS = 5_000;

/** How often what changed of what is known of devices is kept, in milliseconds; a device that is taken in is at once. */
const KEEP_MS = 300_000;
const KEEP_SOON_MS = 2_000;
/** For a device to say which locks it has, in milliseconds, and how often it is looked. */
const KNOWN_MS = 5_000;
const LOOK_MS = 50;

export interface Tell {
  state(report: LockReport): void;
  occurrence(address: string, occurrence: Occurrence): void;
  /** Resolves when it is kept. @throws Error in words when it is not */
  keep(state: string): Promise<void>;
}

export interface Lock {
  /** To be told of each order, so that what comes of it is not taken for somebody else's. */
  ordered(): void;
  readonly endpoint: Endpoint;
  readonly reach: Reach;
}

export interface Fabric {
  locks(): LockReport[];
  find(address: string): Lock | undefined;
  /** The same, waiting for what a device that is in the fabric tells of itself after a start; no longer than some seconds. */
  await(address: string, signal: AbortSignal): Promise<Lock | undefined>;
  report(address: string): LockReport | undefined;
  /** @throws Error in words, for people */
  commission(asked: Extract<Asked, { ask: "commission" }>, signal: AbortSignal): Promise<LockReport[]>;
  /** Every device forgets this fabric, where it can be reached; this process forgets them all. */
  leave(): Promise<void>;
  close(): Promise<void>;
}

/** @param state what was kept before; null where nothing was */
export async function openFabric(folder: string, state: string | null, tell: Tell): Promise<Fabric> {
  const environment = Environment.default;
  environment.vars.set("path.root", folder);
  environment.vars.set("log.level", process.env.LATCHSTRING_MATTER_LOG ?? "fatal");
  const isOnDisk = statSync(join(folder, FABRIC), { throwIfNoEntry: false }) !== undefined;
  // What is kept is newer than what an earlier version has left on a disk.
  if (isOnDisk && state !== null) await rm(join(folder, FABRIC), RM);
  const storage = storeFabric(environment, state);
  const controller = await ServerNode.create(ServerNode.RootEndpoint.with(ControllerBehavior), {
    environment,
    id: FABRIC,
    network: { ble: false, port: 0 },
    controller: { adminFabricLabel: "Latchstring", ble: false },
    commissioning: { enabled: false },
  });
  const reaches = new Map<string, Reach>();
  const lastEvents = new Map<string, bigint>();
  /** When each lock was last given an order. */
  const orderedAt = new Map<string, number>();
  await controller.start();

  function reachOf(peer: ClientNode): Reach {
    let reach = reaches.get(peer.id);
    if (!reach) {
      reach = new Reach(() => locksOf(peer).forEach((lock) => tell.state(reportOn(peer, lock))));
      reaches.set(peer.id, reach);
      peer.eventsOf(NetworkClient).subscriptionStatusChanged.on((isActive) => {
        if (isActive) reach!.heard();
        else reach!.doubt();
        for (const lock of locksOf(peer)) tell.state(reportOn(peer, lock));
      });
      peer.eventsOf(NetworkClient).subscriptionAlive.on(() => reach!.heard());
    }
    return reach;
  }

  function reportOn(peer: ClientNode, lock: Endpoint): LockReport {
    const reach = reaches.get(peer.id);
    const live = reach === undefined ? isReporting(peer) : reach.isThere && (reach.isFresh || isReporting(peer));
    return reportOf(peer, lock, `${peer.id}/${lock.number}`, live);
  }

  function everyLock(): [ClientNode, Endpoint][] {
    const all: [ClientNode, Endpoint][] = [];
    for (const peer of controller.peers) {
      if (!peer.peerAddress) continue; // found, and not ours
      for (const lock of locksOf(peer)) all.push([peer, lock]);
    }
    return all.slice(0, MAX_LOCKS);
  }

  function find(address: string): [ClientNode, Endpoint] | undefined {
    return everyLock().find(([peer, lock]) => `${peer.id}/${lock.number}` === address);
  }

  /** Some locks do not say who told them. */
  function isOurs(peer: ClientNode, address: string, source: unknown): boolean {
    if (source === null || source === undefined)
      return performance.now() - (orderedAt.get(address) ?? -OURS_MS) < OURS_MS;
    const fabric = controller.env
      .get(FabricManager)
      .fabrics.find((one) => one.fabricIndex === peer.peerAddress?.fabricIndex);
    return fabric?.rootNodeId === source;
  }

  const changes = controller.env.get(ChangeNotificationService).change;
  changes.on((change) => {
    if (change.kind === "delete") return;
    const lock = change.endpoint;
    const [peer, its] = everyLock().find(([, one]) => one === lock || one.owner === lock) ?? [];
    if (!peer) return;
    if (change.kind === "update") {
      for (const one of locksOf(peer)) if (one === lock || one.owner === lock) tell.state(reportOn(peer, one));
      return;
    }
    // At the root of a device there are also events of this process itself, whose numbers are others.
    if (its !== lock) return;
    // What comes before a subscription stands is what was missed, and comes again with each.
    const last = lastEvents.get(peer.id) ?? -1n;
    const number = BigInt(change.number);
    if (number <= last) return;
    lastEvents.set(peer.id, number);
    if (!isReporting(peer)) return;
    const address = `${peer.id}/${lock.number}`;
    const occurrence = occurrenceOf(change.event.propertyName, change.payload, (source) =>
      isOurs(peer, address, source),
    );
    if (occurrence) tell.occurrence(address, occurrence);
  });
  for (const peer of controller.peers) if (peer.peerAddress) reachOf(peer);

  async function keep(): Promise<void> {
    storage.changed();
    await tell.keep(storage.text());
  }

  function keepChanges(): void {
    if (storage.changed()) void keep().catch(() => {}); // it is told where it failed, and comes again
  }
  const keeping = setInterval(keepChanges, KEEP_MS);
  let keepingSoon: NodeJS.Timeout | undefined;
  if (isOnDisk && state === null) {
    await keep();
    await Promise.all([FABRIC, ".migrations"].map((name) => rm(join(folder, name), RM)));
  }

  function lockAt(address: string): Lock | undefined {
    const found = find(address);
    const ordered = () => void orderedAt.set(address, performance.now());
    return found && { endpoint: found[1], reach: reachOf(found[0]), ordered };
  }

  return {
    locks: () => everyLock().map(([peer, lock]) => reportOn(peer, lock)),
    find: lockAt,
    async await(address, signal) {
      const isOfFabric = () =>
        [...controller.peers].some((peer) => peer.peerAddress && address.startsWith(`${peer.id}/`));
      const end = performance.now() + KNOWN_MS;
      let lock = lockAt(address);
      while (!lock && isOfFabric() && performance.now() < end && !signal.aborted) {
        await wait(LOOK_MS);
        lock = lockAt(address);
      }
      return lock;
    },
    report(address) {
      const found = find(address);
      return found && reportOn(...found);
    },
    async commission({ code, attestation, forMs }, abort) {
      await prepareAttestation(environment, attestation);
      let isTest = false;
      const peer = await controller.peers.commission({
        ...codeOf(code),
        id: randomBytes(4).toString("hex"),
        timeout: Seconds(Math.ceil(forMs / 1_000)),
        abort,
        onAttestationFailure(findings) {
          isTest = isOfTests(findings);
          return mayJoin(attestation, findings);
        },
      });
      reachOf(peer).heard();
      const locks = locksOf(peer).map((lock) => reportOn(peer, lock));
      const { vendorId } = peer.stateOf(BasicInformationClient);
      const fault =
        attestation === "test" && isTest && !isTestVendor(vendorId)
          ? "The device has certificates for tests, and says that a real vendor made it"
          : locks.length === 0
            ? "The device has no lock"
            : await keep().then(() => undefined, wordsOf);
      // What the library writes of a device a moment after it has joined.
      clearTimeout(keepingSoon);
      keepingSoon = setTimeout(keepChanges, KEEP_SOON_MS);
      if (fault === undefined) return locks;
      await peer.decommission();
      throw new Error(fault);
    },
    async leave() {
      const all = Array.from(controller.peers).filter((peer) => peer.peerAddress);
      await Promise.all(
        all.map(async (peer) => {
          const left = peer.decommission().then(
            () => true,
            () => false,
          );
          if (!(await Promise.race([left, wait(LEAVE_MS, false, { ref: false })]))) await peer.delete();
        }),
      );
    },
    async close() {
      clearInterval(keeping);
      clearTimeout(keepingSoon);
      for (const reach of reaches.values()) reach.close();
      await controller.close();
    },
  };
}

const RM = { recursive: true, force: true } as const;

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function locksOf(peer: ClientNode): Endpoint[] {
  return [...peer.endpoints].filter((endpoint) => endpoint.behaviors.has(DoorLockClient));
}

function isReporting(peer: ClientNode): boolean {
  return Boolean(peer.act((agent) => agent.get(NetworkClient).subscriptionActive));
}

/** The eleven or twenty-one digits, or the text of the QR code. */
function codeOf(text: string): { passcode: number; longDiscriminator?: number; shortDiscriminator?: number } {
  try {
    if (text.startsWith("MT:")) {
      const [first] = QrPairingCodeCodec.decode(text);
      return { passcode: first!.passcode, longDiscriminator: first!.discriminator };
    }
    const { passcode, shortDiscriminator } = ManualPairingCodeCodec.decode(text);
    return { passcode, ...(shortDiscriminator !== undefined && { shortDiscriminator }) };
  } catch {
    throw new Error("That is no pairing code and no text of its QR code");
  }
}
