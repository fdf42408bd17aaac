/** What the person is told by e-mail, of the organisation that they act for or of their own locks. */
import { useSignal } from "../../use-signal.ts";
import { Choice } from "../../ui/field.tsx";
import { useGet } from "../../api/queries.ts";
import { isOwner, membership } from "../../api/session.ts";
import type { LockRow, NoticeChoices } from "../../api/types.ts";
import { useWrite } from "../../api/writes.ts";
import { OWN_ZONE } from "../../time/instant.tsx";
import { language } from "../../texts/texts.ts";
import { common } from "../../texts/common.ts";
import { Checks } from "../../ui/checks.tsx";
import { type DoorChoice, DoorPicker, goneDoor, NAMED, useDoors } from "../../ui/door-picker.tsx";
import { Failure, Waiting } from "../../ui/failure.tsx";
import { Options } from "../../ui/options.tsx";
import { Screen } from "../../ui/screen.tsx";
import { toast } from "../../ui/toasts.tsx";
import { ZoneField } from "../../ui/zone-field.tsx";
import { signIn } from "../sign-in/texts.ts";
import { controls } from "../../ui/control-texts.ts";
import { notices } from "./texts.ts";

type Kind = keyof typeof notices.kinds;

const PATH = "/notice-choices";
const KINDS = Object.keys(notices.kinds) as Kind[];
const HOURS = Array.from({ length: 24 }, (_, hour) => [`${hour}`, `${String(hour).padStart(2, "0")}:00`] as const);
type Tongue = NoticeChoices["language"];
const TONGUES: Readonly<Record<Tongue, string>> = { en: "English", de: "Deutsch" };
const MAX_DOORS = 1_000;

export function Notices() {
  const { data, error } = useGet<NoticeChoices>(PATH);
  const chosen = useDoors(data?.lockIds ?? []);
  return (
    <Screen title={signIn.notices}>
      {data && chosen.doors ? (
        <Form key={membership.value?.organizationId} kept={data} found={chosen.doors} />
      ) : (
        <Waiting error={error ?? chosen.error} />
      )}
    </Screen>
  );
}

interface FormProps {
  readonly kept: NoticeChoices;
  /** Doors that were chosen, as far as they are there. */
  readonly found: readonly LockRow[];
}

function Form({ kept, found }: FormProps) {
  const all = kept.lockIds ?? [];
  const named = all.slice(0, NAMED).map((id) => found.find(({ lockId }) => lockId === id) ?? goneDoor(id));
  const atOnce = useSignal<readonly Kind[]>(kept.atOnce);
  const daily = useSignal(kept.dailyAt === null ? "" : String(kept.dailyAt));
  const which = useSignal<"all" | "some">(kept.lockIds === null ? "all" : "some");
  const doors = useSignal<readonly DoorChoice[]>(named);
  // Where nothing was chosen yet: days as they are here, and the language that is read here.
  const zone = useSignal(kept.chosen ? kept.timeZone : OWN_ZONE);
  const tongue = useSignal(kept.chosen ? kept.language : language);
  const save = useWrite((call, body: object) => call("PUT", "/notice-choices", { body }), PATH);
  const organization = membership.value;
  const kinds = KINDS.filter((kind) => kind !== "webhook-failing" || (organization && isOwner.value));
  // The others stay chosen.
  const unnamed = all.slice(NAMED);
  const isZoneWrong = save.error?.fields.some(({ field }) => field === "timeZone");
  const isOfSome = which.value === "some";
  return (
    <form
      class="stack"
      onSubmit={async (event) => {
        event.preventDefault();
        const done = await save.run({
          atOnce: atOnce.value,
          dailyAt: daily.value === "" ? null : Number(daily.value),
          lockIds: isOfSome ? [...doors.value.map(({ lockId }) => lockId), ...unnamed] : null,
          timeZone: zone.value,
          language: tongue.value,
        });
        if (done) toast(notices.saved);
      }}
    >
      <p class={kept.canSend && kept.email !== null ? "" : "problem"}>
        {kept.canSend && kept.email !== null ? notices.to(kept.email) : notices.noMail}
      </p>
      <Checks
        legend={notices.atOnce}
        options={kinds.map((value) => ({ value, name: notices.kinds[value] }))}
        chosen={atOnce.value}
        onChange={(chosen) => (atOnce.value = chosen)}
      />
      <div class="options">
        <label>
          <input
            type="checkbox"
            checked={daily.value !== ""}
            onChange={({ currentTarget }) => (daily.value = currentTarget.checked ? "7" : "")}
          />
          <span>{notices.daily}</span>
        </label>
      </div>
      {daily.value !== "" && (
        <Choice label={notices.hour} value={daily.value} options={HOURS} onValue={(hour) => (daily.value = hour)} />
      )}
      <ZoneField value={zone.value} onChange={(next) => (zone.value = next)} error={save.error} />
      <Choice
        label={notices.language}
        value={tongue.value}
        options={Object.entries(TONGUES) as [Tongue, string][]}
        onValue={(next) => (tongue.value = next)}
      />
      <Options
        legend={controls.doors}
        options={[
          { value: "all", name: notices.allDoors },
          { value: "some", name: notices.someDoors },
        ]}
        value={which.value}
        onChange={(value) => (which.value = value)}
      />
      {isOfSome && (
        <DoorPicker
          chosen={doors.value}
          onChange={(chosen) => (doors.value = chosen)}
          most={MAX_DOORS - unnamed.length}
        />
      )}
      {!isZoneWrong && <Failure error={save.error} />}
      <button type="submit" disabled={save.isBusy}>
        {common.save}
      </button>
    </form>
  );
}
