import { useEffect } from "preact/hooks";
import { useSignal } from "../../../use-signal.ts";
import { query } from "../../../api/paths.ts";
import { refresh, useGet } from "../../../api/queries.ts";
import type { Delivery } from "../../../api/types.ts";
import { useWrite } from "../../../api/writes.ts";
import { Instant, OWN_ZONE } from "../../../time/instant.tsx";
import { happened } from "../../../ui/activity-texts.ts";
import { Choice } from "../../../ui/field.tsx";
import { Failure, Waiting } from "../../../ui/failure.tsx";
import { toast } from "../../../ui/toasts.tsx";
import { ZonedInput } from "../../../ui/zoned-input.tsx";
import { GROUPS } from "./event-groups.ts";
import { webhooks } from "./texts.ts";

const EVERY_MS = 5_000;
const SHOWN = 20;
/** What one answer has at the most. Of those before, the span tells. */
const MOST = 200;
/** Nobody counts further: each comes with its body. */
const COUNTED = 100;

interface Page {
  readonly deliveries: readonly Delivery[];
  readonly nextCursor: string | null;
}
interface Replayed {
  readonly replayed: number;
  readonly nextCursor: string | null;
}
/** When events happened. */
interface Span {
  readonly from: string | undefined;
  readonly to: string | undefined;
}
/** These, or what was given up of a type and a time. */
type Resent = { readonly ids: readonly number[] } | (Span & { readonly type: string | undefined });

interface DeliveriesProps {
  /** Of the webhook. */
  readonly path: string;
  /** Why nothing is sent to it now; undefined where something is. */
  readonly asleep: string | undefined;
  readonly isOpen: boolean;
}

/** What was sent last, and what was given up. */
export function Deliveries({ path, asleep, isOpen: first }: DeliveriesProps) {
  const isOpen = useSignal(first);
  return (
    <details open={first} onToggle={({ currentTarget }) => (isOpen.value = currentTarget.open)}>
      <summary>{webhooks.deliveries}</summary>
      {isOpen.value && <Log path={path} asleep={asleep} />}
    </details>
  );
}

function Log({ path, asleep }: Pick<DeliveriesProps, "path" | "asleep">) {
  const from = useSignal<number | undefined>(undefined);
  const to = useSignal<number | undefined>(undefined);
  const type = useSignal("");
  const isDeadOnly = useSignal(false);
  const limit = useSignal(SHOWN);
  const span: Span = { from: isoTime(from.value), to: isoTime(to.value) };
  const asked = { ...span, type: type.value || undefined };
  const deadPath = `${path}/deliveries${query({ ...asked, state: "dead", limit: COUNTED })}`;
  const shown = isDeadOnly.value ? deadPath : `${path}/deliveries${query({ ...asked, limit: limit.value })}`;
  const { data, error } = useGet<Page>(shown, EVERY_MS);
  const { data: dead } = useGet<Page>(deadPath);
  const newest = data?.deliveries.find(({ state }) => state === "dead")?.settledAt;
  useEffect(() => refresh(deadPath), [deadPath, newest]);
  const resend = useWrite(
    (call, body: Resent) => call<{ readonly resent: number }>("POST", `${path}/resend`, { body }),
    path,
  );
  const replay = useWrite(async (call, wanted: Span) => {
    let count = 0;
    // A try after one that failed on the way goes on there: what was answered is not sent again.
    for (let body: object | undefined = wanted; body;) {
      const answer: Replayed = await call<Replayed>("POST", `${path}/replay`, { body });
      count += answer.replayed;
      body = answer.nextCursor === null ? undefined : { to: wanted.to, after: answer.nextCursor };
    }
    return count;
  }, path);
  async function again(which: Resent) {
    const done = await resend.run(which);
    if (done) toast(webhooks.resent(done.resent));
  }
  const count = dead?.deliveries.length ?? 0;
  return (
    <div class="stack">
      <div class="pair">
        <ZonedInput label={webhooks.from} value={from.value} zone={OWN_ZONE} onChange={(next) => (from.value = next)} />
        <ZonedInput label={webhooks.to} value={to.value} zone={OWN_ZONE} onChange={(next) => (to.value = next)} />
        <Choice label={webhooks.which} of={type} options={TYPES} />
      </div>
      {from.value !== undefined && (
        <>
          <p class="hint">{webhooks.replayHint}</p>
          <button
            type="button"
            class="plain"
            disabled={replay.isBusy}
            onClick={async () => {
              const sent = await replay.run(span);
              if (sent !== undefined) toast(webhooks.resent(sent));
            }}
          >
            {webhooks.replay}
          </button>
        </>
      )}
      <div class="options">
        <label>
          <input
            type="checkbox"
            checked={isDeadOnly.value}
            onChange={({ currentTarget }) => (isDeadOnly.value = currentTarget.checked)}
          />
          <span>{webhooks.deadOnly}</span>
        </label>
      </div>
      {!data && <Waiting error={error} />}
      <Failure error={resend.error} conflict={asleep ?? webhooks.disabled} />
      <Failure error={replay.error} conflict={asleep ?? webhooks.tooMuch} />
      {count > 0 && (
        <p class="row">
          <span class="badge bad">{webhooks.dead(`${count}${dead?.nextCursor ? "+" : ""}`)}</span>
          <button type="button" class="plain" disabled={resend.isBusy} onClick={() => void again(asked)}>
            {webhooks.resendAll}
          </button>
        </p>
      )}
      {data?.deliveries.length === 0 && <p class="hint">{webhooks.nothing}</p>}
      {data && data.deliveries.length > 0 && (
        <ul class="rows">
          {data.deliveries.map((one) => (
            <DeliveryRow key={one.id} of={one} isBusy={resend.isBusy} onResend={() => void again({ ids: [one.id] })} />
          ))}
        </ul>
      )}
      {data?.nextCursor && !isDeadOnly.value && limit.value < MOST && (
        <button type="button" class="plain" onClick={() => (limit.value = MOST)}>
          {webhooks.older}
        </button>
      )}
    </div>
  );
}

