/** What the guest's pages show of whoever lends the door: a name, a logo, colours, whom to ask. */
import { palette, type Palette } from "../../presentation/colours.ts";
import type { BrandRecord, Contact } from "../../presentation/presentation.ts";
import { NO_BRAND } from "../../presentation/presentation.ts";
import type { RouteDeps } from "../server.ts";
import { type GuestKey, guestKey, hostOf } from "./guest.ts";
import { type Html, html } from "./html.ts";
import type { Frame } from "./layout.ts";
import type { View } from "./view.ts";

export interface GuestBrand extends BrandRecord {
  /** Who lends the key's first door; undefined where nobody has a name. */
  readonly host: string | undefined;
}

/** Of the organisation that has the key's first door. */
export async function brandOf({ doors }: GuestKey, deps: RouteDeps): Promise<GuestBrand> {
  const { lock } = doors[0]!;
  const { orgId } = lock.state;
  const brand = orgId === null ? { ...NO_BRAND, logo: null } : await deps.presentation.brand(orgId);
  return { ...brand, host: brand.name ?? (await hostOf(lock, deps)) };
}

/** What surrounds every page of a key. */
export function brandFrame(brand: GuestBrand, { locale: { m } }: View): Frame {
  const { day, night } = palette(brand);
  return {
    colours: day && `${rule(day)}@media (prefers-color-scheme: dark){${rule(night)}}`,
    footer:
      brand.privacyUrl === null
        ? undefined
        : html`<a href="${brand.privacyUrl}" rel="noopener noreferrer" target="_blank">${m.privacy}</a>`,
  };
}

/** The same for a page that knows the key's UUID only, if any. */
export async function frameOfKey(uuid: string | undefined, view: View, deps: RouteDeps): Promise<Frame> {
  const found = uuid === undefined ? undefined : await guestKey(uuid, deps);
  return found ? brandFrame(await brandOf(found, deps), view) : {};
}

function rule(values: Palette): string {
  return `:root{${Object.entries(values)
    .map(([name, value]) => `--${name}:${value}`)
    .join(";")}}`;
}

export function contactHtml(contact: Contact | null): Html | undefined {
  if (!contact) return undefined;
  const { name, phone, email } = contact;
  return html`${name !== null && html`<span><bdi>${name}</bdi></span>`}
  ${phone !== null && html`<a href="tel:${phone.replaceAll(/[^\d+]/g, "")}" dir="ltr">${phone}</a>`}
  ${email !== null && html`<a href="mailto:${email}" dir="ltr">${email}</a>`}`;
}
