import { isOwner } from "../../api/session.ts";
import type { Site } from "../../api/types.ts";
import { useWrite } from "../../api/writes.ts";
import { common } from "../../texts/common.ts";
import { OWN_ZONE } from "../../time/instant.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Failure } from "../../ui/failure.tsx";
import { Field } from "../../ui/field.tsx";
import { HoldButton } from "../../ui/hold-button.tsx";
import { toast } from "../../ui/toasts.tsx";
import { forgetDraft, useDraft } from "../../ui/use-draft.ts";
import { ZoneField } from "../../ui/zone-field.tsx";
import { sites } from "./site-texts.ts";

interface SiteFormProps {
  /** Of the organisation's sites. */
  readonly path: string;
  /** Left out for a new one. */
  readonly site?: Site;
  readonly onClose: () => void;
}

/** A site is made or changed, or removed. */
export function SiteForm({ path, site, onClose }: SiteFormProps) {
  const form = `site ${site?.siteId ?? ""}`;
  const given = useDraft(
    form,
    {
      name: site?.name ?? "",
      address: site?.address ?? "",
      timeZone: site ? (site.timeZone ?? "") : OWN_ZONE,
      checkIn: site?.checkIn ?? "",
      checkOut: site?.checkOut ?? "",
      directions: site?.directions ?? "",
    },
    { isChange: site !== undefined },
  );
  type Name = keyof typeof given.value;
  const own = `${path}/${site?.siteId ?? ""}`;
  const save = useWrite(
    (call, { name, ...rest }: typeof given.value) => {
      const body = {
        name,
        ...Object.fromEntries(Object.entries(rest).map(([field, text]) => [field, text.trim() || null])),
      };
      return site ? call("PATCH", own, { body }) : call("POST", path, { body });
    },
    "/organizations",
    "/locks",
  );
  const remove = useWrite((call) => call("DELETE", own), "/organizations", "/locks");
  const set = (name: Name) => (text: string) => (given.value = { ...given.value, [name]: text });
  const problem = (name: keyof typeof sites.wrong) =>
    save.error?.fields.some(({ field }) => field === name) ? sites.wrong[name] : undefined;
  const isNamed = save.error?.fields.some(({ field }) => field in given.value);
  const time = (name: "checkIn" | "checkOut", label: string) => (
    <Field label={label} problem={problem(name)}>
      {(control) => (
        <input
          {...control}
          type="time"
          value={given.value[name]}
          onInput={(event) => set(name)(event.currentTarget.value)}
        />
      )}
    </Field>
  );
  return (
    <Dialog title={site ? sites.change : sites.add} onClose={onClose}>
      <form
        onSubmit={async (event) => {
          event.preventDefault();
          if ((await save.run(given.value)) === undefined) return;
          forgetDraft(form);
          toast(sites.saved(given.value.name));
          onClose();
        }}
      >
        <Field label={sites.name} problem={problem("name")}>
          {(control) => (
            <input
              {...control}
              required
              maxLength={120}
              value={given.value.name}
              onInput={(event) => set("name")(event.currentTarget.value)}
            />
          )}
        </Field>
        <Field label={sites.address} problem={problem("address")}>
          {(control) => (
            <input
              {...control}
              maxLength={200}
              value={given.value.address}
              onInput={(event) => set("address")(event.currentTarget.value)}
            />
          )}
        </Field>
        <div class="door-filters">
          {time("checkIn", sites.checkIn)}
          {time("checkOut", sites.checkOut)}
        </div>
        <p class="hint">{sites.hoursHint}</p>
        <ZoneField
          hint={sites.zoneHint}
          value={given.value.timeZone}
          onChange={set("timeZone")}
          error={save.error}
          isRequired={false}
        />
        <Field label={sites.directions} hint={sites.directionsHint} problem={problem("directions")}>
          {(control) => (
            <textarea
              {...control}
              rows={4}
              maxLength={4_000}
              value={given.value.directions}
              onInput={(event) => set("directions")(event.currentTarget.value)}
            />
          )}
        </Field>
        {!isNamed && <Failure error={save.error} />}
        <button type="submit" disabled={save.isBusy}>
          {common.save}
        </button>
      </form>
      {site && isOwner.value && (
        <div class="stack">
          <p class="hint">{sites.removeHint}</p>
          <Failure error={remove.error} />
          <HoldButton
            class="danger"
            disabled={remove.isBusy}
            onHeld={async () => {
              if ((await remove.run()) === undefined) return;
              toast(sites.removed(site.name));
              onClose();
            }}
          >
            {sites.remove}
          </HoldButton>
        </div>
      )}
    </Dialog>
  );
}
