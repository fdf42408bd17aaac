import { useId } from "preact/hooks";
import "./options.css";

interface Option<T> {
  readonly value: T;
  readonly name: string;
  readonly hint?: string | undefined;
}

interface OptionsProps<T> {
  readonly legend: string;
  readonly options: readonly Option<T>[];
  readonly value: T;
  readonly onChange: (value: T) => void;
}

/** A few, of which one is chosen, each with what it means. */
export function Options<T extends string>({ legend, options, value, onChange }: OptionsProps<T>) {
  const id = useId();
  return (
    <fieldset class="options">
      <legend>{legend}</legend>
      {options.map((one) => (
        <label key={one.value}>
          <input type="radio" name={id} checked={value === one.value} onChange={() => onChange(one.value)} />
          <span>
            {one.name}
            {one.hint && <small class="aside">{one.hint}</small>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
