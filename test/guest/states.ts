/** Every state that a guest's page can be in, on one server whose time stands still. */
import { PNG } from "pngjs";
import { randomUUID } from "node:crypto";
import type { OpenOutcome } from "../../src/domain/order.ts";
import { type Credentials, startServer, type TestServer } from "../harness.ts";
import { StillClock } from "../manual-clock.ts";
import { startMailbox } from "../users/mailbox.ts";

/** Christmas Eve in Athens, an hour before the keys of these pages begin. */
export const NOW = Date.UTC(2026, 11, 24, 13, 0);
const HOUR = 3_600_000;
const LONG_NAME = "Donaudampfschifffahrtsgesellschaftskapitänswohnungseingangstür 12b";

const iso = (at: number) => new Date(at).toISOString();

export interface GuestStates {
  readonly server: TestServer;
  /** A path for each state; to those of `asUser` the guest comes signed in. */
  readonly paths: Readonly<Record<string, string>>;
  readonly user: { readonly token: string };
  readonly asUser: ReadonlySet<string>;
  close(): Promise<void>;
}

/** All that an organisation can say of itself, and of a door. */
async function brand(server: TestServer, as: Credentials): Promise<void> {
  const contact = { name: "Eleni Papadopoulou", phone: "+30 210 1234567", email: "reception@seaside-flats.example" };
  const privacyUrl = "https://seaside.example/privacy";
  const body = { name: "Seaside Flats", accent: "#7a1f3d", background: "#f3e9ec", contact, privacyUrl };
  await server.call("PUT", "/organizations/seaside/brand", { ...as, body });
  const text = "Through the blue gate, then up to the second floor.\nThe key safe is on the left of the door.";
  await server.call("PUT", "/locks/4/arrival", { ...as, body: { text } });
  const headers = { "content-type": "image/png" };
  await server.call("PUT", "/organizations/seaside/brand/logo", { ...as, body: drawing(240, 80), headers });
  await server.call("PUT", "/locks/4/arrival/picture", { ...as, body: drawing(800, 500), headers });
}

/** A house on a hill, or something like it. */
function drawing(width: number, height: number): Buffer {
  const png = new PNG({ width, height });
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const hill = y > height * (0.75 - 0.35 * Math.sin((Math.PI * x) / width));
      const [r, g, b] = hill ? [122, 31, 61] : [250, 214, 165 - Math.floor((60 * y) / height)];
      png.data.set([r, g, b, 255] as number[], (y * width + x) * 4);
    }
  return PNG.sync.write(png);
}

type NewKey = (terms: Record<string, unknown>, lockId?: number) => Promise<string>;

/** What real locks do and what helps then; each at a door of its own. */
async function doorsLikeReal(
  server: TestServer,
  org: Credentials,
  clock: StillClock,
  key: NewKey,
): Promise<Record<string, string>> {
  let lockId = 100;
  const contact = { name: "Eleni Papadopoulou", phone: "+30 210 1234567", email: null };
  const paths: Record<string, string> = {};
  async function door(arrival: Record<string, unknown>, terms: Record<string, unknown> = {}): Promise<string> {
    await server.lock(++lockId, { orgId: "acme", name: "Front door" });
    await server.call("PUT", `/locks/${lockId}/arrival`, { ...org, body: arrival });
    const { withPin, ...rest } = terms;
    if (withPin === undefined) return key(rest, lockId);
    const today = { validFrom: iso(NOW - HOUR), validUntil: iso(NOW + 3 * 24 * HOUR) };
    const doors = [{ lockId: String(lockId), accessMethod: "both" }];
    const made = await server.call("POST", "/temp-keys", { ...org, body: { ...today, doors, ...rest } });
    return made.json.uuid as string;
  }
  async function opening(tempKeyUuid: string, outcome: OpenOutcome, door = 1): Promise<string> {
    const orderId = randomUUID();
    await server.ledger.submit({ type: "openDoor", tempKeyUuid, method: "key", orderId });
    await server.ledger.submit({ type: "reportOrder", orderId, outcome });
    return `/temp-keys/${tempKeyUuid}/confirmation?door=${door}&order=${orderId}`;
  }
  const unlocked: OpenOutcome = { ok: true, stage: "executed", by: "state", latencyMs: 5 };
  const jammed: OpenOutcome = { ok: false, failure: "jammed", mayHaveExecuted: false, detail: "" };
  const text = "Through the blue gate, then up to the second floor.";
  paths["last-opening"] = await opening(await door({}), unlocked);
  await clock.advance(110_000);
  paths["locked-again"] = await opening(await door({}), unlocked);
  await clock.advance(10_000);
  paths["helped"] = await opening(await door({ hand: "push", contact, text }, { maxUses: 3, withPin: true }), jammed);
  const twice = await door({ hand: "pull", contact, address: "Odos Ermou 12, Athens" });
  await opening(twice, jammed);
  paths["failed-again"] = await opening(twice, jammed);
  paths["gate-moves"] = await opening(await door({ kind: "gate", movesForS: 20 }), unlocked);
  paths["gate-told"] = await opening(await door({ kind: "gate" }), unlocked);
  paths["lift-called"] = await opening(await door({ kind: "lift", floor: "4" }), unlocked);
  paths["lift"] = `/temp-keys/${await door({ kind: "lift", address: "Odos Ermou 12, Athens" }, { maxUses: 1 })}`;
  const away = await door({ contact }, { withPin: true });
  const device = { hubId: "simulator", address: String(lockId) };
  await server.ledger.submit({ type: "noteDevice", lockId, device, fact: { type: "DeviceOffline" } });
  await server.fault(lockId, "offline");
  paths["no-connection"] = `/temp-keys/${away}`;
  return paths;
}

