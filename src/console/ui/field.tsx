import type { Signal } from "../signals.ts";
import { type ComponentChildren, createElement, type InputHTMLAttributes, type TextareaHTMLAttributes } from "preact";
import { useId } from "preact/hooks";

interface FieldProps {
  readonly label: string;
  readonly hint?: string | undefined;
  /** What is wrong with what was written, and how it would be right. */
  readonly problem?: string | undefined;
  /** Gets what ties the control to its label, its hint and its problem. */
  readonly children: (control: {
    readonly id: string;
    readonly "aria-describedby": string | undefined;
    readonly "aria-invalid": boolean;
  }) => ComponentChildren;
}

/** A control with its label above, and what is wrong beneath. */
export function Field({ label, hint, problem, children }: FieldProps) {
  const id = useId();
  const described = [hint && `${id}-hint`, problem && `${id}-problem`].filter(Boolean).join(" ") || undefined;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {children({ id, "aria-describedby": described, "aria-invalid": problem !== undefined })}
      {problem && (
        <p class="problem" id={`${id}-problem`}>
          {problem}
        </p>
      )}
    </div>
  );
}

type Labels = Omit<FieldProps, "children">;
/** What is written there: a signal of it, or its value and who is told of another. */
type Written<T> =
  | { readonly of: Signal<T>; readonly value?: undefined; readonly onValue?: undefined }
  | { readonly of?: undefined; readonly value: T; readonly onValue: (value: T) => void };

function written<T extends string>(props: Written<T>) {
  const told = ({ currentTarget }: { readonly currentTarget: { readonly value: string } }) => {
    const next = currentTarget.value as T;
    if (props.of) props.of.value = next;
    else props.onValue(next);
  };
  return [props.of ? props.of.value : props.value, told] as const;
}

type InputProps = Omit<InputHTMLAttributes, "value" | "label"> & Pick<TextareaHTMLAttributes, "rows">;

/** A field to write in: of several lines, where it has `rows`. */
export function Input(props: Labels & Written<string> & InputProps) {
  const { label, hint, problem, of: _of, onValue: _onValue, ...more } = props;
  const [value, onInput] = written(props);
  return (
    <Field {...{ label, hint, problem }}>
      {(control) => createElement(more.rows ? "textarea" : "input", { ...control, ...more, value, onInput })}
    </Field>
  );
}

/** A field with a few to choose from. */
export function Choice<T extends string>(
  props: Labels &
    Written<T> & {
      readonly options: readonly (readonly [value: T, text: string, lang?: string])[];
      readonly disabled?: boolean;
    },
) {
  const { label, hint, problem, options, disabled } = props;
  const [value, onChange] = written(props);
  return (
    <Field {...{ label, hint, problem }}>
      {(control) => (
        <select {...control} {...{ value, onChange, disabled }}>
          {options.map(([one, text, lang]) => (
            <option key={one} value={one} lang={lang}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
