/** Light, dark, or as the system is: kept in this browser. */
import { signal } from "../signals.ts";

export const APPEARANCES = ["system", "light", "dark"] as const;
export type Appearance = (typeof APPEARANCES)[number];

const KEPT = "latchstring-appearance";

export const appearance = signal<Appearance>("system");

/** Called at the start, before anything is shown. */
export function keepAppearance(): void {
  const kept = localStorage.getItem(KEPT);
  setAppearance(APPEARANCES.find((one) => one === kept) ?? "system");
}

/** Show everything so from now on. */
export function setAppearance(next: Appearance): void {
  localStorage.setItem(KEPT, next);
  // All colours are written for both.
  document.documentElement.style.colorScheme = next === "system" ? "" : next;
  appearance.value = next;
}
