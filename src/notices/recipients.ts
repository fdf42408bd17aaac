/** Whom keys are for, and how they are told of them. */
import type { NoticeChannel } from "../domain/guest-notice-facts.ts";
import type { NoticeSealing } from "./outbox.ts";

/** Whose a notice to a key's guest is. */
export function aboutKey(tempKeyUuid: string): string {
  return `key ${tempKeyUuid}`;
}

/** Whom a key is for, as it is asked for. */
export interface Recipient {
  readonly channel: NoticeChannel;
  /** An address, or a number as E.164 writes it. */
  readonly to: string;
  /** One of the guest page's. */
  readonly language: string;
  /** Not before that, in milliseconds since the epoch, unless the key begins. */
  readonly at?: number;
}

/** The port of recipients, for whoever makes keys. */
export interface Recipients {
  /** Whether anything sends messages by this channel. */
  canReach(channel: NoticeChannel): boolean;
  /** The guest page's language for whoever asks for a tag; undefined where it speaks none. */
  languageOf(tag: string): string | undefined;
  /** As a command brings it. @throws StoreUnavailableError */
  seal(tempKeyUuid: string, recipient: Recipient): Promise<string>;
}

/** @param sealing encrypts a recipient for their key alone */
export function createRecipients(
  sealing: NoticeSealing,
  carrier: { canCarry(channel: NoticeChannel): boolean },
  languageOf: Recipients["languageOf"],
): Recipients {
  return {
    languageOf,
    canReach: carrier.canCarry,
    async seal(tempKeyUuid, { at, ...rest }) {
      const personal = { ...rest, ...(at !== undefined && { at: String(at) }) };
      return (await sealing.seal(aboutKey(tempKeyUuid), personal)).toString("base64url");
    },
  };
}
