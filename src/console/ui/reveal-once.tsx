import type { ComponentChildren } from "preact";
import { useSignal } from "../use-signal.ts";
import { defineTexts } from "../texts/texts.ts";
import { CopyButton } from "./copy-button.tsx";
import { Dialog } from "./dialog.tsx";
import { saveFile } from "./save-file.ts";

const reveal = defineTexts({
  en: {
    once: "It is shown only once. Keep it where nobody else reads it.",
    download: "Download",
    kept: "I have kept it",
    first: "Copy it or download it first: it cannot be shown again.",
  },
  de: {
    once: "Dies wird nur dieses eine Mal angezeigt. Bewahren Sie es dort auf, wo niemand sonst es liest.",
    download: "Herunterladen",
    kept: "Ich habe es aufbewahrt",
    first: "Kopieren Sie es zuerst: Es wird nicht noch einmal angezeigt.",
  },
});

/** Characters of a line on a narrow phone. */
const LINE = 26;

interface RevealOnceProps {
  readonly title: string;
  /** What it is called to those who do not see it. */
  readonly label: string;
  readonly secret: string;
  /** Of the file that holds it; left out, it is not for keeping in a file. */
  readonly file?: string;
  readonly onKept: () => void;
  /** What one does with it. */
  readonly children?: ComponentChildren;
}

/** A secret that nobody can be shown again. Only who says that they have kept it leaves it. */
export function RevealOnce({ title, label, secret, file, onKept, children }: RevealOnceProps) {
  const isAsked = useSignal(false);
  return (
    <Dialog title={title} onClose={() => (isAsked.value = true)}>
      <p>{reveal.once}</p>
      <textarea
        class="secret"
        aria-label={label}
        readOnly
        rows={Math.max(secret.split("\n").length, Math.ceil(secret.length / LINE))}
        value={secret}
        spellcheck={false}
        onFocus={({ currentTarget }) => currentTarget.select()}
      />
      <div class="row">
        <CopyButton text={secret} />
        {file !== undefined && (
          <button
            type="button"
            class="plain"
            onClick={() => saveFile(new Blob([`${secret}\n`], { type: "text/plain" }), file)}
          >
            {reveal.download}
          </button>
        )}
      </div>
      {children}
      {isAsked.value && (
        <p class="problem" role="alert">
          {reveal.first}
        </p>
      )}
      <button type="button" onClick={onKept}>
        {reveal.kept}
      </button>
    </Dialog>
  );
}