const WORDS = { ...happened.other, ...webhooks.types };
/** In the order in which a webhook's events are chosen. */
const TYPES = [
  ["", webhooks.allEvents] as const,
  ...[...Object.values(GROUPS).flat(), "WebhookTest" as const, "WebhookVerification" as const].map(
    (type) => [type, WORDS[type]] as const,
  ),
];
const isoTime = (at: number | undefined) => (at === undefined ? undefined : new Date(at).toISOString());

const LOOKS = { waiting: "wait", delivered: "good", dead: "bad" } as const;

const factsOf = ({ status, ms }: Delivery["tries"][number]) => [
  status === undefined ? webhooks.unanswered : webhooks.answered(status),
  `${ms} ms`,
];

interface DeliveryRowProps {
  readonly of: Delivery;
  readonly isBusy: boolean;
  readonly onResend: () => void;
}

function DeliveryRow({ of: { type, time, state, attempts, request, tries }, isBusy, onResend }: DeliveryRowProps) {
  const last = tries.at(-1);
  const facts = [...(last ? factsOf(last) : []), ...(attempts > 0 ? [webhooks.attempts(attempts)] : [])];
  const called = (WORDS as Readonly<Record<string, string>>)[type] ?? type;
  const now = state as keyof typeof LOOKS;
  return (
    <li class="row">
      <div>
        <strong>{called}</strong>
        <span class="aside block">
          <Instant at={time} />
          {facts.map((fact) => ` · ${fact}`)}
        </span>
      </div>
      <span class={`badge ${LOOKS[now]}`}>{webhooks.states[now]}</span>
      {now === "dead" && type !== "WebhookVerification" && (
        <button
          type="button"
          class="plain"
          aria-label={`${webhooks.resend}: ${called}`}
          disabled={isBusy}
          onClick={onResend}
        >
          {webhooks.resend}
        </button>
      )}
      <details>
        <summary aria-label={`${webhooks.more}: ${called}`}>{webhooks.more}</summary>
        <pre tabIndex={0}>{request}</pre>
        {tries.map((one) => (
          <>
            <p class="aside">
              <Instant at={one.at} /> · {factsOf(one).join(" · ")}
            </p>
            {one.said && <pre tabIndex={0}>{one.said}</pre>}
          </>
        ))}
      </details>
    </li>
  );
}
