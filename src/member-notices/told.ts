/** Which notices each event of the record is for. */
import type { LedgerEvent } from "../domain/events.ts";
import type { OpenFailure, OpenMethod } from "../domain/order.ts";
import type { AdmissionRefusal, PinRefusal } from "../domain/refusals.ts";
import type { NoticeKind } from "./choices.ts";

/** Why somebody was not let in. */
export type Reason = AdmissionRefusal | PinRefusal | OpenFailure;

/** What is kept of an event until it is told; names are looked up then. */
export interface Facts {
  readonly orderId?: string;
  readonly tempKeyUuid?: string;
  /** As the record names them. */
  readonly personId?: string;
  readonly method?: OpenMethod;
  readonly reason?: Reason;
  /** In percent. */
  readonly battery?: number;
}

/** One notice that an event is for. */
export interface Told {
  readonly kind: NoticeKind;
  readonly facts: Facts;
  /** It stands for so many. */
  readonly times: number;
}

type Telling = {
  readonly [E in LedgerEvent["type"]]?: (event: Extract<LedgerEvent, { readonly type: E }>) => readonly Told[];
};

const one = (kind: NoticeKind, facts: Facts = {}, times = 1): Told => ({ kind, facts, times });

const TELLING: Telling = {
  LockOpened: ({ data: { orderId } }) => [one("opened", { orderId })],
  LockOpenFailed: ({ data: { orderId, failure } }) => [one("refused", { orderId, reason: failure })],
  AdmissionRefused({ data: { reason, tempKeyUuid, method }, context: { userId, count = 1 } }) {
    const facts = { reason, tempKeyUuid, method, ...(userId !== undefined && { personId: userId }) };
    return [one("refused", facts, count)];
  },
  PinRefused({ context: { reason, tempKeyUuid } }) {
    return [one("refused", { reason, method: "code", ...(tempKeyUuid !== undefined && { tempKeyUuid }) })];
  },
  TempKeyUsed({ data: { tempKeyUuid, userId, usedCount }, context: { method, orderId } }) {
    const facts = { tempKeyUuid, method, ...(userId !== undefined && { personId: userId }) };
    return [
      // With an order, the opening is told when it is known whether the door opened.
      ...(orderId === undefined ? [one("opened", facts)] : []),
      ...(usedCount === 1 ? [one("first-use", { ...facts, ...(orderId !== undefined && { orderId }) })] : []),
    ];
  },
  DeviceOffline: () => [one("offline")],
  BatteryLow: ({ data: { battery } }) => [one("battery-low", battery === undefined ? {} : { battery })],
  DoorAjar: () => [one("door-ajar")],
  DoorForced: () => [one("forced")],
  LockJammed: () => [one("jammed")],
};

/** Mostly none. */
export function toldOf(event: LedgerEvent): readonly Told[] {
  const telling = TELLING[event.type] as ((event: LedgerEvent) => readonly Told[]) | undefined;
  return telling?.(event) ?? [];
}
