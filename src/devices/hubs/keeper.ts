/** Makes, changes and removes hubs as people ask for it, over HTTP and on the command line. */
import type { Clock } from "../../clock.ts";
import type { FieldError } from "../../domain/refusals.ts";
import { faultOfText } from "../../domain/text.ts";
import type { DriverKind } from "../driver.ts";
import { fieldFaults } from "./fields.ts";
import { type Hub, type HubChange, type HubStore, type Settings, SIMULATOR_HUB, type StoredHub } from "./hub.ts";
import { type HubSecrets, HubSecretsLostError, type Secrets } from "./secrets.ts";
import { ALWAYS_THERE } from "./simulator-hub.ts";

/** A slug. */
export const HUB_ID = "^[a-z0-9][a-z0-9-]{0,63}$";
/** How many hubs there may be of one organisation or user, and of the operator. */
export const MAX_HUBS = 20;
export const MAX_OPERATOR_HUBS = 100;
const MAX_ADDRESS = 512;

/** A hub as it is asked for. */
export interface GivenHub extends Pick<Hub, "kind" | "name" | "orgId" | "ownerId"> {
  readonly hubId: string;
  readonly settings: Settings;
  readonly secrets: Secrets;
}

/** What is to be changed of a hub; what is left out stays. */
export interface GivenChange {
  readonly name?: string | null;
  /** All of them. */
  readonly settings?: Settings;
  /** Those that are named; null takes one away. */
  readonly secrets?: Readonly<Record<string, string | null>>;
}

/** Why a hub was not made or changed. */
export type HubRefusal =
  | { readonly ok: false; readonly reason: "invalid"; readonly fields: readonly FieldError[] }
  | { readonly ok: false; readonly reason: "taken" | "too-many" | "changed" | "built-in" };

/** What became of it. */
export type Kept = { readonly ok: true; readonly hub: StoredHub } | HubRefusal;

/** Keeps hubs by the rules of their kinds. */
export interface HubKeeper {
  /** Undefined where there is none; the simulator is always there. */
  hub(hubId: string): Promise<StoredHub | undefined>;
  hubs: HubStore["hubs"];
  add(given: GivenHub): Promise<Kept>;
  change(hub: StoredHub, given: GivenChange): Promise<Kept>;
  /** @returns whether it was there; false too while locks are bound to it */
  remove(hubId: string): Promise<boolean>;
  /** What is wrong with the address of a device; undefined when nothing is. */
  addressFault(hub: Hub, address: string): Promise<string | undefined>;
  /** Whether one process at a time may hold it. */
  isExclusive(hub: Hub): Promise<boolean>;
}

/** What `createHubKeeper` needs. */
export interface HubKeeperOptions {
  readonly hubs: () => Promise<HubStore>;
  readonly secrets: HubSecrets;
  /** Settings of the simulator that is always there. */
  readonly simulator: object;
  readonly clock: Clock;
  readonly kindOf: (kind: string) => Promise<DriverKind> | undefined;
}

