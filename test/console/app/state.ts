/** A state that a screen can be in, and how to get there: one line of the tables in `states/`. */
import type { Page } from "playwright-core";
import { operator, type Person } from "../people.ts";
import { type ConsoleServer, type Looking, shown, startConsole } from "./console.ts";
import { furnish, type House } from "./house.ts";

export interface State {
  readonly name: string;
  /** Of the screen, such as `/console/keys?status=paused`. */
  readonly path: string | ((house: House) => string);
  /** Left out, the owner of a house in which much has happened; a newcomer's organisation has nothing yet. */
  readonly as?: "owner" | "manager" | "viewer" | "newcomer";
  /** Answers that come in the place of the server's, from the first: a status by the path, as `page.route` takes it. Without an answer it is "none". */
  readonly answers?: Readonly<Record<string, number | "none">>;
  /** What is done on the screen to get there. */
  readonly come?: (page: Page, at: Furnished) => Promise<void>;
}

/** A console with a house in it. */
export interface Furnished {
  readonly console: ConsoleServer;
  readonly house: House;
  readonly people: Readonly<Record<NonNullable<State["as"]>, Person>>;
}

export async function startFurnished(): Promise<Furnished> {
  const console = await startConsole();
  const house = await furnish(console);
  const { manager, viewer } = house;
  const newcomer = await operator(console.server, "Nothing yet");
  return { console, house, people: { owner: console.owner, manager, viewer, newcomer } };
}

/** A page in this state. Whoever asks for it closes its context. */
export async function pageIn(state: State, at: Furnished, looking: Omit<Looking, "as"> = {}): Promise<Page> {
  const { server, context } = at.console;
  const browser = await context({ ...looking, as: at.people[state.as ?? "owner"] });
  const page = await browser.newPage();
  for (const [path, status] of Object.entries(state.answers ?? {}))
    await page.route(path, async (route) => {
      if (status !== "none") await route.fulfill({ status, json: { error: "Made up", message: "As a test asks for" } });
    });
  await page.goto(server.url + (typeof state.path === "string" ? state.path : state.path(at.house)));
  if (state.answers) await page.locator("h1").first().waitFor();
  else await shown(page);
  await state.come?.(page, at);
  return page;
}
