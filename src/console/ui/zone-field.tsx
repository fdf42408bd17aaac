import { useId } from "preact/hooks";
import { Field } from "./field.tsx";

interface ZoneFieldProps {
  readonly label: string;
  readonly hint?: string;
  readonly value: string;
  readonly onChange: (zone: string) => void;
  readonly problem?: string | undefined;
  readonly isRequired?: boolean;
}

/** A time zone by its IANA name, with those that the browser knows to choose from. */
export function ZoneField({ label, hint, value, onChange, problem, isRequired = true }: ZoneFieldProps) {
  const list = useId();
  return (
    <Field label={label} hint={hint} problem={problem}>
      {(control) => (
        <>
          <input
            {...control}
            list={list}
            value={value}
            required={isRequired}
            maxLength={64}
            autocomplete="off"
            autocapitalize="off"
            spellcheck={false}
            placeholder="Europe/Athens"
            onInput={({ currentTarget }) => onChange(currentTarget.value)}
          />
          <datalist id={list}>
            {Intl.supportedValuesOf("timeZone").map((zone) => (
              <option key={zone} value={zone} />
            ))}
          </datalist>
        </>
      )}
    </Field>
  );
}
