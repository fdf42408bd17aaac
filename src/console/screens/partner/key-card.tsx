import { useSignal } from "../../use-signal.ts";
import { BASE, screen } from "../../api/paths.ts";
import { useGet } from "../../api/queries.ts";
import type { ApiKey, NewApiKey } from "../../api/types.ts";
import { useWrite } from "../../api/writes.ts";
import { Failure, Waiting } from "../../ui/failure.tsx";
import { RotateKey } from "../api-keys/end-key.tsx";
import { Made } from "../api-keys/made.tsx";
import { apiKeys } from "../api-keys/texts.ts";
import { partner } from "./texts.ts";

/** Enough to lend doors, and not to change who may act. */
const SCOPES = ["keys", "locks"] as const;

const isForPartners = ({ expired, limits, scopes }: ApiKey) =>
  !expired && limits === null && (scopes.includes("admin") || SCOPES.every((one) => scopes.includes(one)));

/** The newest key that reaches every door: it is shown when it is made, and never again. */
export function KeyCard({ orgId }: { readonly orgId: string }) {
  const path = `/organizations/${orgId}/api-keys`;
  const { data, error } = useGet<{ readonly apiKeys: readonly ApiKey[] }>(path);
  const isRotating = useSignal(false);
  const made = useSignal<NewApiKey | undefined>(undefined);
  const make = useWrite(
    (call) => call<NewApiKey>("POST", path, { body: { name: partner.keyName, scopes: SCOPES } }),
    path,
  );
  const key = data?.apiKeys.find(isForPartners);
  return (
    <section class="card stack">
      <h2>{partner.apiKey}</h2>
      <p class="hint">{partner.keyHint}</p>
      {!data && <Waiting error={error} />}
      {data && !key && <p>{partner.noKey}</p>}
      {key && (
        <p>
          <strong>{key.name ?? apiKeys.unnamed}</strong> <code>{key.masked}</code>
          <span class="aside block">{key.scopes.map((scope) => apiKeys.scopes[scope][0]).join(", ")}</span>
        </p>
      )}
      <Failure error={make.error} />
      {data && (
        <p class="row">
          {key ? (
            <button type="button" class="plain" onClick={() => (isRotating.value = true)}>
              {partner.rotate}
            </button>
          ) : (
            <button type="button" disabled={make.isBusy} onClick={async () => (made.value = await make.run())}>
              {partner.make}
            </button>
          )}
          <a class="button plain" href={screen("/api-keys")}>
            {partner.all}
          </a>
        </p>
      )}
      <p class="hint">
        {partner.first}{" "}
        <a href={`${BASE}/reference`} target="_blank" rel="noopener">
          /reference
        </a>
      </p>
      {isRotating.value && key && (
        <RotateKey
          path={path}
          of={key}
          overlap="now"
          onClose={() => (isRotating.value = false)}
          onMade={(next) => {
            isRotating.value = false;
            made.value = next;
          }}
        />
      )}
      {made.value && <Made of={made.value} onKept={() => (made.value = undefined)} />}
    </section>
  );
}
