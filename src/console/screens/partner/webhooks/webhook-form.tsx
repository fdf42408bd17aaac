import { useMemo, useRef } from "preact/hooks";
import { useSignal } from "../../../use-signal.ts";
import type { ApiError } from "../../../api/api-error.ts";
import type { Webhook } from "../../../api/types.ts";
import type { Write } from "../../../api/writes.ts";
import { Checks } from "../../../ui/checks.tsx";
import { type DoorChoice, DoorPicker, goneDoor, NAMED, useDoors } from "../../../ui/door-picker.tsx";
import { Failure, Waiting } from "../../../ui/failure.tsx";
import { Choice, Input } from "../../../ui/field.tsx";
import { keyFields } from "../../../ui/key-fields-texts.ts";
import { Options } from "../../../ui/options.tsx";
import { forgetDraft, useDraft } from "../../../ui/use-draft.ts";
import { apiKeys } from "../../api-keys/texts.ts";
import { hubs } from "../../hubs/texts.ts";
import { problemOfAddress, refusalOfAddress } from "./address.ts";
import { eventsOf, GROUP_NAMES } from "./event-groups.ts";
import {
  type Authentication,
  type Body,
  changesOf,
  type Given,
  givenOf,
  isAnotherHost,
  LOST,
  NEW,
  undoOf,
} from "./given.ts";
import { webhooks } from "./texts.ts";

const MAX_DOORS = 1_000;
/** What no header can have. */
const UNSENDABLE = /[^\t -~\u0080-\u00ff]/;

interface WebhookFormProps<T> {
  /** The webhook that it changes; left out where one is made. */
  readonly of?: Webhook;
  readonly write: Write<[Body], T>;
  /** What the button says. */
  readonly save: string;
  /** @param undo what takes the change back, where that can be done */
  readonly onDone: (done: T, undo: Body | undefined) => void;
}

