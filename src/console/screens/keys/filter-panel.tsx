import { useEffect } from "preact/hooks";
import { useSignal } from "../../use-signal.ts";
import { query } from "../../api/paths.ts";
import { useGet } from "../../api/queries.ts";
import { membership, signedIn } from "../../api/session.ts";
import type { KeyRow, KeyStanding, LockRow, Rows } from "../../api/types.ts";
import { common } from "../../texts/common.ts";
import { type DoorChoice, DoorPicker } from "../../ui/door-picker.tsx";
import { Choice, Field, Input } from "../../ui/field.tsx";
import type { Filters } from "../../ui/filters.ts";
import { dayOf, type NAMES } from "./asked.ts";
import { keys } from "./texts.ts";

type Name = (typeof NAMES)[number];
/** What the panel has; the search and the order stand beside it. */
export const IN_PANEL = ["status", "lockId", "site", "createdBy", "person", "from", "until"] as const;
const STANDINGS: readonly KeyStanding[] = ["active", "upcoming", "paused", "used-up", "ended", "revoked"];

export function FilterPanel({ filters }: { readonly filters: Filters<Name> }) {
  const { values, set } = filters;
  return (
    <div class="key-filters card">
      <StandingFilter filters={filters} />
      <DoorFilter filters={filters} />
      <SiteFilter filters={filters} />
      <PersonFilter filters={filters} />
      <MakerFilter filters={filters} />
      <Field label={keys.endsAfter} hint={keys.byYourClock}>
        {(control) => (
          <input
            {...control}
            type="date"
            value={dayOf(values.from)}
            max={dayOf(values.until) || undefined}
            onChange={({ currentTarget }) => set({ from: currentTarget.value })}
          />
        )}
      </Field>
      <Field label={keys.beginsBefore} hint={keys.byYourClock}>
        {(control) => (
          <input
            {...control}
            type="date"
            value={dayOf(values.until)}
            min={dayOf(values.from) || undefined}
            onChange={({ currentTarget }) => set({ until: currentTarget.value })}
          />
        )}
      </Field>
    </div>
  );
}

interface FilterProps {
  readonly filters: Filters<Name>;
}

function StandingFilter({ filters: { values, set } }: FilterProps) {
  const chosen = values.status?.split(",") ?? [];
  return (
    <fieldset class="wide-field">
      <legend>{keys.state}</legend>
      <ul class="choices">
        {STANDINGS.map((one) => (
          <li key={one}>
            <label>
              <input
                type="checkbox"
                checked={chosen.includes(one)}
                onChange={({ currentTarget }) => {
                  const others = chosen.filter((other) => other !== one);
                  set({ status: (currentTarget.checked ? [...others, one] : others).join(",") });
                }}
              />
              <span>{common.standing[one]}</span>
            </label>
          </li>
        ))}
      </ul>
    </fieldset>
  );
}

function DoorFilter({ filters: { values, set } }: FilterProps) {
  const ids = values.lockId?.split(",") ?? [];
  const known = useSignal<readonly DoorChoice[]>([]);
  const unknown = ids.find((id) => !known.value.some(({ lockId }) => lockId === id));
  const { data } = useGet<Rows & { readonly locks: readonly LockRow[] }>(
    unknown === undefined ? undefined : `/locks${query({ search: unknown, limit: 50 })}`,
  );
  useEffect(() => {
    const found = data?.locks.find(({ lockId }) => lockId === unknown);
    if (found) known.value = [...known.value, found];
  }, [data, unknown]);
  const chosen = ids.map(
    (id) => known.value.find(({ lockId }) => lockId === id) ?? { lockId: id, name: null, timeZone: "UTC", site: null },
  );
  return (
    <DoorPicker
      chosen={chosen}
      onChange={(next) => {
        known.value = next;
        set({ lockId: next.map(({ lockId }) => lockId).join(",") });
      }}
    />
  );
}

