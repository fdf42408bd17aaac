import { useRoute } from "preact-iso";
import { screen } from "../../api/paths.ts";
import { useGet } from "../../api/queries.ts";
import type { KeyDetails } from "../../api/types.ts";
import { shell } from "../../shell/texts.ts";
import { Waiting } from "../../ui/failure.tsx";
import { KeyActions } from "../../ui/key-actions.tsx";
import { Screen } from "../../ui/screen.tsx";

const EVERY_MS = 30_000;

export function Key() {
  const { uuid = "" } = useRoute().params;
  const { data: key, error } = useGet<KeyDetails>(`/temp-keys/${uuid}/details`, EVERY_MS);
  return (
    <Screen title={key?.description ?? shell.keys} back={{ href: screen("/keys"), label: shell.keys }}>
      {!key && <Waiting error={error} />}
      {key && <KeyActions {...key} />}
    </Screen>
  );
}
