/** A brand as a form has it: a text for each field, empty where nothing is said. */
import { AA, contrast, nearestReadable, readAgainst } from "../../../presentation/colours.ts";
import type { Brand } from "../../api/types.ts";

export const FIELDS = ["name", "accent", "background", "contactName", "phone", "email", "privacyUrl"] as const;
export type BrandField = (typeof FIELDS)[number];
/** What the form has. */
export type Draft = Readonly<Record<BrandField, string>>;
/** What is sent. */
export type BrandGiven = Omit<Brand, "logo">;

/** What a brand has, in the form. */
export function draftOf({ name, accent, background, contact, privacyUrl }: BrandGiven): Draft {
  return {
    name: name ?? "",
    accent: accent ?? "",
    background: background ?? "",
    contactName: contact?.name ?? "",
    phone: contact?.phone ?? "",
    email: contact?.email ?? "",
    privacyUrl: privacyUrl ?? "",
  };
}

const given = (text: string) => (text.trim() === "" ? null : text.trim());

/** What the form says, as it is kept. */
export function brandOf(draft: Draft): BrandGiven {
  const { name, accent, background, phone, email, privacyUrl } = draft;
  const contact = { name: given(draft.contactName), phone: given(phone), email: given(email) };
  return {
    name: given(name),
    accent: given(accent)?.toLowerCase() ?? null,
    background: given(background)?.toLowerCase() ?? null,
    contact: Object.values(contact).every((one) => one === null) ? null : contact,
    privacyUrl: given(privacyUrl),
  };
}

const COLOUR = /^#[\da-f]{6}$/i;

/** How well one reads a colour, and a shade near it that one can read. */
export interface Legibility {
  /** From 1 to 21, as WCAG computes it; of what it is read against, the worst. Cut, not rounded: 4.49 is no 4.5. */
  readonly ratio: number;
  readonly isEnough: boolean;
  readonly better: string;
}

/** @returns undefined for what is no colour */
export function legibility(field: "accent" | "background", { accent, background }: Draft): Legibility | undefined {
  const colour = field === "accent" ? accent : background;
  if (!COLOUR.test(colour)) return undefined;
  const ground = COLOUR.test(background) ? background : null;
  const others = readAgainst(field, { accent: null, background: ground });
  const worst = Math.min(...others.map((other) => contrast(colour, other)));
  return {
    ratio: Math.floor(worst * 100) / 100,
    isEnough: worst >= AA,
    better: nearestReadable(colour, others, field === "accent" ? "#000000" : "#ffffff"),
  };
}

/** What is wrong with what is written, by field, as a name of its text. */
export type BrandProblem = "colour" | "contrast" | "phone" | "email" | "contact" | "https";

const isHttps = (text: string) => URL.canParse(text) && new URL(text).protocol === "https:";

/** Everything that is wrong; the server checks it again. */
export function problemsOf(draft: Draft): Partial<Record<BrandField, BrandProblem>> {
  const { contact, privacyUrl } = brandOf(draft);
  const problems: Partial<Record<BrandField, BrandProblem>> = {};
  for (const field of ["accent", "background"] as const) {
    if (draft[field].trim() === "") continue;
    const found = legibility(field, draft);
    if (!found) problems[field] = "colour";
    else if (!found.isEnough) problems[field] = "contrast";
  }
  if (contact?.phone && !/^(?=.*\d)\+?[\d ()./-]{3,40}$/.test(contact.phone)) problems.phone = "phone";
  if (contact?.email && !/^[^\s@<>"?&#]{1,64}@[^\s@<>"?&#]{3,190}$/.test(contact.email)) problems.email = "email";
  if (contact && contact.phone === null && contact.email === null) problems.contactName = "contact";
  if (privacyUrl !== null && !isHttps(privacyUrl)) problems.privacyUrl = "https";
  return problems;
}
