import { useSignal } from "../../use-signal.ts";
import { useWrite } from "../../api/writes.ts";
import { Failure } from "../../ui/failure.tsx";
import { RevealOnce } from "../../ui/reveal-once.tsx";
import { signIn } from "./texts.ts";

const FEW = 3;

interface RecoveryCodesProps {
  /** How many are left. */
  readonly left: number;
  /** What comes when they are kept. */
  readonly onKept?: () => void;
}

export function RecoveryCodes({ left, onKept }: RecoveryCodesProps) {
  const shown = useSignal<string | undefined>(undefined);
  const write = useWrite(
    (call) => call<{ readonly codes: readonly string[] }>("POST", "/session/recovery-codes", { body: {} }),
    "/session/ways",
  );
  return (
    <section>
      <h2>{signIn.codes}</h2>
      <p class="hint">{signIn.codesHint}</p>
      <p class={left <= FEW ? "wait" : ""}>{signIn.codesLeft(left)}</p>
      <button
        type="button"
        class="plain"
        disabled={write.isBusy}
        onClick={async () => {
          const made = await write.run();
          if (made) shown.value = made.codes.join("\n");
        }}
      >
        {left === 0 ? signIn.makeCodes : signIn.makeNewCodes}
      </button>
      <Failure error={write.error} />
      {shown.value && (
        <RevealOnce
          title={signIn.codes}
          label={signIn.codes}
          secret={shown.value}
          file="latchstring-recovery-codes.txt"
          onKept={() => {
            shown.value = undefined;
            onKept?.();
          }}
        >
          <p>{signIn.codesKeep}</p>
        </RevealOnce>
      )}
    </section>
  );
}
