/** Events at a broker: whose, and which topics. */
import type { FieldError } from "../../domain/refusals.ts";
import type { BusSubject, Telling } from "../bus.ts";
import { eventTopics } from "./events/topics.ts";
import { PROFILES } from "./profiles/profiles.ts";
import { basesOf, PROFILE_NAMES, type Secrets, type Settings } from "./settings.ts";
import { covers } from "./topics.ts";

export const telling: Telling<Settings, Secrets> = {
  subject: subjectOf,
  // The broker is the driver's own.
  needsDriver: ({ embedded }) => embedded !== undefined,
  open: async (hub, { orgId }) => (await import("./events/bus.ts")).openBus(hub, eventTopics(hub.settings, orgId)),
};

function subjectOf({ events }: Settings, hubOrgId: string | null): BusSubject | undefined {
  const orgId = hubOrgId ?? events?.organization;
  if (events?.publish !== true || orgId === undefined) return undefined;
  return { orgId, format: events.format ?? "published" };
}

const fault = (name: string, message: string) => [{ field: `settings.events${name}`, message }];

/** What is wrong with `settings.events` of a hub of this owner. What goes out must never come in as a device's word. */
export function eventFaults(
  settings: Settings,
  { orgId, ownerId }: { readonly orgId: string | null; readonly ownerId: string | null },
): readonly FieldError[] {
  const { events } = settings;
  if (events === undefined) return [];
  if (ownerId !== null) return fault("", "is for hubs of organisations and of the operator");
  const { organization } = events;
  if (orgId === null && organization === undefined) return fault(".organization", "is required of the operator's hubs");
  if (orgId !== null && organization !== undefined && organization !== orgId)
    return fault(".organization", "is not the hub's own");
  const bases = basesOf(settings);
  const own = bases.latchstring;
  const theirs = [
    ...["door", "server", "home-assistant"].map((word) => `${own}/${word}/#`),
    ...[bases.zigbee2mqtt, bases["home-assistant"], bases.nuki].map((base) => `${base}/#`),
    ...PROFILE_NAMES.flatMap((name) => {
      const base = name === "shelly" ? "" : bases[name];
      return PROFILES[name]({ base, own, clientId: "" }).filters;
    }),
  ];
  const topics = eventTopics(settings, orgId ?? organization!);
  const isTaken = theirs.some((filter) => covers(filter, topics.events(1)) || covers(filter, topics.state(1)));
  return isTaken
    ? fault(".prefix", "must not lead, with the organisation's id after it, to topics on which locks and devices speak")
    : [];
}
