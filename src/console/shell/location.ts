/** The browser's address: the console's own links change it without loading its page anew. */
import { computed, signal } from "../signals.ts";
import { BASE } from "../api/paths.ts";

/** Only the console's own addresses: other links of this server leave the program. */
const OWN = /^\/(console(\/|$)|$|\?)/;

const address = () => location.pathname + location.search;
const url = signal(address());
/** Whether the last step led on, to where nobody has scrolled yet. */
export let isNew = false;

/** @param isReplaced no step to go back to */
function route(to: string, isReplaced = false): void {
  isNew = !isReplaced;
  history[isReplaced ? "replaceState" : "pushState"](null, "", to);
  url.value = to;
}

const here = computed(() => {
  const { pathname, searchParams } = new URL(url.value, location.origin);
  const query: Readonly<Record<string, string>> = Object.fromEntries(searchParams);
  return { url: url.value, path: pathname.replace(/(?<=.)\/+$/, ""), query, route };
});

/** Where one is, and the way elsewhere. */
export const useLocation = () => here.value;

export const params = signal<Readonly<Record<string, string | undefined>>>({});

/** What stands in the address where its pattern has a name. */
export const useParams = () => params.value;

/** Of a click: a step to where a link of the console's own leads. */
export function follow(event: MouseEvent): void {
  // What a browser does by itself: another window, a download.
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.button !== 0) return;
  const link = event.composedPath().find((one) => one instanceof HTMLAnchorElement);
  if (!link || link.origin !== location.origin || link.target || link.hasAttribute("download")) return;
  const to = link.href.slice(link.origin.length);
  if (link.getAttribute("href")!.startsWith("#") || !to.startsWith(BASE) || !OWN.test(to.slice(BASE.length))) return;
  event.preventDefault();
  route(to);
}

/** The browser took a step by itself. */
export function goBack(): void {
  isNew = false;
  url.value = address();
}
