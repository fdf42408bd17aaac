/**
 * Everything that the guest's pages say, in one language. A language that lacks a message does not compile.
 *
 * Sentences are plain and short: they are read at night, in the rain, by somebody with a suitcase. What stands in a
 * parameter was given by people (names, addresses) or is formatted already (times, numbers).
 */
import type { OpenFailure } from "../../../domain/order.ts";
import type { AdmissionRefusal } from "../../../domain/refusals.ts";
import type { Hand } from "../../../presentation/presentation.ts";

export interface Messages {
  /** What misleads in this language, as regular expressions: a test finds it in no text. `taken back` is `collected` in many. */
  readonly avoids: readonly string[];
  /** Label of the switch between languages. */
  readonly languages: string;
  /** Between a label and what it labels, with its spaces. */
  readonly colon: string;
  /**
   * Of times and numbers, where they are not as the language's own tag says. The region counts only where the phone
   * tells none.
   */
  readonly formats?: Intl.LocaleOptions;
  /** What reads wrong of the language's `in 2 hours` (CLDR), as a regular expression, and what takes its place. */
  readonly inHowLong?: readonly [wrong: string, right: string];

  // ---- the key
  /** Title of every page of a key; it names no place, because previews of links show it. */
  readonly yourKey: string;
  /** Before the door's name, which is the heading: `Acme Homes lends you` / `Front door`. */
  readonly lends: (host: string) => string;
  /** The same where nobody's name is known. */
  readonly invited: string;
  /** Heading of a key over several doors. */
  readonly doors: Plural;
  /** The name of a door that nobody has given one. */
  readonly door: string;
  readonly when: string;
  /** Between two times: `Fri 24 Dec, 15:00 until Mon 27 Dec, 11:00`. */
  readonly until: string;
  readonly uses: string;
  readonly usesLeft: Plural;
  readonly note: string;
  readonly contact: string;
  readonly privacy: string;
  /** How to find and use a door, written by the host. */
  readonly arrival: string;
  /** What a screen reader says of the host's picture. */
  readonly pictureOf: (door: string) => string;
  /** Whose clock the times are of: the door's, wherever the guest is now. */
  readonly localTime: string;
  /** Before the control of the door that comes next on the way. */
  readonly next: (door: string) => string;
  /** Label of the field that leaves the doors whose name has what is typed. */
  readonly findDoor: string;
  readonly backToKey: string;

  // ---- opening
  readonly slideToOpen: string;
  /** How to slide, said to somebody who only tapped. */
  readonly slideHint: string;
  readonly open: string;
  readonly openDoor: (door: string) => string;
  readonly openWithoutSliding: string;
  /** One door of several, used up while others still open. */
  readonly doorUsedUp: string;
  readonly opensWithPin: string;

  // ---- the PIN
  readonly pin: string;
  readonly enterPin: string;
  /** @param doors a list of names */
  readonly enterPinAt: (doors: string) => string;
  readonly copy: string;
  readonly copied: string;

  // ---- refusals
  /** What to do where nothing on the page helps. */
  readonly ask: string;
  readonly refusals: Readonly<Record<AdmissionRefusal, Text>>;
  /** `It starts working in 2 hours: Fri 24 Dec, 15:00, local time at the door.` */
  readonly begins: (inHowLong: string, time: string, zone: string) => string;
  /** Where there is less than a minute left; takes the place of `in 2 hours`. */
  readonly inAMoment: string;

  // ---- what became of an opening
  readonly queued: Text;
  readonly sent: Text;
  /** The bolt is free; what a hand does then is in `hands`. */
  readonly opened: Pick<Text, "title">;
  /** After what was opened, where the device does. */
  readonly locksAgain: string;
  /** Title where the door surely did not open. */
  readonly notOpened: string;
  readonly failures: Readonly<Record<OpenFailure, string>>;
  readonly unknown: Text;
  /** A confirmation of nothing. */
  readonly nothing: Text;

  // ---- said by the page while the door opens
  /** The page has sent the request and has no answer yet. */
  readonly asking: string;
  /** The request may or may not have arrived: the page goes on trying to find out. */
  readonly lostConnection: string;
  /** It was given up to find out. The same opening may be asked for again and is counted once. */
  readonly noAnswer: string;
  /** The phone has no connection, and nothing was sent. */
  readonly noConnection: string;
  /** The whole page, where the phone has no connection. */
  readonly offline: Text;

