import { useSignal } from "../../../use-signal.ts";
import type { Webhook } from "../../../api/types.ts";
import { useWrite } from "../../../api/writes.ts";
import { Instant } from "../../../time/instant.tsx";
import { Dialog } from "../../../ui/dialog.tsx";
import { Failure } from "../../../ui/failure.tsx";
import { toast } from "../../../ui/toasts.tsx";
import { Deliveries } from "./deliveries.tsx";
import { chosenOf } from "./event-groups.ts";
import { RemoveWebhook, RotateSecret } from "./secret-and-end.tsx";
import { webhooks } from "./texts.ts";
import { type GivenWebhook, WebhookForm } from "./webhook-form.tsx";

interface WebhookItemProps {
  /** Of the organisation's webhooks. */
  readonly path: string;
  readonly of: Webhook;
  readonly isAlone: boolean;
  readonly onSecret: (secret: string) => void;
}

type Opened = "change" | "rotate" | "remove";

/** One address: how it stands, what may be done with it, and what became of what was sent. */
export function WebhookItem({ path: all, of, isAlone, onSecret }: WebhookItemProps) {
  const path = `${all}/${of.id}`;
  const opened = useSignal<Opened | undefined>(undefined);
  const change = useWrite((call, body: GivenWebhook) => call<Webhook>("PATCH", path, { body }), all);
  const verify = useWrite((call) => call<Webhook>("POST", `${path}/verify`), all);
  const test = useWrite((call) => call<object>("POST", `${path}/test`), path);
  const close = () => (opened.value = undefined);
  const { url, events } = of;
  const opens = (what: Opened) => (
    <button
      type="button"
      class={what === "remove" ? "danger" : "plain"}
      aria-label={`${webhooks[what]}: ${url}`}
      onClick={() => (opened.value = what)}
    >
      {webhooks[what]}
    </button>
  );
  return (
    <section class="webhook stack" aria-label={url}>
      <h3>{url}</h3>
      <Standing of={of} />
      <p class="aside">{eventsInWords(events)}</p>
      <Failure error={verify.error ?? test.error} />
      {opened.value !== "change" && <Failure error={change.error} />}
      <div class="row">
        {of.status === "active" ? (
          <button
            type="button"
            class="plain"
            aria-label={`${webhooks.test}: ${url}`}
            disabled={test.isBusy}
            onClick={async () => (await test.run()) && toast(webhooks.tested)}
          >
            {webhooks.test}
          </button>
        ) : (
          <button
            type="button"
            aria-label={`${webhooks.ask}: ${url}`}
            disabled={verify.isBusy}
            onClick={async () => (await verify.run()) && toast(webhooks.asked)}
          >
            {webhooks.ask}
          </button>
        )}
        {opens("change")}
        {opens("rotate")}
        {opens("remove")}
      </div>
      <Deliveries path={path} isOpen={isAlone} />
      {opened.value === "change" && (
        <Dialog title={webhooks.changeTitle} onClose={close}>
          <p class="hint">{webhooks.changeHint}</p>
          <WebhookForm
            id={of.id}
            first={{ url, chosen: chosenOf(events) }}
            write={change}
            save={webhooks.change}
            onDone={() => {
              close();
              toast(webhooks.changed, { undo: () => void change.run({ url, events }) });
            }}
          />
        </Dialog>
      )}
      {opened.value === "rotate" && (
        <RotateSecret
          path={path}
          onClose={close}
          onSecret={(secret) => {
            close();
            onSecret(secret);
          }}
        />
      )}
      {opened.value === "remove" && <RemoveWebhook all={all} of={of} onClose={close} />}
    </section>
  );
}

function eventsInWords(events: readonly string[]): string {
  const { all, groups, others } = chosenOf(events);
  if (all) return webhooks.allEvents;
  const more = others.length > 0 ? [webhooks.others(others.length)] : [];
  return [...groups.map((group) => webhooks.groups[group]), ...more].join(" · ");
}

const LOOKS = { pending: "wait", active: "good", failing: "bad", disabled: "calm" } as const;

/** Whether it takes what is sent, and if not, why. */
function Standing({ of: { status, failingSince, lastError } }: { readonly of: Webhook }) {
  const now = status === "active" && failingSince !== null ? "failing" : (status as "pending" | "active" | "disabled");
  return (
    <div role="status">
      <p>
        <span class={`badge ${LOOKS[now]}`}>{webhooks.status[now]}</span>{" "}
        {failingSince !== null && now === "failing" && (
          <>
            {webhooks.failingSince} <Instant at={failingSince} />
          </>
        )}
      </p>
      {(now === "pending" || now === "disabled") && <p class="hint">{webhooks[now]}</p>}
      {lastError !== null && (
        <p>
          {webhooks.lastError} <q>{lastError}</q>
        </p>
      )}
    </div>
  );
}