/** Where events go, and which, of which doors and how; with what is wrong at the field. */
export function WebhookForm<T>({ of, write, save, onDone }: WebhookFormProps<T>) {
  const draft = `webhook-form ${of?.id ?? ""}`;
  /** As it was when this was opened: what others change meanwhile is not changed back. */
  const first = useMemo(() => (of ? givenOf(of) : NEW), []);
  const given = useDraft(draft, first, { keeps: (now) => ({ ...now, secret: "" }), isChange: of !== undefined });
  const { url, chosen, isOfSome, lockIds, format, authentication, header, secret } = given.value;
  const set = (next: Partial<Given>) => {
    write.clear();
    given.value = { ...given.value, ...next };
  };
  const isUnusual = useRef(format !== NEW.format || authentication !== NEW.authentication).current;
  const isTried = useSignal(false);

  const changes = changesOf(given.value, first);
  const isHeader = authentication === "apiKeyHeader";
  const isWithSecret = isHeader || authentication === "bearerToken";
  const isElsewhere = isAnotherHost(url, first);
  const isSecretNeeded = isWithSecret && (isElsewhere || changes.authentication !== undefined);
  const isSame = authentication === first.authentication && header.trim() === first.header;
  const wrong = {
    url: problemOfAddress(url.trim()),
    events: eventsOf(chosen).length === 0 ? webhooks.chooseOne : undefined,
    doors: isOfSome && lockIds.length === 0 ? keyFields.problems.noDoors : undefined,
    header: isHeader && !header.trim() ? webhooks.missing : undefined,
    secret: problemOfSecret(secret.trim(), isSecretNeeded),
  };
  const tried = <K extends keyof typeof wrong>(name: K) => (isTried.value ? wrong[name] : undefined);
  const isAbout = (field: string) => isAboutField(write.error, field);
  const address = isAbout("url") ? refusalOfAddress(url.trim()) : tried("url");
  const unsent = isAbout("authentication") ? (isHeader ? webhooks.badHeader : webhooks.badSecret) : undefined;
  return (
    <form
      noValidate
      onSubmit={async (event) => {
        event.preventDefault();
        isTried.value = true;
        const isGood = Object.values(wrong).every((one) => one === undefined);
        const done = isGood ? await write.run(changes) : undefined;
        if (done === undefined) return;
        forgetDraft(draft);
        onDone(done, undoOf(changes, first));
      }}
    >
      <Input
        label={webhooks.url}
        hint={webhooks.urlHint}
        problem={address && webhooks.problems[address]}
        value={url}
        onValue={(next) => set({ url: next })}
        type="url"
        required
        maxLength={2_048}
      />
      <Options
        legend={webhooks.which}
        options={[
          { value: "all", name: webhooks.all },
          { value: "some", name: webhooks.some },
        ]}
        value={chosen.all ? "all" : "some"}
        onChange={(next) => set({ chosen: { ...chosen, all: next === "all" } })}
      />
      {!chosen.all && (
        <Checks
          legend={webhooks.these}
          options={GROUP_NAMES.map((value) => ({ value, name: webhooks.groups[value] }))}
          chosen={chosen.groups}
          onChange={(groups) => set({ chosen: { ...chosen, groups } })}
          problem={tried("events")}
        />
      )}
      {!chosen.all && chosen.others.length > 0 && <p class="hint">{webhooks.othersStay(chosen.others.join(", "))}</p>}
      <Options
        legend={apiKeys.reach}
        options={[
          { value: "all", name: apiKeys.all },
          { value: "some", name: apiKeys.some },
        ]}
        value={isOfSome ? "some" : "all"}
        onChange={(next) => set({ isOfSome: next === "some" })}
      />
      {isOfSome && (
        <Doors
          lockIds={lockIds}
          onChange={(next) => set({ lockIds: next })}
          problem={isAbout("lockIds") ? keyFields.refused.doors : tried("doors")}
        />
      )}
      <details open={isUnusual}>
        <summary>{hubs.rare}</summary>
        <div class="stack">
          <Options
            legend={webhooks.format}
            options={(["published", "cloudevents"] as const).map((value) => ({ value, name: webhooks.formats[value] }))}
            value={format}
            onChange={(next) => set({ format: next })}
          />
          {first.authentication === LOST ? (
            <p class="hint">{webhooks.lost}</p>
          ) : (
            <Choice
              label={webhooks.authentication}
              hint={webhooks.authenticationHint}
              value={authentication as Authentication}
              onValue={(next) => set({ authentication: next, secret: "" })}
              options={Object.entries(webhooks.authentications) as [Authentication, string][]}
            />
          )}
          {isHeader && (
            <Input
              label={webhooks.header}
              problem={unsent ?? tried("header")}
              value={header}
              onValue={(next) => set({ header: next })}
              placeholder="X-Api-Key"
              required
              maxLength={100}
              autocomplete="off"
              autocapitalize="off"
              spellcheck={false}
            />
          )}
          {isWithSecret && (
            <Input
              label={isHeader ? webhooks.value : webhooks.token}
              hint={!isSame ? hubs.secretHint : isElsewhere ? hubs.again : hubs.kept}
              problem={(isHeader ? undefined : unsent) ?? tried("secret")}
              value={secret}
              onValue={(next) => set({ secret: next })}
              type="password"
              required={isSecretNeeded}
              maxLength={500}
              autocomplete="new-password"
            />
          )}
        </div>
      </details>
      {!["url", "lockIds", "authentication"].some(isAbout) && (
        <Failure error={write.error} conflict={of ? webhooks.lost : webhooks.full} />
      )}
      <button type="submit" disabled={write.isBusy}>
        {save}
      </button>
    </form>
  );
}

/** @param field or what it is a part of */
export function isAboutField(error: ApiError | undefined, field: string): boolean {
  return error?.fields.some((one) => one.field.startsWith(field)) ?? false;
}

function problemOfSecret(secret: string, isNeeded: boolean): string | undefined {
  if (UNSENDABLE.test(secret)) return webhooks.badSecret;
  return isNeeded && !secret ? webhooks.missing : undefined;
}

interface DoorsProps {
  readonly lockIds: readonly string[];
  readonly onChange: (lockIds: readonly string[]) => void;
  readonly problem: string | undefined;
}

/** Chosen doors by their names. Those that are not found stay chosen until somebody takes them away. */
function Doors({ lockIds, onChange, problem }: DoorsProps) {
  const asked = useRef(lockIds).current;
  const { doors, error } = useDoors(asked);
  const picked = useSignal<readonly DoorChoice[]>([]);
  if (!doors) return <Waiting error={error} />;
  const known = [...picked.value, ...doors];
  const choiceOf = (lockId: string): DoorChoice => {
    const gone = goneDoor(lockId);
    const unknown = asked.indexOf(lockId) < NAMED ? gone : { ...gone, name: null };
    return known.find((one) => one.lockId === lockId) ?? unknown;
  };
  return (
    <DoorPicker
      chosen={lockIds.map(choiceOf)}
      onChange={(next) => {
        picked.value = next;
        onChange(next.map(({ lockId }) => lockId));
      }}
      most={MAX_DOORS}
      problem={problem}
    />
  );
}
