/** Credentials that were not good: each is counted, and a few lines a minute say so in the log. Never what was sent. */
import type { Clock } from "../../clock.ts";
import type { CredentialKind, CredentialReason } from "../../identity/authentication-error.ts";

export interface RefusedCredentials {
  /** @param by the request: its client as `clientOf` gives it, and its name */
  refused(kind: CredentialKind, reason: CredentialReason, by: { readonly client: string; readonly id: string }): void;
}

export interface RefusedCredentialsDeps {
  readonly log: { warn(details: object, message: string): void };
  readonly clock: Clock;
  readonly metrics?: { credentialRefused(kind: CredentialKind, reason: CredentialReason): void } | undefined;
  /** Names a client as the record does: by a keyed hash. */
  readonly pins: { sourceOf(client: string): string };
}

/** Lines in a minute; how many more there were is told by the first one after it. */
const MAX_LINES = 20;
const MINUTE_MS = 60_000;

export function createRefusedCredentials({ log, clock, metrics, pins }: RefusedCredentialsDeps): RefusedCredentials {
  let began = Number.NEGATIVE_INFINITY;
  let count = 0;
  return {
    refused(kind, reason, { client, id }) {
      metrics?.credentialRefused(kind, reason);
      const now = clock.now();
      if (now < began || now - began >= MINUTE_MS) {
        if (count > MAX_LINES) log.warn({ more: count - MAX_LINES }, "More credentials were refused");
        [began, count] = [now, 0];
      }
      if (++count > MAX_LINES) return;
      log.warn({ reqId: id, kind, reason, source: pins.sourceOf(client) }, "A credential was refused");
    },
  };
}
