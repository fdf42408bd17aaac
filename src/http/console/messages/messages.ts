/** All that the console's pages say. A missing text does not compile. */
import type { WaysMessages } from "./ways-messages.ts";

import type { NoticeKind } from "../../../member-notices/choices.ts";
import type { Role } from "../../../domain/actor.ts";

/** What is wrong with a field of a form. */
export type Problem = "required" | "email" | "short" | "long" | "breached" | "taken" | "known" | "wrong";

interface Said {
  readonly title: string;
  readonly next: string;
}

export interface Messages {
  /** The language's own name, for the switch. */
  readonly language: string;
  /** Before the title of a page that was sent back with something wrong. */
  readonly wrong: string;
  readonly problems: Readonly<Record<Problem, string>>;
  readonly wrongSignIn: string;
  readonly wrongPassword: string;
  readonly fields: {
    readonly name: string;
    readonly email: string;
    readonly password: string;
    readonly newPassword: string;
    readonly passwordHint: string;
    readonly organization: string;
    readonly organizationHint: string;
  };
  readonly setUp: Said & { readonly submit: string };
  readonly wayIn: { readonly title: string; next(email: string): string; readonly submit: string };
  readonly needsScript: string;
  readonly badLink: Said;
  readonly invitation: {
    title(organization: string): string;
    next(email: string): string;
    readonly roles: Readonly<Record<Role, string>>;
    readonly submit: string;
    /** Whoever is signed in already. */
    readonly accept: string;
    /** The way for those who have an account. */
    readonly signIn: string;
    otherUser(email: string, who: string): string;
    readonly full: string;
    readonly unnamed: string;
  };
  readonly signIn: { readonly title: string; readonly submit: string };
  readonly prove: Said & { readonly submit: string };
  readonly sessions: {
    readonly title: string;
    next(who: string): string;
    readonly here: string;
    lastSeen(when: string): string;
    readonly now: string;
    readonly end: string;
    /** For those who listen: which one. */
    endOne(device: string): string;
    readonly endOthers: string;
    readonly signOut: string;
  };
  readonly device: {
    both(browser: string, system: string): string;
    readonly someBrowser: string;
    readonly program: string;
  };
  readonly faults: {
    readonly notFound: Said;
    readonly otherSite: Said;
    readonly tooMany: Said;
    readonly busy: Said;
    readonly bad: Said;
    readonly fault: Said;
    againIn(when: string): string;
  };
  /** Ending one kind of mail by its link. */
  readonly stopNotices: {
    readonly ask: Said & { readonly submit: string };
    readonly done: Said;
    readonly bad: Said;
    readonly kinds: Readonly<Record<NoticeKind | "daily", string>>;
    readonly choose: string;
  };
  readonly backToSignIn: string;
  readonly ways: WaysMessages;
}
