/** What goes to a guest with a key's link, for whoever passes it on from the console, by whose cookie they are known. */
import Type from "typebox";
import { encode } from "uqr";
import type { App } from "../../app.ts";
import type { GuestDeps } from "../faults/remembered.ts";
import { isSameHost } from "../../requests/hosts.ts";
import { LANGUAGES } from "../messages/catalogues.ts";
import { localeOf } from "../page/locale.ts";
import { GuestPath } from "../schemas.ts";
import { wordsOfLink } from "./link-words.ts";
import { managedGuestKey } from "./looking-as.ts";

const Query = Type.Object({
  language: Type.Enum([...LANGUAGES]),
  /** Where the console is open; taken for the link where nobody named the server and the request came there. */
  origin: Type.Optional(Type.String({ maxLength: 300 })),
  /** For which whoever looks acts; left out where the locks are their own. */
  organizationId: Type.Optional(Type.String({ minLength: 1, maxLength: 255 })),
});

export const KeyMessageBody = Type.Object({
  language: Type.String(),
  link: Type.String(),
  /** Their names. */
  doors: Type.String(),
  /** Of a mail. */
  subject: Type.String(),
  text: Type.String(),
  /** What a PIN is called. */
  pin: Type.String(),
  /** The link, in a square of so many modules, black ones as an SVG path. */
  qr: Type.Object({ size: Type.Integer(), path: Type.String() }),
});

export function messageOfKeyRoute(app: App, deps: GuestDeps): void {
  const schema = { hide: true, params: GuestPath, querystring: Query, response: { 200: KeyMessageBody } };
  app.get("/temp-keys/:uuid/message", { schema }, async (request) => {
    const { language, organizationId, origin } = request.query;
    const found = await managedGuestKey(request, organizationId, "getKey", deps);
    const { uuid, validFrom, validUntil } = found.record.state;
    const { m } = localeOf(language, undefined);
    const names = found.doors.map(({ name }) => name ?? m.door);
    const { publicUrl, isPublicUrlGiven } = deps.config;
    const isThere = !isPublicUrlGiven && origin !== undefined && isSameHost(origin, request.host);
    const link = `${isThere ? new URL(origin).origin : publicUrl}/temp-keys/${uuid}`;
    const doors = new Intl.ListFormat(language, { type: "unit" }).format(names);
    const zone = found.doors[0]!.lock.state.timeZone;
    const words = wordsOfLink(language, { link, doors, from: validFrom, until: validUntil, zone });
    return { language, link, doors, ...words, qr: qrOf(link) };
  });
}

/** With the four white modules around it that its standard (ISO/IEC 18004) asks for. */
export function qrOf(text: string): { readonly size: number; readonly path: string } {
  const { size, data } = encode(text, { ecc: "M", border: 4 });
  const runs = data.flatMap((row, y) =>
    row.flatMap((isBlack, x) => {
      if (!isBlack || row[x - 1]) return [];
      const width = row.indexOf(false, x) - x;
      return [`M${x} ${y}h${width}v1h-${width}z`];
    }),
  );
  return { size, path: runs.join("") };
}
