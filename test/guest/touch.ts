/** A finger on the page, as the browser gets it from the glass. */
import type { Locator, Page } from "playwright-core";

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Finger {
  /** Along these points, and off again at the last. @param pauseMs between one and the next */
  swipe(points: readonly Point[], pauseMs?: number): Promise<void>;
}

export async function finger(page: Page): Promise<Finger> {
  const glass = await page.context().newCDPSession(page);
  const touch = (type: "touchStart" | "touchMove" | "touchEnd", touchPoints: Point[]) =>
    glass.send("Input.dispatchTouchEvent", { type, touchPoints });
  return {
    async swipe([first, ...others], pauseMs = 8) {
      await touch("touchStart", [first!]);
      for (const point of others) {
        await touch("touchMove", [point]);
        await page.waitForTimeout(pauseMs);
      }
      await touch("touchEnd", []);
    },
  };
}

/** From one point to another one, as the glass tells of it. */
export function line(from: Point, to: Point, steps = 12): Point[] {
  return Array.from({ length: steps + 1 }, (_, i) => ({
    x: from.x + ((to.x - from.x) * i) / steps,
    y: from.y + ((to.y - from.y) * i) / steps,
  }));
}

export async function middle(of: Locator): Promise<Point> {
  const { x, y, width, height } = (await of.boundingBox())!;
  return { x: x + width / 2, y: y + height / 2 };
}
