/** A change that a person can make on a screen: one line of the tables in `writes/`, for each that the console's code has. */
import { globSync, readFileSync } from "node:fs";
import type { Locator, Page } from "playwright-core";
import type { Role } from "../../../src/domain/actor.ts";
import { type Person, tokenOf } from "../people.ts";
import type { ConsoleServer } from "./console.ts";

type Method = "POST" | "PUT" | "PATCH" | "DELETE";

/** What a change is tried on; each try has a new one. */
export interface Begun {
  /** Of the screen. */
  readonly path: string;
  /** Come to by the server's name: passkeys are for one. */
  readonly isNamed?: boolean;
  /** Everything up to the last press. */
  come?(page: Page): Promise<void>;
  /** The press that asks for it; again, after it failed. */
  press(page: Page): Promise<void>;
  /** What the server has of it, to be compared: another when it was done, and the same when it was done twice. */
  state(): Promise<unknown>;
  /** What is on the screen when it was done. */
  done?(page: Page): Promise<void>;
}

export interface Write {
  readonly name: string;
  /** The file beneath `src/console` that asks for it, the method, and the path with `*` for what is filled in. */
  readonly of: readonly [file: string, method: Method, path: string];
  /** Where it is sent, where the code's path does not say so. */
  readonly sends?: RegExp;
  /** The least that somebody must be. */
  readonly role: Role;
  /** It is what somebody does whose session ended. */
  readonly isSignedOut?: boolean;
  /** @param person whoever does it */
  begin(at: ConsoleServer, person: Person): Promise<Begun>;
}

const CALL =
  /\b(?:call|callRaw|ask|callLong|askAs)\s*(?:<[^()]*?>)?\(\s*(?:[\w.]+,\s*)?"(POST|PUT|PATCH|DELETE)",\s*(?:([`"])((?:(?!\2).)*)\2)?/g;
const SENT = /\bsend\(\s*"([^"]+)",\s*\{\s*method: "(POST|PUT|PATCH|DELETE)"/g;

/** What goes on by itself until it was answered, and tells line by line what was not: tested beside it, and in many-keys.test.ts. */
const OF_MANY = /screens\/(keys\/bulk\.ts|import-keys\/import-keys\.tsx)$/;

/** Requests without a row, and why. Whatever is not here, and has none, fails. */
export const WITHOUT_ROW: Readonly<Record<string, readonly string[]>> = {
  "changes nothing": [
    "screens/new-key/overlaps.tsx POST /temp-keys?dryRun=true",
    "screens/hubs/check-hub.tsx POST /hubs/*/check",
    "screens/sign-in/passkeys.tsx POST /session/passkeys/options",
    "api/proving.ts POST */options",
  ],
  "says what became of it in words of its own, and is tried in doors.test.ts, new-key.test.ts and undo.test.ts": [
    "screens/doors/open-now.tsx POST /locks/*/OpenLock",
    "ui/taking-back.tsx POST /temp-keys/*/*",
    "screens/new-key/new-key.tsx POST /temp-keys",
  ],
  "takes a mail server, and is tried in send-to-guest.test.ts": ["screens/key/send-link.tsx POST /temp-keys/*/notify"],
  "takes a device that is not there": ["screens/hubs/commission.tsx POST /hubs/*/commission"],
};

/** Every request of the code that changes something, as `of` names it. */
export function writesOfCode(): string[] {
  return globSync("src/console/**/*.{ts,tsx}").flatMap((file) => {
    if (file.endsWith(".test.ts") || OF_MANY.test(file)) return [];
    const text = readFileSync(file, "utf8");
    const calls = [...text.matchAll(CALL)].map(([, method, , path]) => [method, path ?? "?"] as const);
    const sent = [...text.matchAll(SENT)].map(([, path, method]) => [method, path!] as const);
    // A token is no change.
    return [...calls, ...sent]
      .filter(([, path]) => path !== "/session/token")
      .map(([method, path]) => nameOf([file.slice("src/console/".length), method as Method, path]));
  });
}

/** @param of as a `Write` has it */
export function nameOf([file, method, path]: Write["of"]): string {
  return `${file} ${method} ${path.replaceAll(/\$\{[^}]*\}/g, "*")}`;
}

/** The addresses that a change is sent to. */
export function addressOf({ of: [, , path], sends }: Write): RegExp {
  const escaped = path.replaceAll(/[.?+()[\]{}|^$]/g, String.raw`\$&`).replaceAll("*", "[^?]+");
  return sends ?? new RegExp(`^http://[^/]+/?${escaped}(\\?|$)`);
}

const HELD_MS = 1_000;

/** Press a button for as long as it takes. */
export async function hold(page: Page, name: string): Promise<void> {
  await holdButton(page.getByRole("button", { name, exact: true }).last());
}

export async function holdButton(button: Locator): Promise<void> {
  const page = button.page();
  await button.and(page.locator(":enabled")).hover();
  await page.mouse.down();
  await heldLong(page);
  await page.mouse.up();
}

/** As long as it takes by the page's own clock: however late that is, what is due in the page before is done. */
export async function heldLong(page: Page): Promise<void> {
  // A page that is left meanwhile needs no more.
  await page.evaluate(`new Promise((resolve) => setTimeout(resolve, ${HELD_MS}))`).catch(() => {});
}

let houses = 0;

/** Where only they act, and the owner of all: what there is one of changes for nobody else who tries it. @returns it, and calls of the owner's there */
export async function ownHouse({ server, orgId: shared, owner }: ConsoleServer, { userId }: Person) {
  const orgId = `house-${++houses}`;
  const now = server.clock.now();
  const { members } = server.organizations;
  await server.directory.createOrganization({ orgId, super: false }, now);
  for (const one of [owner.userId, userId]) await members.put(orgId, one, "owner", now);
  await members.remove(shared, userId);
  const call = async (
    method: Method | "GET",
    path: string,
    options: { body?: unknown; headers?: Record<string, string> } = {},
  ) => {
    const token = await tokenOf(server, owner, orgId);
    return (await server.call(method, `/organizations/${orgId}${path}`, { token, ...options })).json;
  };
  return { orgId, call };
}
