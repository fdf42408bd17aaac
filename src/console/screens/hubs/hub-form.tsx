import { useSignal } from "../../use-signal.ts";
import type { Hub } from "../../api/types.ts";
import { useWrite } from "../../api/writes.ts";
import { common } from "../../texts/common.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Failure } from "../../ui/failure.tsx";
import { Choice, Input } from "../../ui/field.tsx";
import { toast } from "../../ui/toasts.tsx";
import { forgetDraft, useDraft } from "../../ui/use-draft.ts";
import { type Kind, KIND_NAMES } from "./hub-kinds.ts";
import { askedOf, bodyOf, isElsewhere, unreadable, type Values, valuesOf, withoutSecrets } from "./hub-values.ts";
import { SettingField } from "./setting-field.tsx";
import { hubs } from "./texts.ts";

interface HubFormProps {
  /** Left out for a new one. */
  readonly hub?: Hub;
  /** @param made the id of the new hub, or of the one that was changed */
  readonly onClose: (made?: string) => void;
}

interface Given {
  readonly kind: Kind;
  readonly name: string;
  readonly values: Values;
}

/** A hub is added or changed: the fields are those of its kind. */
export function HubForm({ hub, onClose }: HubFormProps) {
  const draft = `hub ${hub?.hubId ?? ""}`;
  const first = hub?.kind ?? KIND_NAMES[0]!;
  const given = useDraft<Given>(
    draft,
    { kind: first, name: hub?.name ?? "", values: valuesOf(first, hub?.settings ?? {}) },
    { keeps: (now) => ({ ...now, values: withoutSecrets(now.kind, now.values) }), isChange: hub !== undefined },
  );
  const { kind, name, values } = given.value;
  const set = (changes: Partial<Given>) => (given.value = { ...given.value, ...changes });
  const isTried = useSignal(false);
  const save = useWrite(
    (call, given: Given) => {
      const body = { name: given.name.trim() || null, ...bodyOf(given.kind, given.values, hub?.settings) };
      return hub
        ? call<Hub>("PATCH", `/hubs/${hub.hubId}`, { body })
        : call<Hub>("POST", "/hubs", { body: { kind: given.kind, ...body } });
    },
    "/hubs",
    "/locks",
  );
  const asked = askedOf(kind, values);
  const noJson = isTried.value ? unreadable(kind, values) : [];
  const wrong = new Map(save.error?.fields.map(({ field, message }) => [field, message]));
  const problemOf = (setting: (typeof asked)[number]) => {
    if (noJson.includes(setting.name)) return hubs.json;
    const start = `${setting.isSecret ? "secrets" : "settings"}.${setting.name}`;
    const isWrong = [...wrong.keys()].some((field) => field === start || field.startsWith(`${start}.`));
    return isWrong ? hubs.wrong(setting.placeholder ?? "") : undefined;
  };
  const isShown = asked.some((setting) => problemOf(setting) !== undefined);
  const field = (setting: (typeof asked)[number]) => (
    <SettingField
      key={setting.name}
      setting={setting}
      value={values[setting.name] ?? ""}
      isKept={setting.isSecret === true && hub?.secrets.includes(setting.name) === true}
      isElsewhere={isElsewhere(hub, values)}
      problem={problemOf(setting)}
      onChange={(text) => set({ values: { ...values, [setting.name]: text } })}
    />
  );
  const rare = asked.filter(({ isRare }) => isRare);
  return (
    <Dialog title={hub ? hubs.change : hubs.add} onClose={() => onClose()}>
      <form
        onSubmit={async (event) => {
          event.preventDefault();
          isTried.value = true;
          if (unreadable(kind, values).length > 0) return;
          const made = await save.run(given.value);
          if (!made) return;
          forgetDraft(draft);
          toast(hub ? hubs.saved : hubs.added(made.name ?? made.hubId));
          onClose(made.hubId);
        }}
      >
        {!hub && (
          <Choice
            label={hubs.kind}
            hint={hubs.kinds[kind][1]}
            value={kind}
            onValue={(value) => {
              const next = value as Kind;
              set({ kind: next, values: { ...valuesOf(next, {}), ...shared(values) } });
              save.clear();
            }}
            options={KIND_NAMES.map((one) => [one, hubs.kinds[one][0]] as const)}
          />
        )}
        <Input
          label={hubs.name}
          hint={hubs.nameHint}
          value={name}
          onValue={(value) => set({ name: value })}
          maxLength={120}
        />
        {asked.filter(({ isRare }) => !isRare).map(field)}
        {rare.length > 0 && (
          <details>
            <summary>{hubs.rare}</summary>
            <div class="stack">{rare.map(field)}</div>
          </details>
        )}
        {!isShown && <Failure error={save.error} conflict={hub ? hubs.changed : hubs.full} />}
        <button type="submit" disabled={save.isBusy}>
          {common.save}
        </button>
      </form>
    </Dialog>
  );
}

/** The address stays when the kind is chosen after it. */
const shared = ({ url }: Values): Values => (url ? { url } : {});
