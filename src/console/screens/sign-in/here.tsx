/** What is kept in this browser: the language and the colours. */
import { type Appearance, appearance, APPEARANCES, setAppearance } from "../../shell/appearance.ts";
import { areLettersOn, setLetters } from "../../shell/shortcuts.ts";
import type { Language } from "../../languages.ts";
import { language, setLanguage } from "../../texts/texts.ts";
import { Choice, Field } from "../../ui/field.tsx";
import { signIn } from "./texts.ts";

/** Each in its own. */
const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: "English", de: "Deutsch" };

export function Here() {
  return (
    <section>
      <h2>{signIn.here}</h2>
      <div class="card stack">
        <Field label={signIn.language}>
          {(control) => (
            <select
              {...control}
              value={language}
              onChange={({ currentTarget }) => setLanguage(currentTarget.value as Language)}
            >
              {Object.entries(LANGUAGE_NAMES).map(([name, said]) => (
                <option key={name} value={name} lang={name}>
                  {said}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Choice
          label={signIn.appearance}
          value={appearance.value}
          onValue={(value) => setAppearance(value as Appearance)}
          options={APPEARANCES.map((name) => [name, signIn.appearances[name]] as const)}
        />
        <label class="row">
          <input
            type="checkbox"
            checked={areLettersOn.value}
            onChange={({ currentTarget }) => setLetters(currentTarget.checked)}
          />
          {signIn.shortcuts}
        </label>
      </div>
    </section>
  );
}
