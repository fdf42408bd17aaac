import { useSignal } from "../../../use-signal.ts";
import { BASE } from "../../../api/paths.ts";
import { useGet } from "../../../api/queries.ts";
import type { NewWebhook, Webhook } from "../../../api/types.ts";
import { useWrite } from "../../../api/writes.ts";
import { Dialog } from "../../../ui/dialog.tsx";
import { Waiting } from "../../../ui/failure.tsx";
import { RevealOnce } from "../../../ui/reveal-once.tsx";
import type { Body } from "./given.ts";
import { webhooks } from "./texts.ts";
import { WebhookForm } from "./webhook-form.tsx";
import { WebhookItem } from "./webhook-item.tsx";
import "./webhooks.css";

const EVERY_MS = 5_000;
const ALL = ["*"];

/** A secret that a webhook's deliveries are signed with from now on. */
interface Told {
  readonly id: string;
  readonly secret: string;
}

/** Addresses that events are sent to. */
export function WebhookCard({ orgId }: { readonly orgId: string }) {
  const path = `/organizations/${orgId}/webhooks`;
  const { data, error } = useGet<{ readonly webhooks: readonly Webhook[] }>(path, EVERY_MS);
  const isAdding = useSignal(false);
  const told = useSignal<Told | undefined>(undefined);
  const make = useWrite(
    (call, given: Body) => call<NewWebhook>("POST", path, { body: { events: ALL, ...given } }),
    path,
  );
  const form = (
    <WebhookForm
      write={make}
      save={webhooks.add}
      onDone={(made) => {
        isAdding.value = false;
        told.value = made;
      }}
    />
  );
  const all = data?.webhooks ?? [];
  return (
    <section class="card stack">
      <h2>{webhooks.title}</h2>
      <p class="hint">
        {webhooks.lead}{" "}
        <a href={`${BASE}/reference`} target="_blank" rel="noopener">
          /reference
        </a>
      </p>
      {!data && <Waiting error={error} />}
      {data && all.length === 0 && form}
      {all.map((one) => (
        <WebhookItem
          key={one.id}
          path={path}
          of={one}
          isAlone={all.length === 1}
          onSecret={(secret) => (told.value = { id: one.id, secret })}
        />
      ))}
      {all.length > 0 && (
        <button type="button" class="plain" onClick={() => (isAdding.value = true)}>
          {webhooks.another}
        </button>
      )}
      {isAdding.value && (
        <Dialog title={webhooks.another} onClose={() => (isAdding.value = false)}>
          {form}
        </Dialog>
      )}
      {told.value && (
        <RevealOnce
          title={webhooks.secret}
          label={webhooks.secret}
          secret={told.value.secret}
          file={`latchstring-webhook-${told.value.id.slice(0, 8)}.txt`}
          onKept={() => (told.value = undefined)}
        >
          <p class="hint">{webhooks.secretHint}</p>
        </RevealOnce>
      )}
    </section>
  );
}
