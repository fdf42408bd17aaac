/**
 * The port of what guests are shown of whoever lends them a door. None of it is part of the record, and all of it can
 * be erased.
 *
 * Everything throws StoreUnavailableError when the store does not answer within its patience.
 */

/** The port of brands, directions and their pictures. Writes throw StoreUnavailableError. */
export interface Presentation {
  /** An organisation's; empty where it has given none. */
  brand(orgId: string): Promise<BrandRecord>;
  setBrand(orgId: string, brand: Brand): Promise<void>;
  /** A lock's own; empty where nobody has given any. */
  directions(lockId: number): Promise<DirectionsRecord>;
  /**
   * What guests are told of these locks, one or more, by their numbers: empty ones too. A lock that says nothing of the way,
   * or has no address, is told of as its site is.
   */
  directionsOfLocks(lockIds: readonly number[]): Promise<ReadonlyMap<number, DirectionsRecord>>;
  setDirections(lockId: number, directions: Directions): Promise<void>;
  picture(of: Pictured): Promise<Picture | undefined>;
  /** @param picture undefined removes it */
  setPicture(of: Pictured, picture: Picture | undefined): Promise<void>;
  close(): Promise<void>;
}

/** What a picture is of: an organisation's logo, or the way to a lock. */
export type Pictured = { readonly logoOf: string } | { readonly directionsTo: number };

/** How an organisation presents itself on guests' pages; null where it says nothing. */
export interface Brand {
  /** In the place of the organisation's name. */
  readonly name: string | null;
  /** Of what can be pressed, and behind the page: `#rrggbb`. */
  readonly accent: string | null;
  readonly background: string | null;
  readonly contact: Contact | null;
  /** https. */
  readonly privacyUrl: string | null;
}

/** Whom a guest asks; at least one of the last two is given. */
export interface Contact {
  readonly name: string | null;
  /** As it is dialled: `+30 210 1234567`. */
  readonly phone: string | null;
  readonly email: string | null;
}

/** How a guest finds and uses a door. */
export interface Directions {
  readonly text: string | null;
  /** In the place of the brand's. */
  readonly contact: Contact | null;
  /** One line, as people write it and a map finds it. */
  readonly address: string | null;
  /** What the guest does once the bolt is free; null where nobody said. Of doors alone. */
  readonly hand: Hand | null;
  /** What it is that opens; null is a door. */
  readonly kind: WayKind | null;
  /** For how many seconds a gate moves. */
  readonly movesForS: number | null;
  /** What is pressed in a lift's cabin: `4`. */
  readonly floor: string | null;
}

/** A door is pushed or pulled, or its handle is pressed down. */
export const HANDS = ["push", "pull", "turn"] as const;
/** One of `HANDS`. */
export type Hand = (typeof HANDS)[number];

/** A gate moves by itself, and takes its time; a lift is called, and opens nothing yet. */
export const WAY_KINDS = ["door", "gate", "lift"] as const;
/** One of `WAY_KINDS`. */
export type WayKind = (typeof WAY_KINDS)[number];

/** A brand as it is read. */
export interface BrandRecord extends Brand {
  /** Changes with the logo; null where there is none. */
  readonly logo: string | null;
}

/** Directions as they are read. */
export interface DirectionsRecord extends Directions {
  /** Changes with the picture; null where there is none. */
  readonly picture: string | null;
}

/** A picture as it is stored and sent. */
export interface Picture {
  readonly type: PictureType;
  readonly bytes: Buffer;
}

/** The media types that pictures are kept in. */
export type PictureType = "image/png" | "image/jpeg" | "image/webp";

export const NO_BRAND: Brand = { name: null, accent: null, background: null, contact: null, privacyUrl: null };
export const NO_DIRECTIONS: Directions = {
  text: null,
  contact: null,
  address: null,
  hand: null,
  kind: null,
  movesForS: null,
  floor: null,
};
