import type { LockRow } from "../api/types.ts";
import { defineTexts } from "../texts/texts.ts";

type Reason = LockRow["attention"][number];
type Reasons = Readonly<Record<Reason, string>>;

export const attention = defineTexts({
  en: {
    reasons: {
      "not-bound": "No device",
      "hub-away": "Hub away",
      offline: "Offline",
      "battery-low": "Battery low",
    } satisfies Reasons as Reasons,
  },
  de: {
    reasons: {
      "not-bound": "Kein Gerät",
      "hub-away": "Hub nicht erreichbar",
      offline: "Offline",
      "battery-low": "Batterie schwach",
    } satisfies Reasons as Reasons,
  },
});

/** Why somebody must look after a door, the gravest first. */
export function Attention({ of }: { readonly of: readonly Reason[] }) {
  return of.map((reason) => (
    <span key={reason} class={reason === "battery-low" ? "badge wait" : "badge bad"}>
      {attention.reasons[reason]}
    </span>
  ));
}
