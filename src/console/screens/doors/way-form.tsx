import type { Arrival } from "../../api/types.ts";
import { useWrite } from "../../api/writes.ts";
import { common } from "../../texts/common.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Failure } from "../../ui/failure.tsx";
import { Choice, Input } from "../../ui/field.tsx";
import { toast } from "../../ui/toasts.tsx";
import { useDraft } from "../../ui/use-draft.ts";
import { door } from "./door-texts.ts";
import { type GivenWay, givenWay, wayBody } from "./way-body.ts";

interface WayFormProps {
  readonly lockId: string;
  readonly way: Arrival;
  readonly onClose: () => void;
}

type Name = keyof GivenWay;

/** What guests are told of the way: all of it is saved together. */
export function WayForm({ lockId, way, onClose }: WayFormProps) {
  const given = useDraft(`way ${lockId}`, givenWay(way), { isChange: true });
  const { kind } = given.value;
  const path = `/locks/${lockId}/arrival`;
  const save = useWrite((call, body: ReturnType<typeof wayBody>) => call("PUT", path, { body }), path);
  const set = (name: Name, text: string) => (given.value = { ...given.value, [name]: text });
  const wrong = (name: string) => (save.error?.fields.some(({ field }) => field === name) ? door.wrong : undefined);
  const line = (
    name: Name,
    label: string,
    more: { max: number; mode?: "numeric" | "tel" | "email"; hint?: string; field?: string },
  ) => (
    <Input
      label={label}
      hint={more.hint}
      problem={wrong(more.field ?? name)}
      value={given.value[name]}
      onValue={(value) => set(name, value)}
      inputMode={more.mode ?? "text"}
      maxLength={more.max}
      {...(more.mode === "numeric" && { pattern: "[1-9][0-9]{0,2}" })}
    />
  );
  const choice = (name: Name, label: string, options: Readonly<Record<string, string>>) => (
    <Choice
      label={label}
      problem={wrong(name)}
      value={given.value[name]}
      onValue={(value) => set(name, value)}
      options={[
        ...(name === "hand" ? [["", door.notSaid] as const] : []),
        ...Object.entries(options).map(([value, text]) => [value, text] as const),
      ]}
    />
  );
  return (
    <Dialog title={door.way} onClose={onClose}>
      <form
        onSubmit={async (event) => {
          event.preventDefault();
          if ((await save.run(wayBody(given.value))) === undefined) return;
          toast(door.saved);
          onClose();
        }}
      >
        <Input
          label={door.text}
          hint={door.textHint}
          problem={wrong("text")}
          value={given.value.text}
          onValue={(value) => set("text", value)}
          rows={5}
          maxLength={4_000}
        />
        {line("address", door.address, { max: 200, hint: door.addressHint })}
        {choice("kind", door.kind, door.kinds)}
        {kind === "door" && choice("hand", door.hand, door.hands)}
        {kind === "gate" && line("movesForS", door.moves, { max: 3, mode: "numeric" })}
        {kind === "lift" && line("floor", door.floor, { max: 20 })}
        <fieldset class="stack">
          <legend>{door.contact}</legend>
          <p class="hint">{door.contactHint}</p>
          {line("contactName", door.contactName, { max: 80, field: "contact.name" })}
          {line("phone", door.phone, { max: 40, mode: "tel", field: "contact.phone" })}
          {line("email", door.email, { max: 254, mode: "email", field: "contact.email" })}
        </fieldset>
        <Failure error={save.error} />
        <button type="submit" disabled={save.isBusy}>
          {common.save}
        </button>
      </form>
    </Dialog>
  );
}
