/** What happens at the doors, shown as it happens. */
import type { ConsoleServer } from "../../test/console/app/console.ts";
import { heap } from "../../test/console/app/heap.ts";
import { publicTerms } from "../../test/harness.ts";
import { GROWN_MIB, LONGEST_FRAME, longestFrame, type Note, watch } from "./in-page.ts";

const RATE = 100;
const AT_ONCE = 10;

/** So many events a second for so long, and what is left of them in memory. */
export async function measureActivity(at: ConsoleServer, seconds: number, note: Note): Promise<void> {
  const { server } = at;
  const as = await at.token();
  const key = await server.key(1, as, publicTerms(Date.now()));
  const use = { type: "useTempKey", actor: { kind: "operator" }, lockId: 1, tempKeyUuid: key } as const;
  const page = await at.open("/console/activity", { size: "desk" });
  await watch(page);
  const burst = async (length: number) => {
    for (let i = 0; i < length * RATE; i += AT_ONCE) {
      const begun = performance.now();
      await Promise.all(Array.from({ length: AT_ONCE }, () => server.ledger.submit(use)));
      const rest = (1_000 * AT_ONCE) / RATE - (performance.now() - begun);
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, rest)));
    }
  };
  await burst(Math.min(10, seconds));
  const before = await heap(page);
  await longestFrame(page);
  const begun = performance.now();
  await burst(seconds);
  const took = (performance.now() - begun) / 1_000;
  note(`${RATE} events a second, seconds for ${seconds} s of them`, took, seconds * 1.1);
  note(`${RATE} events a second, the longest frame, ms`, await longestFrame(page), LONGEST_FRAME);
  note(`memory more after ${seconds} s of them, MiB`, (await heap(page)) - before, GROWN_MIB);
  const { json } = await server.call("GET", "/activity?limit=1", await at.token());
  const told = performance.now();
  await page.locator(`time[datetime="${json.items[0].time}"]`).first().waitFor();
  note("until the last of them is shown, ms", performance.now() - told, 1_000);
}
