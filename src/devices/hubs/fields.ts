/** What is wrong with a hub's settings or secrets, field by field, by the schema of its kind. */
import type { TObject } from "typebox";
import type { FieldError } from "../../domain/refusals.ts";
import { faultOfText } from "../../domain/text.ts";

const MAX_ERRORS = 20;
/** As JSON, in characters. */
const MAX_TEXT = 32_768;

/** @param name `settings` or `secrets`; fields are told as `settings.url` */
export async function fieldFaults(name: string, schema: TObject, value: object): Promise<readonly FieldError[]> {
  if (JSON.stringify(value).length > MAX_TEXT)
    return [{ field: name, message: `must not be longer than ${MAX_TEXT} characters as JSON` }];
  // Loaded when somebody makes a hub: a server without any does not need it.
  const { Errors } = await import("typebox/schema");
  const [, errors] = Errors({ ...schema, additionalProperties: false }, value);
  const faults = new Map<string, string>();
  const add = (path: readonly string[], message: string) => {
    const field = [name, ...path].reduce((all, part) => (/^\d+$/.test(part) ? `${all}[${part}]` : `${all}.${part}`));
    if (!faults.has(field) && faults.size < MAX_ERRORS) faults.set(field, message);
  };
  for (const { keyword, instancePath, schemaPath, params, message } of errors) {
    const path = instancePath.split("/").slice(1).map(unescaped);
    const { requiredProperties, additionalProperties, allowedValues } = params as Params;
    if (requiredProperties) for (const one of requiredProperties) add([...path, one], "is required");
    else if (additionalProperties) for (const one of additionalProperties) add([...path, one], "is not known here");
    else if (keyword === "boolean") add(path, "is not known here");
    else if (allowedValues) add(path, `must be one of: ${allowedValues.join(", ")}`);
    else if (keyword === "const") add(path, `must be one of: ${constantsAt(schema, schemaPath).join(", ")}`);
    else add(path, keyword === "pattern" ? described(message, schema, schemaPath) : message);
  }
  for (const { path, text } of textsIn(value, [])) {
    const fault = faultOfText(text);
    if (fault !== undefined) add(path, fault);
  }
  return [...faults].map(([field, message]) => ({ field, message }));
}

/** What the error's part of the schema says beside: a pattern by itself says nothing to whoever did not write it. */
function described(message: string, schema: object, schemaPath: string): string {
  const { description } = at(schema, schemaPath.split("/").slice(1)) as { readonly description?: string };
  return description === undefined ? message : `${message}: ${description}`;
}

/** All that the value might have been, of which the error names one. */
function constantsAt(schema: object, schemaPath: string): readonly unknown[] {
  const steps = schemaPath.split("/").slice(1);
  const either = steps.at(-2) === "anyOf" ? (at(schema, steps.slice(0, -1)) as readonly object[]) : [at(schema, steps)];
  return either.flatMap((one) => ("const" in one ? [one.const] : []));
}

function at(schema: object, steps: readonly string[]): object {
  return steps.reduce((one, step) => (one as Readonly<Record<string, object>>)[step]!, schema);
}

interface Params {
  readonly requiredProperties?: readonly string[];
  readonly additionalProperties?: readonly string[];
  readonly allowedValues?: readonly unknown[];
}

/** A part of a JSON pointer (RFC 6901). */
function unescaped(part: string): string {
  return part.replaceAll("~1", "/").replaceAll("~0", "~");
}

interface TextAt {
  readonly path: readonly string[];
  readonly text: string;
}

function textsIn(value: unknown, path: readonly string[]): readonly TextAt[] {
  if (typeof value === "string") return [{ path, text: value }];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => textsIn(member, [...path, name]));
}
