import { useSignal } from "../../use-signal.ts";
import { isOwner, mayManage } from "../../api/session.ts";
import type { LockRow } from "../../api/types.ts";
import { useWrite } from "../../api/writes.ts";
import { common } from "../../texts/common.ts";
import { controls } from "../../ui/control-texts.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Failure } from "../../ui/failure.tsx";
import { Choice, Input } from "../../ui/field.tsx";
import { toast } from "../../ui/toasts.tsx";
import { useDraft } from "../../ui/use-draft.ts";
import { ZoneField } from "../../ui/zone-field.tsx";
import { door } from "./door-texts.ts";
import { Fact } from "./fact.tsx";
import { useSites } from "./filters.tsx";

/** What the door is called, where it is, and by which clock it goes. */
export function Settings({ lock }: { readonly lock: LockRow }) {
  const isChanging = useSignal(false);
  return (
    <section>
      <h2>{door.settings}</h2>
      <dl class="facts">
        <Fact name={door.name}>{lock.name ?? door.notSaid}</Fact>
        {lock.organizationId !== null && <Fact name={door.site}>{lock.site?.name ?? door.noSite}</Fact>}
        <Fact name={controls.zone}>{lock.timeZone}</Fact>
        <Fact name={door.number}>{lock.lockId}</Fact>
      </dl>
      {mayManage.value && (
        <button type="button" class="plain" onClick={() => (isChanging.value = true)}>
          {door.change}
        </button>
      )}
      {isChanging.value && <SettingsForm lock={lock} onClose={() => (isChanging.value = false)} />}
    </section>
  );
}

function SettingsForm({ lock, onClose }: { readonly lock: LockRow; readonly onClose: () => void }) {
  const { lockId } = lock;
  const sites = useSites();
  const name = useDraft(`door ${lockId}`, lock.name ?? "", { isChange: true });
  const zone = useSignal(lock.timeZone);
  const siteId = useSignal(lock.site?.id ?? "");
  const save = useWrite(
    async (call, given: { readonly name: string; readonly timeZone: string; readonly siteId: string }) => {
      const changes = {
        ...(given.name !== (lock.name ?? "") && { name: given.name }),
        ...(given.timeZone !== lock.timeZone && { timeZone: given.timeZone }),
      };
      if (Object.keys(changes).length > 0) await call("PATCH", `/locks/${lockId}`, { body: changes });
      if (given.siteId !== (lock.site?.id ?? ""))
        await call("PUT", `/locks/${lockId}/site`, { body: { siteId: given.siteId || null } });
      return true;
    },
    "/locks",
    "/organizations",
  );
  const isZoneWrong = save.error?.fields.some(({ field }) => field === "timeZone");
  return (
    <Dialog title={door.settings} onClose={onClose}>
      <form
        onSubmit={async (event) => {
          event.preventDefault();
          if (!(await save.run({ name: name.value, timeZone: zone.value, siteId: siteId.value }))) return;
          toast(door.saved);
          onClose();
        }}
      >
        <Input label={door.name} hint={door.nameHint} of={name} required maxLength={120} />
        <ZoneField
          hint={door.zoneHint}
          value={zone.value}
          onChange={(next) => (zone.value = next)}
          error={save.error}
        />
        {isOwner.value && sites.length > 0 && (
          <Choice
            label={door.site}
            of={siteId}
            options={[["", door.noSite], ...sites.map((site) => [site.siteId, site.name] as const)]}
          />
        )}
        {!isZoneWrong && <Failure error={save.error} />}
        <button type="submit" disabled={save.isBusy}>
          {common.save}
        </button>
      </form>
    </Dialog>
  );
}
