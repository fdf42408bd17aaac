/**
 * An e-mail address as it is kept and compared: trimmed, all of it in lower case, at most 254 characters, the part
 * before the @ at most 64 and words between single dots, then a domain of at least two labels (RFC 5321, sections
 * 4.1.2 and 4.5.3.1, without its quoted words and address literals). Only ASCII, which is what JSON Schema's `email`
 * is: a domain in other letters has an `xn--` form, and of two addresses that look alike one would be somebody else's.
 * Whether anybody reads it, only a message shows.
 *
 * @returns undefined for what is no address
 */
export function canonicalEmail(text: string): string | undefined {
  const given = text.trim();
  // Before the case is changed: some letters that are not ASCII become ASCII then.
  return given.length <= 254 && ADDRESS.test(given) ? given.toLowerCase() : undefined;
}

const WORD = "[a-z0-9!#$%&'*+/=?^_`{|}~-]+";
const LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";
const ADDRESS = new RegExp(`^(?=[^@]{1,64}@)${WORD}(?:\\.${WORD})*@${LABEL}(?:\\.${LABEL})+$`, "i");
