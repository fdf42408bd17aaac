type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json | undefined };

/**
 * JSON text that two programs agree on to the byte (RFC 8785): names sorted by UTF-16 code units, no spaces,
 * `undefined` members left out. It is what the ledger hashes.
 *
 * @throws TypeError for numbers that JSON cannot hold
 */
export function canonicalJson(value: unknown): string {
  return write(value as Json);
}

function write(value: Json): string {
  if (value === null) return "null";
  switch (typeof value) {
    case "string":
      return JSON.stringify(value);
    case "number":
      if (!Number.isFinite(value)) throw new TypeError(`not a JSON number: ${value}`);
      return JSON.stringify(value);
    case "boolean":
      return value ? "true" : "false";
    default:
      return Array.isArray(value) ? writeArray(value) : writeObject(value as { readonly [name: string]: Json });
  }
}

function writeArray(items: readonly Json[]): string {
  let text = "[";
  for (let i = 0; i < items.length; i++) text += (i === 0 ? "" : ",") + write(items[i] ?? null);
  return `${text}]`;
}

function writeObject(object: { readonly [name: string]: Json | undefined }): string {
  let text = "{";
  for (const name of Object.keys(object).sort()) {
    const member = object[name];
    if (member !== undefined) text += `${text === "{" ? "" : ","}${JSON.stringify(name)}:${write(member)}`;
  }
  return `${text}}`;
}
