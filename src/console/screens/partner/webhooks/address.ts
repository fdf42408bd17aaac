/** What the server would say of an address, in words of ours. */

export type AddressProblem = "none" | "plain" | "secret" | "fragment" | "refused";

/** @returns undefined where nothing is wrong that can be seen here; plain http may be allowed, which the server knows */
export function problemOfAddress(text: string): Exclude<AddressProblem, "plain" | "refused"> | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) return "none";
  if (url.username || url.password) return "secret";
  return text.includes("#") ? "fragment" : undefined;
}

/** Why the server refused it. */
export function refusalOfAddress(text: string): AddressProblem {
  return problemOfAddress(text) ?? (/^http:/i.test(text) ? "plain" : "refused");
}
