import { Choice } from "../../ui/choice.tsx";
import { languages } from "../../ui/share.tsx";
import { Field } from "../../ui/field.tsx";
import { type Channel, isPhone, phonesOf, type SendTo } from "./sent-to.ts";
import { newKey } from "./texts.ts";

interface Props {
  readonly value: SendTo;
  readonly channels: readonly Channel[];
  readonly problem: "email" | "phone" | undefined;
  readonly onChange: (value: SendTo) => void;
}

export function SendToFields({ value, channels, problem, onChange }: Props) {
  const set = (more: Partial<SendTo>) => onChange({ ...value, ...more });
  const phones = phonesOf(channels);
  const kind = phones.length === 0 ? "email" : channels.includes("email") ? "either" : "phone";
  return (
    <div class="stack">
      <label class="check">
        <input
          type="checkbox"
          checked={value.isAsked}
          onChange={({ currentTarget }) => set({ isAsked: currentTarget.checked })}
        />
        <span>{newKey.sendTo}</span>
      </label>
      {value.isAsked && (
        <>
          <Field
            label={newKey.address[kind]}
            hint={newKey.addressHint}
            problem={problem && newKey.addressWrong[problem]}
          >
            {(control) => (
              <input
                {...control}
                inputMode={kind === "phone" ? "tel" : "email"}
                autocomplete="off"
                value={value.address}
                onInput={({ currentTarget }) => set({ address: currentTarget.value })}
              />
            )}
          </Field>
          {phones.length > 1 && isPhone(value.address, channels) && (
            <Choice
              label={newKey.by}
              value={value.by}
              options={phones.map((one) => [one, newKey.byPhone[one]])}
              onChange={(by) => set({ by })}
            />
          )}
          <Choice
            label={newKey.sendWhen}
            value={value.when}
            options={(["now", "hours", "day"] as const).map((one) => [one, newKey.whens[one]])}
            onChange={(when) => set({ when })}
          />
          <Choice
            label={newKey.inLanguage}
            value={value.language}
            options={languages()}
            onChange={(language) => set({ language })}
          />
        </>
      )}
    </div>
  );
}
