import { screen } from "../../api/paths.ts";
import { nameOfDoor } from "../../ui/door-picker.tsx";
import type { KeyDraft } from "../../ui/key-draft.ts";
import { Screen } from "../../ui/screen.tsx";
import { Share } from "../../ui/share.tsx";
import { newKey } from "./texts.ts";

/** A key that was just made. */
export interface MadeKey {
  readonly uuid: string;
  /** Path of the guest's page. */
  readonly url: string;
  readonly validFrom: string;
  readonly validUntil: string;
  readonly pin: string | null;
  readonly draft: KeyDraft;
}

/** How it comes to its guest; its PIN is told here and nowhere else. */
export function Made({ made }: { readonly made: MadeKey }) {
  const { uuid, url, validFrom, validUntil, pin, draft } = made;
  const { doors, labels, people, isNamed } = draft;
  return (
    <Screen title={newKey.made}>
      <Share
        link={location.origin + url}
        doors={doors.map((door) => labels[door.lockId] ?? nameOfDoor(door))}
        from={Date.parse(validFrom)}
        until={Date.parse(validUntil)}
        zone={doors[0]!.timeZone}
        pin={pin}
        emails={isNamed ? people.flatMap(({ email }) => (email === null ? [] : [email])) : []}
      />
      <div class="row">
        <a class="button plain" href={screen(`/keys/${uuid}`)}>
          {newKey.look}
        </a>
        <a class="button plain" href={screen("/keys/new")}>
          {newKey.another}
        </a>
      </div>
    </Screen>
  );
}
