import { useEffect } from "preact/hooks";
import { useSignal } from "../../use-signal.ts";
import { useGet } from "../../api/queries.ts";
import { membership } from "../../api/session.ts";
import type { LockRow, Site } from "../../api/types.ts";
import { attention } from "../../ui/attention.tsx";
import { Choice, Input } from "../../ui/field.tsx";
import { doors } from "./texts.ts";

const TYPED_MS = 200;
const STATES = ["locked", "unlocked", "not_fully_locked", "jammed", "unknown"] as const;
const ATTENTIONS = ["not-bound", "hub-away", "offline", "battery-low"] as const satisfies LockRow["attention"];

interface DoorFiltersProps {
  readonly values: Readonly<Record<"search" | "site" | "state" | "attention", string | undefined>>;
  readonly onChange: (change: Readonly<Record<string, string | undefined>>) => void;
}

/** The sites of the organisation that is acted for; none for a person's own doors. */
export function useSites(): readonly Site[] {
  const orgId = membership.value?.organizationId;
  const path = orgId === undefined ? undefined : `/organizations/${encodeURIComponent(orgId)}/sites`;
  return useGet<{ readonly sites: readonly Site[] }>(path).data?.sites ?? [];
}

export function DoorFilters({ values, onChange }: DoorFiltersProps) {
  const sites = useSites();
  const typed = useSignal(values.search ?? "");
  useEffect(() => {
    const wanted = typed.value.trim() || undefined;
    if (wanted === values.search) return undefined;
    const timer = setTimeout(() => onChange({ search: wanted }), TYPED_MS);
    return () => clearTimeout(timer);
  }, [typed.value]);
  useEffect(() => {
    // Going back, or to all doors.
    if ((values.search ?? "") !== typed.peek().trim()) typed.value = values.search ?? "";
  }, [values.search]);
  const select = (
    name: "site" | "state" | "attention",
    label: string,
    options: readonly (readonly [string, string])[],
  ) => (
    <Choice
      label={label}
      value={values[name] ?? ""}
      onValue={(value) => onChange({ [name]: value || undefined })}
      options={options.map(([value, text]) => [value, text] as const)}
    />
  );
  return (
    <search class="door-filters">
      <Input label={doors.find} of={typed} type="search" maxLength={200} />
      {sites.length > 0 &&
        select("site", doors.site, [["", doors.allSites], ...sites.map(({ siteId, name }) => [siteId, name] as const)])}
      {select("attention", doors.attention, [
        ["", doors.anyAttention],
        ["any", doors.some],
        ["none", doors.none],
        ...ATTENTIONS.map((one) => [one, attention.reasons[one]] as const),
      ])}
      {select("state", doors.state, [["", doors.anyState], ...STATES.map((one) => [one, doors.states[one]] as const)])}
    </search>
  );
}
