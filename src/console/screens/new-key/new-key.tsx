import { useEffect, useMemo, useRef } from "preact/hooks";
import { useSignal } from "../../use-signal.ts";
import { screen } from "../../api/paths.ts";
import { useGet } from "../../api/queries.ts";
import { mayManage, membership, signedIn } from "../../api/session.ts";
import type { KeyDetails, Site } from "../../api/types.ts";
import { useWrite } from "../../api/writes.ts";
import { useLocation } from "../../shell/location.ts";
import { shell } from "../../shell/texts.ts";
import { common } from "../../texts/common.ts";
import { OWN_ZONE } from "../../time/instant.tsx";
import type { KeyTime } from "../../time/presets.ts";
import { serverNow } from "../../time/server-clock.ts";
import { Failure, Waiting } from "../../ui/failure.tsx";
import { bodyOf, draftLike, emptyDraft, type Hours, type KeyDraft, problemsOf, timeOf } from "../../ui/key-draft.ts";
import { isTold, KeyFields, problemTexts } from "../../ui/key-fields.tsx";
import { Empty, Screen } from "../../ui/screen.tsx";
import { forgetDraft, useDraft } from "../../ui/use-draft.ts";
import { userIdsOf } from "../../ui/user-ids.ts";
import { SHOW_KEYS } from "../../ui/taking-back.tsx";
import { keepLastDoors } from "./kept.ts";
import { Made, type MadeKey } from "./made.tsx";
import { Overlaps } from "./overlaps.tsx";
import { sendTo, SendToFields } from "../../ui/send-to.tsx";
import { notifyOf, problemOfAddress, type SendTo } from "../../ui/sent-to.ts";
import { newKey } from "./texts.ts";
import { useFirstDoors } from "./use-first-doors.ts";

const NOW_MS = 15_000;

export function NewKey() {
  const { query, route } = useLocation();
  const made = useSignal<MadeKey | undefined>(undefined);
  const like = useGet<KeyDetails>(query["like"] && `/temp-keys/${query["like"]}/details`);
  // Asked for again, the form is there again; and what is not known any more is seen at the key itself.
  const isMade = query["made"] !== undefined;
  useEffect(() => {
    if (isMade && !made.value) route(screen(`/keys/${query["made"]}`), true);
  }, [isMade]);
  if (!mayManage.value)
    return (
      <Screen title={shell.newKey}>
        <Empty title={newKey.readOnly}>
          <p>{common.errors.forbidden}</p>
        </Empty>
      </Screen>
    );
  if (isMade) return made.value ? <Made key={made.value.uuid} made={made.value} /> : null;
  if (query["like"] && !like.data)
    return (
      <Screen title={shell.newKey}>
        <Waiting error={like.error} />
      </Screen>
    );
  return (
    <Form
      key={`${membership.value?.organizationId} ${query["like"]} ${query["from"]}`}
      like={like.data}
      lockId={query["lockId"]}
      time={timeAsked(query)}
      onMade={(key) => {
        made.value = key;
        route(screen(`/keys/new?made=${key.uuid}`), true);
        scrollTo(0, 0);
      }}
    />
  );
}

type Body = ReturnType<typeof bodyOf> & { readonly notify?: ReturnType<typeof notifyOf> };

interface FormProps {
  readonly like: KeyDetails | undefined;
  readonly lockId: string | undefined;
  /** Where somebody pointed at it. */
  readonly time: KeyTime | undefined;
  readonly onMade: (made: MadeKey) => void;
}

