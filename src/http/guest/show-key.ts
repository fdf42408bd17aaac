import { randomUUID } from "node:crypto";
import { admit, type Attempt } from "../../domain/admission.ts";
import { opensBy } from "../../domain/temp-key.ts";
import { HttpError } from "../errors.ts";
import type { App, RouteDeps } from "../server.ts";
import { type Guest, type GuestKey, guestKey, guestUser, hostOf, limitGuest, pathUuid, sendPage } from "./guest.ts";
import { type DoorView, keyPage, type KeyPage } from "./page.ts";
import { GuestPath, pageAnswers } from "./schemas.ts";
import { windowText } from "./window.ts";
import { refusalWords } from "./words.ts";

const schema = {
  summary: "The guest's page of a key",
  description: "What the link leads to. Changes nothing, however often it is asked for.",
  tags: ["Guests"],
  security: [{}, { BearerAuth: [] }],
  params: GuestPath,
  response: pageAnswers("The page"),
};

export function showKeyRoutes(app: App, deps: RouteDeps): void {
  for (const [path, operationId] of [
    ["/temp-keys/:uuid", "showTempKey"],
    ["/collective-temp-keys/:uuid", "showCollectiveKey"],
  ] as const) {
    app.get(path, { schema: { ...schema, operationId } }, async (request, reply) => {
      await limitGuest(request, deps);
      const found = await guestKey(pathUuid(request), deps);
      if (!found) throw new HttpError(404, "Temporary key not found");
      const guest = await guestUser(request, deps);
      const page = await pageOf(found, guest, deps);
      return sendPage(reply, 200, keyPage(page));
    });
  }
}

async function pageOf(found: GuestKey, guest: Guest | undefined, deps: RouteDeps): Promise<KeyPage> {
  const { state: key, description, pin } = found.record;
  const at = deps.clock.now();
  const user = guest && { userId: guest.userId };
  const attempt = (door: number): Attempt => ({ at, method: methodOf(found, door), door, ...user });
  const admissions = found.doors.map(({ id }) => admit(key, attempt(id)));
  // What one door is refused for, another may be admitted to; only when no door opens it is the key.
  const first = admissions[0];
  const refused = admissions.every(({ admitted }) => !admitted) && first && !first.admitted ? first.reason : undefined;
  // Notes, times and PINs are for those who are meant, while the key is theirs.
  const stranger = refused === "user-required" || refused === "user-not-allowed";
  const signIn = stranger && deps.mailer !== undefined;
  const ended = refused === "revoked" || refused === "expired";
  const { timeZone } = found.doors[0]!.lock.state;
  const doors = found.doors.map(({ id, name }, i): DoorView => {
    const opens = methodOf(found, id) === "code" ? "panel" : "slide";
    return { id, name, opens, byPin: byPin(found, id), usedUp: !admissions[i]!.admitted, intent: randomUUID() };
  });
  const usesLeft = key.maxUses === null || stranger ? undefined : Math.max(0, key.maxUses - key.usedCount);
  return {
    uuid: key.uuid,
    host: await hostOf(found.doors[0]!.lock, deps),
    doors,
    window: stranger ? undefined : windowText(key.validFrom, key.validUntil, timeZone),
    usesLeft,
    note: stranger || refused === "revoked" ? null : description,
    signedInAs: key.accessMode === "user-whitelist" ? guest?.email : undefined,
    signIn,
    refusal: refused && refusalWords(refused, { validFrom: key.validFrom, at, timeZone, signIn }),
    pin: pin && !stranger && !ended ? await deps.pins.reveal(key.uuid, pin.box) : undefined,
  };
}

function methodOf({ record }: GuestKey, door: number): "key" | "code" {
  return record.state.doors.find(({ id }) => id === door)?.method === "code" ? "code" : "key";
}

function byPin({ record }: GuestKey, door: number): boolean {
  return record.state.doors.some((one) => one.id === door && opensBy(one, "code"));
}
