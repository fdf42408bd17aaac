/** The pictures of a key's pages: the logo, and the way to a door for those whom the key is for. */
import type { FastifyReply } from "fastify";
import Type from "typebox";
import type { Picture } from "../../../presentation/presentation.ts";
import { HttpError } from "../../answers/errors.ts";
import type { App, RouteDeps } from "../../app.ts";
import { type GuestKey, guestKey, guestUser, pathUuid } from "../guest.ts";
import { DoorPath, GuestPath } from "../schemas.ts";
import { guestAccess } from "./guest-access.ts";

/** A picture has another address when it changes, so a phone may keep it. */
const KEEP = "private, max-age=86400, immutable";
/** Of a key for named users: the next person at this phone may be another one. */
const KEEP_NOT = "no-store";
const querystring = Type.Object({ v: Type.Optional(Type.String({ maxLength: 32 })) });

export function logoPath(uuid: string, version: string): string {
  return `/temp-keys/${uuid}/logo?v=${version}`;
}

export function directionsPicturePath(uuid: string, door: number, version: string): string {
  return `/temp-keys/${uuid}/doors/${door}/picture?v=${version}`;
}

export function pictureRoutes(app: App, deps: RouteDeps): void {
  const { presentation, clock } = deps;
  app.get(
    "/temp-keys/:uuid/logo",
    { schema: { hide: true, params: GuestPath, querystring } },
    async (request, reply) => {
      const found = await guestKey(pathUuid(request), deps);
      const orgId = found?.doors[0]!.lock.state.orgId ?? null;
      const logo = orgId === null ? undefined : await presentation.picture({ logoOf: orgId });
      return send(reply, logo, found);
    },
  );
  app.get(
    "/temp-keys/:uuid/doors/:doorId/picture",
    { schema: { hide: true, params: DoorPath, querystring } },
    async (request, reply) => {
      const found = await guestKey(pathUuid(request), deps);
      const door = found?.doors.find(({ id }) => id === Number(request.params.doorId));
      if (!found || !door) return send(reply, undefined, found);
      const { meant, ended } = guestAccess(found, await guestUser(request, deps), clock.now());
      const knowsWay = meant && !ended;
      const picture = knowsWay ? await presentation.picture({ directionsTo: door.lock.state.lockId }) : undefined;
      return send(reply, picture, found);
    },
  );
}

function send(reply: FastifyReply, picture: Picture | undefined, key: GuestKey | undefined): FastifyReply {
  if (!picture || !key) throw new HttpError(404, "There is no such picture");
  const keep = key.record.state.accessMode === "public" ? KEEP : KEEP_NOT;
  return reply.header("cache-control", keep).type(picture.type).send(picture.bytes);
}
