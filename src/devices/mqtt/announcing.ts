/** Doors shown at a broker, for the Home Assistant that listens there. */
import type { Announcing } from "../announcer.ts";
import type { Secrets, Settings } from "./settings.ts";

export const announcing: Announcing<Settings, Secrets> = {
  isOn: ({ homeAssistant }) => homeAssistant?.discovery === true,
  // The broker is the driver's own.
  needsDriver: ({ embedded }) => embedded !== undefined,
  open: async (hub) => (await import("./announce/announcer.ts")).openAnnouncer(hub),
};
