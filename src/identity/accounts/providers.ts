/**
 * Signing in at a provider of OpenID Connect: authorization code with PKCE, `state` and `nonce` (RFC 9700). A provider
 * that is away keeps nothing else from working: it is looked for beside all else, and again later.
 */
import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import type { Configuration, CustomFetch, ServerMetadata } from "openid-client";
import { type Clock, timeLeft } from "../../clock.ts";
import type { Log } from "../../log.ts";
import type { ProviderSettings } from "./provider-settings.ts";
import type { Tickets } from "./tickets.ts";

/** A provider as a page shows it. */
export interface ProviderOnPage {
  readonly id: string;
  readonly name: string;
  /** It cannot be asked now. */
  readonly away: boolean;
}

/** What a provider says of whoever came back. */
export interface ProvenPerson {
  readonly provider: ProviderSettings;
  /** Who they are there, always the same. */
  readonly subject: string;
  /** Only where the provider has made sure of it. */
  readonly email: string | undefined;
  readonly name: string | undefined;
  /** When they last proved themselves there, in milliseconds since the epoch; undefined where it is not said. */
  readonly provedAt: number | undefined;
  /** What was given when they left. */
  readonly carried: Carried;
}

/** What comes back with whoever comes back. */
export interface Carried {
  /** Whoever is signed in already, and what they come for: to prove it again, or to add this way in. */
  readonly userId?: string;
  readonly purpose?: "prove" | "link";
  /** For the page's use. */
  readonly next?: string;
}

/** Providers that the operator has listed. */
export interface Providers {
  /** Waits a moment for those that are being looked for. */
  list(): Promise<readonly ProviderOnPage[]>;
  /** `accounts.provider_id` of all. */
  readonly issuers: readonly string[];
  /**
   * Where to send a browser.
   *
   * @returns the address, and a secret that this browser alone keeps; undefined for a provider that is not listed
   */
  begin(id: string, carried: Carried): Promise<{ readonly url: string; readonly secret: string } | "away" | undefined>;
  /**
   * A browser is back.
   *
   * @param query as the provider has sent it
   * @param secret what this browser was given
   * @returns undefined when any of it is not good, or was used before
   */
  finish(id: string, query: string, secret: string): Promise<ProvenPerson | "away" | undefined>;
}

/** How long somebody may take at the provider, in milliseconds. */
export const AT_PROVIDER_MS = 10 * 60_000;
/** How long a page waits for a provider that is being looked for; after how long one is looked for again, and afresh. */
const LOOK_MS = 700;
const AGAIN_MS = 20_000;
const AFRESH_MS = 60 * 60_000;
const SCOPE = "openid email profile";
const MAX_SUBJECT = 255;

/** @param fetch by the rules of what may be called, with bounds of size and time */
export function createProviders(of: {
  readonly providers: readonly ProviderSettings[];
  readonly tickets: Tickets;
  readonly fetch: CustomFetch;
  readonly publicUrl: () => string;
  readonly clock: Clock;
  readonly log: Log;
}): Providers {
  const { tickets } = of;
  const all = new Map(of.providers.map((settings) => [settings.id, lookFor(settings, of)]));
  const redirectUri = (id: string) => `${of.publicUrl()}/account/with/${id}/return`;

  return {
    issuers: of.providers.map(({ issuer }) => issuer),
    async list() {
      const looks = [...all.values()];
      const looking = looks.map((look) => look.ask());
      await Promise.race([Promise.all(looking), wait(LOOK_MS, undefined, { ref: false })]);
      return looks.map(({ settings: { id, name }, known }) => ({ id, name, away: known() === undefined }));
    },
    async begin(id, carried) {
      const look = all.get(id);
      if (!look) return undefined;
      const found = await look.ask();
      if (!found) return "away";
      const { buildAuthorizationUrl, calculatePKCECodeChallenge } = await import("openid-client");
      const secret = randomBytes(32).toString("base64url");
      const bound: Bound = { id, browser: hashOf("browser", secret), ...carried };
      const url = buildAuthorizationUrl(found, {
        redirect_uri: redirectUri(id),
        response_type: "code",
        scope: SCOPE,
        state: await tickets.issue("provider", JSON.stringify(bound), AT_PROVIDER_MS),
        nonce: hashOf("nonce", secret),
        code_challenge: await calculatePKCECodeChallenge(secret),
        code_challenge_method: "S256",
        ...(carried.userId !== undefined && { prompt: "login" }),
      });
      return { url: url.href, secret };
    },
    async finish(id, query, secret) {
      const look = all.get(id);
      const parameters = new URLSearchParams(query);
      const state = parameters.get("state") ?? "";
      const data = await tickets.look("provider", state);
      if (!look || data === undefined) return undefined;
      const { id: begun, browser, ...carried } = JSON.parse(data) as Bound;
      // Before the ticket is used: whoever has it without the browser's secret must not spend it.
      if (begun !== id || !isSame(browser, hashOf("browser", secret))) return undefined;
      if (!(await tickets.use(state))) return undefined;
      const found = await look.ask();
      if (!found) return "away";
      try {
        const person = await ask(found, new URL(`${redirectUri(id)}?${parameters}`), state, secret);
        return person && { provider: look.settings, carried, ...person };
      } catch (error) {
        if (isAway(error)) return "away";
        of.log.warn({ provider: id, reason: reasonOf(error) }, "A provider's answer was refused");
        return undefined;
      }
    },
  };
}

