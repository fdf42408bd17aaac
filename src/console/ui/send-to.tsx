import { firstLanguage, languages } from "./share.tsx";
import { Choice, Field } from "./field.tsx";
import { type Channel, isPhone, phonesOf, type SendTo } from "./sent-to.ts";
import { sending } from "./send-to-texts.ts";

interface Props {
  readonly value: SendTo;
  readonly channels: readonly Channel[];
  readonly problem: "email" | "phone" | undefined;
  readonly onChange: (value: SendTo) => void;
}

/** Nobody yet. */
export const sendTo = (): SendTo => ({
  isAsked: false,
  address: "",
  by: "sms",
  when: "now",
  language: firstLanguage(),
});

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
        <span>{sending.sendTo}</span>
      </label>
      {value.isAsked && (
        <>
          <Field
            label={sending.address[kind]}
            hint={sending.addressHint}
            problem={problem && sending.addressWrong[problem]}
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
              label={sending.by}
              value={value.by}
              options={phones.map((one) => [one, sending.byPhone[one]])}
              onValue={(by) => set({ by })}
            />
          )}
          <Choice
            label={sending.sendWhen}
            value={value.when}
            options={(["now", "hours", "day"] as const).map((one) => [one, sending.whens[one]])}
            onValue={(when) => set({ when })}
          />
          <Choice
            label={sending.inLanguage}
            value={value.language}
            options={languages()}
            onValue={(language) => set({ language })}
          />
        </>
      )}
    </div>
  );
}
