import { useSignal } from "../../use-signal.ts";
import { useGet } from "../../api/queries.ts";
import { membership } from "../../api/session.ts";
import type { ApiKey, NewApiKey } from "../../api/types.ts";
import { shell } from "../../shell/texts.ts";
import { language } from "../../texts/texts.ts";
import { Instant } from "../../time/instant.tsx";
import { Waiting } from "../../ui/failure.tsx";
import { Empty, Screen } from "../../ui/screen.tsx";
import { Made } from "./made.tsx";
import { MakeKey } from "./make-key.tsx";
import { RevokeKey, RotateKey } from "./end-key.tsx";
import { apiKeys } from "./texts.ts";

type Opened =
  | { readonly is: "making" }
  | { readonly is: "rotating" | "revoking"; readonly key: ApiKey }
  | { readonly is: "made"; readonly key: NewApiKey };

/** What programs act with. */
export function ApiKeys() {
  const orgId = membership.value?.organizationId;
  const opened = useSignal<Opened | undefined>(undefined);
  const path = `/organizations/${orgId}/api-keys`;
  const { data, error } = useGet<{ readonly apiKeys: readonly ApiKey[] }>(orgId === undefined ? undefined : path);
  if (orgId === undefined)
    return (
      <Screen title={shell.apiKeys}>
        <Empty title={apiKeys.none} />
      </Screen>
    );
  const close = () => (opened.value = undefined);
  const reveal = (key: NewApiKey) => (opened.value = { is: "made", key });
  const now = opened.value;
  const make = (
    <button type="button" onClick={() => (opened.value = { is: "making" })}>
      {apiKeys.make}
    </button>
  );
  return (
    <Screen title={shell.apiKeys} actions={make}>
      {!data && <Waiting error={error} />}
      {data?.apiKeys.length === 0 && (
        <Empty title={apiKeys.nothing}>
          <p>{apiKeys.nothingNext}</p>
        </Empty>
      )}
      {data && data.apiKeys.length > 0 && (
        <ul class="rows">
          {data.apiKeys.map((key) => (
            <KeyRow key={key.keyId} of={key} onOpen={(is) => (opened.value = { is, key })} />
          ))}
        </ul>
      )}
      {now?.is === "making" && <MakeKey path={path} orgId={orgId} onMade={reveal} onClose={close} />}
      {now?.is === "rotating" && <RotateKey path={path} of={now.key} onMade={reveal} onClose={close} />}
      {now?.is === "revoking" && <RevokeKey path={path} of={now.key} onClose={close} />}
      {now?.is === "made" && <Made of={now.key} onKept={close} />}
    </Screen>
  );
}

const day = (date: string) =>
  new Intl.DateTimeFormat(language, { dateStyle: "medium", timeZone: "UTC" }).format(Date.parse(date));

interface KeyRowProps {
  readonly of: ApiKey;
  readonly onOpen: (what: "rotating" | "revoking") => void;
}

function KeyRow({ of: { name, masked, scopes, limits, lastUsed, expiresAt, expired }, onOpen }: KeyRowProps) {
  const called = name ?? apiKeys.unnamed;
  return (
    <li class="row">
      <span>
        <strong>{called}</strong> <code class="aside">{masked}</code>
        <span class="aside block">
          {scopes.map((scope) => apiKeys.scopes[scope][0]).join(", ")}
          {limits && ` · ${apiKeys.limited(limits.lockIds.length, limits.siteIds.length)}`}
        </span>
        <span class="aside block">
          {lastUsed === null ? apiKeys.neverUsed : apiKeys.lastUsed(day(lastUsed))}
          {expiresAt !== null && (
            <>
              {" · "}
              {apiKeys.until} <Instant at={expiresAt} />
            </>
          )}
        </span>
      </span>
      {expired && <span class="badge wait">{apiKeys.expired}</span>}
      {!expired && (
        <button
          type="button"
          class="plain"
          aria-label={`${apiKeys.rotate}: ${called}`}
          onClick={() => onOpen("rotating")}
        >
          {apiKeys.rotate}
        </button>
      )}
      {!expired && (
        <button
          type="button"
          class="plain"
          aria-label={`${apiKeys.revoke}: ${called}`}
          onClick={() => onOpen("revoking")}
        >
          {apiKeys.revoke}
        </button>
      )}
    </li>
  );
}
