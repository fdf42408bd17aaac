/** Types of events as people choose among them: each is in one group. */
import type { ActivityItem } from "../../../api/types.ts";

export const GROUPS = {
  made: ["TempKeyCreated"],
  changed: ["TempKeyUpdated", "TempKeyPaused", "TempKeyResumed"],
  takenBack: ["TempKeyDeleted"],
  used: ["TempKeyUsed", "TempKeyUseReleased"],
  told: ["TempKeyNoticeSent", "TempKeyNoticeFailed"],
  asked: ["LockOpenRequested", "LockOpenSent"],
  opened: ["LockOpened", "LockOpenFailed"],
  byHand: ["ManualOperation"],
  refused: ["AdmissionRefused", "PinRefused"],
  trouble: ["DeviceOffline", "DeviceOnline", "BatteryLow", "DoorAjar", "DoorForced", "LockJammed"],
  doors: [
    "LockCreated",
    "OwnerSet",
    "OrganizationSet",
    "LockUuidChanged",
    "LockTimeZoneChanged",
    "DeviceBound",
    "DeviceUnbound",
  ],
} as const satisfies Record<string, readonly ActivityItem["type"][]>;
export type Group = keyof typeof GROUPS;
export const GROUP_NAMES = Object.keys(GROUPS) as Group[];

/** What of a webhook's events is chosen here. */
export interface Chosen {
  /** Those that come later too. */
  readonly all: boolean;
  readonly groups: readonly Group[];
  /** What a program chose of a group and not all of it; it stays. */
  readonly others: readonly string[];
}

/** What is chosen by these. */
export function chosenOf(events: readonly string[]): Chosen {
  const groups = GROUP_NAMES.filter((group) => GROUPS[group].every((type) => events.includes(type)));
  const told = new Set<string>(groups.flatMap((group) => [...GROUPS[group]]));
  return { all: events.includes("*"), groups, others: events.filter((type) => type !== "*" && !told.has(type)) };
}

/** As a webhook is given them. */
export function eventsOf({ all, groups, others }: Chosen): string[] {
  return all ? ["*"] : [...new Set([...groups.flatMap((group) => [...GROUPS[group]]), ...others])];
}
