import { language } from "../../texts/texts.ts";
import { Field } from "../../ui/field.tsx";
import { type Draft, legibility } from "./draft.ts";
import { brand } from "./texts.ts";

/** What guests see where nothing was chosen. */
const STANDARD = { accent: "#1d5c4d", background: "#f4efe6" } as const;

interface ColourFieldProps {
  readonly field: "accent" | "background";
  readonly draft: Draft;
  readonly problem: string | undefined;
  readonly onChange: (value: string) => void;
}

/** A colour by the browser's own picker or as text, with the contrast that it has. */
export function ColourField({ field, draft, problem, onChange }: ColourFieldProps) {
  const value = draft[field];
  const found = legibility(field, draft);
  const ratio = new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 2 });
  const label = brand[field];
  const contrast = found && brand.ratio(ratio.format(found.ratio));
  return (
    <div class="stack">
      <Field label={label} problem={found && !found.isEnough ? `${contrast}, ${brand.tooLittle}` : problem}>
        {(control) => (
          <div class="row">
            <input
              {...control}
              type="color"
              value={found ? value.toLowerCase() : STANDARD[field]}
              onInput={({ currentTarget }) => onChange(currentTarget.value)}
            />
            <input
              class="hex"
              aria-label={brand.hex(label)}
              value={value}
              placeholder={STANDARD[field]}
              maxLength={7}
              spellcheck={false}
              onInput={({ currentTarget }) => onChange(currentTarget.value)}
            />
            <button type="button" class="plain" disabled={value === ""} onClick={() => onChange("")}>
              {brand.standard}
            </button>
          </div>
        )}
      </Field>
      {found?.isEnough && (
        <p class="good" role="status">
          ✓ {contrast}, {brand.enough}
        </p>
      )}
      {found && !found.isEnough && (
        <button type="button" class="plain" onClick={() => onChange(found.better)}>
          <span class="shade" style={{ background: found.better }} aria-hidden="true" /> {brand.take(found.better)}
        </button>
      )}
    </div>
  );
}
