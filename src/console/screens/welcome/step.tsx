import type { ComponentChildren } from "preact";
import { welcome } from "./texts.ts";

interface StepProps {
  readonly title: string;
  readonly isDone: boolean;
  readonly children: ComponentChildren;
}

/** One of the steps. */
export function Step({ title, isDone, children }: StepProps) {
  return (
    <li class="card stack">
      <div class="row spread">
        <h2>{title}</h2>
        {isDone && <span class="badge good">{welcome.done}</span>}
      </div>
      {children}
    </li>
  );
}
