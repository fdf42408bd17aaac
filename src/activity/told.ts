/** What each event of the record tells people. What becomes of an opening is told at the opening. */
import type { LedgerEvent } from "../domain/events.ts";
import type { OpenMethod } from "../domain/order.ts";
import type { Outcome } from "./activity.ts";

/** An item that an event begins, without where and when. */
export interface Told {
  readonly outcome?: Outcome;
  readonly reason?: string;
  readonly method?: OpenMethod;
  readonly tempKeyUuid?: string;
  readonly personId?: string;
  readonly comment?: string;
  readonly count?: number;
}

type Telling = {
  readonly [E in LedgerEvent["type"]]: (event: Extract<LedgerEvent, { readonly type: E }>) => Told | undefined;
};

/** The reason of an opening with a key, which people know from its item. */
const WITH_KEY = "temp-key";

const nothing = () => undefined;
const byNobody = () => ({});

const TELLING: Telling = {
  LockCreated: byNobody,
  OwnerSet: ({ data }) => ({ personId: data.userId }),
  OrganizationSet: byNobody,
  LockUuidChanged: byNobody,
  LockTimeZoneChanged: ({ data }) => ({ personId: data.changedBy }),
  PinRefused: ({ context }) => ({
    outcome: "refused",
    reason: context.reason,
    method: "code",
    ...(context.tempKeyUuid !== undefined && { tempKeyUuid: context.tempKeyUuid }),
  }),
  DeviceBound: ({ data }) => ({ personId: data.boundBy }),
  DeviceUnbound: ({ data }) => ({ personId: data.unboundBy }),
  DeviceOffline: byNobody,
  DeviceOnline: byNobody,
  BatteryLow: byNobody,
  DoorAjar: byNobody,
  DoorForced: byNobody,
  LockJammed: byNobody,
  ManualOperation: ({ data }) => ({ reason: data.action }),
  LockOpenRequested: ({ data, context }) => ({
    outcome: "requested",
    ...(context.method && { method: context.method }),
    ...(context.tempKeyUuid !== undefined && { tempKeyUuid: context.tempKeyUuid }),
    ...(context.userId !== undefined && { personId: context.userId }),
    ...(data.reason !== undefined && data.reason !== WITH_KEY && { comment: data.reason }),
  }),
  LockOpenSent: nothing,
  LockOpened: nothing,
  LockOpenFailed: nothing,
  TempKeyCreated: ({ data }) => ({ tempKeyUuid: data.tempKeyUuid, personId: data.createdBy }),
  TempKeyUpdated: ({ data }) => ({ tempKeyUuid: data.tempKeyUuid, personId: data.updatedBy }),
  TempKeyDeleted: ({ data }) => ({ tempKeyUuid: data.tempKeyUuid, personId: data.deletedBy }),
  TempKeyPaused: ({ data }) => ({ tempKeyUuid: data.tempKeyUuid, personId: data.pausedBy }),
  TempKeyResumed: ({ data }) => ({ tempKeyUuid: data.tempKeyUuid, personId: data.resumedBy }),
  TempKeyNoticeSent: ({ data }) => ({ tempKeyUuid: data.tempKeyUuid, reason: data.notice }),
  TempKeyNoticeFailed: ({ data }) => ({ tempKeyUuid: data.tempKeyUuid, reason: data.reason }),
  // With an order it is a part of that opening.
  TempKeyUsed: ({ data, context }) =>
    context.orderId !== undefined
      ? undefined
      : {
          method: context.method,
          tempKeyUuid: data.tempKeyUuid,
          ...(data.userId !== undefined && { personId: data.userId }),
        },
  TempKeyUseReleased: nothing,
  AdmissionRefused: ({ data, context }) => ({
    outcome: "refused",
    reason: data.reason,
    method: data.method,
    tempKeyUuid: data.tempKeyUuid,
    ...(context.userId !== undefined && { personId: context.userId }),
    ...(context.count !== undefined && { count: context.count }),
  }),
};

/** The item that an event begins; undefined for one that is a part of something else, or tells people nothing. */
export function toldBy(event: LedgerEvent): Told | undefined {
  const telling = TELLING[event.type] as (event: LedgerEvent) => Told | undefined;
  return telling(event);
}
