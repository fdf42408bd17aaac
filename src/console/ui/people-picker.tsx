import { useRef } from "preact/hooks";
import { useSignal } from "../use-signal.ts";
import { controls } from "./control-texts.ts";
import { Field } from "./field.tsx";
import "./controls.css";

/** Somebody whom a key is for; one who has no id yet gets it from the server when it is needed. */
export interface Chosen {
  readonly email: string | null;
  readonly id?: string;
  readonly name?: string | null;
}

/** How somebody is called here. */
export const nameOfPerson = ({ name, email, id }: Chosen) => name ?? email ?? id ?? "";

interface PeoplePickerProps {
  readonly chosen: readonly Chosen[];
  readonly onChange: (chosen: readonly Chosen[]) => void;
  readonly label: string;
  readonly hint?: string;
  readonly problem?: string | undefined;
}

/** People by their e-mail addresses, several at once where they are pasted. */
export function PeoplePicker({ chosen, onChange, label, hint, problem }: PeoplePickerProps) {
  const text = useSignal("");
  const isWrong = useSignal(false);
  const field = useRef<HTMLInputElement>(null);
  const take = () => {
    const given = text.value.split(/[\s,;]+/).filter(Boolean);
    isWrong.value = given.some((one) => !isEmail(one));
    if (isWrong.value || given.length === 0) return;
    const known = new Set(chosen.map(({ email }) => email?.toLowerCase()));
    const added = [...new Set(given.map((one) => one.toLowerCase()))].filter((one) => !known.has(one));
    onChange([...chosen, ...added.map((email) => ({ email }))]);
    text.value = "";
  };
  return (
    <div class="stack">
      {chosen.length > 0 && (
        <ul class="chips">
          {chosen.map((person) => (
            <li key={person.id ?? person.email}>
              <span>{nameOfPerson(person)}</span>
              <button
                type="button"
                class="icon"
                aria-label={controls.remove(nameOfPerson(person))}
                onClick={() => {
                  onChange(chosen.filter((one) => one !== person));
                  field.current?.focus();
                }}
              >
                ✕
              </button>
            </li>
          ))}
        </ul>
      )}
      <Field label={label} hint={hint} problem={isWrong.value ? controls.noEmail : problem}>
        {(control) => (
          <div class="joined">
            <input
              {...control}
              ref={field}
              inputMode="email"
              autocomplete="off"
              autocapitalize="off"
              spellcheck={false}
              placeholder="anna@example.org"
              value={text.value}
              onInput={({ currentTarget }) => {
                text.value = currentTarget.value;
                isWrong.value = false;
              }}
              onBlur={take}
              onKeyDown={(event) => {
                if (event.key !== "Enter" || text.value === "") return;
                event.preventDefault();
                take();
              }}
            />
            <button type="button" class="plain" onClick={take}>
              {controls.add}
            </button>
          </div>
        )}
      </Field>
    </div>
  );
}

/** As browsers take it; what the server makes of it counts. */
function isEmail(text: string): boolean {
  const input = document.createElement("input");
  input.type = "email";
  input.value = text;
  return input.checkValidity();
}
