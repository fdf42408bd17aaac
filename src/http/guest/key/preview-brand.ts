/**
 * A guest's page with a brand that is not kept yet, for whoever chooses it: of a key that there is not. It is within a page
 * of the console only, because it says whatever its address says.
 */
import Type, { type Static } from "typebox";
import { isBrandUrl, MAX } from "../../../presentation/fields.ts";
import type { Contact } from "../../../presentation/presentation.ts";
import { HttpError } from "../../answers/errors.ts";
import type { App } from "../../app.ts";
import { LanguageChoice } from "../../pages/schemas.ts";
import { brandFrame, contactHtml, type GuestBrand } from "../brand.ts";
import type { GuestDeps } from "../faults/remembered.ts";
import { sendPage } from "../guest.ts";
import { type View, viewOf } from "../page/view.ts";
import type { DoorView } from "./door-control.ts";
import { keyPage } from "./key-page.ts";
import { lookingAs, PREVIEW_POLICY } from "./looking-as.ts";
import { windowText } from "./show-key.ts";

const text = (maxLength: number) => Type.Optional(Type.String({ maxLength }));
const Colour = Type.Optional(Type.String({ pattern: "^#[0-9a-fA-F]{6}$" }));
const Query = Type.Object({
  lang: LanguageChoice,
  organizationId: Type.String({ minLength: 1, maxLength: 255 }),
  name: text(MAX.name),
  accent: Colour,
  background: Colour,
  contactName: text(MAX.name),
  phone: text(MAX.phone),
  email: text(MAX.email),
  privacyUrl: text(MAX.url),
});
type Query = Static<typeof Query>;

const NO_KEY = "00000000-0000-0000-0000-000000000000";
const HOUR_MS = 3_600_000;
const STAY_MS = 68 * HOUR_MS;

export function previewBrandRoute(app: App, deps: GuestDeps): void {
  app.get("/guest/brand-preview", { schema: { hide: true, querystring: Query } }, async (request, reply) => {
    const { query, headers } = request;
    if (headers["sec-fetch-dest"] !== undefined && headers["sec-fetch-dest"] !== "iframe")
      throw new HttpError(404, "There is nothing here");
    await lookingAs(request, query.organizationId, "setBrand", deps);
    const view = viewOf(request, deps.config);
    reply.header("content-security-policy", `${PREVIEW_POLICY}; style-src 'nonce-${view.nonce}'`);
    const host = query.name ?? (await deps.organizations.settings(query.organizationId))?.name ?? undefined;
    const logo = await deps.presentation.picture({ logoOf: query.organizationId });
    // The page may not send the cookie by which a picture would be shown.
    const address = logo && `data:${logo.type};base64,${Buffer.from(logo.bytes).toString("base64")}`;
    return sendPage(reply, 200, samplePage(brandAsked(query, host), address, view, deps.clock.now()));
  });
}

function brandAsked(
  { name, accent, background, contactName, phone, email, privacyUrl }: Query,
  host?: string,
): GuestBrand {
  const contact = { name: contactName ?? null, phone: phone ?? null, email: email ?? null };
  return {
    name: name ?? null,
    accent: accent ?? null,
    background: background ?? null,
    contact: phone === undefined && email === undefined ? null : contact,
    privacyUrl: privacyUrl !== undefined && isBrandUrl(privacyUrl) ? privacyUrl : null,
    logo: null,
    host,
  };
}

function samplePage(brand: GuestBrand, logo: string | undefined, view: View, now: number): string {
  const { locale } = view;
  const validFrom = Math.floor(now / HOUR_MS) * HOUR_MS;
  const page = {
    uuid: NO_KEY,
    host: brand.host,
    logo,
    doors: [sampleDoor(locale.m.door, brand.contact)],
    window: windowText(locale, { validFrom, validUntil: validFrom + STAY_MS }, "UTC", now),
    usesLeft: undefined,
    note: null,
    contact: brand.contact ? contactHtml(brand.contact) : undefined,
    refusal: undefined,
    changesIn: undefined,
    pin: undefined,
    signedInAs: undefined,
    signIn: false,
    help: undefined,
  };
  return keyPage(view, page, { ...brandFrame(brand, view, null), isStill: true });
}

function sampleDoor(name: string, contact: Contact | null): DoorView {
  return {
    id: 1,
    name,
    opens: "slide",
    kind: "door",
    byPin: false,
    pin: undefined,
    usedUp: false,
    usesLeft: undefined,
    wasOpened: false,
    isLast: false,
    unlockedNow: undefined,
    offline: undefined,
    intent: NO_KEY,
    directions: undefined,
    contacts: contact ? [contact] : [],
  };
}
