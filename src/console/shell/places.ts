/** The screens that the menu leads to, in its order. */
import { isOwner, mayManage, membership } from "../api/session.ts";
import { shell } from "./texts.ts";

/** A screen of the menu. */
export interface Place {
  readonly path: string;
  readonly said: string;
  /** Of its icon. */
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
  { path: "/", name: "tonight", said: shell.tonight, isMain: true },
  { path: "/doors", name: "doors", said: shell.doors, isMain: true },
  { path: "/keys", name: "keys", said: shell.keys, isMain: true },
  { path: "/timeline", name: "timeline", said: shell.timeline },
  { path: "/activity", name: "activity", said: shell.activity },
  { path: "/import", name: "importKeys", said: shell.importKeys, isShown: () => mayManage.value },
  { path: "/hubs", name: "hubs", said: shell.hubs },
  { path: "/members", name: "members", said: shell.members, isShown: isInOrganization },
  { path: "/api-keys", name: "apiKeys", said: shell.apiKeys, isShown: ownsOrganization },
  { path: "/brand", name: "brand", said: shell.brand, isShown: ownsOrganization },
  { path: "/partner", name: "partner", said: shell.partner, isShown: ownsOrganization },
  { path: "/sign-in", name: "signIn", said: shell.signIn },
];

export const shownPlaces = () => PLACES.filter(({ isShown }) => isShown?.() ?? true);
