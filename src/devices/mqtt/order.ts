/** What one order comes to, by all that is heard while it is under way. */
import type { OpenOutcome, OpenStage } from "../../domain/order.ts";
import type { LockPosition, UnlockCommand } from "../driver.ts";
import type { Device, Report } from "./profiles/profile.ts";
import type { Delivery } from "./session.ts";

/** One order while it is under way. */
export interface TrackedOrder {
  readonly command: UnlockCommand;
  /** Resolves when it is known. */
  readonly outcome: Promise<OpenOutcome>;
  /** The broker has it, or surely has not. */
  readonly delivered: boolean;
  hear(report: Report, retained: boolean): void;
  deliver(delivery: Delivery): void;
  /** What is to be said when its time is over. */
  atDeadline(): OpenOutcome;
}

/** What an order is judged by. */
export interface TrackOptions {
  readonly command: UnlockCommand;
  /** Where the bolt was before, as far as anybody knows. */
  readonly before: LockPosition;
  readonly device: Pick<Device, "assumed" | "correlates">;
  now(): number;
}

const OPEN: Readonly<Record<UnlockCommand["action"], readonly LockPosition[]>> = {
  unlock: ["unlocked", "unlatched"],
  unlatch: ["unlatched"],
};

const DENIED = 135;

/** Begin to listen for one order, before it is sent. */
export function trackOrder({ command, before, device, now }: TrackOptions): TrackedOrder {
  const startedAt = now();
  const { promise: outcome, resolve } = Promise.withResolvers<OpenOutcome>();
  let position = before;
  let delivered = false;
  let soFar: OpenOutcome | undefined;

  const reached = (stage: OpenStage, by: "ack" | "state" | "event"): OpenOutcome => ({
    ok: true,
    stage,
    by,
    latencyMs: now() - startedAt,
  });

  function answered({ orderId, by, result }: Extract<Report, { type: "answer" }>): void {
    if (orderId !== undefined && orderId !== command.orderId) return;
    if (!result.ok) resolve(result);
    else if (result.stage === "accepted") soFar ??= reached("accepted", by);
    else resolve(reached(result.stage, by));
  }

  /** Only what the device says now, and differs from what it said before, shows that it moved. */
  function moved(to: LockPosition): void {
    const from = position;
    position = to;
    if (to === "jammed" && from !== "jammed")
      resolve(failed("jammed", true, "the device says that its bolt is jammed"));
    if (!OPEN[command.action].includes(to)) return;
    const isNew = !OPEN[command.action].includes(from) && from !== "unknown";
    resolve(reached(isNew ? "confirmed" : "accepted", "state"));
  }

  return {
    command,
    outcome,
    get delivered() {
      return delivered;
    },
    hear(report, retained) {
      if (retained) return;
      if (report.type === "answer") answered(report);
      // One that answers for each order is believed by that: its state may be anybody's doing.
      else if (report.type === "state" && report.position !== undefined && !device.correlates && !device.assumed)
        moved(report.position);
    },
    deliver(delivery) {
      delivered = delivery.kind !== "lost";
      if (delivery.kind === "unsent") resolve(failed("offline", false, "the broker is not connected"));
      else if (delivery.kind === "nobody") resolve(failed("offline", false, "no device listens"));
      else if (delivery.kind === "refused")
        resolve(
          failed(delivery.code === DENIED ? "auth" : "rejected", false, `the broker refused it: code ${delivery.code}`),
        );
      // Nothing more will ever be heard of it.
      else if (delivery.kind === "taken" && device.assumed) resolve(reached("sent", "ack"));
    },
    atDeadline() {
      if (soFar) return soFar;
      if (position === "not_fully_locked" && before !== "not_fully_locked")
        return failed("jammed", true, "the device says that its bolt stopped half way");
      return failed("timeout", true, "nothing was heard of the device in time");
    },
  };
}

/** An outcome of an order that was not carried out, or of which nobody knows. */
export function failed(
  failure: Extract<OpenOutcome, { ok: false }>["failure"],
  mayHaveExecuted: boolean,
  detail: string,
): OpenOutcome {
  return { ok: false, failure, mayHaveExecuted, detail };
}
