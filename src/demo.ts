/** The demo: a server with one simulated door, and a key to it that was made by the published call. */
import { randomUUID } from "node:crypto";
import { renderUnicodeCompact } from "uqr";
import { machineTimeZone } from "./cli/locks.ts";
import type { Clock } from "./clock.ts";
import type { Config } from "./config.ts";
import type { DemoDevice } from "./demo-door.ts";
import { setUpLink } from "./identity/accounts/accounts.ts";
import { type Served, serve } from "./serve.ts";
import { untilAsked } from "./serving.ts";
import { stopWhenAsked } from "./stopping.ts";

/** The same in every run, so that a second one finds what the first one made. */
const OWNER_ID = "5f0c6a52-9d1e-4c7b-8a3f-2e64d1b07c95";
const ORG_ID = "demo";
const LOCK_ID = 1;
const DAY_MS = 86_400_000;

/**
 * Serve until the process is asked to stop.
 *
 * @param overMqtt the door is the reference door, a process of its own at a broker inside the server
 * @throws Error when the data folder's lock 1 is somebody else's, or tokens come from an issuer elsewhere
 */
export async function demo(
  config: Config,
  { clock, overMqtt }: { readonly clock: Clock; readonly overMqtt: boolean },
): Promise<void> {
  if (config.auth.kind === "external") {
    throw new Error("The demo signs a token of its own: start it without AUTH_JWKS_URL");
  }
  const signal = stopWhenAsked();
  await untilAsked(signal, async () => {
    const served = await serve(config, { clock, signal });
    try {
      await prepareDoor(served, config, clock);
      const device = overMqtt ? await (await import("./demo-door.ts")).startMqttDoor(served, signal) : SIMULATED;
      await bindDoor(served, device);
      process.stdout.write(await introduction(served, config, clock));
      return served;
    } catch (error) {
      await served.close();
      throw error;
    }
  });
  process.stdout.write("\nStopped. The data stay.\n");
}

async function prepareDoor({ ledger, directory }: Served, { dataDir }: Config, clock: Clock): Promise<void> {
  if (!(await directory.organization(ORG_ID)))
    await directory.createOrganization({ orgId: ORG_ID, name: "Demo", super: false }, clock.now());
  if (!(await directory.user(OWNER_ID))) {
    const owner = { email: "demo@example.test", name: "Demo owner", firstName: null, lastName: null };
    await directory.createUser({ userId: OWNER_ID, ...owner, createdAt: clock.now() });
  }
  const lock = await ledger.read.lock(LOCK_ID);
  if (lock && lock.state.ownerId !== OWNER_ID)
    throw new Error(`Lock ${LOCK_ID} in ${dataDir} is not the demo's; choose another folder with DATA_DIR`);
  const actor = { kind: "operator" } as const;
  if (lock) {
    // An earlier version's belongs to nobody's organisation; who took it into their own keeps it.
    if (lock.state.orgId !== null) return;
    const given = await ledger.submit({ type: "setOrganization", actor, lockId: LOCK_ID, orgId: ORG_ID });
    if (!given.ok) throw new Error(`The demo's lock could not be shown in the console: ${given.message}`);
    return;
  }
  const made = await ledger.submit({
    type: "createLock",
    actor,
    lockId: LOCK_ID,
    uuid: randomUUID(),
    ownerId: OWNER_ID,
    orgId: ORG_ID,
    keys: [],
    name: "Front door",
    timeZone: machineTimeZone(),
    driver: "simulator",
  });
  if (!made.ok) throw new Error(`The demo's lock could not be made: ${made.message}`);
}

const SIMULATED = {
  device: { hubId: "simulator", address: String(LOCK_ID), relocks: true },
  driver: "simulator",
} as const;

async function bindDoor({ ledger, openHubs }: Served, { device, driver }: DemoDevice): Promise<void> {
  const actor = { kind: "operator" } as const;
  const bound = await ledger.submit({ type: "bindDevice", actor, lockId: LOCK_ID, device, driver });
  if (!bound.ok) throw new Error(`The demo's door could not be bound: ${bound.message}`);
  await openHubs.look();
}

/** Where its door and key are seen, and how to come there; the link of an earlier run is void then. */
async function wayIn({ store, publicUrl }: Served): Promise<string> {
  const { setUps } = await store.accounts();
  if (await setUps.hasOperator()) return `The console: ${publicUrl}/`;
  const link = setUpLink(publicUrl, await setUps.create({ kind: "operator", orgId: ORG_ID }));
  return `The console, with this door and its key. Make your account there (the link is good once, for a day):

  ${link}`;
}

async function introduction(served: Served, { dataDir, port }: Config, clock: Clock): Promise<string> {
  const { url, issuer } = served;
  if (!issuer) throw new Error("The demo needs the server's own issuer");
  const { token } = await issuer.sign({ userId: OWNER_ID, ttlSeconds: DAY_MS / 1000 });
  const now = clock.now();
  const body = JSON.stringify({
    accessMode: "public",
    validFrom: new Date(now).toISOString(),
    validUntil: new Date(now + DAY_MS).toISOString(),
    maxUses: 5,
    description: "Made by the demo",
  });
  const call = `${url}/locks/${LOCK_ID}/create-temp-key`;
  const link = await createKey(call, token, body);
  return `
Latchstring is running, and lends you its front door for a day, five times.

The guest's link:

  ${link}

${renderUnicodeCompact(link, { border: 2 })}

${onlyHere(link) ? `It works on this machine. For a phone nearby: HOST=0.0.0.0 PUBLIC_URL=http://<this machine's address>:${port}\n` : ""}
${await wayIn(served)}

The key was made by this call; make another one:

curl -X POST '${call}' -H 'Authorization: Bearer ${token}' -H 'Content-Type: application/json' -d '${body}'

All calls:     ${url}/reference
The data:      ${dataDir}
To stop:       Ctrl-C; the next run goes on with the same data
`;
}

function onlyHere(link: string): boolean {
  return /^(localhost|127\..*|\[::1\]|0\.0\.0\.0|\[::\])$/.test(new URL(link).hostname);
}

async function createKey(call: string, token: string, body: string): Promise<string> {
  const response = await fetch(call, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body,
  });
  const answer = (await response.json()) as { readonly url?: string; readonly message?: string };
  if (!response.ok || answer.url === undefined) {
    throw new Error(`The demo's key could not be made: ${response.status} ${answer.message ?? ""}`);
  }
  return answer.url;
}
