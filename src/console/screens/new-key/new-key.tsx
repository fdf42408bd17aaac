import { useSignal } from "@preact/signals";
import { useWrite } from "../../api/writes.ts";
import { shell } from "../../shell/texts.ts";
import { OWN_ZONE } from "../../time/instant.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { type DoorChoice, DoorPicker } from "../../ui/door-picker.tsx";
import { Failure } from "../../ui/failure.tsx";
import { type Chosen, PeoplePicker } from "../../ui/people-picker.tsx";
import { Qr, QrActions } from "../../ui/qr.tsx";
import { Screen } from "../../ui/screen.tsx";
import { ZonedInput } from "../../ui/zoned-input.tsx";
import { newKey } from "./texts.ts";

const DAY_MS = 86_400_000;

export function NewKey() {
  const doors = useSignal<readonly DoorChoice[]>([]);
  const people = useSignal<readonly Chosen[]>([]);
  const from = useSignal<number | undefined>(Date.now());
  const until = useSignal<number | undefined>(Date.now() + DAY_MS);
  const link = useSignal<string | undefined>(undefined);
  const write = useWrite(
    (call, body: object) => call<{ readonly url: string }>("POST", "/temp-keys", { body }),
    "/temp-keys",
    "/locks",
  );
  const zone = doors.value[0]?.timeZone ?? OWN_ZONE;
  return (
    <Screen title={shell.newKey}>
      {link.value !== undefined && (
        <div class="stack">
          <Qr text={link.value} />
          <CopyButton text={link.value} />
          <QrActions text={link.value} title={shell.newKey} />
        </div>
      )}
      <form
        onSubmit={async (event) => {
          event.preventDefault();
          const made = await write.run({
            doors: doors.value.map(({ lockId }) => ({ lockId })),
            validFrom: new Date(from.value ?? 0).toISOString(),
            validUntil: new Date(until.value ?? 0).toISOString(),
          });
          if (made) link.value = location.origin + made.url;
        }}
      >
        <DoorPicker chosen={doors.value} onChange={(next) => (doors.value = next)} />
        <ZonedInput label={newKey.from} value={from.value} zone={zone} onChange={(at) => (from.value = at)} />
        <ZonedInput label={newKey.until} value={until.value} zone={zone} onChange={(at) => (until.value = at)} />
        <PeoplePicker chosen={people.value} onChange={(next) => (people.value = next)} label={newKey.people} />
        <Failure error={write.error} />
        <button type="submit" disabled={write.isBusy}>
          {newKey.make}
        </button>
      </form>
    </Screen>
  );
}