export async function guestStates(): Promise<GuestStates> {
  const mailbox = await startMailbox();
  const clock = new StillClock(NOW - 12 * HOUR);
  const env = { SMTP_URL: mailbox.url, MAIL_FROM: "doors@example.test" };
  const server = await startServer({ clock, env });
  const org = await server.organization("acme");
  const seaside = await server.organization("seaside");
  await server.lock(1, { orgId: "acme", name: "Front door" });
  await server.lock(2, { orgId: "acme", name: "Lift" });
  await server.lock(3, { orgId: "acme", name: LONG_NAME });
  await server.lock(4, { orgId: "seaside", name: "Front door" });
  await brand(server, seaside);
  const today = { validFrom: iso(NOW - HOUR), validUntil: iso(NOW + 3 * 24 * HOUR) };
  const key = (terms: Record<string, unknown>, lockId = 1) => server.key(lockId, org, { ...today, ...terms });

  const ended = await key({ validFrom: iso(NOW - 6 * HOUR), validUntil: iso(NOW - HOUR) });
  await clock.advance(12 * HOUR - 120_000);
  const named = { accessMode: "user-whitelist", allowedUserIds: [(await server.user("Anna")).userId] };
  const note = "Welcome, Anna!\nThe light switch is on the left.";
  const valid = await key({ maxUses: 3, description: note });
  const usedUp = await key({ maxUses: 1 });
  await server.ledger.submit({ type: "openDoor", tempKeyUuid: usedUp, method: "key", orderId: randomUUID() });
  const revoked = await key({});
  await server.call("DELETE", `/temp-keys/${revoked}`, org);
  const paused = await key({});
  await server.call("POST", `/temp-keys/${paused}/pause`, { ...org, body: {} });
  const doors = [
    { lockId: "1", accessMethod: "both" },
    { lockId: "2", accessMethod: "code" },
    { lockId: "3", label: "Flat 4" },
  ];
  const branded = await server.key(4, seaside, { ...today, description: note, maxUses: 3 });
  const several = await server.call("POST", "/temp-keys", { ...org, body: { ...today, doors } });
  const many: { lockId: string }[] = [];
  for (let lockId = 81; lockId < 90; lockId++) {
    await server.lock(lockId, { orgId: "acme", name: `Flat ${lockId - 80}` });
    many.push({ lockId: String(lockId) });
  }
  const namedKey = await key(named);

  const outcomes: Readonly<Record<string, OpenOutcome | undefined>> = {
    opening: undefined,
    opened: { ok: true, stage: "executed", by: "ack", latencyMs: 5 },
    accepted: { ok: true, stage: "accepted", by: "ack", latencyMs: 5 },
    "cannot-be-reached": { ok: false, failure: "offline", mayHaveExecuted: false, detail: "" },
    "did-not-open": { ok: false, failure: "jammed", mayHaveExecuted: false, detail: "" },
    "unknown-outcome": { ok: false, failure: "indeterminate", mayHaveExecuted: true, detail: "" },
  };
  const confirmations: Record<string, string> = await doorsLikeReal(server, org, clock, key);
  for (const [i, [state, outcome]] of Object.entries(outcomes).entries()) {
    const lockId = 10 + i;
    await server.lock(lockId, { orgId: "acme", name: "Front door" });
    const tempKeyUuid = await key({}, lockId);
    const orderId = randomUUID();
    // Not dispatched: these pages' device is this test.
    await server.ledger.submit({ type: "openDoor", tempKeyUuid, method: "key", orderId });
    if (outcome) await server.ledger.submit({ type: "reportOrder", orderId, outcome });
    confirmations[state] = `/temp-keys/${tempKeyUuid}/confirmation?door=1&order=${orderId}`;
  }
  const orderId = randomUUID();
  const toNext = await server.call("POST", "/temp-keys", { ...org, body: { ...today, doors } });
  const tempKeyUuid: string = toNext.json.uuid;
  await server.ledger.submit({ type: "openDoor", tempKeyUuid, method: "key", door: 1, orderId });
  const outcome = { ok: true, stage: "executed", by: "ack", latencyMs: 5 } as const;
  await server.ledger.submit({ type: "reportOrder", orderId, outcome });

  return {
    server,
    user: await server.user(),
    asUser: new Set(["somebody-else"]),
    paths: {
      valid: `/temp-keys/${valid}`,
      "three-doors": `/temp-keys/${several.json.uuid}`,
      "next-door": `/temp-keys/${tempKeyUuid}/confirmation?door=1&order=${orderId}`,
      "many-doors": `/temp-keys/${(await server.call("POST", "/temp-keys", { ...org, body: { ...today, doors: many } })).json.uuid}`,
      "not-yet-valid": `/temp-keys/${await key({ validFrom: iso(NOW + 2 * HOUR) })}`,
      ended: `/temp-keys/${ended}`,
      "used-up": `/temp-keys/${usedUp}`,
      revoked: `/temp-keys/${revoked}`,
      paused: `/temp-keys/${paused}`,
      "sign-in": `/temp-keys/${namedKey}`,
      "somebody-else": `/temp-keys/${namedKey}`,
      "sign-in-sent": `/temp-keys/${namedKey}/sign-in`,
      "sign-in-link": `/sign-in?token=${"a".repeat(32)}&key=${namedKey}`,
      branded: `/temp-keys/${branded}`,
      "branded-answer": `/temp-keys/${branded}/confirmation`,
      "long-name": `/temp-keys/${await key({ description: "https://example.test/".padEnd(300, "a") }, 3)}`,
      unknown: "/temp-keys/3f0c9a52-7d1e-4b8a-9c36-5e2f81d04b77",
      ...confirmations,
      offline: "/guest/offline",
    },
    async close() {
      await server.close();
      await mailbox.close();
    },
  };
}