function Form({ like, lockId, time: asked, onMade }: FormProps) {
  const now = useSignal(serverNow());
  const name = like ? `copy ${like.uuid}` : `new-key ${asked?.from ?? ""}`;
  const empty = emptyDraft(now.peek(), OWN_ZONE);
  const draft = useDraft<KeyDraft>(
    name,
    like ? draftLike(like, now.peek()) : asked ? { ...empty, when: "own", ...asked } : empty,
  );
  useMemo(() => {
    // A door that is asked for comes before those that were left in the form.
    const { doors } = draft.peek();
    if (lockId !== undefined && !doors.some((one) => one.lockId === lockId))
      draft.value = { ...draft.peek(), doors: [] };
  }, []);
  const send = useSignal<SendTo>(sendTo());
  const channels = signedIn.value?.notifies ?? [];
  const isAsked = useSignal(false);
  const doorCount = useFirstDoors(
    lockId,
    draft.value.doors.length === 0 && !isAsked.value,
    (doors) => (draft.value = { ...draft.value, doors }),
  );
  useEffect(() => {
    const timer = setInterval(() => (now.value = serverNow()), NOW_MS);
    return () => clearInterval(timer);
  }, []);

  const [door] = draft.value.doors;
  const zone = door?.timeZone ?? OWN_ZONE;
  const hours = useHours(door?.site?.id);
  const time = timeOf(draft.value, now.value, zone, hours);
  const found = problemsOf(draft.value, time, now.value);
  const isWhole = Object.keys(found).every((field) => field === "people");
  const set = (next: KeyDraft) => {
    draft.value = next;
    if (write.error) write.clear();
  };

  const write = useWrite(
    async (call, body: Body, people: KeyDraft["people"] | undefined) => {
      const ids = people && (await userIdsOf(call, people));
      const more = ids && { accessMode: "user-whitelist", allowedUserIds: ids };
      return call<Omit<MadeKey, "draft">>("POST", "/temp-keys", { body: { ...body, ...more } });
    },
    ...SHOW_KEYS,
  );
  /** What was sent and not answered: sent again as it was, whatever the time is now. */
  const sent = useRef<{ readonly of: KeyDraft; readonly to: SendTo; readonly body: Body } | undefined>(undefined);

  async function make(): Promise<void> {
    now.value = serverNow();
    isAsked.value = true;
    const fresh = timeOf(draft.value, now.value, zone, hours);
    const isWrong = problemOfAddress(send.value, channels) !== undefined;
    if (isWrong || Object.keys(problemsOf(draft.value, fresh, now.value)).length > 0) return;
    const { value } = draft;
    const to = send.value;
    if (sent.current?.of !== value || sent.current.to !== to) {
      const notify = to.isAsked && { notify: notifyOf(to, channels, fresh.from) };
      const body = { ...bodyOf(value, fresh, value.isNamed ? [] : undefined), ...notify };
      sent.current = { of: value, to, body };
    }
    const done = await write.run(sent.current.body, value.isNamed ? value.people : undefined);
    if (!done) return;
    forgetDraft(name);
    keepLastDoors(value.doors);
    onMade({ ...done, draft: value });
  }

  const problems = problemTexts(isAsked.value ? found : {}, write.error);
  if (doorCount === 0)
    return (
      <Screen title={shell.newKey}>
        <Empty title={newKey.noDoors}>
          <p>{newKey.noDoorsNext}</p>
          <a class="button" href={screen("/doors")}>
            {newKey.toDoors}
          </a>
        </Empty>
      </Screen>
    );
  return (
    <Screen title={shell.newKey}>
      <form
        class="key-form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void make();
        }}
      >
        <KeyFields draft={draft.value} onChange={set} {...{ time, zone, hours, problems }} now={now.value} />
        {channels.length > 0 && (
          <SendToFields
            value={send.value}
            channels={channels}
            problem={isAsked.value ? problemOfAddress(send.value, channels) : undefined}
            onChange={(next) => {
              send.value = next;
              if (write.error) write.clear();
            }}
          />
        )}
        <Overlaps body={isWhole ? JSON.stringify(bodyOf(draft.value, time, undefined)) : undefined} zone={zone} />
        <div class="sticky">
          {!isTold(write.error) && <Failure error={write.error} conflict={newKey.noFreePin} />}
          <button type="submit" disabled={write.isBusy}>
            {write.error && write.error.kind !== "invalid" ? common.tryAgain : newKey.make}
          </button>
        </div>
      </form>
    </Screen>
  );
}

/** @param query with instants as the API has them */
function timeAsked({ from = "", until = "" }: Readonly<Record<string, string>>): KeyTime | undefined {
  const time = { from: Date.parse(from), until: Date.parse(until) };
  return Number.isNaN(time.from + time.until) ? undefined : time;
}

function useHours(siteId: string | undefined): Hours {
  const organizationId = membership.value?.organizationId;
  const isKnown = siteId !== undefined && organizationId !== undefined;
  const { data } = useGet<Site>(isKnown ? `/organizations/${organizationId}/sites/${siteId}` : undefined);
  return { ...(data?.checkIn && { checkIn: data.checkIn }), ...(data?.checkOut && { checkOut: data.checkOut }) };
}
