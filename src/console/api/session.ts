/** Who is signed in, for which organisation they act, and the token that the API takes. */
import { computed, signal } from "@preact/signals";
import { ApiError, errorOf } from "./api-error.ts";
import { noteServerTime, serverNow } from "../time/server-clock.ts";
import { noteAnswer, noteSilence } from "./connection.ts";
import { BASE } from "./paths.ts";
import type { Membership, SignedIn } from "./types.ts";

const CHOSEN = "latchstring-organization";
const ANSWER_MS = 15_000;
/** A token is asked for again before it ends. */
const EARLY_MS = 30_000;

export const signedIn = signal<SignedIn | undefined>(undefined);
/** The session ended, or somebody else is signed in in this browser now. */
export const isSignedOut = signal(false);
const chosen = signal(firstChosen());

/** The one that was just joined, as the way here says; else the one that was chosen here last. */
function firstChosen(): string | null {
  const joined = new URLSearchParams(location.search).get("organization");
  if (joined !== null) localStorage.setItem(CHOSEN, joined);
  return joined ?? localStorage.getItem(CHOSEN);
}

/** The organisation that is acted for; undefined for a person with locks of their own. */
export const membership = computed<Membership | undefined>(() => {
  const usable = signedIn.value?.organizations.filter(({ paused }) => !paused) ?? [];
  return usable.find(({ organizationId }) => organizationId === chosen.value) ?? usable[0];
});

/** What the person may do here; whoever has locks of their own may do everything with them. */
export const role = computed(() => membership.value?.role ?? "owner");
/** Whether they may make keys and open doors. */
export const mayManage = computed(() => role.value !== "viewer");
export const isOwner = computed(() => role.value === "owner");

/** Act for another organisation of the person's from now on; kept in this browser. */
export function actFor(organizationId: string): void {
  localStorage.setItem(CHOSEN, organizationId);
  chosen.value = organizationId;
  forgetToken();
}

/** Ask who is signed in. @throws ApiError */
export async function loadSession(): Promise<SignedIn> {
  const session = (await ask("GET", "/session")) as SignedIn;
  const before = signedIn.value;
  if (before && before.userId !== session.userId) location.reload();
  signedIn.value = session;
  isSignedOut.value = false;
  forgetToken();
  return session;
}

let token: Promise<{ readonly token: string; readonly expiresAt: string }> | undefined;

/** Ask for another one with the next call. */
export function forgetToken(): void {
  token = undefined;
}

/** A bearer token that is good for half a minute at least. @throws ApiError */
export async function bearer(): Promise<string> {
  if (token) {
    const known = await token.catch(() => undefined);
    if (known && Date.parse(known.expiresAt) - EARLY_MS > serverNow()) return known.token;
  }
  const organizationId = membership.value?.organizationId;
  token = ask("POST", "/session/token", organizationId === undefined ? {} : { organizationId }) as typeof token;
  return (await token!).token;
}

/** What the session's cookie is asked with, and no token. @throws ApiError */
export async function ask(method: string, path: string, body?: unknown): Promise<unknown> {
  const init =
    body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
  return readAnswer(await send(path, { method, ...init }));
}

/** What stands before a server answers so while that is away, in words of its own. */
const FROM_BEFORE_IT = new Set([502, 503, 504]);

/** @throws ApiError where no answer of the server's came */
export async function send(path: string, init: RequestInit): Promise<Response> {
  const { signal: stop } = init;
  const timeout = AbortSignal.timeout(ANSWER_MS);
  const couldLeave = navigator.onLine !== false;
  let response: Response;
  try {
    response = await fetch(BASE + path, { ...init, signal: stop ? AbortSignal.any([stop, timeout]) : timeout });
  } catch (error) {
    if (stop?.aborted) throw error;
    throw silence(init, couldLeave || timeout.aborted, String(error));
  }
  if (FROM_BEFORE_IT.has(response.status) && !isJson(response))
    throw silence(init, true, `It was answered ${response.status} by no server of ours`);
  noteServerTime(response.headers.get("date"));
  noteAnswer();
  return response;
}

/** @param couldLeave whether the request may have come to the server, and may have been done */
function silence({ method = "GET" }: RequestInit, couldLeave: boolean, told: string): ApiError {
  noteSilence();
  return new ApiError(method === "GET" || !couldLeave ? "offline" : "unsure", told);
}

function isJson(response: Response): boolean {
  return /\bjson\b/.test(response.headers.get("content-type") ?? "");
}

/** @throws ApiError for an answer that is no yes */
export async function readAnswer(response: Response): Promise<unknown> {
  const body: unknown = isJson(response) ? await response.json().catch(() => undefined) : undefined;
  // A yes that says no more is one all the same.
  if (response.ok) return body ?? {};
  if (response.status === 401) isSignedOut.value = true;
  throw errorOf(response.status, body, response.headers.get("retry-after"));
}
