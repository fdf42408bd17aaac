/** Proving who one is, and signing in again, without leaving the page. */
import { hasPasskeys, type PasskeyOptions, signWithPasskey } from "./passkey.ts";
import { ApiError, errorOf } from "./api-error.ts";
import type { Gate } from "./gate.ts";
import { ask, send } from "./session.ts";
import type { WaysIn } from "./types.ts";

export type Tried = "passed" | "wrong" | "stopped";

/** How the person can do it here. @throws ApiError */
export async function waysFor(kind: Gate): Promise<{ readonly password: boolean; readonly passkey: boolean }> {
  // Nobody says who somebody is that is not signed in.
  if (kind === "sign-in") return { password: true, passkey: hasPasskeys };
  const { password, passkeys } = (await ask("GET", "/session/ways")) as WaysIn;
  return { password, passkey: hasPasskeys && passkeys > 0 };
}

/** @throws ApiError */
export async function tryPasskey(kind: Gate): Promise<Tried> {
  const path = kind === "proof" ? "/session/proof" : "/session/passkey";
  const { options } = (await ask("POST", `${path}/options`, {})) as { readonly options: PasskeyOptions };
  const signed = await signWithPasskey(options);
  return signed ? passedBy(() => ask("POST", path, signed)) : "stopped";
}

/** @throws ApiError */
export function tryPassword(kind: Gate, email: string, password: string): Promise<Tried> {
  return passedBy(() =>
    kind === "proof" ? ask("POST", "/session/proof/password", { password }) : signInByForm(email, password),
  );
}

async function passedBy(does: () => Promise<unknown>): Promise<Tried> {
  try {
    await does();
    return "passed";
  } catch (error) {
    if (error instanceof ApiError && (error.kind === "signed-out" || error.kind === "invalid")) return "wrong";
    throw error;
  }
}

/** As the page of signing in does it, which answers a good password with the way on. */
async function signInByForm(email: string, password: string): Promise<void> {
  const headers = { accept: "application/json" };
  const body = new URLSearchParams({ email, password });
  const answer = await send("/account/sign-in", { method: "POST", headers, body, redirect: "manual" });
  if (answer.type === "opaqueredirect") return;
  const told: unknown = await answer.json().catch(() => undefined);
  throw errorOf(answer.status, told, answer.headers.get("retry-after"));
}
