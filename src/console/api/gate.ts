/** What a person must do before a change can go on: prove who they are once more, or sign in again. */
import { signal } from "../signals.ts";

/** What is asked of the person. */
export type Gate = "proof" | "sign-in";

/** What is asked now: the dialog for it is open. */
export const gate = signal<Gate | undefined>(undefined);

let waiting: ((isPassed: boolean) => void)[] = [];

/** Ask the person. Whoever signs in has proved who they are, too. @returns false where they would rather not */
export function pass(kind: Gate): Promise<boolean> {
  if (gate.value !== "sign-in") gate.value = kind;
  return new Promise((resolve) => waiting.push(resolve));
}

/** The dialog is closed: everything that waited goes on, or stays as it was. */
export function endGate(isPassed: boolean): void {
  const all = waiting;
  waiting = [];
  gate.value = undefined;
  for (const resolve of all) resolve(isPassed);
}
