import { screen } from "../../api/paths.ts";
import type { KeyDraft } from "../../ui/key-draft.ts";
import { Screen } from "../../ui/screen.tsx";
import { Share } from "../../ui/share.tsx";
import { newKey } from "./texts.ts";

/** A key that was just made. */
export interface MadeKey {
  readonly uuid: string;
  readonly pin: string | null;
  readonly draft: KeyDraft;
}

/** How it comes to its guest; its PIN is told here and nowhere else. */
export function Made({ made }: { readonly made: MadeKey }) {
  const {
    uuid,
    pin,
    draft: { people, isNamed },
  } = made;
  return (
    <Screen title={newKey.made}>
      <Share
        uuid={uuid}
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