  // ---- signing in
  readonly email: string;
  readonly anotherEmail: string;
  readonly sendLink: string;
  readonly signIn: string;
  readonly signedInAs: (email: string) => string;
  readonly signOut: string;
  /** In the place of the refusal's, where the page offers to sign in. */
  readonly signInNext: string;
  readonly signInAsAnotherNext: string;
  readonly linkSent: { readonly title: string; readonly next: (minutes: string) => string };
  readonly badAddress: Text;
  readonly badLink: { readonly title: string; readonly next: (minutes: string) => string };
  readonly redeem: { readonly title: string; readonly next: (days: string) => string };
  readonly signedIn: Text;
  /** The message with the link. */
  readonly mail: {
    readonly subject: (door: string) => string;
    readonly before: (door: string) => string;
    readonly open: string;
    readonly after: (minutes: string) => string;
  };

  // ---- messages about the key, which are sent to the guest
  readonly notices: {
    readonly changed: string;
    /** After it was paused. */
    readonly resumed: string;
    /** On a button. */
    readonly showKey: string;
    /** Before the link, where whoever manages the key passes it on themselves. */
    readonly openLink: string;
    readonly atTheDoor: string;
    readonly keepToYourself: string;
    /** Why this came, and to whom it may have come by mistake. */
    readonly why: string;
  };

  // ---- what is known of a lock, which is never guessed
  /** What a hand does once the bolt is free. */
  readonly hands: Readonly<Record<Hand | "unknown", string>>;
  /** Only where the door itself says that it is open. */
  readonly doorOpen: Text;
  /** The device took the order, and does not say whether the bolt moved. */
  readonly toldToOpen: Text;
  /** Seen a moment ago; before `hands`. */
  readonly unlockedNow: string;
  readonly unlockedAt: (time: string) => string;
  readonly lockedAgain: string;
  /** `It locks again in 5 seconds.` */
  readonly locksIn: (inHowLong: string) => string;
  /** How a stuck bolt is freed. */
  readonly jams: Readonly<Record<"push" | "pull", string>>;
  readonly offlineSince: (time: string) => string;
  /** `outcome` is one of `outcomes`. */
  readonly lastOpening: (door: string, time: string, outcome: string) => string;
  readonly outcomes: Readonly<Record<"unlocked" | "accepted" | "called" | "notOpened" | "unknown", string>>;
  readonly gateMoving: Text;
  /** `It takes about 20 seconds.` */
  readonly gateTakes: (seconds: string) => string;
  /** Its time to move is over, and nothing says where it stands. */
  readonly gateTold: Text;
  /** Only where the gate itself says so, after it moved. */
  readonly gateOpen: string;
  readonly lift: Text;
  readonly liftFloor: (floor: string) => string;
  readonly callLift: string;
  /** In the place of `slideToOpen`. */
  readonly slideToCall: string;
  /** One opening is left: said before it is taken. */
  readonly lastUse: string;

  // ---- help for whoever did not get in
  readonly tryAgain: string;
  /** The lock has no connection. */
  readonly tryAnyway: string;
  readonly usePin: (pin: string) => string;
  /** After a way to try again. */
  readonly orUsePin: (pin: string) => string;
  /** A name or a number. */
  readonly call: (who: string) => string;
  /** A name or an address of e-mail. */
  readonly write: (who: string) => string;
  /** Where there is a limit. */
  readonly nothingCounted: string;
  readonly countsAsOne: string;
  /** `You can try again in 59 seconds.` */
  readonly againIn: (inHowLong: string) => string;
  /** `It ended: Fri 27 Nov, 11:00, local time at the door.` */
  readonly endedAt: (time: string, zone: string) => string;

  // ---- faults
  readonly badRequest: Text;
  readonly signInAgain: Text;
  readonly tooManyTries: Text;
  readonly tooBusy: Text;
  readonly fault: Text;

  // ---- previews of the link, which say neither where nor when
  readonly preview: Text;
}

/** What is so in one sentence, and what to do next in one or two. */
export interface Text {
  readonly title: string;
  readonly next: string;
}

/** By the plural categories of the language (CLDR); `{n}` is where the number goes. */
export type Plural = { readonly other: string } & Partial<Readonly<Record<Intl.LDMLPluralRule, string>>>;