/** @returns a keeper that opens the store when it is first needed */
export function createHubKeeper({ hubs, secrets, simulator, clock, kindOf }: HubKeeperOptions): HubKeeper {
  /** What was lost is given again, or missed where it is required. */
  async function known(hub: StoredHub): Promise<Secrets> {
    try {
      return await secrets.decrypt(hub);
    } catch (error) {
      if (error instanceof HubSecretsLostError) return {};
      throw error;
    }
  }

  return {
    async hub(hubId) {
      if (hubId === SIMULATOR_HUB) return ALWAYS_THERE(simulator);
      const hub = await (await hubs()).hub(hubId);
      return hub?.removedAt === undefined ? hub : undefined;
    },
    hubs: async (scope, page) => (await hubs()).hubs(scope, page),
    async add({ hubId, kind: kindName, name, orgId, ownerId, settings, secrets: given }) {
      const kind = await kindOf(kindName);
      if (!kind) return invalid({ field: "kind", message: "is not known here" });
      if (hubId === SIMULATOR_HUB) return { ok: false, reason: "taken" };
      const faults = await faultsOf(kind, { orgId, ownerId }, settings, given);
      if (faults.length > 0) return { ok: false, reason: "invalid", fields: faults };
      const hub = {
        hubId,
        kind: kindName,
        name,
        orgId,
        ownerId,
        settings,
        secretNames: Object.keys(given).toSorted(),
        ciphertext: await secrets.encrypt(hubId, given),
        createdAt: clock.now(),
      };
      const most = orgId === null && ownerId === null ? MAX_OPERATOR_HUBS : MAX_HUBS;
      const made = await (await hubs()).create(hub, most);
      return typeof made === "string" ? { ok: false, reason: made } : { ok: true, hub: made };
    },
    async change(hub, { name = hub.name, settings = hub.settings, secrets: given }) {
      const kind = await kindOf(hub.kind);
      if (!kind) return invalid({ field: "kind", message: `is ${hub.kind}, which this server has not` });
      const all = given ? named({ ...(await known(hub)), ...given }) : await known(hub);
      let faults = await faultsOf(kind, hub, settings, all);
      if (faults.length === 0) faults = leaked(hub, settings, given);
      if (faults.length > 0) return { ok: false, reason: "invalid", fields: faults };
      if (hub.hubId === SIMULATOR_HUB) return { ok: false, reason: "built-in" };
      const change: HubChange = {
        name,
        settings,
        secretNames: given ? Object.keys(all).toSorted() : hub.secretNames,
        // Encrypted anew it would look like another secret, and the hub would be opened anew.
        ciphertext: given ? await secrets.encrypt(hub.hubId, all) : hub.ciphertext,
      };
      const changed = await (await hubs()).change(hub.hubId, hub.revision, change, clock.now());
      return changed ? { ok: true, hub: changed } : { ok: false, reason: "changed" };
    },
    remove: async (hubId) => (await hubs()).remove(hubId, clock.now()),
    async addressFault(hub, address) {
      if (address.length === 0 || address.length > MAX_ADDRESS) return `must have 1 to ${MAX_ADDRESS} characters`;
      const kind = await kindOf(hub.kind);
      return faultOfText(address) ?? kind?.checkAddress(address, hub.settings);
    },
    isExclusive: async (hub) => (await kindOf(hub.kind))?.exclusive ?? false,
  };
}

async function faultsOf(
  kind: DriverKind,
  { orgId, ownerId }: Pick<Hub, "orgId" | "ownerId">,
  settings: Settings,
  secrets: Secrets,
): Promise<readonly FieldError[]> {
  const isOperators = orgId === null && ownerId === null;
  const forbidden = isOperators ? [] : (kind.operatorSettings ?? []).filter((name) => name in settings);
  const [ofSettings, ofSecrets] = [
    await fieldFaults("settings", kind.settings, settings),
    await fieldFaults("secrets", kind.secrets, secrets),
  ];
  const ofOperator = forbidden.map((name) => ({
    field: `settings.${name}`,
    message: "is for the operator's hubs only",
  }));
  const others = ofSettings.length > 0 ? [] : (kind.settingsFaults?.(settings, { orgId, ownerId }) ?? []);
  return [...ofSettings, ...ofOperator, ...others, ...ofSecrets];
}

/** At another address secrets would be told to somebody else, so whoever gives it gives them too. */
function leaked(hub: Hub, settings: Settings, given: GivenChange["secrets"] = {}): readonly FieldError[] {
  if (settings["url"] === hub.settings["url"]) return [];
  return hub.secretNames
    .filter((name) => !(name in given))
    .map((name) => ({ field: `secrets.${name}`, message: "must be given again where settings.url is another" }));
}

function invalid(...fields: FieldError[]): HubRefusal {
  return { ok: false, reason: "invalid", fields };
}

function named(secrets: Readonly<Record<string, string | null>>): Secrets {
  return Object.fromEntries(Object.entries(secrets).flatMap(([name, one]) => (one === null ? [] : [[name, one]])));
}
