/** Whether the server answers; while it does not, it is asked again until it does. */
import { signal } from "../signals.ts";
import { BASE } from "./paths.ts";

/** What screens show of it. */
export const isConnected = signal(true);
/** How often it came back: whoever reads it, asks for everything anew. */
export const reconnects = signal(0);

const FIRST_MS = 1_000;
const LAST_MS = 15_000;
/** What stands before a server answers so while that is away, in words of its own. */
const FROM_BEFORE_IT = new Set([502, 503, 504]);
let healing = false;

/** Whether an answer is the server's own. */
export function isOurs(response: Response): boolean {
  return !FROM_BEFORE_IT.has(response.status) || isJson(response);
}

/** Whether an answer has a JSON body. */
export function isJson({ headers }: Response): boolean {
  return /\bjson\b/.test(headers.get("content-type") ?? "");
}

/** The server answered, whatever it said. */
export function noteAnswer(): void {
  if (isConnected.value) return;
  isConnected.value = true;
  reconnects.value++;
}

/** No answer came: ask until one does. @param isSlow it only took too long, and others may be answered */
export function noteSilence(isSlow = false): void {
  if (!isSlow) isConnected.value = false;
  if (healing) return;
  healing = true;
  void heal().finally(() => (healing = false));
}

async function heal(): Promise<void> {
  if (isConnected.value) {
    if (await answers()) return;
    isConnected.value = false;
  }
  for (let wait = FIRST_MS; !isConnected.value; wait = Math.min(LAST_MS, wait * 1.5)) {
    await passedOrOnline(wait);
    if (!isConnected.value && (await answers())) noteAnswer();
  }
}

async function answers(): Promise<boolean> {
  // Whoever has no store answers that it is not ready: it answers.
  const answer = await fetch(`${BASE}/readyz`, { signal: AbortSignal.timeout(LAST_MS) }).catch(() => undefined);
  return answer !== undefined && isOurs(answer);
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
