/**
 * Notices: messages to people about what happened. Each is kept until it is sent or given up, is written when it is sent, of
 * what is so then, and is sent at least once; twice only where a process was killed in between, with the same Message-ID.
 */
import type { NoticeChannel, NoticeFailure } from "../domain/guest-notice-facts.ts";
import type { Mail } from "../mail/mailer.ts";

/** What is personal of a notice and is encrypted: whom it is to, what it says. */
export type Personal = Readonly<Record<string, string>>;

/** A notice that is to be sent. Times are milliseconds since the epoch. */
export interface NewNotice {
  /** By which its `Kind` is found. */
  readonly kind: string;
  /** One of a slot waits: another one is told with it, not later than either would be. */
  readonly slot: string;
  /** Whose it is, and is erased with: `key UUID`, `user ID`. */
  readonly about: string;
  readonly channel: NoticeChannel;
  readonly personal?: Personal;
  /** When what it tells of happened. */
  readonly since: number;
  /** It is sent then, and not before. */
  readonly dueAt: number;
  /** From then on it comes too late, and is given up. */
  readonly expiresAt: number;
}

/** A notice that waits. */
export interface Notice extends NewNotice {
  readonly id: number;
  /** A UUID, the same for each try. */
  readonly name: string;
  /** How often something came to it. */
  readonly revision: number;
  /** Earlier tries. */
  readonly attempts: number;
}

/** A text to a phone. */
export interface PhoneText {
  /** A number as E.164 writes it: `+493012345`. */
  readonly to: string;
  readonly text: string;
  /** Parts of it by name, for gateways that put messages together themselves. */
  readonly parts: Readonly<Record<string, string>>;
}

/** What is sent, by its channel. */
export type Message =
  | { readonly channel: "email"; readonly mail: Omit<Mail, "messageId"> }
  | { readonly channel: "sms" | "whatsapp"; readonly phone: PhoneText };

/** What became of a notice. */
export type NoticeOutcome = { readonly kind: "sent" } | { readonly kind: "failed"; readonly reason: NoticeFailure };

/** What a notice comes to when it is sent. */
export interface Written {
  readonly message: Message;
  /**
   * What it came to, told before it is written down; where it throws it is told again, and where the process ends before, the
   * notice is sent again.
   *
   * @param id the same for the same message
   */
  readonly settled?: (outcome: NoticeOutcome, id: string) => Promise<void>;
}

/** One kind of notices. */
export interface Kind {
  /**
   * Write it, of what is so now.
   *
   * @returns undefined where there is nothing to say any more: then it is dropped; a time where it is too early
   * @throws StoreUnavailableError, or anything else: then it is tried again later
   */
  write(notice: Notice, now: number): Promise<Written | { readonly later: number } | undefined>;
}
