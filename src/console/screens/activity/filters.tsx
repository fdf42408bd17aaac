import { type DoorChoice, DoorPicker } from "../../ui/door-picker.tsx";
import { Choice, Field } from "../../ui/field.tsx";
import { type Filter, KINDS, type Kind, OUTCOME_GROUPS, type OutcomeGroup } from "./filter.ts";
import { activity } from "./texts.ts";

interface FiltersProps {
  readonly filter: Filter;
  /** The one that is asked for. */
  readonly doors: readonly DoorChoice[];
  /** Whose days are asked for. */
  readonly zone: string;
  readonly onChange: (changes: Partial<Filter>) => void;
}

/** What is shown, kept in the address. Those of a key and a person are come to from an item. */
export function Filters({ filter, doors, zone, onChange }: FiltersProps) {
  const { door, key, person, kind, outcome, from, to } = filter;
  const count = [door, key, person, kind, outcome, from, to].filter((one) => one !== undefined).length;
  const isWrong = from !== undefined && to !== undefined && to < from;
  return (
    <details class="filters card" open={count > 0}>
      <summary>
        {activity.filters}
        {count > 0 && ` (${count})`}
      </summary>
      <div class="filter-fields">
        <DoorPicker
          label={activity.door}
          most={1}
          chosen={doors}
          onChange={([one]) => onChange({ door: one?.lockId })}
        />
        <Choice
          label={activity.kind}
          value={kind ?? ""}
          onValue={(value) => onChange({ kind: (value || undefined) as Kind | undefined })}
          options={[
            ["", activity.everyKind],
            ...(Object.keys(KINDS) as Kind[]).map((one) => [one, activity.kinds[one]] as const),
          ]}
        />
        <Choice
          label={activity.outcome}
          value={outcome ?? ""}
          onValue={(value) => onChange({ outcome: (value || undefined) as OutcomeGroup | undefined })}
          options={[
            ["", activity.everyOutcome],
            ...(Object.keys(OUTCOME_GROUPS) as OutcomeGroup[]).map((one) => [one, activity.outcomes[one]] as const),
          ]}
        />
        <Field label={activity.from} hint={zone}>
          {(control) => (
            <input
              {...control}
              type="date"
              value={from ?? ""}
              max={to}
              onChange={({ currentTarget }) => onChange({ from: currentTarget.value })}
            />
          )}
        </Field>
        <Field label={activity.to} hint={zone} problem={isWrong ? activity.wrongDays : undefined}>
          {(control) => (
            <input
              {...control}
              type="date"
              value={to ?? ""}
              min={from}
              onChange={({ currentTarget }) => onChange({ to: currentTarget.value })}
            />
          )}
        </Field>
      </div>
      {count > 0 && (
        <p class="row">
          {key && <Without what={activity.onlyKey} onClick={() => onChange({ key: undefined })} />}
          {person && <Without what={activity.onlyPerson} onClick={() => onChange({ person: undefined })} />}
          <button
            type="button"
            class="plain"
            onClick={() =>
              onChange({
                door: undefined,
                key: undefined,
                person: undefined,
                kind: undefined,
                outcome: undefined,
                from: undefined,
                to: undefined,
              })
            }
          >
            {activity.clear}
          </button>
        </p>
      )}
    </details>
  );
}

function Without({ what, onClick }: { readonly what: string; readonly onClick: () => void }) {
  return (
    <button type="button" class="plain" aria-label={activity.without(what)} onClick={onClick}>
      {what} ✕
    </button>
  );
}
