import { useGet } from "../../api/queries.ts";
import { loadSession } from "../../api/session.ts";
import type { Member, Organization } from "../../api/types.ts";
import { useWrite } from "../../api/writes.ts";
import { common } from "../../texts/common.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Failure, Waiting } from "../../ui/failure.tsx";
import { Input } from "../../ui/field.tsx";
import { toast } from "../../ui/toasts.tsx";
import { useDraft } from "../../ui/use-draft.ts";
import { partner } from "./texts.ts";

/** Its id, its name and whose it is. */
export function OrganizationCard({ orgId }: { readonly orgId: string }) {
  const path = `/organizations/${orgId}`;
  const { data, error } = useGet<Organization>(path);
  const { data: people } = useGet<{ readonly members: readonly Member[] }>(`${path}/members`);
  const owners = people?.members.filter(({ role }) => role === "owner") ?? [];
  const typed = useDraft<string | undefined>("organization", undefined);
  const write = useWrite((call, name: string) => call<Organization>("PATCH", path, { body: { name } }), path);
  async function rename(name: string, told: (() => void) | undefined) {
    if ((await write.run(name)) === undefined) return;
    typed.value = undefined;
    await loadSession().catch(() => {}); // the menu has the name too
    toast(partner.saved, told && { undo: told });
  }
  const name = typed.value ?? data?.name ?? "";
  const before = data?.name;
  return (
    <section class="card stack">
      <h2>{partner.organization}</h2>
      {!data && <Waiting error={error} />}
      {data && (
        <>
          <div>
            <strong>{partner.id}</strong>
            <p class="hint">{partner.idHint}</p>
            <p class="row">
              <code>{orgId}</code>
              <CopyButton text={orgId} />
            </p>
          </div>
          <form
            class="stack"
            onSubmit={(event) => {
              event.preventDefault();
              void rename(name.trim(), before ? () => void rename(before, undefined) : undefined);
            }}
          >
            <Input
              label={partner.name}
              value={name}
              onValue={(value) => (typed.value = value)}
              required
              pattern=".*\S.*"
              maxLength={120}
            />
            <Failure error={write.error} />
            <button type="submit" class="plain" disabled={write.isBusy || name.trim() === (before ?? "")}>
              {common.save}
            </button>
          </form>
          {owners.length > 0 && (
            <p>
              <strong>{partner.owners}</strong>
              <span class="block">
                {owners.map(({ name: own, email, userId }) => own ?? email ?? userId).join(", ")}
              </span>
            </p>
          )}
        </>
      )}
    </section>
  );
}
