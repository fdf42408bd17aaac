/** What the guest's pages show of whoever lends the door: a name, a logo, colours, whom to ask. */
import { palette, type Palette } from "../../presentation/colours.ts";
import type { BrandRecord, Contact } from "../../presentation/presentation.ts";
import { NO_BRAND } from "../../presentation/presentation.ts";
import type { RouteDeps } from "../app.ts";
import type { Surroundings } from "./faults/remembered.ts";
import { type GuestKey, guestKey, hostOf } from "./guest.ts";
import { type Html, html } from "../pages/html.ts";
import type { Frame } from "./page/layout.ts";
import type { View } from "./page/view.ts";

export interface GuestBrand extends BrandRecord {
  /** Who lends the key's first door; undefined where nobody has a name. */
  readonly host: string | undefined;
}

/** Of the organisation that has the key's first door. */
export async function brandOf(
  { doors }: GuestKey,
  deps: Pick<RouteDeps, "presentation" | "directory">,
): Promise<GuestBrand> {
  const { lock } = doors[0]!;
  const { orgId } = lock.state;
  const brand = orgId === null ? { ...NO_BRAND, logo: null } : await deps.presentation.brand(orgId);
  return { ...brand, host: brand.name ?? (await hostOf(lock, deps)) };
}

/**
 * What surrounds every page of a key. The organisation's own contact is for whoever has the link, like its name: the
 * door's is with the way to it.
 *
 * @param contact whom to ask, on pages that do not say so themselves
 */
export function brandFrame(brand: GuestBrand, { locale: { m } }: View, contact: Contact | null): Frame {
  const { day, night } = palette(brand);
  const { privacyUrl } = brand;
  return {
    colours: day && `${rule(day)}@media (prefers-color-scheme: dark){${rule(night)}}`,
    footer: html`${contact !== null && html`<p>${m.contact}${m.colon}${contactHtml(contact)}</p>`}
    ${privacyUrl !== null && html`<p><a href="${privacyUrl}" rel="noopener noreferrer" target="_blank">${m.privacy}</a></p>`}`,
  };
}

/** What surrounds the page of a fault, and whom it names to ask. */
export async function surroundingsOf(uuid: string | undefined, view: View, deps: RouteDeps): Promise<Surroundings> {
  const found = uuid === undefined ? undefined : await guestKey(uuid, deps);
  if (!found) return { frame: {}, contacts: [] };
  const brand = await brandOf(found, deps);
  return { frame: brandFrame(brand, view, null), contacts: brand.contact ? [brand.contact] : [] };
}

/** The same for a page that knows the key's UUID only, if any. */
export async function frameOfKey(uuid: string | undefined, view: View, deps: RouteDeps): Promise<Frame> {
  const found = uuid === undefined ? undefined : await guestKey(uuid, deps);
  if (!found) return {};
  const brand = await brandOf(found, deps);
  return brandFrame(brand, view, brand.contact);
}

function rule(values: Palette): string {
  return `:root{${Object.entries(values)
    .map(([name, value]) => `--${name}:${value}`)
    .join(";")}}`;
}

export function contactHtml({ name, phone, email }: Contact): Html {
  return html`${name !== null && html`<span><bdi>${name}</bdi></span>`}
  ${phone !== null && html`<a href="tel:${phone.replaceAll(/[^\d+]/g, "")}" dir="ltr">${phone}</a>`}
  ${email !== null && html`<a href="mailto:${encodeURIComponent(email).replace("%40", "@")}" dir="ltr">${email}</a>`}`;
}
