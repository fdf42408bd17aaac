/** Whether a screen as it stands is fit for people: what a person could not read, hit, reach or find. */
import type { Page } from "playwright-core";
import { PHONE, violations } from "../../chromium.ts";
import { DESK } from "./console.ts";

const SMALLEST_PX = 44;
/** Of a field's box among text lines; WCAG 2.2 asks for this much. */
const LEAST_PX = 24;
const MOST_STOPS = 40;
/** By night only the colours differ. */
const COLOURS = { runOnly: ["color-contrast"] };

/** What sticks out of the window, or of what scrolls by itself; the elements that do, as far as they are found. */
const TOO_WIDE = `(() => {
  const over = document.documentElement.scrollWidth - innerWidth;
  if (over <= 0) return [];
  const found = [...document.querySelectorAll("body *")].filter((one) => one.getBoundingClientRect().right > innerWidth + 1 && !one.parentElement.closest(".scrolls"));
  return [over + " px too wide: " + found.slice(-3).map((one) => one.outerHTML.slice(0, 120)).join(" | ")];
})()`;

/** Controls that are drawn and smaller than a thumb needs. Links within a sentence are as large as its letters. */
const TOO_SMALL = `(() => {
  const root = document.querySelector("dialog:modal") ?? document;
  const controls = [...root.querySelectorAll("a[href], button, summary, select, textarea, input:not([type=hidden]), [role=button], [role=tab], [role=option]")];
  return controls.flatMap((one) => {
    const style = getComputedStyle(one);
    if (one.getClientRects().length === 0 || style.visibility === "hidden" || one.closest(".skip, .visually-hidden, [inert]")) return [];
    if (one.matches("a") && style.display === "inline") return [];
    const tick = one.matches("[type=checkbox], [type=radio]");
    const box = (tick && (one.closest("label") ?? document.querySelector('label[for="' + one.id + '"]'))) || one;
    const { width, height } = box.getBoundingClientRect();
    const least = tick ? ${LEAST_PX} : ${SMALLEST_PX};
    const isSmall = Math.round(height) < least || Math.round(width) < least;
    return isSmall ? [Math.round(width) + " by " + Math.round(height) + " px: " + one.outerHTML.slice(0, 160)] : [];
  });
})()`;

/** What has the focus: undefined for nothing; else what is wrong with how one sees that. */
const FOCUSED = `(() => {
  const one = document.activeElement;
  if (!one || one === document.body) return undefined;
  const told = one.outerHTML.slice(0, 160);
  const box = one.getBoundingClientRect();
  const label = one.labels?.[0];
  const isOutlined = [one, one.parentElement, one.nextElementSibling, label].some((it) => {
    const style = it && getComputedStyle(it);
    return style && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  });
  const points = [[0.5, 0.5], [0.1, 0.2], [0.9, 0.8], [0.1, 0.8], [0.9, 0.2]];
  const seen = points.some(([x, y]) => {
    const hit = document.elementFromPoint(box.left + box.width * x, box.top + box.height * y);
    return hit && (one.contains(hit) || hit.contains(one) && hit.matches("label, dialog *, main *") || label?.contains(hit));
  });
  const wrong = [
    !isOutlined && "has the focus and does not show it",
    !seen && "has the focus and is not seen",
    one.tabIndex > 0 && "jumps the queue by its tabindex",
  ].filter(Boolean);
  globalThis.stops ??= new Map();
  const isNew = !globalThis.stops.has(one);
  if (isNew) globalThis.stops.set(one, globalThis.stops.size);
  return { isNew, wrong: wrong.map((it) => told + " " + it) };
})()`;

/** Texts that are given a name for screen readers but say nothing in any language: a missing text of a table. */
const MISSING = `[...document.querySelectorAll("body *")].flatMap((one) =>
  /undefined|\\[object|NaN|Invalid Date/.test([...one.childNodes].filter((it) => it.nodeType === 3).map((it) => it.data).join(" ") + (one.getAttribute("aria-label") ?? ""))
    ? ["says " + one.outerHTML.slice(0, 160)] : [])`;

const told = (what: string, found: readonly string[]) => found.map((one) => `${what}: ${one}`);

/** In the language that it is in; at a phone's size and a desk's, by day and by night. @param whole all of axe's rules, and the keyboard */
export async function faultsOfLooks(page: Page, whole: boolean): Promise<string[]> {
  const faults: string[] = [];
  const look = async (what: string, script: string) =>
    void faults.push(...told(what, await page.evaluate<string[]>(script)));
  for (const [name, size] of Object.entries({ phone: PHONE, desk: DESK })) {
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme: "light" });
    await look(name, TOO_WIDE);
    await look(name, MISSING);
    if (name === "phone") await look(name, TOO_SMALL);
    if (!whole) continue;
    // Pages of others in a frame are looked at by themselves.
    faults.push(...told(name, await violations(page, { iframes: false })));
    await page.emulateMedia({ colorScheme: "dark" });
    faults.push(...told(`${name} by night`, await violations(page, { ...COLOURS, iframes: false })));
  }
  await page.setViewportSize({ width: 320, height: 640 });
  await page.evaluate("document.documentElement.style.setProperty('font-size', '200%')");
  await look("320 px at 200%", TOO_WIDE);
  await page.evaluate("document.documentElement.style.removeProperty('font-size')");
  await page.emulateMedia({ colorScheme: "light" });
  return faults;
}

/** Goes through a page by Tab: every stop is seen, shows that it has the focus, and is left again. */
export async function faultsOfFocus(page: Page): Promise<string[]> {
  const faults: string[] = [];
  let stops = 0;
  let rounds = 0;
  // From the page's beginning, wherever the screen put the focus; a dialog keeps it.
  await page.evaluate("document.querySelector('dialog:modal') ?? document.querySelector('.skip')?.focus()");
  for (let presses = 0; presses < MOST_STOPS; presses++) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate<{ isNew: boolean; wrong: string[] } | undefined>(FOCUSED);
    // From the last one of a dialog it goes to the browser's own, and round to the first.
    if (!at && ++rounds < 2) continue;
    if (!at?.isNew) break;
    stops++;
    faults.push(...at.wrong);
  }
  if (stops < 2) faults.push(`only ${stops} stops: the focus is caught, or nothing can have it`);
  return faults;
}
