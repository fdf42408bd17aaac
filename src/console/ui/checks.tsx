import "./options.css";

interface ChecksProps<T> {
  readonly legend: string;
  readonly options: readonly { readonly value: T; readonly name: string; readonly hint?: string }[];
  readonly chosen: readonly T[];
  readonly onChange: (chosen: readonly T[]) => void;
  readonly problem?: string | undefined;
}

/** A few, of which some are chosen, each with what it means. */
export function Checks<T extends string>({ legend, options, chosen, onChange, problem }: ChecksProps<T>) {
  return (
    <fieldset class="options">
      <legend>{legend}</legend>
      {options.map(({ value, name, hint }) => (
        <label key={value}>
          <input
            type="checkbox"
            checked={chosen.includes(value)}
            onChange={({ currentTarget }) => {
              const others = chosen.filter((one) => one !== value);
              onChange(currentTarget.checked ? [...others, value] : others);
            }}
          />
          <span>
            {name}
            {hint && <small class="aside">{hint}</small>}
          </span>
        </label>
      ))}
      {problem && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
    </fieldset>
  );
}
