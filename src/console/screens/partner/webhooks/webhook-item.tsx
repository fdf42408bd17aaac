import { useSignal } from "../../../use-signal.ts";
import { ApiError } from "../../../api/api-error.ts";
import type { Webhook } from "../../../api/types.ts";
import { useWrite } from "../../../api/writes.ts";
import { Instant } from "../../../time/instant.tsx";
import { Dialog } from "../../../ui/dialog.tsx";
import { Failure } from "../../../ui/failure.tsx";
import { keyFields } from "../../../ui/key-fields-texts.ts";
import { toast } from "../../../ui/toasts.tsx";
import { apiKeys } from "../../api-keys/texts.ts";
import { Deliveries } from "./deliveries.tsx";
import { chosenOf } from "./event-groups.ts";
import { RemoveWebhook, RotateSecret } from "./secret-and-end.tsx";
import { webhooks } from "./texts.ts";
import { type Authentication, type Body, LOST } from "./given.ts";
import { isAboutField, WebhookForm } from "./webhook-form.tsx";

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
  const change = useWrite((call, body: Body) => call<Webhook>("PATCH", path, { body }), all);
  const verify = useWrite((call) => call<Webhook>("POST", `${path}/verify`), all);
  const test = useWrite((call) => call<object>("POST", `${path}/test`), path);
  const close = () => {
    change.clear();
    opened.value = undefined;
  };
  const { url } = of;
  const isLost = of.authentication.type === LOST;
  const asleep = isLost
    ? webhooks.lost
    : of.status === "active"
      ? undefined
      : webhooks[of.status as "pending" | "disabled"];
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
      <p class="aside">{wantedInWords(of)}</p>
      {isLost && <p class="problem">{webhooks.lost}</p>}
      <Failure error={verify.error} conflict={webhooks.lost} />
      <Failure error={test.error} conflict={asleep ?? webhooks.disabled} />
      {opened.value !== "change" && (
        <Failure
          error={
            isAboutField(change.error, "lockIds") ? new ApiError("invalid", keyFields.refused.doors) : change.error
          }
        />
      )}
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
      <Deliveries path={path} asleep={asleep} isOpen={isAlone} />
      {opened.value === "change" && (
        <Dialog title={webhooks.changeTitle} onClose={close}>
          <p class="hint">{webhooks.changeHint}</p>
          <WebhookForm
            of={of}
            write={change}
            save={webhooks.change}
            onDone={(_, undo) => {
              close();
              toast(webhooks.changed, undo && { undo: () => void change.run(undo) });
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

/** What is sent, of which doors and how, without what goes without saying. */
function wantedInWords({ events, lockIds, format, authentication: { type, name } }: Webhook): string {
  const { all, groups, others } = chosenOf(events);
  const told = all ? [webhooks.allEvents] : groups.map((group) => webhooks.groups[group]);
  return [
    ...told,
    others.length > 0 && webhooks.others(others.length),
    lockIds && apiKeys.limited(lockIds.length, 0),
    format === "cloudevents" && webhooks.formats[format],
    type !== "none" &&
      type !== LOST &&
      [webhooks.authentications[type as Authentication], name].filter(Boolean).join(" "),
  ]
    .filter(Boolean)
    .join(" · ");
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
