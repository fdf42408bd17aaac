/** For guests who put a key on their phone's home screen: its name and icon there, and a page for when it is offline. */
import { DAY, NIGHT } from "../../../presentation/colours.ts";
import type { Brand } from "../../../presentation/presentation.ts";
import { HttpError } from "../../answers/errors.ts";
import type { App, RouteDeps } from "../../app.ts";
import { ICONS } from "../page/assets.ts";
import { brandOf, type GuestBrand } from "../brand.ts";
import { type GuestKey, guestKey, pathUuid, sendPage } from "../guest.ts";
import { type Html, html } from "../../pages/html.ts";
import { messagePage } from "../page/layout.ts";
import { GuestPath } from "../schemas.ts";
import { type View, viewOf } from "../page/view.ts";

/** What a key's page says of that in its head. */
export function homeScreenHead(view: View, uuid: string, { background }: Pick<Brand, "background">): Html {
  return html`<link rel="manifest" href="${view.link(`/temp-keys/${uuid}/manifest.webmanifest`)}" />
    <link rel="apple-touch-icon" href="${view.file(ICONS.touch.path)}" />
    <meta name="apple-mobile-web-app-title" content="${view.locale.m.yourKey}" />
    <meta name="theme-color" content="${background ?? DAY.ground}" media="(prefers-color-scheme: light)" />
    <meta name="theme-color" content="${NIGHT.ground}" media="(prefers-color-scheme: dark)" />`;
}

/** Which of several keys it is: its door, or whoever lends its doors. */
function nameOf({ doors }: GuestKey, { host }: GuestBrand, { locale: { m } }: View): string {
  return doors.length === 1 ? (doors[0]!.name ?? m.door) : (host ?? m.yourKey);
}

export function homeScreenRoutes(app: App, deps: RouteDeps): void {
  const { config } = deps;
  app.get(
    "/temp-keys/:uuid/manifest.webmanifest",
    { schema: { hide: true, params: GuestPath } },
    async (request, reply) => {
      const uuid = pathUuid(request);
      const found = await guestKey(uuid, deps);
      if (!found) throw new HttpError(404, "Temporary key not found");
      const brand = await brandOf(found, deps);
      const ground = brand.background ?? DAY.ground;
      const view = viewOf(request, config);
      const { language, dir } = view.locale;
      // What looks at links learns no place; a browser says that it is about to make an icon (Fetch Metadata).
      const isForIcon = request.headers["sec-fetch-dest"] === "manifest";
      const name = isForIcon ? nameOf(found, brand, view) : view.locale.m.yourKey;
      const start = view.link(`/temp-keys/${uuid}`);
      reply.type("application/manifest+json; charset=utf-8");
      return {
        id: start,
        name,
        short_name: name,
        lang: language,
        dir,
        start_url: start,
        scope: view.file("/temp-keys/"),
        display: "standalone",
        background_color: ground,
        theme_color: ground,
        icons: [
          { src: view.file(ICONS.small.path), sizes: "192x192", type: "image/png" },
          { src: view.file(ICONS.large.path), sizes: "512x512", type: "image/png", purpose: "any maskable" },
        ],
      };
    },
  );

  app.get("/guest/offline", { schema: { hide: true } }, async (request, reply) => {
    const view = viewOf(request, config);
    return sendPage(reply, 200, messagePage(view, { ...view.locale.m.offline, tone: "wait" }));
  });
}
