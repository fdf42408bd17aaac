import { useRef } from "preact/hooks";
import { useSignal } from "../../use-signal.ts";
import { useGet } from "../../api/queries.ts";
import type { ApiKey, NewApiKey, Site } from "../../api/types.ts";
import { useWrite } from "../../api/writes.ts";
import { serverNow } from "../../time/server-clock.ts";
import { Checks } from "../../ui/checks.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { type DoorChoice, DoorPicker } from "../../ui/door-picker.tsx";
import { Failure } from "../../ui/failure.tsx";
import { Input } from "../../ui/field.tsx";
import { Options } from "../../ui/options.tsx";
import { forgetDraft, useDraft } from "../../ui/use-draft.ts";
import { apiKeys } from "./texts.ts";

type Scope = ApiKey["scopes"][number];
const SCOPES: readonly Scope[] = ["read", "keys", "locks", "admin"];
const DAY_MS = 86_400_000;
const ENDS = { never: undefined, month: 30, quarter: 90, year: 365 } as const;
type End = keyof typeof ENDS;
const MAX_DOORS = 1_000;

interface MakeKeyProps {
  readonly orgId: string;
  /** Of the organisation's API keys. */
  readonly path: string;
  readonly onMade: (key: NewApiKey) => void;
  readonly onClose: () => void;
}

export function MakeKey({ orgId, path, onMade, onClose }: MakeKeyProps) {
  const name = useDraft("api-key.name", "");
  // What limits the key is kept with its name: what is chosen again without it would do more.
  const scopes = useDraft<readonly Scope[]>("api-key.scopes", ["keys"]);
  const reach = useDraft<"all" | "some">("api-key.reach", "all");
  const doors = useDraft<readonly DoorChoice[]>("api-key.doors", []);
  const sites = useDraft<readonly string[]>("api-key.sites", []);
  const end = useDraft<End>("api-key.end", "never");
  const isTried = useSignal(false);
  /** Not when it is pressed: trying again is to ask for the same key. */
  const openedAt = useRef(serverNow()).current;
  const write = useWrite((call, body: object) => call<NewApiKey>("POST", path, { body }), path);
  const reachesNothing = reach.value === "some" && doors.value.length + sites.value.length === 0;
  return (
    <Dialog title={apiKeys.make} onClose={onClose}>
      <form
        onSubmit={async (event) => {
          event.preventDefault();
          isTried.value = true;
          if (reachesNothing || scopes.value.length === 0) return;
          const days = ENDS[end.value];
          const made = await write.run({
            name: name.value.trim(),
            scopes: scopes.value,
            ...(reach.value === "some" && {
              limits: { lockIds: doors.value.map(({ lockId }) => lockId), siteIds: sites.value },
            }),
            ...(days !== undefined && { expiresAt: new Date(openedAt + days * DAY_MS).toISOString() }),
          });
          if (!made) return;
          forgetDraft("api-key");
          onMade(made);
        }}
      >
        <Input label={apiKeys.name} hint={apiKeys.nameHint} of={name} required pattern=".*\S.*" maxLength={120} />
        <Checks
          legend={apiKeys.scope}
          options={SCOPES.map((value) => ({ value, name: apiKeys.scopes[value][0], hint: apiKeys.scopes[value][1] }))}
          chosen={scopes.value}
          onChange={(next) => (scopes.value = next)}
          problem={isTried.value && scopes.value.length === 0 ? apiKeys.scopeProblem : undefined}
        />
        <Options
          legend={apiKeys.reach}
          options={[
            { value: "all", name: apiKeys.all },
            { value: "some", name: apiKeys.some, hint: apiKeys.someHint },
          ]}
          value={reach.value}
          onChange={(next) => (reach.value = next)}
        />
        {reach.value === "some" && (
          <>
            <DoorPicker
              chosen={doors.value}
              onChange={(next) => (doors.value = next)}
              most={MAX_DOORS}
              problem={isTried.value && reachesNothing ? apiKeys.reachProblem : undefined}
            />
            <Sites orgId={orgId} chosen={sites.value} onChange={(next) => (sites.value = next)} />
          </>
        )}
        <Options
          legend={apiKeys.end}
          options={(Object.keys(ENDS) as End[]).map((value) => ({ value, name: apiKeys.ends[value] }))}
          value={end.value}
          onChange={(next) => (end.value = next)}
        />
        <Failure error={write.error} conflict={apiKeys.full} />
        <button type="submit" disabled={write.isBusy}>
          {apiKeys.save}
        </button>
      </form>
    </Dialog>
  );
}

interface SitesProps {
  readonly orgId: string;
  readonly chosen: readonly string[];
  readonly onChange: (chosen: readonly string[]) => void;
}

function Sites({ orgId, chosen, onChange }: SitesProps) {
  const { data } = useGet<{ readonly sites: readonly Site[] }>(`/organizations/${orgId}/sites`);
  if (!data || data.sites.length === 0) return null;
  const options = data.sites.map(({ siteId, name }) => ({ value: siteId, name }));
  return <Checks legend={apiKeys.sites} options={options} chosen={chosen} onChange={onChange} />;
}
