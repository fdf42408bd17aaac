/** What a command answers: the published event that it came to. */
import type { TProperties } from "typebox";
import { EVENTS } from "./record/events.ts";
import { objectWithExample, orNull } from "../schemas.ts";
import { LockIdText, StreamVersion, Success } from "./schemas.ts";

/** The answer to a command: `event` is null when it was already done before. */
export function commandAnswer<P extends TProperties>(
  type: keyof typeof EVENTS,
  more: P,
  description = "Done; event is null when it was already done before",
) {
  return objectWithExample(
    {
      success: Success,
      aggregateId: LockIdText,
      version: StreamVersion,
      event: orNull(EVENTS[type]),
      ...more,
    },
    { description },
  );
}
