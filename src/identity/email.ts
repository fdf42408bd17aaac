/**
 * An e-mail address as it is kept and compared: in lower case, at most 254 characters, the part before the @ at most
 * 64 (RFC 5321, section 4.5.3.1). Whether somebody reads it, only a message shows.
 *
 * @returns undefined for what is no address
 */
export function canonicalEmail(text: string): string | undefined {
  const email = text.trim().toLowerCase();
  return email.length <= 254 && ADDRESS.test(email) ? email : undefined;
}

const LABEL = "[a-z0-9\\u0080-\\u{10ffff}](?:[a-z0-9\\u0080-\\u{10ffff}-]{0,61}[a-z0-9\\u0080-\\u{10ffff}])?";
const ADDRESS = new RegExp(`^[^\\s@"(),:;<>\\[\\\\\\]\\p{Cc}]{1,64}@${LABEL}(?:\\.${LABEL})*$`, "u");
