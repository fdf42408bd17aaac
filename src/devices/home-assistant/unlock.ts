/**
 * One order's way through Home Assistant. Its service call has no deadline and its library queues, so all care is here:
 * the door's state is asked for first, which shows that the connection lives; a call that Home Assistant has not
 * received by the deadline is torn off the wire; and what is said of the bolt is what was seen of it.
 */
import { type Clock, pause } from "../../clock.ts";
import { notMoved, type OpenOutcome } from "../../domain/order.ts";
import type { UnlockCommand } from "../driver.ts";
import { asksForCode, doorKindOf, domainOf, isUnavailable } from "./doors.ts";
import { type Entity, fields } from "./entities.ts";
import type { Keeper } from "./keeper.ts";
import { HubError, type Link } from "./link.ts";
import type { OwnOrders } from "./own-orders.ts";
import type { Pulses } from "./pulses.ts";
import { createWitness, type Seen, type Witness } from "./witness.ts";

/** How long the door's state may take to come before anything is sent, in milliseconds. */
const PROBE_MS = 3_000;
/** How long a state that says nothing new is waited for, once the order is acknowledged, in milliseconds. */
const SAME_STATE_MS = 2_000;
/** How long past the deadline the state is read once more, in milliseconds. */
const LAST_LOOK_MS = 300;

/** What orders share. */
export interface UnlockDeps {
  readonly keeper: Keeper;
  readonly clock: Clock;
  readonly own: OwnOrders;
  readonly pulses: Pulses;
  /** How long a relay stays on, in milliseconds. */
  pulseMs(address: string): number;
  /** The code of a lock that asks for one. */
  code(address: string): string | undefined;
}

/** Carry out one order. Answers at its deadline at the latest, or soon after `signal` is aborted. */
export async function carryOut(command: UnlockCommand, signal: AbortSignal, deps: UnlockDeps): Promise<OpenOutcome> {
  const { keeper, clock } = deps;
  const kind = doorKindOf(command.address);
  const order = kind?.orders[command.action];
  if (!kind || !order) return notMoved("unsupported", `${command.address} cannot ${command.action}`);
  const inTime = () => !signal.aborted && clock.now() < command.notAfter;
  if (!inTime()) return notMoved("expired", "the deadline passed before the order was sent");
  if (keeper.isStarting) await keeper.reach(AbortSignal.any([signal, AbortSignal.timeout(PROBE_MS)]));
  const link = keeper.link();
  if (!link) {
    if (!inTime()) return notMoved("expired", "the deadline passed before Home Assistant was reached");
    const failure = keeper.trouble?.failure === "auth" ? "auth" : "offline";
    return notMoved(failure, keeper.trouble?.message ?? "Home Assistant is not connected");
  }
  const settled = new AbortController();
  try {
    const witness = createWitness(command.address, kind, order);
    const soon = AbortSignal.any([signal, AbortSignal.timeout(PROBE_MS)]);
    const looked = await look(witness, link, soon, settled.signal);
    if (!inTime()) return notMoved("expired", "the deadline passed before the order was sent");
    if (looked) {
      if (looked.code === "late") link.reset();
      return notMoved("offline", looked.message);
    }
    const refusal = refuse(command, witness.now, deps);
    if (refusal) return refusal;
    if (!link.isUp()) return notMoved("offline", "the connection to Home Assistant was lost");
    return await send(command, { link, witness, signal, settled: settled.signal }, deps);
  } finally {
    settled.abort();
  }
}

/** What can be said before anything is sent: then nothing has moved. */
function refuse(command: UnlockCommand, entity: Entity | undefined, deps: UnlockDeps): OpenOutcome | undefined {
  const { address, action } = command;
  if (!entity) return notMoved("offline", `Home Assistant has no ${address}`);
  if (isUnavailable(entity)) return notMoved("offline", `Home Assistant does not reach ${address}`);
  if (!doorKindOf(address)?.actions(entity).includes(action)) {
    return notMoved("unsupported", `${address} cannot ${action}`);
  }
  if (asksForCode(entity) && deps.code(address) === undefined) {
    return notMoved("unsupported", `${address} asks for a code, and the hub has none for it`);
  }
  return undefined;
}

