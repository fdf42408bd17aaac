import { useSignal } from "../../use-signal.ts";
import type { ApiError } from "../../api/api-error.ts";
import { screen } from "../../api/paths.ts";
import type { ImportAnswer } from "../../api/types.ts";
import { csvOf } from "../../ui/csv.ts";
import { Failure } from "../../ui/failure.tsx";
import { saveFile } from "../../ui/save-file.ts";
import { ChooseTable } from "./choose-table.tsx";
import { importing } from "./texts.ts";

type Line = ImportAnswer["lines"][number];
type Problem = Line["problems"][number];

interface CheckedProps {
  readonly name: string;
  readonly lines: readonly Line[];
  readonly isOver: boolean;
  readonly error: ApiError | undefined;
  readonly onRun: () => Promise<void>;
  readonly onChosen: (name: string, csv: string) => void;
  readonly onOther: () => void;
}

const PAGE = 100;
const TONES: Readonly<Record<Line["outcome"], string>> = {
  created: "good",
  "already-there": "calm",
  good: "good",
  refused: "bad",
  "not-tried": "wait",
};

/** Of lines whose guest is sent the link, now or when its time comes. */
const TELLING: ReadonlySet<Line["outcome"]> = new Set(["good", "not-tried", "created"] as const);

/** Every line of the table: what would be made of it and what is wrong with it, and then what was made. */
export function Checked({ name, lines, isOver, error, onRun, onChosen, onOther }: CheckedProps) {
  const count = (...of: Line["outcome"][]) => lines.filter(({ outcome }) => of.includes(outcome)).length;
  const [good, bad, made] = [count("good", "not-tried"), count("refused"), count("created")];
  const isProblemsOnly = useSignal(bad > 0 && !isOver);
  const most = useSignal(PAGE);
  const shown = isProblemsOnly.value ? lines.filter(({ problems }) => problems.length > 0) : lines;
  const before = count("already-there");
  const told = lines.filter(({ outcome, cells }) => TELLING.has(outcome) && cells["notifyEmail"]).length;
  return (
    <>
      <div class="card stack">
        <p role="status">
          <strong>{importing.chosen(name, lines.length)}</strong>
          {isOver && ` · ${importing.made(made)}`}
          {before > 0 && ` · ${importing.before(before)}`}
          {good > 0 && !isOver && ` · ${importing.good(good)}`}
          {told > 0 && ` · ${importing.sends(told)}`}
          {bad > 0 && <span class="bad"> · {isOver ? importing.refused(bad) : importing.bad(bad)}</span>}
        </p>
        {isOver && good > 0 && <p class="wait">{importing.stopped}</p>}
        {bad > 0 && <p>{importing.mend}</p>}
        <Failure error={error} />
        <p class="row">
          {good > 0 && (
            <button type="button" onClick={() => void onRun()}>
              {isOver ? importing.goOn : importing.run(good)}
            </button>
          )}
          {isOver && made + before > 0 && (
            <button type="button" class={good > 0 ? "plain" : ""} onClick={() => saveLinks(lines)}>
              {importing.links}
            </button>
          )}
          <button type="button" class="plain" onClick={onOther}>
            {importing.other}
          </button>
        </p>
        {bad > 0 && <ChooseTable onChosen={onChosen} isShort />}
      </div>
      {bad > 0 && (
        <label class="row only">
          <input
            type="checkbox"
            checked={isProblemsOnly.value}
            onChange={({ currentTarget }) => (isProblemsOnly.value = currentTarget.checked)}
          />
          {importing.problemsOnly}
        </label>
      )}
      <ol class="rows table-lines">
        {shown.slice(0, most.value).map((line) => (
          <LineOfTable key={line.line} line={line} />
        ))}
      </ol>
      {shown.length > most.value && (
        <button type="button" class="plain" onClick={() => (most.value += PAGE)}>
          {importing.more(Math.min(PAGE, shown.length - most.value))}
        </button>
      )}
    </>
  );
}

function LineOfTable({ line: { line, outcome, cells, problems, uuid } }: { readonly line: Line }) {
  const columns = new Set([...Object.keys(cells).filter((name) => cells[name] !== ""), ...problems.map(columnOf)]);
  return (
    <li>
      <p class="row">
        <strong class="grow">
          {uuid === null ? importing.line(line) : <a href={screen(`/keys/${uuid}`)}>{importing.line(line)}</a>}
        </strong>
        <span class={`badge ${TONES[outcome]}`}>{importing.outcomes[outcome]}</span>
      </p>
      <dl>
        {[...columns].map((name) => {
          const wrong = problems.filter(({ column }) => column === name);
          return (
            <div key={name} class={wrong.length > 0 ? "wrong" : undefined}>
              <dt>{name}</dt>
              <dd>{cells[name] || "–"}</dd>
              {wrong.slice(0, 5).map((problem) => (
                <dd class="problem" key={problem.message}>
                  {wordsOfProblem(problem)}
                </dd>
              ))}
            </div>
          );
        })}
      </dl>
    </li>
  );
}

const columnOf = ({ column }: Problem) => column;

function wordsOfProblem({ reason, column, value = "" }: Problem): string {
  return reason === "rule" ? importing.rules[column] : importing.reasons[reason](value);
}

function saveLinks(lines: readonly Line[]): void {
  const made = lines.filter(({ url }) => url !== null);
  const rows = made.map(({ line, cells, url, pin }) => [
    line,
    cells["description"],
    cells["locks"],
    cells["validFrom"],
    cells["validUntil"],
    new URL(url!, location.origin).href,
    pin,
  ]);
  const head = ["line", "description", "locks", "validFrom", "validUntil", "link", "pin"];
  saveFile(new Blob([csvOf([head, ...rows])], { type: "text/csv" }), "links.csv");
}
