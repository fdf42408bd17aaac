import { useSignal } from "../../use-signal.ts";
import { useWrite } from "../../api/writes.ts";
import { Failure } from "../../ui/failure.tsx";
import { Input } from "../../ui/field.tsx";
import { toast } from "../../ui/toasts.tsx";
import { hubs } from "./texts.ts";

/** Takes a device into the hub by its pairing code. */
export function Commission({ hubId }: { readonly hubId: string }) {
  const code = useSignal("");
  const take = useWrite(
    (call, given: string) =>
      call<{ readonly addresses: readonly string[] }>("POST", `/hubs/${hubId}/commission`, { body: { code: given } }),
    "/hubs",
  );
  // The hub says why in English; mostly it is one of these reasons.
  const known =
    take.error?.kind === "fault" ? hubs.notPaired : take.error?.kind === "unsure" ? hubs.pairingStill : undefined;
  return (
    <form
      class="card"
      onSubmit={async (event) => {
        event.preventDefault();
        const taken = await take.run(code.value.trim());
        if (!taken) return;
        code.value = "";
        toast(hubs.paired(taken.addresses.length));
      }}
    >
      <h3>{hubs.pair}</h3>
      <p class="hint">{hubs.pairHint}</p>
      <Input
        label={hubs.pairCode}
        hint={hubs.pairCodeHint}
        of={code}
        required
        minLength={4}
        maxLength={500}
        autocomplete="off"
      />
      {known ? (
        <p class="problem" role="alert">
          {known}
        </p>
      ) : (
        <Failure error={take.error} />
      )}
      <button type="submit" class="plain" disabled={take.isBusy}>
        {take.isBusy ? `${hubs.pairing}…` : hubs.pair}
      </button>
    </form>
  );
}
