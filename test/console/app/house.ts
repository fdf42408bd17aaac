/** An organisation in which much has happened: doors at two sites, keys of every standing, people, and openings. */
import assert from "node:assert/strict";
import type { KeyStanding } from "../../../src/console/api/types.ts";
import type { Person } from "../people.ts";
import type { ConsoleServer } from "./console.ts";

/** Longer than the narrowest screen, as German has them. */
export const LONG_NAME = "Donaudampfschifffahrtsgesellschaftskapitänswohnungseingangstür 12b";
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

export interface House {
  readonly doors: Readonly<Record<"front" | "flat" | "long" | "offline" | "elsewhere", string>>;
  readonly keys: Readonly<Record<KeyStanding | "manyDoors" | "named", string>>;
  readonly manager: Person;
  readonly viewer: Person;
}

export async function furnish(at: ConsoleServer): Promise<House> {
  const { server, orgId } = at;
  const as = await at.token();
  const [manager, viewer] = await Promise.all([at.member("manager"), at.member("viewer")]);
  const call = async (method: string, path: string, body?: unknown) => {
    const answer = await server.call(method, path, { ...as, ...(body !== undefined && { body }) });
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${answer.text}`);
    return answer.json;
  };

  const doors = { front: "1", flat: "2", long: "3", offline: "4", elsewhere: "5" };
  await server.lock(1, { orgId, name: "Front door" });
  await server.lock(2, { orgId, name: "Flat 4, second floor" });
  await server.lock(3, { orgId, name: LONG_NAME, timeZone: "Europe/Vienna" });
  await server.lock(4, { orgId, name: "Bicycle cellar" });
  await server.lock(5, { orgId, name: "Cabin by the lake", timeZone: "America/Winnipeg" });
  await server.fault(4, "offline");
  const site = await call("POST", `/organizations/${orgId}/sites`, {
    name: "Harbour 12",
    address: "Quay 12, Piraeus",
    timeZone: "Europe/Athens",
    directions: "Through the blue gate, then up to the second floor.",
  });
  for (const lockId of ["1", "2"]) await call("PUT", `/locks/${lockId}/site`, { siteId: site.siteId });

  const key = async (lockIds: readonly string[], from: number, until: number, more: object = {}) => {
    const [validFrom, validUntil] = [from, until].map((ms) => new Date(server.clock.now() + ms).toISOString());
    const made = await call("POST", "/temp-keys", {
      validFrom,
      validUntil,
      doors: lockIds.map((lockId) => ({ lockId })),
      ...more,
    });
    return made.uuid as string;
  };
  const keys: House["keys"] = {
    active: await key(["1"], -HOUR, 3 * DAY, { description: "Anna Papadopoulou, flat 4" }),
    upcoming: await key(["2"], 5 * HOUR, 2 * DAY, { description: "The Brandstätter-Hohenwarter family" }),
    paused: await key(["1"], -HOUR, DAY, { description: "Plumber" }),
    "used-up": await key(["2"], -HOUR, DAY, { description: "Parcel", maxUses: 1 }),
    // A new key must end later than now; this one has by the time that anybody looks.
    ended: await key(["1"], -3 * DAY, 5_000, { description: "Ivo Marić" }),
    revoked: await key(["1"], -HOUR, DAY, { description: LONG_NAME }),
    manyDoors: await key(["1", "2", "3"], -HOUR, 14 * DAY, { description: "Cleaning", maxUses: 40 }),
    named: await key(["5"], -HOUR, DAY, { accessMode: "user-whitelist", allowedUserIds: [viewer.userId] }),
  };
  await call("POST", `/temp-keys/${keys.paused}/pause`);
  await call("DELETE", `/temp-keys/${keys.revoked}`);
  for (const one of ["active", "used-up", "used-up", "revoked"] as const)
    await server.call("POST", `/temp-keys/${keys[one]}/open`);
  await call("POST", `/organizations/${orgId}/api-keys`, { name: "Booking system", scopes: ["keys"] });
  await call("POST", `/organizations/${orgId}/invitations`, {
    email: "kai@example.test",
    role: "manager",
    byLink: true,
  });
  return { doors, keys, manager, viewer };
}
