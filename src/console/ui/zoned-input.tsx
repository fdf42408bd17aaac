import { useEffect } from "preact/hooks";
import { useSignal } from "../use-signal.ts";
import { common } from "../texts/common.ts";
import { instantsOf, OWN_ZONE, shortTime, wallClock, zoneName } from "../time/instant.tsx";
import { offsetName } from "../time/wall-clock.ts";
import { controls } from "./control-texts.ts";
import { Choice, Field } from "./field.tsx";
import "./controls.css";

interface ZonedInputProps {
  readonly label: string;
  /** Milliseconds since the epoch; undefined for none. */
  readonly value: number | undefined;
  /** IANA name of the door's zone. */
  readonly zone: string;
  /** Called with undefined for what is no time there. */
  readonly onChange: (at: number | undefined) => void;
  readonly problem?: string | undefined;
}

/** A date and a time by the clock at the door. Hours that come twice are told apart, and none is made of one that is left out. */
export function ZonedInput({ label, value, zone, onChange, problem }: ZonedInputProps) {
  const text = useSignal(value === undefined ? "" : wallClock(value, zone));
  const instants = instantsOf(text.value, zone);
  useEffect(() => {
    // Set from outside, or shown by another clock.
    if (value !== undefined && wallClock(value, zone) !== text.peek()) text.value = wallClock(value, zone);
  }, [value, zone]);
  const isSkipped = text.value !== "" && instants.length === 0;
  const isElsewhere = value !== undefined && wallClock(value, zone) !== wallClock(value, OWN_ZONE);
  return (
    <div class="zoned">
      <Field
        label={label}
        hint={zone === OWN_ZONE ? undefined : controls.clocksIn(zoneName(zone))}
        problem={isSkipped ? controls.skipped : problem}
      >
        {(control) => (
          <input
            {...control}
            type="datetime-local"
            value={text.value}
            onInput={({ currentTarget }) => {
              text.value = currentTarget.value;
              onChange(instantsOf(currentTarget.value, zone)[0]);
            }}
          />
        )}
      </Field>
      {instants.length > 1 && (
        <Choice
          label={controls.twice}
          value={String(value)}
          onValue={(value) => onChange(Number(value))}
          options={instants.map(
            (at, i) => [String(at), (i === 0 ? controls.first : controls.second)(offsetName(at, zone))] as const,
          )}
        />
      )}
      {isElsewhere && <p class="aside">{common.yourTime(shortTime(value, OWN_ZONE))}</p>}
    </div>
  );
}
