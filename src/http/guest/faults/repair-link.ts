/**
 * Links as chats, mail programs and people damage them: with a full stop or a bracket of the sentence around them, with
 * invisible characters, doubled slashes, characters that were encoded or are not those of a keyboard. What is left must
 * still say which key it is.
 */
import { isUuid } from "../../../domain/ids.ts";

/** Of encoding what was encoded already. */
const MAX_DECODED = 3;
const KEY = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;
const TOKEN = /[A-Za-z0-9_-]{16,128}/;
const PAGE = new RegExp(`^/+((?:collective-)?temp-keys)/[^0-9a-z]*(${KEY.source})(?![0-9a-z])`, "i");
const PART = /^(confirmation|sign-in)(?![0-9a-z])/i;
const SIGN_IN = /^\/+sign-in(?![0-9a-z])/i;
/** Longer than any link with what may have been written after it. */
const MAX_LENGTH = 4_000;

/**
 * @param url the target of a request
 * @returns a page of this server, always a path that begins with one slash; undefined where none can be made out
 */
export function repairedLink(url: string): string | undefined {
  if (url.length > MAX_LENGTH) return undefined;
  const [path = "", ...queries] = plainText(url).split("?");
  const query = new URLSearchParams(queries.join("&").replaceAll("&amp;", "&"));
  const within = (name: string, what: RegExp) => what.exec(query.get(name) ?? "")?.[0];
  const [start, kind, uuid] = PAGE.exec(path) ?? [];
  if (start !== undefined && kind !== undefined && uuid !== undefined && isUuid(uuid)) {
    const page = `/${kind.toLowerCase()}/${uuid.toLowerCase()}`;
    const parts = path.slice(start.length).split("/").slice(1).filter(isNamed);
    if (parts.length === 0) return page;
    const part = PART.exec(parts[0]!)?.[1]?.toLowerCase();
    if (part === undefined || parts.length > 1) return undefined;
    const asked = { door: within("door", /\d{1,7}/), order: within("order", KEY) };
    return withQuery(`${page}/${part}`, part === "confirmation" ? asked : {});
  }
  const token = within("token", TOKEN);
  if (!SIGN_IN.test(path) || path.split("/").filter(isNamed).length > 1 || token === undefined) return undefined;
  return withQuery("/sign-in", { token, key: keyWithin(query.get("key") ?? "") });
}

/** Whether a part of a path says anything: what people put around links has no letters. */
function isNamed(part: string): boolean {
  return /[0-9a-z]/i.test(part);
}

/** The UUID of a key in what may have been damaged on its way; undefined where there is none. */
export function keyWithin(text: string): string | undefined {
  return KEY.exec(plainText(text))?.[0].toLowerCase();
}

function withQuery(path: string, query: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined) as [string, string][];
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given).toString()}`;
}

/** Without encoding, what cannot be seen, and other forms of the same characters. */
function plainText(text: string): string {
  let plain = text;
  for (let decoded = 0; decoded < MAX_DECODED && /%[0-9a-f]{2}/i.test(plain); decoded++) plain = decode(plain);
  return decode(plain)
    .normalize("NFKC")
    .replaceAll(/[\p{Cf}\p{Cc}]/gu, "")
    .replaceAll(/[\p{Pd}\u2212]/gu, "-")
    .replaceAll("\\", "/");
}

/** UTF-8 in bytes or percent-encoded; what is no encoding stays as it is. */
function decode(text: string): string {
  const bytes = text.replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Array.from(bytes).every((char) => char.charCodeAt(0) < 256) ? Buffer.from(bytes, "latin1").toString() : bytes;
}
