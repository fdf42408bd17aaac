/** Notices to the guests of keys: who is told, when, and that it is on the record. */
import type { Sql } from "../database/sql.ts";
import type { StoredEvent } from "../domain/events.ts";
import { knownAfter, noticeOf, toldTo } from "../domain/guest-notice.ts";
import { type GuestNotice, NOTICE_CHANNELS } from "../domain/guest-notice-facts.ts";
import type { TempKeyState } from "../domain/temp-key.ts";
import type { Ledger, TempKeyRecord } from "../ledger/ledger.ts";
import type { Kind, Message } from "./notices.ts";
import type { NoticePart } from "./open-notices.ts";
import type { NoticeSealing, Outbox } from "./outbox.ts";
import { aboutKey, GUEST_KIND, linkDueAt, type Recipient } from "./recipients.ts";

/** What notices to guests need. */
export interface GuestsOptions {
  readonly sql: Sql;
  readonly outbox: Outbox;
  readonly sealing: NoticeSealing;
  readonly ledger: Pick<Ledger, "submit"> & { readonly read: Pick<Ledger["read"], "tempKey" | "tempKeys"> };
  /** Writes what a guest reads. */
  readonly write: (what: GuestNotice, key: TempKeyRecord, to: Recipient, now: number) => Promise<Message>;
}

/** Changes that come one after the other are told together. */
const GROUP_MS = 60_000;
/** What may change what a guest must know. */
const TELLING: ReadonlySet<string> = new Set([
  "TempKeyCreated",
  "TempKeyUpdated",
  "TempKeyDeleted",
  "TempKeyPaused",
  "TempKeyResumed",
]);

/** @returns what tells guests of their keys */
export function guestNotices({ sql, outbox, sealing, ledger, write }: GuestsOptions): NoticePart {
  const RECIPIENTS = `SELECT uuid, recipient FROM key_recipients WHERE uuid IN ${sql.words.elements("$1")}`;

  /** Of those of these keys that have one that can be read. */
  async function recipientsOf(uuids: Iterable<string>): Promise<ReadonlyMap<string, Recipient>> {
    const rows = await sql.read<{ readonly uuid: string; readonly recipient: string }>(
      RECIPIENTS,
      JSON.stringify([...uuids]),
    );
    const found = new Map<string, Recipient>();
    for (const { uuid, recipient } of rows) {
      const read = await sealing.unseal(aboutKey(uuid), Buffer.from(recipient, "base64url")).catch(() => undefined);
      const channel = NOTICE_CHANNELS.find((one) => one === read?.channel);
      if (read?.to === undefined || !channel) continue;
      const { to, language = "en", at, since } = read;
      const times = {
        ...(at !== undefined && { at: Number(at) }),
        ...(since !== undefined && { since: Number(since) }),
      };
      found.set(uuid, { channel, to, language, ...times });
    }
    return found;
  }

  const kind: Kind = {
    async write({ about, attempts }, now) {
      const uuid = about.slice(aboutKey("").length);
      const [record, to] = [await ledger.read.tempKey(uuid), (await recipientsOf([uuid])).get(uuid)];
      if (!record || !to) return undefined;
      const { state } = record;
      const what = noticeOf(state, now, to.since) ?? (isTooLate(state, to, attempts, now) ? "link" : undefined);
      if (what === undefined) return undefined;
      return {
        message: await write(what, record, to, now),
        async settled(outcome, noticeId) {
          const came =
            outcome.kind === "sent" ? { kind: "sent" as const, known: knownAfter(state, now, to.since) } : outcome;
          const { channel } = to;
          const note = { tempKeyUuid: uuid, noticeId, notice: what, channel, outcome: came } as const;
          await ledger.submit({ type: "noteNotice", ...note });
        },
      };
    },
  };

  return {
    kinds: { [GUEST_KIND]: kind },
    async take(events, now) {
      const recipients = await recipientsOf(keysOf(events));
      if (recipients.size === 0) return [];
      const records = await ledger.read.tempKeys([...recipients.keys()]);
      const due = records.flatMap(({ state }) => {
        const to = recipients.get(state.uuid)!;
        const what = noticeOf(state, now, to.since);
        if (what === undefined) return [];
        const { channel } = to;
        const about = aboutKey(state.uuid);
        const dueAt = dueOf(what, state, to, now);
        return [{ kind: GUEST_KIND, slot: about, about, channel, since: now, dueAt, expiresAt: state.validUntil }];
      });
      return outbox.queueing(due);
    },
  };
}

function keysOf(events: readonly StoredEvent[]): ReadonlySet<string> {
  return new Set(
    events.flatMap(({ event }) =>
      TELLING.has(event.type) && "tempKeyUuid" in event.data ? [event.data.tempKeyUuid] : [],
    ),
  );
}

function dueOf(what: GuestNotice, { validFrom }: TempKeyState, to: Recipient, now: number): number {
  if (what === "link") return linkDueAt(to, validFrom, now);
  // That a key is gone is told at once: nothing that comes after it matters.
  return what === "revoked" ? now : now + GROUP_MS;
}

/** It was tried to tell them, until the key's time was over. */
function isTooLate(key: TempKeyState, { since }: Recipient, attempts: number, now: number): boolean {
  const { revokedAt, validUntil } = key;
  return toldTo(key, since) === undefined && revokedAt === null && attempts > 0 && now >= validUntil;
}
