/** What a key is, to be filled in: for a new one, and for one that is changed. */
import type { ApiError } from "../api/api-error.ts";
import { language } from "../texts/texts.ts";
import type { KeyTime } from "../time/presets.ts";
import { DoorPicker, nameOfDoor } from "./door-picker.tsx";
import { Choice, Input } from "./field.tsx";
import {
  type DraftField,
  type DraftProblem,
  fieldOf,
  hasPin,
  type Hours,
  type KeyDraft,
  LIMITS,
  type Method,
} from "./key-draft.ts";
import { keyFields } from "./key-fields-texts.ts";
import { KeyWhen } from "./key-when.tsx";
import { PeoplePicker } from "./people-picker.tsx";
import "./key-fields.css";

interface KeyFieldsProps {
  readonly draft: KeyDraft;
  readonly onChange: (draft: KeyDraft) => void;
  readonly time: KeyTime;
  readonly zone: string;
  readonly hours: Hours;
  readonly now: number;
  readonly problems: Readonly<Partial<Record<DraftField, string>>>;
  readonly isChange?: boolean;
}

export function KeyFields({ draft, onChange, time, zone, hours, now, problems, isChange = false }: KeyFieldsProps) {
  const set = (more: Partial<KeyDraft>) => onChange({ ...draft, ...more });
  const withPin = hasPin(draft);
  return (
    <>
      <DoorPicker
        chosen={draft.doors}
        problem={problems.doors}
        onChange={(doors) => set({ doors, ...(withPin && { methods: withMethods(doors, draft.methods) }) })}
      />
      <KeyWhen {...{ draft, onChange, time, zone, hours, now }} problem={problems.when} isOwnOnly={isChange} />
      <Input
        label={keyFields.note}
        hint={keyFields.noteHint}
        problem={problems.note}
        value={draft.note}
        onValue={(value) => set({ note: value })}
        autocomplete="off"
        placeholder={keyFields.notePlaceholder}
      />
      <fieldset class="stack">
        <legend>{keyFields.who}</legend>
        <ul class="choices">
          {[false, true].map((isNamed) => (
            <li key={String(isNamed)}>
              <label>
                <input type="radio" name="who" checked={draft.isNamed === isNamed} onChange={() => set({ isNamed })} />
                <span>{isNamed ? keyFields.named : keyFields.anyone}</span>
              </label>
            </li>
          ))}
        </ul>
        {draft.isNamed && (
          <PeoplePicker
            label={keyFields.people}
            hint={keyFields.peopleHint}
            chosen={draft.people}
            problem={problems.people}
            onChange={(people) => set({ people })}
          />
        )}
      </fieldset>
      {LIMITS.map(
        (name) =>
          // Of one door both say the same: the second stays where it was filled in, also while it is emptied.
          (name === "uses" || draft.doors.length > 1 || draft.usesPerDoor !== undefined) && (
            <Input
              key={name}
              label={keyFields[name]}
              hint={keyFields.usesHint}
              problem={problems[name]}
              value={draft[name] ?? ""}
              onValue={(value) => set({ [name]: value })}
              class="short"
              inputMode="numeric"
              autocomplete="off"
            />
          ),
      )}
      <div class="stack">
        <label class="check">
          <input
            type="checkbox"
            checked={withPin}
            disabled={draft.isNamed}
            onChange={({ currentTarget: { checked } }) => set({ methods: checked ? withMethods(draft.doors, {}) : {} })}
          />
          <span>
            {keyFields.pin}
            {draft.isNamed && <small class="hint"> {keyFields.pinForNobody}</small>}
          </span>
        </label>
        {withPin &&
          draft.doors.map((door) => (
            <Choice
              key={door.lockId}
              label={keyFields.how(nameOfDoor(door))}
              value={draft.methods[door.lockId] ?? "key"}
              onValue={(value) => set({ methods: { ...draft.methods, [door.lockId]: value as Method } })}
              options={(["both", "code", "key"] as const).map((method) => [method, keyFields.methods[method]] as const)}
            />
          ))}
      </div>
    </>
  );
}

/** Doors that come to a key with a PIN open by either. */
function withMethods(doors: KeyDraft["doors"], methods: KeyDraft["methods"]): KeyDraft["methods"] {
  return Object.fromEntries(doors.map(({ lockId }) => [lockId, methods[lockId] ?? "both"]));
}

/** In words, by the field. @param error what the server said */
export function problemTexts(
  found: Readonly<Partial<Record<DraftField, DraftProblem>>>,
  error: ApiError | undefined,
): Partial<Record<DraftField, string>> {
  const texts: Partial<Record<DraftField, string>> = {};
  for (const { field, message } of error?.fields ?? []) {
    const name = fieldOf(field);
    if (name) texts[name] ??= language === "en" ? `${keyFields.refused[name]} (${message})` : keyFields.refused[name];
  }
  for (const [name, problem] of Object.entries(found)) texts[name as DraftField] = keyFields.problems[problem];
  return texts;
}

/** Whether each field that the server named has its problem beside it. */
export function isTold(error: ApiError | undefined): boolean {
  return (
    error !== undefined && error.fields.length > 0 && error.fields.every(({ field }) => fieldOf(field) !== undefined)
  );
}