interface Attempt {
  readonly link: Link;
  readonly witness: Witness;
  readonly signal: AbortSignal;
  readonly settled: AbortSignal;
}

async function send(command: UnlockCommand, attempt: Attempt, deps: UnlockDeps): Promise<OpenOutcome> {
  const { address } = command;
  const { clock, own, pulses, pulseMs } = deps;
  const { link, witness } = attempt;
  const startedAt = clock.now();
  own.begin(address);
  const call = link.send(serviceCall(command, deps));
  // Answered at once, where the call itself may take its time: from then on Home Assistant surely has the call.
  let received = false;
  link.send({ type: "ping" }).then(
    () => (received = true),
    () => {},
  );
  const { relockAfterS } = command;
  if (doorKindOf(address)?.pulse) {
    pulses.start(address, relockAfterS === undefined ? pulseMs(address) : relockAfterS * 1_000);
  }
  call.then(
    (result) => {
      received = true;
      witness.acknowledge(String(fields(fields(result)["context"])["id"] ?? ""));
    },
    (error: unknown) => witness.fail(error instanceof HubError ? error : new HubError("lost", String(error))),
  );
  const seen = await verdict(attempt, deps, () => received);
  own.end(address, witness.contextId, "stage" in seen ? seen.stage !== "accepted" : !seen.mayHaveExecuted);
  return "stage" in seen ? { ok: true, ...seen, latencyMs: clock.now() - startedAt } : seen;
}

function serviceCall({ orderId, address, action, notAfter }: UnlockCommand, { code }: UnlockDeps) {
  const kind = doorKindOf(address);
  const pin = domainOf(address) === "lock" ? code(address) : undefined;
  // A script can look at the deadline itself, however late it comes to run.
  const variables = { order_id: orderId, not_after: notAfter / 1_000 };
  return {
    type: "call_service",
    domain: domainOf(address),
    service: kind?.orders[action]?.service,
    target: { entity_id: address },
    service_data: domainOf(address) === "script" ? { variables } : pin === undefined ? {} : { code: pin },
  };
}

/** What became of a call that was sent, by the deadline. */
async function verdict(attempt: Attempt, { keeper, clock }: UnlockDeps, isReceived: () => boolean): Promise<Seen> {
  const { link, witness, signal, settled } = attempt;
  const first = await witness.told(AbortSignal.any([signal, link.ended]), async (patience) => {
    await pause(clock, SAME_STATE_MS, patience);
  });
  if (first) return first;
  if (!signal.aborted && link.ended.aborted) {
    const again = await keeper.again(signal);
    if (again && !(await look(witness, again, signal, settled))) {
      if (witness.isRestarted) return unknown("Home Assistant was restarted while the order was under way");
      const later = await witness.told(AbortSignal.any([signal, again.ended]));
      if (later) return later;
    }
    return (
      (await witness.told(signal)) ?? witness.last() ?? unknown("the connection was lost while the order was under way")
    );
  }
  // What has not arrived by now must never arrive.
  if (!isReceived()) {
    link.reset();
    return unknown("Home Assistant did not take the order in time");
  }
  await look(witness, link, AbortSignal.timeout(LAST_LOOK_MS), settled);
  return (
    witness.last() ?? { ...unknown("Home Assistant did not say in time what became of the order"), failure: "timeout" }
  );
}

/** See the door's state now, and follow it. @returns why not, or undefined when it came */
async function look(
  witness: Witness,
  link: Link,
  until: AbortSignal,
  settled: AbortSignal,
): Promise<HubError | undefined> {
  const late = new Promise<HubError>((resolve) => {
    const give = () => resolve(new HubError("late", "Home Assistant does not answer"));
    if (until.aborted) give();
    until.addEventListener("abort", give, { once: true });
  });
  const seeing = witness.follow(link, settled).then(
    () => undefined,
    (error: unknown) => (error instanceof HubError ? error : new HubError("lost", "the connection was lost")),
  );
  return Promise.race([seeing, late]);
}

function unknown(detail: string): Extract<OpenOutcome, { ok: false }> {
  return { ok: false, failure: "indeterminate", mayHaveExecuted: true, detail };
}
