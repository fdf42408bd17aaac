/** What a page keeps in memory. */
import type { Page } from "playwright-core";

/** In MiB, after what nothing leads to was collected. */
export async function heap(page: Page): Promise<number> {
  const cdp = await page.context().newCDPSession(page);
  try {
    await cdp.send("HeapProfiler.enable");
    await cdp.send("HeapProfiler.collectGarbage");
    await cdp.send("HeapProfiler.collectGarbage");
    return (await cdp.send("Runtime.getHeapUsage")).usedSize / 2 ** 20;
  } finally {
    await cdp.detach();
  }
}
