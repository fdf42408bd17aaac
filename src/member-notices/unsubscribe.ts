/**
 * The links that end one kind of mail for one person: good for ever and without signing in, and nobody can make one but who
 * has the key.
 */
import { createHmac, timingSafeEqual } from "node:crypto";
import type { Clock } from "../clock.ts";
import { StoreUnavailableError } from "../database/unavailable.ts";
import type { Members } from "../identity/members.ts";
import {
  defaultChoices,
  NOTICE_KINDS,
  type NoticeChoices,
  type NoticeLanguage,
  type Unsubscribing,
  without,
} from "./choices.ts";

/** The port of ending mails by a link. Everything throws StoreUnavailableError when the store does not answer. */
export interface Unsubscribe {
  /** What a link carries. */
  tokenOf(of: Unsubscribing): Promise<string>;
  /** Undefined for what nobody here has made. */
  read(token: string): Promise<Unsubscribing | undefined>;
  /** They get no more of it; done again, it changes nothing. */
  end(of: Unsubscribing): Promise<void>;
}

/** What it takes. */
export interface UnsubscribeOptions {
  /** 32 bytes, for this alone; asked for when it is first needed. */
  readonly key: () => Promise<Buffer>;
  readonly choices: NoticeChoices;
  readonly members: Pick<Members, "roleOf">;
  /** Of those who chose none. */
  readonly language: NoticeLanguage;
  readonly clock: Clock;
}

const MAX_TOKEN = 2_000;

/** Nothing is read before somebody needs it. */
export function createUnsubscribe({ key, choices, members, language, clock }: UnsubscribeOptions): Unsubscribe {
  let known: Promise<Buffer> | undefined;
  async function signatureOf(payload: string): Promise<Buffer> {
    known ??= key().catch((error: unknown) => {
      known = undefined; // the next one tries again: a disk may have room by then
      throw new StoreUnavailableError("The secret of notices cannot be read or made", { cause: error });
    });
    return createHmac("sha256", await known)
      .update(payload)
      .digest();
  }

  return {
    async tokenOf({ userId, scope, kind }) {
      const payload = Buffer.from(JSON.stringify([userId, scope, kind])).toString("base64url");
      return `${payload}.${(await signatureOf(payload)).toString("base64url")}`;
    },
    async read(token) {
      const [payload = "", signature = "", ...more] = token.length > MAX_TOKEN ? [] : token.split(".");
      const given = Buffer.from(signature, "base64url");
      const own = await signatureOf(payload);
      if (more.length > 0 || given.length !== own.length || !timingSafeEqual(given, own)) return undefined;
      const [userId, scope, kind] = JSON.parse(Buffer.from(payload, "base64url").toString()) as [
        string,
        string,
        string,
      ];
      const found = kind === "daily" ? kind : NOTICE_KINDS.find((one) => one === kind);
      return found && { userId, scope, kind: found };
    },
    async end({ userId, scope, kind }) {
      const now = clock.now();
      const orgId = scope.startsWith("org:") ? scope.slice("org:".length) : undefined;
      const role = orgId === undefined ? undefined : (await members.roleOf(orgId, userId, now))?.role;
      // Who left gets nothing anyway, and nothing is kept of them.
      if (orgId !== undefined && role === undefined) return;
      const before = (await choices.of(userId, scope)) ?? defaultChoices(role, language);
      const isOn = kind === "daily" ? before.dailyAt !== null : before.atOnce.includes(kind);
      if (isOn) await choices.put(userId, scope, without(before, kind), now);
    },
  };
}
