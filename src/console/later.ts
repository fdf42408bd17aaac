/** What is loaded when it is first shown: all of it at once, so that the next screen is there already. */
import { lazy } from "preact-iso";
import type * as Rest from "./rest.ts";

/** One of the parts that are not loaded at the start. */
export function later<Name extends keyof typeof Rest>(name: Name) {
  return lazy(async (): Promise<(typeof Rest)[Name]> => {
    try {
      return (await import("./rest.ts"))[name];
    } catch (error) {
      location.reload(); // the server has a newer console, and the rest of this one is gone
      throw error;
    }
  });
}
