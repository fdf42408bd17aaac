/** Forms of the console's pages: labelled fields, and what is wrong with them, beside each and together at the top. */
import { Html, html } from "../../pages/html.ts";
import type { Problem } from "../messages/messages.ts";
import type { View } from "./view.ts";

export interface Field {
  readonly name: string;
  readonly label: string;
  readonly type: "text" | "email" | "password";
  /** For the browser and what keeps passwords (HTML, section 4.10.18.7). */
  readonly autocomplete: string;
  readonly hint?: string;
  /** What was typed; a password is never sent back. */
  readonly value?: string | undefined;
  /** Left out for passwords: one that is pasted must not be cut unseen. */
  readonly maxlength?: number;
  readonly minlength?: number;
  /** Only what the page is opened for. */
  readonly autofocus?: boolean;
}

/** What is wrong, by the name of the field. */
export type Problems = Readonly<Record<string, Problem>>;

export interface Form {
  /** As a browser must ask for it. */
  readonly action: string;
  readonly fields: readonly Field[];
  /** What goes along unseen. */
  readonly hidden?: Readonly<Record<string, string | undefined>>;
  readonly submit: string;
  readonly problems?: Problems;
  /** What is wrong with the whole. */
  readonly wrong?: string | undefined;
}

export function form(view: View, { action, fields, hidden = {}, submit, problems = {}, wrong }: Form): Html {
  const inputs = Object.entries(hidden).flatMap(([name, value]) =>
    value === undefined ? [] : [html`<input type="hidden" name="${name}" value="${value}" />`],
  );
  return html`${summary(view, fields, problems, wrong)}
    <form method="post" action="${action}" novalidate>
      ${inputs} ${fields.map((field) => fieldOf(view, field, problems[field.name]))}
      <button>${submit}</button>
    </form>`;
}

/** With focus, so that whoever listens hears first that it did not work, and why. */
function summary(
  view: View,
  fields: readonly Field[],
  problems: Problems,
  wrong: string | undefined,
): Html | undefined {
  const listed = fields.flatMap(({ name, label }) => {
    const problem = problems[name];
    return problem === undefined ? [] : [html`<li><a href="#${name}">${label}: ${view.m.problems[problem]}</a></li>`];
  });
  if (wrong === undefined && listed.length === 0) return undefined;
  return html`<div class="summary" role="alert" tabindex="-1" autofocus>
    <h2>${wrong ?? view.m.wrong}</h2>
    ${
      listed.length > 0 &&
      html`<ul>
        ${listed}
      </ul>`
    }
  </div>`;
}

function fieldOf(view: View, field: Field, problem: Problem | undefined): Html {
  const { name, label, type, autocomplete, hint, value = "", maxlength, minlength, autofocus } = field;
  const described = [hint !== undefined && `${name}-hint`, problem !== undefined && `${name}-problem`].filter(Boolean);
  const more = [
    described.length > 0 && html` aria-describedby="${described.join(" ")}"`,
    problem !== undefined && html` aria-invalid="true"`,
    maxlength !== undefined && html` maxlength="${maxlength}"`,
    minlength !== undefined && html` minlength="${minlength}"`,
    type !== "password" && value !== "" && html` value="${value}"`,
    type === "email" && html` spellcheck="false" autocapitalize="none"`,
    autofocus === true && html` autofocus`,
  ].filter((one) => one instanceof Html);
  return html`<div>
    <label for="${name}">${label}</label>
    ${hint !== undefined && html`<p class="hint" id="${name}-hint">${hint}</p>`}
    ${problem !== undefined && html`<p class="problem" id="${name}-problem">${view.m.problems[problem]}</p>`}
    <input id="${name}" name="${name}" type="${type}" autocomplete="${autocomplete}" required${more} />
  </div>`;
}