function SiteFilter({ filters: { values, set } }: FilterProps) {
  const orgId = membership.value?.organizationId;
  const { data } = useGet<{ readonly sites: readonly { readonly siteId: string; readonly name: string }[] }>(
    orgId && `/organizations/${encodeURIComponent(orgId)}/sites`,
  );
  if (!data || data.sites.length === 0) return null;
  return (
    <Choice
      label={keys.site}
      value={values.site ?? ""}
      onValue={(value) => set({ site: value })}
      options={[["", keys.anySite], ...data.sites.map(({ siteId, name }) => [siteId, name] as const)]}
    />
  );
}

type People = { readonly id: string; readonly name: string | null; readonly email?: string | null };
const nameOf = ({ id, name, email }: People) => name ?? email ?? (id === "operator" ? keys.operator : id);

function MakerFilter({ filters: { values, set } }: FilterProps) {
  const orgId = membership.value?.organizationId;
  const me = signedIn.value?.userId;
  const { data } = useGet<{
    readonly members: readonly {
      readonly userId: string;
      readonly name: string | null;
      readonly email: string | null;
    }[];
  }>(orgId && `/organizations/${encodeURIComponent(orgId)}/members`);
  const people: People[] = (data?.members ?? [])
    .filter(({ userId }) => userId !== me)
    .map(({ userId, name, email }) => ({ id: userId, name, email }));
  if (orgId) people.push({ id: orgId, name: membership.value?.name ?? orgId });
  const { createdBy } = values;
  if (createdBy && createdBy !== me && !people.some(({ id }) => id === createdBy))
    people.push({ id: createdBy, name: null });
  return (
    <Choice
      label={keys.maker}
      value={createdBy ?? ""}
      onValue={(value) => set({ createdBy: value })}
      options={[
        ["", keys.anyMaker],
        ...(me ? [[me, keys.me] as const] : []),
        ...people.map((one) => [one.id, nameOf(one)] as const),
      ]}
    />
  );
}

const TYPED_MS = 200;

/** Those whom keys are for, found as one types: keys are looked for by the same words. */
function PersonFilter({ filters: { values, set } }: FilterProps) {
  const typed = useSignal("");
  const asked = useSignal("");
  useEffect(() => {
    const timer = setTimeout(() => (asked.value = typed.value.trim()), TYPED_MS);
    return () => clearTimeout(timer);
  }, [typed.value]);
  const { person } = values;
  const { data } = useGet<{ readonly rows: readonly KeyRow[] }>(
    asked.value ? `/temp-keys/rows${query({ search: asked.value, limit: 100 })}` : undefined,
  );
  const named = useGet<{ readonly rows: readonly KeyRow[] }>(
    person ? `/temp-keys/rows${query({ person, limit: 1 })}` : undefined,
  );
  const words = asked.value.toLowerCase().split(/\s+/);
  const found = new Map<string, People>();
  for (const one of (data?.rows ?? []).flatMap(({ people }) => people)) {
    const text = `${one.name ?? ""} ${one.email ?? ""}`.toLowerCase();
    if (words.some((word) => text.includes(word)) && found.size < 8) found.set(one.id, one);
  }
  if (person) {
    const known = named.data?.rows.flatMap(({ people }) => people).find(({ id }) => id === person);
    return (
      <div class="field">
        <span class="label">{keys.person}</span>
        <button type="button" class="plain" onClick={() => set({ person: undefined })}>
          {nameOf(known ?? { id: person, name: null })} ✕
        </button>
      </div>
    );
  }
  return (
    <div class="field">
      <Input label={keys.person} hint={keys.personHint} of={typed} type="search" />
      {found.size > 0 && (
        <ul class="chips">
          {[...found.values()].map((one) => (
            <li key={one.id}>
              <button type="button" class="plain" onClick={() => set({ person: one.id })}>
                {nameOf(one)}
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
