import { dateAt } from "../time/presets.ts";
import { CHECK_IN, CHECK_OUT, type KeyTime } from "../time/presets.ts";
import { OWN_ZONE, shortTime, zoneName } from "../time/instant.tsx";
import { nameOfDoor } from "./door-picker.tsx";
import { Input } from "./field.tsx";
import { type Hours, type KeyDraft, WHENS, withWhen } from "./key-draft.ts";
import { keyFields } from "./key-fields-texts.ts";
import { ZonedInput } from "./zoned-input.tsx";

interface KeyWhenProps {
  readonly draft: KeyDraft;
  readonly onChange: (draft: KeyDraft) => void;
  readonly time: KeyTime;
  /** Of the first door. */
  readonly zone: string;
  readonly hours: Hours;
  readonly now: number;
  readonly problem?: string | undefined;
  /** Of a key that is there, only own times are changed. */
  readonly isOwnOnly?: boolean;
}

/** When a key opens: one of the times that most have, two dates, or times of one's own. */
export function KeyWhen({ draft, onChange, time, zone, hours, now, problem, isOwnOnly }: KeyWhenProps) {
  const { when } = draft;
  const labelOf = (one: KeyDraft["when"]) =>
    one === "tomorrow" ? keyFields.tomorrowAt(hours.checkOut ?? CHECK_OUT) : keyFields.whens[one];
  const date = (name: "arrival" | "departure", label: string) => (
    <Input
      label={label}
      value={draft[name]}
      onValue={(value) => onChange({ ...draft, [name]: value })}
      type="date"
      min={name === "arrival" ? dateAt(now, zone) : draft.arrival}
    />
  );
  return (
    <fieldset class="time-field">
      <legend>{keyFields.when}</legend>
      {!isOwnOnly && (
        <ul class="choices whens">
          {WHENS.map((one) => (
            <li key={one}>
              <label>
                <input
                  type="radio"
                  name="when"
                  checked={when === one}
                  onChange={() => onChange(withWhen(draft, one, now, zone, hours))}
                />
                <span>{labelOf(one)}</span>
              </label>
            </li>
          ))}
        </ul>
      )}
      {when === "stay" && (
        <div class="pair">
          {date("arrival", keyFields.arrival(hours.checkIn ?? CHECK_IN))}
          {date("departure", keyFields.departure(hours.checkOut ?? CHECK_OUT))}
        </div>
      )}
      {when === "own" && (
        <div class="pair">
          <ZonedInput
            label={keyFields.begins}
            value={draft.from}
            zone={zone}
            onChange={(from) => onChange({ ...draft, from })}
          />
          <ZonedInput
            label={keyFields.ends}
            value={draft.until}
            zone={zone}
            onChange={(until) => onChange({ ...draft, until })}
          />
        </div>
      )}
      {problem && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      <Shown draft={draft} time={time} zone={zone} />
    </fieldset>
  );
}

/** The time that it comes to, at each door whose clock shows another. */
function Shown({ draft: { doors, when }, time: { from, until }, zone }: Pick<KeyWhenProps, "draft" | "time" | "zone">) {
  if (Number.isNaN(from + until)) return null;
  const others = doors.filter((door, i) => doors.findIndex(({ timeZone }) => timeZone === door.timeZone) === i);
  return (
    <div class="hint" aria-live="polite">
      {when !== "own" && (
        <p>
          {shortTime(from, zone)} – {shortTime(until, zone)}
          {zone !== OWN_ZONE && ` ${keyFields.byClock(zoneName(zone))}`}
        </p>
      )}
      {others
        .filter(({ timeZone }) => timeZone !== zone)
        .map((door) => (
          <p key={door.lockId}>
            {keyFields.elsewhere(nameOfDoor(door), shortTime(from, door.timeZone), shortTime(until, door.timeZone))}
          </p>
        ))}
    </div>
  );
}
