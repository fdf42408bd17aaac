/** Hubs on the command line. What is asked of a hub itself is asked by this process. */
import { readFile } from "node:fs/promises";
import type { FieldError } from "../domain/refusals.ts";
import type { FoundDevice } from "../devices/driver.ts";
import type { HubRefusal } from "../devices/hubs/keeper.ts";
import { type Settings, SIMULATOR_HUB, type StoredHub } from "../devices/hubs/hub.ts";
import type { Secrets } from "../devices/hubs/secrets.ts";
import { DRIVER_KINDS, kindOf } from "../devices/kinds.ts";
import { type Arguments, type Context, type Output, UsageError } from "./command.ts";
import { withHubs } from "./stores.ts";
import { optionalText, quote, shortText } from "./values.ts";

export async function addHub(args: Arguments, context: Context): Promise<Output> {
  const hubId = shortText(args.operand("hubId"), "<hubId>", 64);
  if (!/^[a-z0-9][a-z0-9-]*$/.test(hubId))
    throw new UsageError(`<hubId> must be of small letters, digits and hyphens; it is ${quote(hubId)}`);
  const kind = args.option("kind")!;
  if (!kindOf(kind)) throw new UsageError(`--kind must be ${DRIVER_KINDS.join(", ")}; it is ${quote(kind)}`);
  const orgId = optionalText(args, "org", 255) ?? null;
  const ownerId = optionalText(args, "owner", 255) ?? null;
  if (orgId !== null && ownerId !== null) throw new UsageError("--org and --owner: a hub belongs to one of them");
  const name = optionalText(args, "name", 120) ?? null;
  const settings = await settingsOf(args, kind);
  const secrets = await secretsOf(args);
  return withHubs(context, async ({ store, hubs }) => {
    const directory = await store.directory();
    if (orgId !== null && !(await directory.organization(orgId)))
      throw new Error(`There is no organisation ${quote(orgId)} (--org)`);
    if (ownerId !== null && context.config.auth.kind === "own" && !(await directory.user(ownerId)))
      throw new Error(`There is no user ${quote(ownerId)} (--owner)`);
    const made = await hubs.add({ hubId, kind, name, orgId, ownerId, settings, secrets });
    if (!made.ok) throw errorOf(made, hubId);
    const text = `Made the hub ${hubId}.\nSee whether it can be reached: hub check ${hubId}`;
    return { json: shown(made.hub), text };
  });
}

export async function changeHub(args: Arguments, context: Context): Promise<Output> {
  return withHubs(context, async ({ hubs }) => {
    const hub = await required(hubs, args);
    const name = optionalText(args, "name", 120);
    const settings = { ...hub.settings, ...(await settingsOf(args, hub.kind)) };
    const secrets = await secretsOf(args);
    const changed = await hubs.change(hub, {
      settings,
      ...(name !== undefined && { name }),
      ...(Object.keys(secrets).length > 0 && { secrets }),
    });
    if (!changed.ok) throw errorOf(changed, hub.hubId);
    return { json: shown(changed.hub), text: `Changed; servers that run open ${hub.hubId} anew within a second.` };
  });
}

const MOST_LISTED = 10_000;

export async function listHubs(_args: Arguments, context: Context): Promise<Output> {
  return withHubs(context, async ({ hubs }) => {
    const all = [(await hubs.hub(SIMULATOR_HUB))!, ...(await hubs.hubs("all", { limit: MOST_LISTED }))];
    const lines = all.map(({ hubId, kind, name, orgId, ownerId }) => {
      const owner = orgId ?? ownerId ?? (hubId === SIMULATOR_HUB ? "everybody" : "operator");
      return `${hubId}  ${kind}  ${owner}${name === null ? "" : `  ${name}`}`;
    });
    return { json: all.map(shown), text: lines.join("\n") };
  });
}

export async function checkHub(args: Arguments, context: Context): Promise<Output> {
  return withHubs(context, async ({ hubs, openHubs }) => {
    const { hubId } = await required(hubs, args);
    const check = await openHubs.check(hubId);
    if (!check.ok)
      return {
        json: check,
        text: `${hubId} was asked.`,
        problem: `${hubId} cannot be used (${check.failure}): ${check.detail}`,
      };
    const { as, version, latencyMs, warnings = [] } = check;
    const what = [version, as !== undefined && `as ${as}`, `${Math.round(latencyMs)} ms`].filter(Boolean).join(", ");
    return {
      json: check,
      text: [`${hubId} answers: ${what}`, ...warnings.map((one) => `Look at this: ${one}`)].join("\n"),
    };
  });
}

export async function listDevices(args: Arguments, context: Context): Promise<Output> {
  return withHubs(context, async ({ store, hubs, openHubs }) => {
    const { hubId } = await required(hubs, args);
    const found = await openHubs.discover(hubId);
    const bound = await (await store.ledger()).read.boundTo(hubId);
    const lockOf = ({ address }: FoundDevice) => bound.get(address) ?? null;
    const none = hubId === SIMULATOR_HUB ? "Every lock has a simulated device: its own number." : "Nothing was found.";
    return {
      json: found.map((one) => Object.assign({ lockId: lockOf(one) }, one)),
      text: found.map((one) => deviceLine(one, lockOf(one))).join("\n") || none,
    };
  });
}

