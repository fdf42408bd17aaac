/** Whether the server answers; while it does not, it is asked again until it does. */
import { signal } from "@preact/signals";
import { BASE } from "./paths.ts";

/** What screens show of it. */
export const isConnected = signal(true);
/** How often it came back: whoever reads it, asks for everything anew. */
export const reconnects = signal(0);

const FIRST_MS = 1_000;
const LAST_MS = 15_000;
let healing = false;

/** The server answered, whatever it said. */
export function noteAnswer(): void {
  if (isConnected.value) return;
  isConnected.value = true;
  reconnects.value++;
}

/** No answer came: ask until one does. */
export function noteSilence(): void {
  isConnected.value = false;
  if (healing) return;
  healing = true;
  void heal();
}

async function heal(): Promise<void> {
  for (let wait = FIRST_MS; !isConnected.value; wait = Math.min(LAST_MS, wait * 1.5)) {
    await passedOrOnline(wait);
    const answer = await fetch(`${BASE}/readyz`, { signal: AbortSignal.timeout(LAST_MS) }).catch(() => undefined);
    if (answer?.ok) noteAnswer();
  }
  healing = false;
}

function passedOrOnline(ms: number): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      removeEventListener("online", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    addEventListener("online", done);
  });
}
