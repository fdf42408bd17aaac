/**
 * How schemas are made. They check requests, shape answers and are the OpenAPI document, in which one with a `title` is a
 * component of that name.
 */
import Type, { type Static, type TObjectOptions, type TProperties, type TSchema } from "typebox";
import { ROLES } from "../domain/actor.ts";

/** What a member of an organisation is there. */
export const Role = Type.Enum([...ROLES], {
  title: "Role",
  type: "string",
  description: "A viewer reads, a manager also makes keys and opens doors, an owner does everything",
  examples: ["manager"],
});

/** An object with an example, made of those of its properties; optional ones without an example are left out. */
export function objectWithExample<P extends TProperties>(properties: P, options: TObjectOptions = {}) {
  const schema = Type.Object(properties, options);
  return Object.assign(schema, { examples: [exampleOf(schema)] });
}

/** A body: the same, and names that are not known are refused, because what is not understood must not be dropped. */
export function bodyWith<P extends TProperties>(properties: P) {
  return objectWithExample(properties, { additionalProperties: false });
}

interface Described {
  readonly type?: string | readonly string[];
  readonly examples?: readonly unknown[];
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Described>>;
  readonly required?: readonly string[] | undefined;
  readonly items?: Described;
}

/** @throws Error where a schema does not say what its values look like */
export function exampleOf(schema: TSchema, name = "the object"): unknown {
  const { examples, enum: values, properties, required = [], items } = schema as Described;
  if (examples) return examples[0];
  if (values) return values[0];
  if (items) return [exampleOf(items, name)];
  if (!properties) throw new Error(`The schema of ${name} has no example`);
  const shown = Object.entries(properties).filter(([key, property]) => property.examples || required.includes(key));
  return Object.fromEntries(shown.map(([key, property]) => [key, exampleOf(property, key)]));
}

/** The same, or null: as a list of types, because a union would be tried branch by branch for every answer. */
export function orNull<T extends TSchema & { readonly type: string }>(schema: T, more: object = {}) {
  return Type.Unsafe<Static<T> | null>({ ...schema, ...more, type: [schema.type, "null"] });
}

/** One of these texts, or null. */
export function oneOfOrNull<T extends string>(values: readonly T[], more: object) {
  return Type.Unsafe<T | null>({ type: ["string", "null"], enum: [...values, null], ...more });
}
