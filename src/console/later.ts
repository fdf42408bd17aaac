/** What is loaded when it is first shown: all of it at once, so that the next screen is there already. */
import { signal } from "./signals.ts";
import type * as Rest from "./rest.ts";

type Parts = typeof Rest;
/** What of it is a screen. */
export type ScreenName = Exclude<keyof Parts, "GateDialog" | "Palette" | "Shortcuts">;

const rest = signal<Parts | undefined>(undefined);
let isAsked = false;

/** One of the parts that are not loaded at the start; undefined until it is there, of which whoever renders is told. */
export function part<Name extends keyof Parts>(name: Name): Parts[Name] | undefined {
  if (!isAsked) {
    isAsked = true;
    // The server may have a newer console, and the rest of this one is gone.
    import("./rest.ts").then(
      (loaded) => (rest.value = loaded),
      () => location.reload(),
    );
  }
  return rest.value?.[name];
}
