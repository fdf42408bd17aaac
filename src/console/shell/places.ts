/** The screens that the menu leads to, in its order. */
import { isOwner, mayManage, membership } from "../api/session.ts";
import { shell } from "./texts.ts";

/** A screen of the menu. */
export interface Place {
  readonly path: string;
  /** Its name in `shell`. */
  readonly name:
    | "tonight"
    | "doors"
    | "keys"
    | "timeline"
    | "activity"
    | "importKeys"
    | "members"
    | "apiKeys"
    | "hubs"
    | "brand"
    | "partner"
    | "signIn";
  /** On a phone it is among the few at the bottom. */
  readonly isMain?: boolean;
  readonly isShown?: () => boolean;
}

const isInOrganization = () => membership.value !== undefined;
const ownsOrganization = () => isInOrganization() && isOwner.value;

export const PLACES: readonly Place[] = [
  { path: "/", name: "tonight", isMain: true },
  { path: "/doors", name: "doors", isMain: true },
  { path: "/keys", name: "keys", isMain: true },
  { path: "/timeline", name: "timeline" },
  { path: "/activity", name: "activity" },
  { path: "/import", name: "importKeys", isShown: () => mayManage.value },
  { path: "/hubs", name: "hubs" },
  { path: "/members", name: "members", isShown: isInOrganization },
  { path: "/api-keys", name: "apiKeys", isShown: ownsOrganization },
  { path: "/brand", name: "brand", isShown: ownsOrganization },
  { path: "/partner", name: "partner", isShown: ownsOrganization },
  { path: "/sign-in", name: "signIn" },
];

export const shownPlaces = () => PLACES.filter(({ isShown }) => isShown?.() ?? true);
export const nameOf = ({ name }: Place) => shell[name];