interface Bound extends Carried {
  readonly id: string;
  /** Hash of the browser's secret. */
  readonly browser: string;
}

async function ask(found: Configuration, url: URL, state: string, secret: string) {
  const { authorizationCodeGrant, fetchUserInfo } = await import("openid-client");
  const tokens = await authorizationCodeGrant(found, url, {
    pkceCodeVerifier: secret,
    expectedState: state,
    expectedNonce: hashOf("nonce", secret),
    idTokenExpected: true,
  });
  const claims = tokens.claims()!;
  const { sub, auth_time: authTime } = claims;
  if (sub.length > MAX_SUBJECT) return undefined;
  // Many providers keep the address out of the token.
  const asks = claims["email"] === undefined && found.serverMetadata().userinfo_endpoint !== undefined;
  const said = asks ? await fetchUserInfo(found, tokens.access_token, sub) : claims;
  const { email, email_verified: verified, name } = said;
  return {
    subject: sub,
    email: typeof email === "string" && verified === true ? email : undefined,
    name: typeof name === "string" ? name : undefined,
    provedAt: typeof authTime === "number" ? authTime * 1_000 : undefined,
  };
}

/** One provider: found when it is first needed, and looked for again where it was away. */
function lookFor(
  settings: ProviderSettings,
  of: { readonly fetch: CustomFetch; readonly clock: Clock; readonly log: Log },
) {
  let found: { readonly at: number; readonly configuration: Configuration } | undefined;
  let asking: Promise<Configuration | undefined> | undefined;
  /** How long it is not asked again; undefined while it was not away. */
  let pause: (() => number) | undefined;

  async function discover(): Promise<Configuration | undefined> {
    try {
      const configuration = await discovered(settings, of.fetch);
      found = { at: of.clock.now(), configuration };
      pause = undefined;
    } catch (error) {
      if (!pause) of.log.warn({ provider: settings.id, reason: reasonOf(error) }, "A provider is away");
      pause = timeLeft(of.clock, of.clock.now() + AGAIN_MS);
    } finally {
      asking = undefined;
    }
    return found?.configuration;
  }

  return {
    settings,
    known: () => found?.configuration,
    /** What was found an hour ago is good while it is looked for afresh. */
    async ask(): Promise<Configuration | undefined> {
      const now = of.clock.now();
      const isOld = !found || now - found.at >= AFRESH_MS;
      if (isOld && !asking && !(pause && pause() > 0)) asking = discover();
      return found?.configuration ?? asking;
    },
  };
}

async function discovered({ issuer, clientId, clientSecret }: ProviderSettings, fetch: CustomFetch) {
  const library = await import("openid-client");
  const insecure = issuer.startsWith("http:");
  const basic = library.ClientSecretBasic(clientSecret);
  const post = library.ClientSecretPost(clientSecret);
  const configuration = await library.discovery(
    new URL(issuer),
    clientId,
    undefined,
    (server, client, body, headers) => (takesBasic(server) ? basic : post)(server, client, body, headers),
    {
      [library.customFetch]: fetch,
      // The signature of a token is checked, whatever way it came.
      execute: [library.enableNonRepudiationChecks, ...(insecure ? [library.allowInsecureRequests] : [])],
    },
  );
  const { authorization_endpoint: endpoint = "" } = configuration.serverMetadata();
  if (
    !URL.canParse(endpoint) ||
    !(new URL(endpoint).protocol === "https:" || (insecure && endpoint.startsWith("http:")))
  )
    throw new TypeError("it has no authorization endpoint with https");
  return configuration;
}

/** It is what they take where they say nothing (OpenID Connect Discovery 1.0, section 3). */
function takesBasic({ token_endpoint_auth_methods_supported: methods }: ServerMetadata): boolean {
  return methods?.includes("client_secret_basic") ?? true;
}

function hashOf(purpose: string, secret: string): string {
  return createHash("sha256").update(`${purpose} ${secret}`).digest("base64url");
}

function isSame(a: string, b: string): boolean {
  const [one, other] = [Buffer.from(a), Buffer.from(b)];
  return one.length === other.length && timingSafeEqual(one, other);
}

/** Nothing came, or not in time: the provider's own words are not in it. */
function isAway(error: unknown): boolean {
  for (let one = error; one instanceof Error; one = one.cause)
    if (one.name === "OutboundError" || one.name === "TimeoutError" || one.name === "AbortError") return true;
  return false;
}

/** What the library says, without what the provider said. */
function reasonOf(error: unknown): string {
  const { code, message } =
    error instanceof Error ? (error as Error & { readonly code?: unknown }) : { code: undefined, message: "" };
  return typeof code === "string" ? code : message.slice(0, 200);
}
