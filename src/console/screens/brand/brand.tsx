import { useSignal } from "../../use-signal.ts";
import { useGet } from "../../api/queries.ts";
import { membership } from "../../api/session.ts";
import type { Brand as BrandKept } from "../../api/types.ts";
import { useWrite } from "../../api/writes.ts";
import { shell } from "../../shell/texts.ts";
import { common } from "../../texts/common.ts";
import { Failure, Waiting } from "../../ui/failure.tsx";
import { Input } from "../../ui/field.tsx";
import { Empty, Screen } from "../../ui/screen.tsx";
import { toast } from "../../ui/toasts.tsx";
import { useDraft } from "../../ui/use-draft.ts";
import { ColourField } from "./colour-field.tsx";
import { type BrandField, brandOf, type Draft, draftOf, problemsOf } from "./draft.ts";
import { Logo } from "./logo.tsx";
import { Preview } from "./preview.tsx";
import { brand } from "./texts.ts";
import "./brand.css";

/** How the organisation presents itself to guests. */
export function Brand() {
  const orgId = membership.value?.organizationId;
  const path = `/organizations/${orgId}/brand`;
  const { data, error } = useGet<BrandKept>(orgId === undefined ? undefined : path);
  return (
    <Screen title={shell.brand} wide>
      {orgId === undefined && <Empty title={brand.none} />}
      {orgId !== undefined && !data && <Waiting error={error} />}
      {orgId !== undefined && data && <BrandForm key={orgId} orgId={orgId} path={path} kept={data} />}
    </Screen>
  );
}

interface BrandFormProps {
  readonly orgId: string;
  readonly path: string;
  readonly kept: BrandKept;
}

const NOTHING = {};
const sameDraft = (a: Draft, b: Draft) => JSON.stringify(brandOf(a)) === JSON.stringify(brandOf(b));

function BrandForm({ orgId, path, kept }: BrandFormProps) {
  /** What was changed here; the rest is as it is kept, also when somebody else changes that. */
  const changed = useDraft<Partial<Draft>>("brand", NOTHING);
  const isTried = useSignal(false);
  /** What somebody else changed meanwhile stays. */
  const write = useWrite(async (call, mine: Partial<Draft>) => {
    const now = await call<BrandKept>("GET", path);
    return call<BrandKept>("PUT", path, { body: brandOf({ ...draftOf(now), ...mine }) });
  }, path);
  const was = draftOf(kept);
  const draft: Draft = { ...was, ...changed.value };
  const problems = problemsOf(draft);
  const isSame = sameDraft(draft, was);
  const set = (field: BrandField) => (value: string) => (changed.value = { ...changed.value, [field]: value });
  const problem = (field: BrandField) => {
    const found = problems[field];
    return found && found !== "contrast" && isTried.value ? brand.problems[found] : undefined;
  };
  const text = (field: BrandField, label: string, more: object, hint?: string) => (
    <Input
      label={label}
      hint={hint}
      problem={problem(field)}
      value={draft[field]}
      onValue={(value) => set(field)(value)}
      {...more}
    />
  );
  return (
    <div class="brand-columns">
      <form
        noValidate
        onSubmit={async (event) => {
          event.preventDefault();
          isTried.value = true;
          if (Object.keys(problems).length > 0) return;
          const before = Object.fromEntries(Object.keys(changed.value).map((one) => [one, was[one as BrandField]]));
          if ((await write.run(changed.value)) === undefined) return;
          changed.value = NOTHING;
          isTried.value = false;
          toast(brand.saved, { undo: () => void write.run(before) });
        }}
      >
        <p class="hint">{brand.lead}</p>
        {text("name", brand.name, { maxLength: 80, autocomplete: "organization" }, brand.nameHint)}
        <Logo path={path} version={kept.logo} />
        <fieldset class="card stack">
          <legend class="visually-hidden">{brand.colours}</legend>
          {(["accent", "background"] as const).map((field) => (
            <ColourField key={field} field={field} draft={draft} problem={problem(field)} onChange={set(field)} />
          ))}
        </fieldset>
        <fieldset class="card stack">
          <legend class="visually-hidden">{brand.contact}</legend>
          <h2 aria-hidden="true">{brand.contact}</h2>
          {text("contactName", brand.contactName, { maxLength: 80 })}
          {text("phone", brand.phone, { type: "tel", maxLength: 40 })}
          {text("email", brand.email, { type: "email", maxLength: 254 })}
        </fieldset>
        {text("privacyUrl", brand.privacyUrl, { type: "url", maxLength: 500, inputMode: "url" }, brand.privacyHint)}
        <Failure error={write.error} />
        <div class="row brand-actions">
          <button type="submit" disabled={write.isBusy || isSame}>
            {common.save}
          </button>
          <button
            type="button"
            class="plain"
            disabled={isSame}
            onClick={() => {
              changed.value = NOTHING;
              write.clear();
            }}
          >
            {brand.discard}
          </button>
        </div>
      </form>
      <Preview orgId={orgId} draft={draft} problems={problems} logo={kept.logo} />
    </div>
  );
}
