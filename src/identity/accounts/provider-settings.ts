/** Providers of OpenID Connect, as the operator lists them: each field is understood, or the server does not start. */

/** Where people of one organisation, or of everywhere, prove who they are. */
export interface ProviderSettings {
  /** In addresses of this server: lower case, digits, hyphens. */
  readonly id: string;
  /** On the button. */
  readonly name: string;
  /** As it names itself in its tokens. */
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Whose accounts it makes: nobody's, everybody's, or of addresses in these domains. */
  readonly creates: "none" | "all" | readonly string[];
}

/** More than anybody shows on a page. */
const MAX_PROVIDERS = 20;
const FIELDS = new Set(["id", "name", "issuer", "clientId", "clientSecret", "clientSecretFile", "trusted"]);
const DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/;
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** What is wrong with the list, as a sentence that names the provider and the field; it has no secret in it. */
export class ProviderSettingsError extends Error {
  override readonly name = "ProviderSettingsError";
}

/**
 * Providers from their list as JSON.
 *
 * @param read the content of a file that a provider's `clientSecretFile` names; throws where it cannot
 * @throws ProviderSettingsError
 */
export function parseProviders(text: string, read: (file: string) => string): readonly ProviderSettings[] {
  const list = listIn(text);
  const providers = list.map((one, at) => providerOf(one, `provider ${at + 1}`, read));
  for (const field of ["id", "issuer"] as const) {
    const values = providers.map((one) => one[field]);
    const twice = values.find((value, at) => values.indexOf(value) !== at);
    if (twice !== undefined)
      throw new ProviderSettingsError(`two providers have the ${field} ${JSON.stringify(twice)}`);
  }
  return providers;
}

function listIn(text: string): readonly unknown[] {
  let list: unknown;
  try {
    list = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    throw new ProviderSettingsError("it is not JSON");
  }
  if (!Array.isArray(list) || list.length > MAX_PROVIDERS)
    throw new ProviderSettingsError(`it is not a list of up to ${MAX_PROVIDERS} providers`);
  return list;
}

function providerOf(given: unknown, which: string, read: (file: string) => string): ProviderSettings {
  const refuse = (field: string, why: string): never => {
    throw new ProviderSettingsError(`${field} of ${which} ${why}`);
  };
  if (typeof given !== "object" || given === null || Array.isArray(given))
    throw new ProviderSettingsError(`${which} is not an object`);
  const fields = given as Readonly<Record<string, unknown>>;
  const unknown = Object.keys(fields).find((name) => !FIELDS.has(name));
  if (unknown !== undefined) refuse(JSON.stringify(unknown), "is not known");
  const text = (
    name: string,
    most: number,
    form = /^[^\p{Cc}]+$/u,
    what = `must be a text of 1 to ${most} characters`,
  ) => {
    const value = fields[name];
    if (typeof value !== "string" || value.trim() === "" || value.length > most || !form.test(value))
      return refuse(name, what);
    return value;
  };
  const { clientSecret, clientSecretFile } = fields;
  if ((clientSecret === undefined) === (clientSecretFile === undefined))
    refuse("clientSecret", "or clientSecretFile must be there, and only one of them");
  const secret = (): string => {
    if (clientSecret !== undefined) return text("clientSecret", 1_000);
    const file = text("clientSecretFile", 4_096);
    try {
      return read(file).trim() || refuse("clientSecretFile", "names an empty file");
    } catch (error) {
      if (error instanceof ProviderSettingsError) throw error;
      return refuse("clientSecretFile", "names a file that cannot be read");
    }
  };
  const issuer = text("issuer", 500);
  const problem = problemOfIssuer(issuer);
  if (problem !== undefined) refuse("issuer", problem);
  return {
    id: text("id", 30, /^[a-z0-9][a-z0-9-]*$/, "must be 1 to 30 lower-case letters, digits and hyphens"),
    name: text("name", 60),
    issuer,
    clientId: text("clientId", 500),
    clientSecret: secret(),
    creates:
      createsOf(fields["trusted"]) ??
      refuse("trusted", "must be true, false, or a list of 1 to 100 domains in lower case"),
  };
}

function problemOfIssuer(issuer: string): string | undefined {
  const url = URL.canParse(issuer) ? new URL(issuer) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) return "must be an https URL";
  if (url.search || url.hash || url.username || url.password) return "must have no query, fragment or password";
  return url.protocol === "http:" && !LOOPBACK.test(url.hostname)
    ? "must be https, unless it is this machine: whoever is on the way could be anybody"
    : undefined;
}

function createsOf(trusted: unknown): ProviderSettings["creates"] | undefined {
  if (trusted === undefined || trusted === false) return "none";
  if (trusted === true) return "all";
  if (!Array.isArray(trusted) || trusted.length === 0 || trusted.length > 100) return undefined;
  return trusted.every((one): one is string => typeof one === "string" && DOMAIN.test(one)) ? trusted : undefined;
}

/** Whether a provider makes an account of this address. */
export function createsAccountOf({ creates }: Pick<ProviderSettings, "creates">, email: string): boolean {
  return creates === "all" || (creates !== "none" && creates.includes(email.slice(email.lastIndexOf("@") + 1)));
}
