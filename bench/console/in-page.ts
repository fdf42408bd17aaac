/** What is measured in the page's own time. */
import type { Page } from "playwright-core";

/** A figure that is to be no more than that. */
export type Note = (what: string, measured: number, most: number) => void;

/** No frame may take longer, in milliseconds. */
export const LONGEST_FRAME = 100;
/** How much more memory may be in use afterwards, in MiB: what is kept on purpose, and no more with every event or row. */
export const GROWN_MIB = 4;

/** From a press to what it leads to, drawn; and the longest frame since it was asked for last. */
const IN_PAGE = `{
  globalThis.timed = async (press, isThere) => {
    const begun = performance.now();
    press();
    while (!isThere()) {
      await new Promise(requestAnimationFrame);
      if (performance.now() - begun > 20_000) throw new Error("never there: " + isThere);
    }
    await new Promise(requestAnimationFrame);
    return performance.now() - begun;
  };
  let [longest, last] = [0, performance.now()];
  const look = (now) => {
    longest = Math.max(longest, now - last);
    last = now;
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  globalThis.longestFrame = () => {
    const was = longest;
    longest = 0;
    last = performance.now();
    return was;
  };
}`;

/** Measure in this page from now on. */
export async function watch(page: Page): Promise<void> {
  await page.evaluate(IN_PAGE);
}

/** @param press @param isThere expressions of the page */
export function timed(page: Page, press: string, isThere: string): Promise<number> {
  return page.evaluate<number>(`timed(() => ${press}, () => ${isThere})`);
}

/** Since it was asked for last. */
export function longestFrame(page: Page): Promise<number> {
  return page.evaluate<number>("longestFrame()");
}

/** The window goes up and down for so long, as fast as a finger throws it. */
export async function scroll(page: Page, ms: number): Promise<void> {
  await page.evaluate(`(async () => {
    const begun = performance.now();
    let [frames, way] = [0, 1];
    while (performance.now() - begun < ${ms}) {
      scrollBy({ top: way * 240, behavior: "instant" });
      if (scrollY <= 0) way = 1;
      if (++frames % 150 === 0) way = -way;
      await new Promise(requestAnimationFrame);
    }
  })()`);
}
