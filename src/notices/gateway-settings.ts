/** A gateway for messages to phones, as the operator describes it: each field is understood, or the server does not start. */
import { fillingOf, inHeader, unknownNamesIn } from "../outbound/fill.ts";
import { METHODS } from "../outbound/outbound.ts";
import { problemOfUrl } from "../outbound/target.ts";

/** One request, in which values stand in braces. */
export interface GatewaySettings {
  /** http or https; plain http only where the operator listed the network. */
  readonly url: string;
  readonly method: (typeof METHODS)[number];
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** What {token} stands for. */
  readonly token: string;
  /** A text in every answer to a message that was taken, beside a status of 200 to 299. */
  readonly contains: string | undefined;
}

/** What is wrong with a gateway, as a sentence without a secret in it. */
export class GatewaySettingsError extends Error {
  override readonly name = "GatewaySettingsError";
}

/** What may stand in braces. */
export const GATEWAY_VALUES = [
  "to",
  "text",
  "id",
  "token",
  "title",
  "host",
  "doors",
  "from",
  "until",
  "link",
  "language",
];
const FIELDS = new Set(["url", "method", "headers", "body", "token", "contains"]);
const MAX_TEXT = 8_000;

/** @throws GatewaySettingsError */
export function parseGateway(text: string): GatewaySettings {
  let given: unknown;
  try {
    given = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    throw new GatewaySettingsError("it is not JSON");
  }
  if (typeof given !== "object" || given === null || Array.isArray(given))
    throw new GatewaySettingsError("it is not an object");
  const strange = Object.keys(given).find((name) => !FIELDS.has(name));
  if (strange !== undefined) throw new GatewaySettingsError(`there is no ${JSON.stringify(strange)}`);
  const { method = "POST", headers = {}, token = "", ...rest } = given as Readonly<Record<string, unknown>>;
  const url = textOf(rest.url, "url");
  const known = METHODS.find((one) => one === method);
  if (!known) throw new GatewaySettingsError(`method must be one of ${METHODS.join(", ")}`);
  const settings: GatewaySettings = {
    url,
    method: known,
    headers: headersOf(headers),
    body: rest.body === undefined ? undefined : textOf(rest.body, "body"),
    token: token === "" ? "" : textOf(token, "token"),
    contains: rest.contains === undefined ? undefined : textOf(rest.contains, "contains"),
  };
  check(settings);
  return settings;
}

function textOf(value: unknown, field: string): string {
  if (typeof value !== "string" || value === "" || value.length > MAX_TEXT)
    throw new GatewaySettingsError(`${field} must be a text`);
  return value;
}

function headersOf(value: unknown): Readonly<Record<string, string>> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new GatewaySettingsError("headers must be an object of texts");
  const all = Object.entries(value as Readonly<Record<string, unknown>>);
  for (const [name, text] of all)
    if (!/^[\w!#$%&'*+.^`|~-]{1,100}$/.test(name) || typeof text !== "string" || !/^[ -~]{0,2000}$/.test(text))
      throw new GatewaySettingsError(`the header ${JSON.stringify(name)} cannot be sent`);
  return Object.fromEntries(all) as Readonly<Record<string, string>>;
}

function check({ url, method, headers, body = "", token }: GatewaySettings): void {
  const texts = [url, body, ...Object.values(headers)];
  const [unknown] = texts.flatMap((text) => unknownNamesIn(text, GATEWAY_VALUES));
  if (unknown !== undefined) throw new GatewaySettingsError(`there is no {${unknown}}`);
  for (const name of ["to", "text"])
    if (
      !texts.some((text) => text.includes(`{${name}}`)) &&
      !(name === "text" && texts.some((one) => one.includes("{link}")))
    )
      throw new GatewaySettingsError(`{${name}} must be sent`);
  if (token === "" && texts.some((text) => text.includes("{token}")))
    throw new GatewaySettingsError("{token} needs token");
  if (method === "GET" && body !== "") throw new GatewaySettingsError("a GET has no body");
  const sample = Object.fromEntries(GATEWAY_VALUES.map((name) => [name, "a"]));
  const problem = problemOfUrl(url.replaceAll(/\{\w+\}/g, "a"));
  if (problem !== undefined) throw new GatewaySettingsError(`url ${problem}`);
  if (/^https?:\/\/[^/?]*\{/.test(url)) throw new GatewaySettingsError("url must name its host");
  const filled = fillingOf(contentTypeOf(headers))(body, sample);
  if (isJson(headers) && body !== "" && !isJsonText(filled)) throw new GatewaySettingsError("body is no JSON");
  for (const value of Object.values(headers)) inHeader(value, sample);
}

/** Of the body; nothing where the headers do not say. */
export function contentTypeOf(headers: Readonly<Record<string, string>>): string {
  return Object.entries(headers).find(([name]) => name.toLowerCase() === "content-type")?.[1] ?? "";
}

function isJson(headers: Readonly<Record<string, string>>): boolean {
  return /[/+]json\b/i.test(contentTypeOf(headers));
}

function isJsonText(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
