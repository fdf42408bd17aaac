/** A hub's settings and secrets as a form has them, and as the server takes them. */
import type { Hub } from "../../api/types.ts";
import { type Kind, KINDS, type Setting } from "./hub-kinds.ts";

/** By the names of the settings; what is checked is `true`. */
export type Values = Readonly<Record<string, string>>;

type Settings = Readonly<Record<string, unknown>>;

/** What a form begins with; secrets are never told. */
export function valuesOf(kind: Kind, settings: Settings): Values {
  return Object.fromEntries(
    KINDS[kind].map(({ name, isSecret, control, options }) => {
      const value = isSecret ? undefined : name.split(".").reduce<unknown>(member, settings);
      if (value === undefined) return [name, control === "choice" ? options![0]! : ""];
      return [name, control === "json" ? JSON.stringify(value, null, 2) : String(value)];
    }),
  );
}

/** Settings with the choices that hold where nobody chose. */
export function withUnsaid(kind: Kind, settings: Settings): Settings {
  const unsaid = KINDS[kind].filter(({ name, options, isRequired }) => options && !isRequired && !(name in settings));
  return { ...settings, ...Object.fromEntries(unsaid.map(({ name, options }) => [name, options![0]])) };
}

/** What a browser may keep of them; an address with an @ has a password in it. */
export function withoutSecrets(kind: Kind, values: Values): Values {
  const secret = new Set(KINDS[kind].flatMap(({ name, isSecret }) => (isSecret ? [name] : [])));
  return Object.fromEntries(Object.entries(values).filter(([name, text]) => !secret.has(name) && !text.includes("@")));
}

function member(of: unknown, name: string): unknown {
  return typeof of === "object" && of !== null ? (of as Record<string, unknown>)[name] : undefined;
}

/** The fields that are asked for now. */
export function askedOf(kind: Kind, values: Values): readonly Setting[] {
  return KINDS[kind].filter(({ onlyIf }) => !onlyIf || onlyIf.slice(1).includes(values[onlyIf[0]] ?? ""));
}

/** What of a form cannot be read: its JSON. */
export function unreadable(kind: Kind, values: Values): readonly string[] {
  return askedOf(kind, values)
    .filter(({ name, control }) => control === "json" && values[name]?.trim() && parsed(values[name]) === undefined)
    .map(({ name }) => name);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** All settings, those that the form does not know as they were, and the secrets that were written. */
export function bodyOf(kind: Kind, values: Values, before: Settings = {}) {
  const settings: Record<string, unknown> = structuredClone({ ...before });
  const secrets: Record<string, string> = {};
  const asked = new Set(askedOf(kind, values));
  for (const setting of KINDS[kind]) {
    const { name, isSecret } = setting;
    const value = asked.has(setting) ? valueOf(setting, values[name]?.trim() ?? "") : undefined;
    if (isSecret) {
      if (typeof value === "string") secrets[name] = value;
    } else put(settings, name.split("."), value);
  }
  return { settings, secrets };
}

function valueOf({ control, options, isRequired }: Setting, text: string): unknown {
  if (control === "check") return text === "true" ? true : undefined;
  if (text === "") return undefined;
  // What goes without saying is not said.
  if (control === "choice") return text === options![0] && !isRequired ? undefined : text;
  return control === "number" ? Number(text) : control === "json" ? parsed(text) : text;
}

function put(into: Record<string, unknown>, [first, ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    if (value === undefined) delete into[first!];
    else into[first!] = value;
    return;
  }
  const within = { ...(into[first!] as Record<string, unknown> | undefined) };
  put(within, rest, value);
  if (rest.length === 1 && value === undefined) delete into[first!];
  else into[first!] = within;
}

/** Whether secrets must be given again, because they would be told to whoever is at the new address. */
export function isElsewhere(hub: Pick<Hub, "settings" | "secrets"> | undefined, values: Values): boolean {
  return hub !== undefined && hub.secrets.length > 0 && (hub.settings["url"] ?? "") !== (values["url"] ?? "").trim();
}
