/** Moving the end of a key, with the way back. */
import { signal } from "../../signals.ts";
import { ApiError } from "../../api/api-error.ts";
import { call } from "../../api/api.ts";
import { refresh } from "../../api/queries.ts";
import { shortTime } from "../../time/instant.tsx";
import { wordsOf } from "../../ui/failure.tsx";
import { SHOW_KEYS } from "../../ui/taking-back.tsx";
import { toast } from "../../ui/toasts.tsx";
import type { DoorTime } from "./read-doors.ts";
import { timeline } from "./texts.ts";

type Key = DoorTime["keys"][number];

/** What is told to those who do not see it. */
export const told = signal("");
const UNDO_MS = 10_000;

/** How a key is called in a bar. */
export function nameOfSpan({ note, people, anyone }: Key): string {
  const first = note?.split("\n").find((line) => line.trim() !== "");
  return first ?? (anyone ? timeline.forAnyone : people.map(({ name, email, id }) => name ?? email ?? id).join(", "));
}

async function end(key: Key, until: number): Promise<boolean> {
  try {
    const body = { validUntil: new Date(until).toISOString() };
    await call("PATCH", `/temp-keys/${key.tempKeyUuid}`, { body });
    return true;
  } catch (error) {
    toast(error instanceof ApiError ? wordsOf(error) : String(error));
    return false;
  } finally {
    refresh(...SHOW_KEYS);
  }
}

/** @param zone by whose clock it is told */
export async function extend(key: Key, until: number, zone: string): Promise<void> {
  const [name, before] = [nameOfSpan(key), Date.parse(key.until)];
  if (!(await end(key, until))) return;
  toast(timeline.extended(name, shortTime(until, zone)), {
    ms: UNDO_MS,
    undo: async () => {
      if (await end(key, before)) toast(timeline.undone(name, shortTime(before, zone)));
    },
  });
}
