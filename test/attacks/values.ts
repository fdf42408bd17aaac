/** Values that a schema allows, drawn towards what is really there. */
import fc from "fast-check";
import type { Targets } from "./attacked.ts";
import type { JsonSchema } from "./document.ts";

/** Draws one value; everything that is random comes from one seed. */
export type Take = <T>(from: fc.Arbitrary<T>) => T;

const HOUR_MS = 3_600_000;
const ZONES = ["Europe/Athens", "UTC", "America/New_York", "Pacific/Chatham"];
const MOST_ITEMS = 4;

const one = <T>(values: readonly T[]) => fc.constantFrom(...values);
const at = (least: number, most: number) =>
  fc.integer({ min: least, max: most }).map((hours) => new Date(Date.now() + hours * HOUR_MS).toISOString());

/** Names of fields whose values must be of something that is there, or nothing would ever be done. */
function known(name: string, targets: Targets) {
  const { ours, theirs, keys, theirKey, hubs, users, organizations, pins, links, invitations, parts } = targets;
  const fields: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
    lockId: one([...ours, ...ours, theirs].map(String)),
    tempKeyUuid: one([...keys, ...keys, theirKey]),
    key: one(keys),
    userId: one(users),
    ownerId: one(users),
    orgId: one(organizations),
    hubId: one(hubs),
    kind: fc.constant("simulator"),
    settings: fc.constant({ travelMs: 0 }),
    secrets: fc.constant({}),
    address: fc.integer({ min: 1, max: 1_000_000 }).map(String),
    organizationId: one(organizations),
    pin: one(pins),
    siteId: one(parts.siteId),
    siteIds: fc.constant(parts.siteId),
    lockIds: fc.constant(ours.map(String)),
    secret: one(invitations),
    until: at(1, 100),
    token: one(links),
    validFrom: at(-3, 1),
    validUntil: at(2, 9_000),
    at: at(-3, 100),
    expiresAt: at(1, 9_000),
    role: one(["viewer", "manager", "owner"]),
    from: at(-100, 0),
    to: at(0, 100),
    timeZone: one(ZONES),
    driver: fc.constant("simulator"),
    email: one(users.map((user) => `${user}@example.test`)),
    phone: fc.constant("+30 210 1234567"),
    phoneNumber: fc.constant("+302101234567"),
    accent: one(["#14532d", "#1e3a8a", "#7a1f3d"]),
    background: one(["#ffffff", "#f7f0ea"]),
    privacyUrl: fc.constant("https://seaside.example/privacy"),
  };
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

/** @param name of the field whose value is wanted */
export function valueOf(schema: JsonSchema, name: string, targets: Targets, take: Take): unknown {
  // An attack waits for no events.
  if (name === "wait") return take(fc.constantFrom("0", "1"));
  // Mostly what is known to make sense; else whatever the schema allows.
  const sensible = known(name, targets);
  if (sensible && take(fc.integer({ min: 0, max: 9 })) > 0) return take(sensible);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return take(fc.constantFrom(...schema.enum));
  const branches = schema.anyOf ?? schema.oneOf;
  if (branches) return valueOf(take(fc.constantFrom(...branches)), name, targets, take);
  const { type } = schema;
  const kind = take(fc.constantFrom(...(Array.isArray(type) ? (type as readonly string[]) : [String(type)])));
  switch (kind) {
    case "null":
      return null;
    case "boolean":
      return take(fc.boolean());
    case "integer":
    case "number":
      return numberOf(schema, take);
    case "array":
      return arrayOf(schema, name, targets, take);
    case "string":
      return stringOf(schema, take);
    default:
      return objectOf(schema, targets, take);
  }
}

function numberOf({ minimum = -1_000, maximum = 1_000 }: JsonSchema, take: Take): number {
  return take(
    fc.oneof(
      { weight: 6, arbitrary: fc.integer({ min: minimum, max: Math.min(maximum, Math.max(minimum, 0) + 20) }) },
      fc.constantFrom(minimum, maximum),
    ),
  );
}

function stringOf({ format, pattern, minLength = 0, maxLength = 200, examples }: JsonSchema, take: Take): string {
  if (examples && take(fc.integer({ min: 0, max: 2 })) === 0) return String(examples[0]);
  if (format === "uuid") return take(fc.uuid({ version: 4 }));
  if (format === "date-time")
    return new Date(Date.now() + take(fc.integer({ min: -1_000, max: 9_000 })) * HOUR_MS).toISOString();
  if (format === "time-zone") return take(fc.constantFrom(...ZONES));
  if (pattern !== undefined) return take(fc.stringMatching(new RegExp(pattern)));
  return take(fc.string({ minLength, maxLength, unit: take(fc.constantFrom("grapheme", "binary", "grapheme-ascii")) }));
}

function arrayOf(schema: JsonSchema, name: string, targets: Targets, take: Take): unknown[] {
  const { items = {}, minItems = 0, maxItems = MOST_ITEMS } = schema;
  const length = take(fc.integer({ min: minItems, max: Math.min(maxItems, minItems + MOST_ITEMS) }));
  const ofItem = name === "allowedUserIds" ? "userId" : "";
  return Array.from({ length }, () => valueOf(items, ofItem, targets, take));
}

function objectOf({ properties = {}, required = [] }: JsonSchema, targets: Targets, take: Take): object {
  const given = Object.entries(properties).filter(
    ([name]) => required.includes(name) || take(fc.integer({ min: 0, max: 2 })) === 0,
  );
  return Object.fromEntries(given.map(([name, one]) => [name, valueOf(one, name, targets, take)]));
}
