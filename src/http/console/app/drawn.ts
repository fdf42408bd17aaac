/** What a page shows until the program runs: made when the console is built, by the program's own parts. */
import type { Role } from "../../../domain/actor.ts";
import { html } from "../../pages/html.ts";

/** As HTML, in which the server writes where it stands and for whom it is. */
export interface Drawn {
  /** What stands around screens, by role; `none` for a person without an organisation. */
  readonly shells: Readonly<Record<Role | "none", string>>;
  readonly home: string;
  readonly other: string;
}

interface Acting {
  readonly organizations: readonly {
    readonly organizationId: string;
    readonly name: string | null;
    readonly role: Role;
    readonly paused: boolean;
  }[];
}

/**
 * For whoever asks. Which of several organisations is acted for, the program alone knows.
 *
 * @param url of the screen, as a browser asks for it
 * @param base where the server stands
 */
export function drawnFor({ shells, home, other }: Drawn, { organizations }: Acting, url: string, base: string): string {
  const path = url.replace(/\?.*/s, "");
  const acting = organizations.find(({ paused }) => !paused);
  const name = html`${acting?.name ?? acting?.organizationId}`.text;
  const values: Readonly<Record<string, string>> = {
    BASE: base,
    ORGANIZATION: name,
    MAIN: path === `${base}/` ? home : other,
  };
  return shells[acting?.role ?? "none"]
    .replaceAll(/%([A-Z]+)%/g, (_, value: string) => values[value]!)
    .replaceAll(/<a href="([^"]+)"/g, (link, place: string) => {
      const isHere = place === path || (place !== `${base}/` && path.startsWith(`${place}/`));
      return isHere ? `${link} aria-current="page"` : link;
    });
}