function deviceLine({ address, name, kind, area, actions, snapshot }: FoundDevice, lockId: number | null): string {
  const { state, online, battery } = snapshot;
  const parts = [
    address,
    name,
    area,
    kind,
    actions.join(" or "),
    online ? state : "offline",
    battery !== undefined && `battery ${battery} %`,
    lockId !== null && `lock ${lockId}`,
  ];
  return parts.filter(Boolean).join("  ");
}

export async function commission(args: Arguments, context: Context): Promise<Output> {
  return withHubs(context, async ({ hubs, openHubs }) => {
    const { hubId, kind } = await required(hubs, args);
    const found = await openHubs.commission(hubId, args.operand("code"));
    if (!found) throw new Error(`${hubId} is a hub of the kind ${kind}, which takes no devices in by a code`);
    return { json: found, text: found.map((one) => deviceLine(one, null)).join("\n") || "Nothing of it can be bound." };
  });
}

export async function removeHub(args: Arguments, context: Context): Promise<Output> {
  return withHubs(context, async ({ store, hubs, openHubs }) => {
    const { hubId } = await required(hubs, args);
    if (hubId === SIMULATOR_HUB) throw errorOf({ ok: false, reason: "built-in" }, hubId);
    const { read } = await store.ledger();
    if (!(await hubs.remove(hubId))) {
      const bound = [...(await read.boundTo(hubId)).values()];
      if (bound.length > 0)
        throw new Error(
          `Locks that are bound to ${hubId}: ${bound.length}; unbind them first: ${bound.slice(0, 20).join(", ")}`,
        );
    }
    await openHubs.leave(hubId);
    const isElsewhere = openHubs.state(hubId).connection === "elsewhere";
    const more = isElsewhere ? " Its devices are told by the server that holds it." : "";
    return { json: { hubId, removed: true }, text: `Removed ${hubId}.${more}` };
  });
}

type Hubs = Parameters<Parameters<typeof withHubs>[1]>[0]["hubs"];

async function required(hubs: Hubs, args: Arguments): Promise<StoredHub> {
  const hubId = args.operand("hubId");
  const hub = await hubs.hub(hubId);
  if (!hub) throw new Error(`There is no hub ${quote(hubId)}`);
  return hub;
}

/** All of it but the secrets. */
function shown({ hubId, kind, name, orgId, ownerId, settings, secretNames }: StoredHub) {
  return { hubId, kind, name, orgId, ownerId, settings, secrets: secretNames };
}

async function settingsOf(args: Arguments, kindName: string): Promise<Settings> {
  const settings: Record<string, unknown> = {};
  const url = args.option("url");
  if (url !== undefined) settings["url"] = url;
  const properties = (await kindOf(kindName))?.settings.properties ?? {};
  for (const given of args.options("set")) {
    const [name, text] = pair(given, "set");
    if (Object.hasOwn(settings, name)) throw new UsageError(`--set names ${quote(name)} twice`);
    settings[name] = await valueOf(properties[name], text);
  }
  return settings;
}

/** A text where the setting takes one, and else what it is as JSON. */
async function valueOf(schema: object | undefined, text: string): Promise<unknown> {
  if (!schema) return text;
  const { Check } = await import("typebox/schema");
  if (Check(schema, text)) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text; // what is wrong with it is told by its name
  }
}

async function secretsOf(args: Arguments): Promise<Secrets> {
  const secrets: Record<string, string> = {};
  const token = args.option("token-file");
  if (token !== undefined) secrets["token"] = await secretIn(token, "token-file");
  for (const given of args.options("secret-file")) {
    const [name, file] = pair(given, "secret-file");
    if (Object.hasOwn(secrets, name)) throw new UsageError(`--secret-file names ${quote(name)} twice`);
    secrets[name] = await secretIn(file, "secret-file");
  }
  return secrets;
}

async function secretIn(file: string, option: string): Promise<string> {
  try {
    return (await readFile(file, "utf8")).replace(/(\r?\n)+$/, "");
  } catch (error) {
    throw new Error(`--${option}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}

function pair(text: string, option: string): readonly [string, string] {
  const at = text.indexOf("=");
  if (at < 1) throw new UsageError(`--${option} must be NAME=VALUE; it is ${quote(text)}`);
  return [text.slice(0, at), text.slice(at + 1)];
}

function errorOf(refused: HubRefusal, hubId: string): Error {
  switch (refused.reason) {
    case "invalid":
      return new UsageError(refused.fields.map(fault).join("\n"));
    case "taken":
      return new Error(`There is a hub ${quote(hubId)} already`);
    case "too-many":
      return new Error("There are as many hubs as there may be; remove one first");
    case "changed":
      return new Error(`${hubId} was changed or removed meanwhile; try again`);
    case "built-in":
      return new Error("The simulator is always there, and is not changed or removed");
    default:
      return refused satisfies never;
  }
}

/** As the options name them. */
function fault({ field, message }: FieldError): string {
  const [group, ...path] = field.split(".");
  const name = path.join(".");
  if (field === "settings.url") return `--url ${message}`;
  if (field === "secrets.token") return `--token-file: the token ${message}`;
  return group === "secrets" ? `--secret-file ${name}=…: ${message}` : `--set ${name}=…: ${message}`;
}
