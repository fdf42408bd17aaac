/**
 * What holds for every request, before its schema does: a name that is not known is refused and never dropped, null in
 * an optional field is as if the field were left out, a time is the instant that it says, no text has control
 * characters, and what is far too long is refused before anybody looks at each part of it.
 */
import type { FastifyInstance, FastifyRequest } from "fastify";
import { instantOf, isoTime } from "../../domain/ids.ts";
import type { FieldError } from "../../domain/refusals.ts";
import { faultOfText } from "../../domain/text.ts";
import { HttpError, INVALID_REQUEST, MAX_DETAILS } from "../answers/errors.ts";
import { atOnce } from "./at-once.ts";

/** A body's schema, as far as it is looked at here. */
interface Shape {
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: unknown;
  readonly items?: Shape;
  readonly maxItems?: number;
}

/** By how much a list or an object may be too long, so that all that is wrong in it is told, as with any other. */
const TOO_MANY = MAX_DETAILS;
const MAX_PARAMETERS = 100;
const FORM = /^application\/x-www-form-urlencoded/i;
const UNKNOWN = "is not known here";

export function checkRequests(app: FastifyInstance): void {
  app.addHook("onRoute", ({ method, url, schema }) => {
    const open = openObject((schema?.body ?? {}) as Shape, "body");
    if (open !== undefined)
      throw new Error(`${String(method)} ${url}: names that are not known in ${open} are dropped`);
  });
  app.addHook("preParsing", ({ method, headers }, reply, _body, done) => {
    const encoding = headers["content-encoding"];
    if (encoding === undefined || /^\s*identity\s*$/i.test(encoding) || method === "GET" || method === "HEAD") {
      done();
      return;
    }
    reply.header("accept-encoding", "identity"); // RFC 9110, section 12.5.3
    throw new HttpError(415, "Send the body without Content-Encoding");
  });
  app.addHook(
    "preValidation",
    atOnce((request: FastifyRequest) => {
      if (request.is404) return;
      const { schema = {} } = request.routeOptions;
      const errors = parameterErrors(request.query);
      errors.push(...bodyErrors(request, schema.body));
      takeTimes((schema.querystring ?? {}) as Shape, request.query as Record<string, unknown>, readPlus);
      if (errors.length > 0) throw new HttpError(400, INVALID_REQUEST, errors);
    }),
  );
}

/** Routes where a parameter that is not known is refused, with those that they all take. */
export function refuseUnknownParameters(app: FastifyInstance, known: object = {}): void {
  app.addHook("onRoute", (route) => {
    const querystring = (route.schema?.querystring ?? { type: "object" }) as { readonly properties?: object };
    const properties = { ...known, ...querystring.properties };
    route.schema = { ...route.schema, querystring: { ...querystring, properties, additionalProperties: false } };
  });
}

/** Where in a schema names that are not known would pass; undefined when nowhere. */
function openObject({ properties, additionalProperties, items }: Shape, path: string): string | undefined {
  if (items) return openObject(items, `${path}[]`);
  if (!properties) return undefined;
  if (additionalProperties !== false) return path;
  for (const [name, shape] of Object.entries(properties)) {
    const open = openObject(shape, `${path}.${name}`);
    if (open !== undefined) return open;
  }
  return undefined;
}

/** Of a query, or of a form. */
function parameterErrors(given: unknown): FieldError[] {
  const parameters = Object.entries(given ?? {});
  const over = parameters[MAX_PARAMETERS];
  if (over) return [{ field: over[0], message: "is one parameter too many" }];
  return parameters.flatMap(([field, value]) => {
    const [message] = [field, value].flat().flatMap((text) => faultOfText(String(text)) ?? []);
    return message === undefined ? [] : [{ field, message }];
  });
}

function bodyErrors({ body, headers }: FastifyRequest, schema: unknown): FieldError[] {
  if (body === undefined || body === null) return [];
  const errors = FORM.test(headers["content-type"] ?? "") ? parameterErrors(body) : [];
  if (errors.length > 0) return errors;
  if (schema) return prepare(schema, body, "");
  const names = typeof body === "object" ? Object.keys(body) : ["body"];
  return names.slice(0, MAX_DETAILS + 1).map((field) => ({ field, message: UNKNOWN }));
}

/** Leave out what is null and may be left out. @returns what is far too long */
function prepare(shape: Shape, value: object | string, path: string): FieldError[] {
  const { properties, required = [], items, maxItems = Infinity } = shape;
  if (Array.isArray(value)) {
    if (value.length > maxItems + TOO_MANY)
      return [{ field: path || "body", message: `must NOT have more than ${maxItems} items` }];
    return items?.properties ? value.flatMap((item, i) => prepareMember(items, item, `${path}[${i}]`)) : [];
  }
  if (typeof value !== "object" || !properties) return [];
  const members = value as Record<string, unknown>;
  takeTimes(shape, members);
  const names = Object.keys(members);
  if (names.length > Object.keys(properties).length + TOO_MANY) {
    const unknown = names.filter((name) => !Object.hasOwn(properties, name)).slice(0, MAX_DETAILS + 1);
    return unknown.map((name) => ({ field: path ? `${path}.${name}` : name, message: UNKNOWN }));
  }
  const errors: FieldError[] = [];
  for (const name of names) {
    const property = properties[name];
    if (!property) continue; // the schema refuses it
    const member = members[name];
    if (member === null && !required.includes(name) && !takesNull(property)) delete members[name];
    else if (typeof member === "object")
      errors.push(...prepareMember(property, member, path ? `${path}.${name}` : name));
  }
  return errors;
}

const UTC = /^[^a-z]*Z$/;

/** A time with any offset is from here on the same instant in UTC; what is none stays, and its schema refuses it. */
function takeTimes({ properties = {} }: Shape, members: Record<string, unknown>, read = instantOf): void {
  for (const name of Object.keys(members)) {
    const given = members[name];
    // Most are in UTC already, and looked at by their schema.
    if (typeof given !== "string" || properties[name]?.format !== "date-time" || UTC.test(given)) continue;
    const at = read(given);
    if (at !== undefined) members[name] = isoTime(at);
  }
}

/** A plus in a query that was not written as %2B has become a space, and a time has no other space. */
function readPlus(given: string): number | undefined {
  return instantOf(given.replace(/ (?=\d\d:\d\d$)/, "+"));
}

function prepareMember(shape: Shape, value: unknown, path: string): FieldError[] {
  return typeof value === "object" && value !== null ? prepare(shape, value, path) : [];
}

function takesNull({ type }: Shape): boolean {
  return type === undefined || [type].flat().includes("null");
}
