/** A random name for one intent. Not `crypto.randomUUID`: that is missing where the page came without TLS. */
export function newIntent(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
