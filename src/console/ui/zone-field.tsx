import { useId } from "preact/hooks";
import type { ApiError } from "../api/api-error.ts";
import { controls } from "./control-texts.ts";
import { Field } from "./field.tsx";

interface ZoneFieldProps {
  readonly hint?: string;
  readonly value: string;
  readonly onChange: (zone: string) => void;
  /** Of saving it, under `timeZone`. */
  readonly error: ApiError | undefined;
  readonly isRequired?: boolean;
}

/** A time zone by its IANA name, with those that the browser knows to choose from. */
export function ZoneField({ hint, value, onChange, error, isRequired = true }: ZoneFieldProps) {
  const list = useId();
  const isWrong = error?.fields.some(({ field }) => field === "timeZone");
  return (
    <Field label={controls.zone} hint={hint} problem={isWrong ? controls.zoneWrong : undefined}>
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
