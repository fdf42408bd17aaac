import { Field } from "../../ui/field.tsx";
import type { Setting } from "./hub-kinds.ts";
import { hubs } from "./texts.ts";

interface SettingFieldProps {
  readonly setting: Setting;
  readonly value: string;
  /** The hub has such a secret, which nobody is told. */
  readonly isKept: boolean;
  /** At another address, secrets are given again. */
  readonly isElsewhere: boolean;
  readonly problem: string | undefined;
  readonly onChange: (text: string) => void;
}

/** One setting or secret of a hub. */
export function SettingField({ setting, value, isKept, isElsewhere, problem, onChange }: SettingFieldProps) {
  const { name, isSecret, isRequired, control: kind = "line", options = [], placeholder } = setting;
  const [label = name, explained] = hubs.labels[name] ?? [];
  const ofSecret = isSecret ? (isKept ? (isElsewhere ? hubs.again : hubs.kept) : hubs.secretHint) : undefined;
  const hint = [explained, ofSecret].filter(Boolean).join(". ") || undefined;
  const isNeeded = isRequired === true && (!isKept || isElsewhere);
  if (kind === "check")
    return (
      <label class="row">
        <input
          type="checkbox"
          checked={value === "true"}
          onChange={({ currentTarget }) => onChange(currentTarget.checked ? "true" : "")}
        />
        <span class="grow">{label}</span>
      </label>
    );
  return (
    <Field label={label} hint={hint} problem={problem}>
      {(control) => {
        const shared = { ...control, required: isNeeded, placeholder, value } as const;
        if (kind === "choice")
          return (
            <select {...control} value={value} onChange={({ currentTarget }) => onChange(currentTarget.value)}>
              {options.map((option) => (
                <option key={option} value={option}>
                  {hubs.options[option] ?? option}
                </option>
              ))}
            </select>
          );
        if (kind === "lines" || kind === "json")
          return (
            <textarea
              {...shared}
              rows={4}
              spellcheck={false}
              autocomplete="off"
              onInput={({ currentTarget }) => onChange(currentTarget.value)}
            />
          );
        return (
          <input
            {...shared}
            {...(isSecret && { type: "password" as const })}
            {...(kind === "number" && { inputMode: "numeric" as const, pattern: "[0-9]{1,6}" })}
            autocomplete={isSecret ? "new-password" : "off"}
            autocapitalize="off"
            spellcheck={false}
            maxLength={2_000}
            onInput={({ currentTarget }) => onChange(currentTarget.value)}
          />
        );
      }}
    </Field>
  );
}
