import { useId } from "preact/hooks";
import { useSignal } from "../../use-signal.ts";
import { Input } from "../../ui/field.tsx";
import { tableText } from "./table-file.ts";
import { importing } from "./texts.ts";

interface ChooseTableProps {
  readonly onChosen: (name: string, csv: string) => void;
  /** Without the field to paste into. */
  readonly isShort?: boolean;
}

/** A table by file, dropped or chosen, or pasted. */
export function ChooseTable({ onChosen, isShort = false }: ChooseTableProps) {
  const problem = useSignal<string | undefined>(undefined);
  const isOver = useSignal(false);
  const pasted = useSignal("");
  const id = useId();

  async function take(file: File | undefined): Promise<void> {
    if (!file) return;
    const text = tableText(file.name, new Uint8Array(await file.arrayBuffer()));
    if (typeof text === "string") {
      problem.value = undefined;
      onChosen(file.name, text);
    } else problem.value = text.problem === "isWorkbook" ? importing.isWorkbook(file.name) : importing[text.problem];
  }

  return (
    <div class="stack">
      <label
        for={id}
        class={isOver.value ? "drop over" : "drop"}
        onDragOver={(event) => {
          event.preventDefault();
          isOver.value = true;
        }}
        onDragLeave={() => (isOver.value = false)}
        onDrop={(event) => {
          event.preventDefault();
          isOver.value = false;
          void take(event.dataTransfer?.files[0]);
        }}
      >
        {importing.choose}
        <input
          id={id}
          type="file"
          accept=".csv,.tsv,.txt,text/csv"
          onChange={({ currentTarget }) => {
            const [file] = currentTarget.files ?? [];
            // The same file may be chosen again once it was mended.
            void take(file).finally(() => (currentTarget.value = ""));
          }}
        />
      </label>
      {problem.value && (
        <p class="problem" role="alert">
          {problem.value}
        </p>
      )}
      {!isShort && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (pasted.value.trim() !== "") onChosen(importing.pasted, pasted.value);
          }}
        >
          <Input
            label={importing.paste}
            hint={importing.pasteHint}
            of={pasted}
            class="table-text"
            rows={6}
            spellcheck={false}
            autocapitalize="off"
            placeholder="locks;validFrom;validUntil;description"
          />
          <button type="submit" disabled={pasted.value.trim() === ""}>
            {importing.check}
          </button>
        </form>
      )}
    </div>
  );
}
