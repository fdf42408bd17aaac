/** A change that a person can make on a screen: one line of the tables in `writes/`, for each that the console's code has. */
import { globSync, readFileSync } from "node:fs";
import type { Page } from "playwright-core";
import type { Role } from "../../../src/domain/actor.ts";
import type { ConsoleServer } from "./console.ts";

type Method = "POST" | "PUT" | "PATCH" | "DELETE";

/** What a change is tried on; each try has a new one. */
export interface Begun {
  /** Of the screen. */
  readonly path: string;
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
  begin(at: ConsoleServer): Promise<Begun>;
}

const CALL =
  /\b(?:call|callRaw|ask|callLong)\s*(?:<[^()]*?>)?\(\s*"(POST|PUT|PATCH|DELETE)",\s*(?:([`"])((?:(?!\2).)*)\2)?/g;

/** What goes on by itself until it was answered, and tells line by line what was not: tested beside it, and in many-keys.test.ts. */
const OF_MANY = /screens\/(keys\/bulk\.ts|import-keys\/import-keys\.tsx)$/;

/** Requests without a row, and why. Whatever is not here, and has none, fails. */
export const WITHOUT_ROW: Readonly<Record<string, readonly string[]>> = {
  "changes nothing": [
    "screens/new-key/overlaps.tsx POST /temp-keys?dryRun=true",
    "screens/hubs/check-hub.tsx POST /hubs/*/check",
    "screens/sign-in/passkeys.tsx POST /session/passkeys/options",
    "api/proving.ts POST */options",
    "api/proving.ts POST ?",
    "api/proving.ts POST /session/proof/password",
  ],
  "says what became of it in words of its own, and is tried in doors.test.ts, new-key.test.ts and welcome.test.ts": [
    "screens/doors/open-now.tsx POST /locks/*/OpenLock",
    "ui/taking-back.tsx POST /temp-keys/*/*",
    "screens/welcome/first-key.tsx POST /temp-keys",
    "screens/new-key/new-key.tsx POST /temp-keys",
  ],
  "takes a device that is not there": ["screens/hubs/commission.tsx POST /hubs/*/commission"],
  "is not tried with answers that fail yet: only its own tests do it, with those that come": [
    "screens/sign-in/passkeys.tsx DELETE /session/passkeys/*",
    "screens/sign-in/passkeys.tsx POST /session/passkeys",
    "screens/sign-in/passkeys.tsx PATCH /session/passkeys/*",
    "screens/sign-in/password.tsx PUT /session/password",
    "screens/sign-in/recovery-codes.tsx POST /session/recovery-codes",
    "screens/sign-in/sessions.tsx DELETE */*",
    "screens/sign-in/sessions.tsx DELETE *?keepCurrent=true",
    "screens/members/member-dialog.tsx POST /organizations/*/leave",
    "screens/brand/logo.tsx PUT */logo",
    "screens/brand/logo.tsx DELETE */logo",
    "screens/partner/key-card.tsx POST ?",
    "screens/key/change-key.tsx PATCH /temp-keys/*",
    "screens/partner/webhooks/deliveries.tsx POST */resend",
    "screens/partner/webhooks/secret-and-end.tsx POST */rotate-secret",
    "screens/partner/webhooks/secret-and-end.tsx DELETE */*",
    "screens/partner/webhooks/webhook-card.tsx POST ?",
    "screens/partner/webhooks/webhook-item.tsx PATCH ?",
    "screens/partner/webhooks/webhook-item.tsx POST */verify",
    "screens/partner/webhooks/webhook-item.tsx POST */test",
  ],
};

/** Every request of the code that changes something, as `of` names it. */
export function writesOfCode(): string[] {
  return globSync("src/console/**/*.{ts,tsx}").flatMap((file) => {
    if (file.endsWith(".test.ts") || OF_MANY.test(file)) return [];
    const calls = readFileSync(file, "utf8").matchAll(CALL);
    // A token is no change.
    return [...calls]
      .filter(([, , , path]) => path !== "/session/token")
      .map(([, method, , path]) => nameOf([file.slice("src/console/".length), method as Method, path ?? "?"]));
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

const HELD_MS = 1_200;

/** Press a button for as long as it takes. */
export async function hold(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name, exact: true }).last().click({ delay: HELD_MS });
}
