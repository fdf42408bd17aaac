/** What guests are shown of an organisation and of a door. Only what is named changes. */
import { readFile } from "node:fs/promises";
import type { FieldError } from "../domain/refusals.ts";
import { directionsErrors, brandErrors, MAX, wholeContact } from "../presentation/fields.ts";
import { LOGO, PictureError, type PictureLimits, readPicture, DIRECTIONS_PICTURE } from "../presentation/picture.ts";
import type { Contact, Directions, Picture, Presentation } from "../presentation/presentation.ts";
import { type Arguments, type Context, type Output, UsageError } from "./command.ts";
import { withStore } from "./stores.ts";
import { lockIdOf, quote, shortText, wholeNumber } from "./values.ts";

/** What stands for "nothing" on the command line. */
const NONE = "none";
const OPTIONS: Readonly<Record<string, string>> = {
  privacyUrl: "--privacy",
  contact: "--phone or --email",
  "contact.phone": "--phone",
  "contact.email": "--email",
  movesForS: "--moves-for",
};

export async function setBrand(args: Arguments, context: Context): Promise<Output> {
  const orgId = args.operand("orgId");
  const logo = await pictureOf(args, "logo", LOGO);
  return withStore(context, async (store) => {
    if (!(await (await store.directory()).organization(orgId)))
      throw new Error(`There is no organisation ${quote(orgId)}`);
    const presentation = await store.presentation();
    const { logo: _, ...before } = await presentation.brand(orgId);
    const brand = {
      name: option(args, "name", MAX.name, before.name),
      accent: option(args, "accent", 7, before.accent),
      background: option(args, "background", 7, before.background),
      contact: contactOf(args, before.contact),
      privacyUrl: option(args, "privacy", MAX.url, before.privacyUrl),
    };
    refuse(brandErrors(brand));
    await presentation.setBrand(orgId, brand);
    await setPicture(presentation, { logoOf: orgId }, logo);
    const now = await presentation.brand(orgId);
    return { json: now, text: `Guests of ${quote(orgId)} see:\n${JSON.stringify(now, null, 2)}` };
  });
}

export async function setDirections(args: Arguments, context: Context): Promise<Output> {
  const lockId = lockIdOf(args);
  const picture = await pictureOf(args, "picture", DIRECTIONS_PICTURE);
  const file = args.option("text-file");
  const told = file === undefined ? undefined : (await readFile(file, "utf8")).trim();
  if (told !== undefined && (told.length === 0 || told.length > MAX.text))
    throw new UsageError(`--text-file must have 1 to ${MAX.text} characters`);
  if (told !== undefined && args.option("text") !== undefined)
    throw new UsageError("--text and --text-file are the same");
  if (/[\n\r]/.test(args.option("text") ?? ""))
    throw new UsageError("--text is one line; put a text of several into a file and name it with --text-file");
  return withStore(context, async (store) => {
    if (!(await (await store.ledger()).read.lock(lockId))) throw new Error(`There is no lock ${lockId}`);
    const presentation = await store.presentation();
    const before = await presentation.directions(lockId);
    const text = told ?? option(args, "text", MAX.text, before.text);
    const directions = { text, contact: contactOf(args, before.contact), ...movementOf(args, before) };
    refuse(directionsErrors(directions));
    await presentation.setDirections(lockId, directions);
    await setPicture(presentation, { directionsTo: lockId }, picture);
    const now = await presentation.directions(lockId);
    return { json: now, text: `Guests of lock ${lockId} see:\n${JSON.stringify(now, null, 2)}` };
  });
}

/** Whatever is no hand and no kind is refused with everything else. */
function movementOf(args: Arguments, before: Directions) {
  const seconds = args.option("moves-for");
  return {
    address: option(args, "address", MAX.address, before.address),
    hand: option(args, "hand", MAX.name, before.hand) as Directions["hand"],
    kind: option(args, "kind", MAX.name, before.kind) as Directions["kind"],
    movesForS: seconds === undefined ? before.movesForS : seconds === NONE ? null : wholeNumber(seconds, "--moves-for"),
    floor: option(args, "floor", MAX.floor, before.floor),
  };
}

function option(args: Arguments, name: string, max: number, before: string | null): string | null {
  const given = args.option(name);
  if (given === undefined) return before;
  return given === NONE ? null : shortText(given, `--${name}`, max);
}

function contactOf(args: Arguments, before: Contact | null): Contact | null {
  const name = option(args, "contact", MAX.name, before?.name ?? null);
  const phone = option(args, "phone", MAX.phone, before?.phone ?? null);
  const email = option(args, "email", MAX.email, before?.email ?? null);
  return name === null && phone === null && email === null ? null : wholeContact({ name, phone, email });
}

/** Undefined where none was named, null where it is to go. */
async function pictureOf(args: Arguments, name: string, limits: PictureLimits): Promise<Picture | null | undefined> {
  const file = args.option(name);
  if (file === undefined || file === NONE) return file && null;
  try {
    return await readPicture(await readFile(file), limits);
  } catch (error) {
    if (error instanceof PictureError) throw new UsageError(`--${name} ${error.message}`);
    throw error;
  }
}

async function setPicture(
  presentation: Presentation,
  of: Parameters<Presentation["setPicture"]>[0],
  picture: Picture | null | undefined,
): Promise<void> {
  if (picture !== undefined) await presentation.setPicture(of, picture ?? undefined);
}

function refuse(errors: readonly FieldError[]): void {
  if (errors.length === 0) return;
  throw new UsageError(errors.map(({ field, message }) => `${OPTIONS[field] ?? `--${field}`} ${message}`).join("\n"));
}
