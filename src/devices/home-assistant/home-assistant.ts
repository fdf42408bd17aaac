/** Home Assistant as a hub: one connection, and every lock, gate, button, relay and script that it knows. */
import { createOutbound } from "../../outbound/outbound.ts";
import { type HubCheck, type HubOptions, HubUnreachableError, type LockDriver } from "../driver.ts";
import { findDoors, readStates } from "./discovery.ts";
import { fields } from "./entities.ts";
import { createKeeper } from "./keeper.ts";
import {
  codeFor,
  DEFAULT_PULSE_MS,
  type HomeAssistantSecrets,
  type HomeAssistantSettings,
  trustOf,
  webSocketUrl,
} from "./settings.ts";
import { HubError, type Link } from "./link.ts";
import { createOwnOrders } from "./own-orders.ts";
import { createPulses } from "./pulses.ts";
import { readRegistry, type Registry } from "./registry.ts";
import { type Knowledge, NO_COMPANIONS, toSnapshot } from "./snapshot.ts";
import { carryOut } from "./unlock.ts";
import { createWatcher } from "./watcher.ts";
import { createOncePerOrder } from "../once-per-order.ts";

/** How long a question waits for the first connection, in milliseconds. */
const REACH_MS = 5_000;
/** How long a Home Assistant that has just started may not have found its devices yet, in milliseconds. */
const SETTLING_MS = 120_000;
/** No order has more time than this, in milliseconds. */
const LONGEST_MS = 600_000;
const LOOPBACK = /^(?:localhost|127\..*|\[::1\])$/;

/**
 * Open one Home Assistant as a hub. Connects in the background, and answers at once.
 *
 * @throws Error for an address that can never be one
 */
export async function openHomeAssistant(
  hub: HubOptions<HomeAssistantSettings, HomeAssistantSecrets>,
): Promise<LockDriver> {
  const { settings, secrets, clock, log } = hub;
  const devices = settings.devices ?? {};
  const url = webSocketUrl(settings.url);
  const trust = trustOf(url, settings.fingerprint, secrets.ca);
  const code = (address: string) => codeFor(secrets.code, address);
  const stopping = new AbortController();
  const once = createOncePerOrder();
  let upSince = 0;

  const own = createOwnOrders(clock);
  const watcher = createWatcher({
    clock,
    own,
    observe: hub.observe,
    knowledge,
    async companions(link, addresses) {
      const registry = await askRegistry(link);
      return new Map(addresses.map((address) => [address, registry.companionsOf(address, devices[address])]));
    },
  });
  const keeper = createKeeper({
    where: { url, token: secrets.token, trust, outbound: hub.outbound ?? createOutbound({ allow: [] }) },
    clock,
    log,
    onUp(link) {
      upSince = clock.now();
      watcher.up(link);
    },
    onDown: () => watcher.down(),
  });
  const pulses = createPulses(keeper, clock, log);
  const pulseMs = (address: string) => devices[address]?.pulseMs ?? DEFAULT_PULSE_MS;

  function knowledge(): Knowledge {
    const known = keeper.link() !== undefined;
    const at = clock.now();
    return { at, known, settled: known && at - upSince >= SETTLING_MS };
  }

  /** @throws HubUnreachableError, and when `signal` is aborted */
  async function reach(signal: AbortSignal): Promise<Link> {
    signal.throwIfAborted();
    const link = keeper.link() ?? (await keeper.reach(AbortSignal.any([signal, AbortSignal.timeout(REACH_MS)])));
    signal.throwIfAborted();
    if (!link) throw new HubUnreachableError(keeper.trouble?.message ?? "Home Assistant is not connected");
    return link;
  }

  /** Ask, for as long as `signal` lets us. @throws HubUnreachableError */
  async function asking<T>(signal: AbortSignal, ask: (link: Link) => Promise<T>): Promise<T> {
    const link = await reach(signal);
    const { promise: aborted, reject } = Promise.withResolvers<never>();
    const onAbort = () => reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    try {
      return await Promise.race([ask(link), aborted]);
    } catch (error) {
      if (error instanceof HubError) throw new HubUnreachableError(error.message);
      throw error;
    } finally {
      signal.removeEventListener("abort", onAbort);
    }
  }

  return {
    kind: "home-assistant",
    unlock(command, signal) {
      return once.run(command.orderId, () => {
        const leftMs = Math.min(Math.max(0, Math.floor(command.notAfter - clock.now())), LONGEST_MS);
        const until = AbortSignal.any([signal, stopping.signal, AbortSignal.timeout(leftMs)]);
        return carryOut(command, until, { keeper, clock, own, pulses, pulseMs, code });
      });
    },
    async snapshot(address, signal) {
      signal.throwIfAborted();
      if (!keeper.link() && !keeper.isStarting) {
        return toSnapshot(address, watcher.entities, watcher.companionsOf(address) ?? NO_COMPANIONS, knowledge());
      }
      return asking(signal, async (link) => {
        const companions =
          watcher.companionsOf(address) ?? (await askRegistry(link)).companionsOf(address, devices[address]);
        const seen = new AbortController();
        const { sensors, battery, door } = companions;
        const ids = [address, ...sensors, battery, door].filter((id) => id !== undefined);
        try {
          const entities = await link.follow(ids, seen.signal, () => {});
          return toSnapshot(address, entities, companions, knowledge());
        } finally {
          seen.abort();
        }
      });
    },
    discover: (signal) =>
      asking(signal, async (link) => {
        const [registry, states] = await Promise.all([askRegistry(link), link.ask({ type: "get_states" })]);
        return findDoors({
          states: readStates(states),
          registry,
          devices,
          knowledge: knowledge(),
          hasCode: (address) => code(address) !== undefined,
        });
      }),
    async check(signal): Promise<HubCheck> {
      try {
        return await asking(signal, async (link) => {
          const startedAt = performance.now();
          const { name, is_admin: isAdmin } = fields(await link.ask({ type: "auth/current_user" }));
          const latencyMs = performance.now() - startedAt;
          const warnings = [
            ...(isAdmin === true ? ["the user is an administrator; one without these rights is enough"] : []),
            ...(url.protocol === "ws:" && !LOOPBACK.test(url.hostname) ? ["the token is sent without encryption"] : []),
          ];
          return {
            ok: true,
            ...(typeof name === "string" && { as: name.slice(0, 200) }),
            version: `Home Assistant ${link.version}`,
            latencyMs,
            ...(warnings.length > 0 && { warnings }),
          };
        });
      } catch (error) {
        if (!(error instanceof HubUnreachableError)) throw error;
        return { ok: false, failure: keeper.trouble?.failure ?? "offline", detail: error.message };
      }
    },
    watch: (addresses) => watcher.watch(addresses, keeper.link()),
    async stop() {
      stopping.abort();
      watcher.stop();
      await once.ended();
      await pulses.stop();
      await keeper.stop();
    },
  };
}

async function askRegistry(link: Link): Promise<Registry> {
  const [entities, devices, areas] = await Promise.all([
    link.ask({ type: "config/entity_registry/list_for_display" }),
    link.ask({ type: "config/device_registry/list" }),
    link.ask({ type: "config/area_registry/list" }),
  ]);
  return readRegistry({ entities, devices, areas });
}
