/** Who is signed in, for which organisation they act, and the token that the API takes. */
import { computed, signal } from "../signals.ts";
import { ApiError, errorOf } from "./api-error.ts";
import { noteServerTime, serverNow } from "../time/server-clock.ts";
import { isJson, isOurs, noteAnswer, noteSilence } from "./connection.ts";
import { BASE } from "./paths.ts";
import type { Membership, SignedIn } from "./types.ts";

const CHOSEN = "latchstring-organization";
const ANSWER_MS = 15_000;
/** A token is asked for again before it ends. */
const EARLY_MS = 30_000;

interface Token {
  readonly token: string;
  readonly expiresAt: string;
}

export const signedIn = signal<SignedIn | undefined>(undefined);
/** The session ended. */
export const isSignedOut = signal(false);
/** How often something was not allowed: the person may have another role by now. */
export const refusals = signal(0);
/** The one that was chosen here last. */
const chosen = signal(localStorage.getItem(CHOSEN));

/** The organisation that is acted for; undefined for a person with locks of their own. */
export const membership = computed(() => memberOf(chosen.value));

function memberOf(wanted: string | null): Membership | undefined {
  const usable = signedIn.value?.organizations.filter(({ paused }) => !paused) ?? [];
  return usable.find(({ organizationId }) => organizationId === wanted) ?? usable[0];
}

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

/**
 * Act for the organisation that the way here names: it was just joined, or somebody else made that link. Called once, after
 * the session was read.
 *
 * @returns where it is another than before, its name, and whom to act for again
 */
export function actForNamed(): readonly [name: string, before: string] | undefined {
  const named = new URLSearchParams(location.search).get("organization");
  const before = membership.value;
  const now = memberOf(named);
  if (now === before || now?.organizationId !== named) return undefined;
  actFor(named!);
  return [now!.name ?? named!, before!.organizationId];
}

/** As the page says it, of which nothing is kept. Called once, at the start. */
export function readSession(): void {
  const { dataset } = document.documentElement;
  signedIn.value = JSON.parse(dataset["session"]!);
  delete dataset["session"];
}

/** Ask who is signed in. Where it is somebody else than before, everything begins anew. @throws ApiError */
export async function loadSession(): Promise<SignedIn> {
  const session = (await ask("GET", "/session")) as SignedIn;
  await staysWith(session.userId);
  forgetToken();
  signedIn.value = session;
  isSignedOut.value = false;
  return session;
}

/** Where it is somebody else than before, everything begins anew: nothing of the other's is shown or done meanwhile. */
function staysWith(userId: string): Promise<void> {
  const before = signedIn.value;
  if (!before || before.userId === userId) return Promise.resolve();
  location.reload();
  return new Promise(() => {});
}

let token: Promise<Token> | undefined;

/** Ask for another one with the next call. */
export function forgetToken(): void {
  token = undefined;
}

/** A bearer token that is good for half a minute at least. Whoever asks at once gets the same. @throws ApiError */
export async function bearer(): Promise<string> {
  for (;;) {
    const isNew = token === undefined;
    const asked = (token ??= askToken());
    try {
      const known = await asked;
      if (isNew || Date.parse(known.expiresAt) - EARLY_MS > serverNow()) return known.token;
    } catch (error) {
      if (token === asked) forgetToken();
      throw error;
    }
    if (token === asked) forgetToken();
  }
}

async function askToken(organizationId = membership.value?.organizationId): Promise<Token> {
  const asked = (await ask("POST", "/session/token", organizationId ? { organizationId } : {})) as Token;
  await staysWith(personOf(asked));
  return asked;
}

/** The cookie may be somebody else's by now, who signed in in another window. */
function personOf({ token: jwt }: Token): string {
  const claims = atob(jwt.split(".")[1]!.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = Uint8Array.from(claims, (char) => char.charCodeAt(0));
  return (JSON.parse(new TextDecoder().decode(bytes)) as { readonly sub: string }).sub;
}

/** For another organisation than the one that is acted for, or for none. @throws ApiError */
export async function askAs(organizationId: string | undefined, method: string, path: string): Promise<unknown> {
  const { token: own } = await askToken(organizationId ?? "");
  const init = { method, headers: { authorization: `Bearer ${own}` } };
  return readAnswer(await send(path, init), init);
}

/** What the session's cookie is asked with, and no token. @throws ApiError */
export async function ask(method: string, path: string, body?: unknown): Promise<unknown> {
  const init =
    body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
  return readAnswer(await send(path, { method, ...init }), { method });
}

/** @throws ApiError where no answer of the server's came */
export async function send(path: string, init: RequestInit): Promise<Response> {
  const { signal: stop } = init;
  const timeout = AbortSignal.timeout(ANSWER_MS);
  // Asked before: where it says so only afterwards, nobody knows how far the request came.
  const couldLeave = navigator.onLine !== false;
  let response: Response;
  try {
    response = await fetch(BASE + path, { ...init, signal: stop ? AbortSignal.any([stop, timeout]) : timeout });
  } catch (error) {
    if (stop?.aborted) throw error;
    noteSilence(timeout.aborted);
    throw silence(init, couldLeave || timeout.aborted, String(error));
  }
  if (!isOurs(response)) {
    noteSilence();
    throw silence(init, true, `It was answered ${response.status} by no server of ours`);
  }
  noteServerTime(response.headers.get("date"));
  noteAnswer();
  return response;
}

/** @param couldLeave whether the request may have come to the server, and may have been done */
function silence({ method = "GET" }: RequestInit, couldLeave: boolean, told: string): ApiError {
  return new ApiError(method === "GET" || !couldLeave ? "offline" : "unsure", told);
}

/** Where what was given proves nothing, the answer is the same as for no session. */
const PROVING = /\/session\/(proof|passkey)\b/;

/** @param init of what it answers @throws ApiError for an answer that is no yes, or that broke off */
export async function readAnswer(response: Response, init: RequestInit = {}): Promise<unknown> {
  let body: unknown;
  try {
    body = isJson(response) ? await response.json() : undefined;
  } catch (error) {
    if (init.signal?.aborted) throw error;
    if (response.ok) {
      noteSilence(true);
      throw silence(init, true, String(error));
    }
  }
  // A yes that says no more is one all the same.
  if (response.ok) return body ?? {};
  if (response.status === 401 && !PROVING.test(response.url)) isSignedOut.value = true;
  const error = errorOf(response.status, body, response.headers.get("retry-after"));
  if (error.kind === "forbidden") refusals.value++;
  throw error;
}
