import { useRef } from "preact/hooks";
import { useSignal } from "../../../use-signal.ts";
import { ApiError } from "../../../api/api-error.ts";
import type { Write } from "../../../api/writes.ts";
import { Checks } from "../../../ui/checks.tsx";
import { Failure } from "../../../ui/failure.tsx";
import { Field } from "../../../ui/field.tsx";
import { Options } from "../../../ui/options.tsx";
import { forgetDraft, useDraft } from "../../../ui/use-draft.ts";
import { problemOfAddress, refusalOfAddress } from "./address.ts";
import { type Chosen, eventsOf, GROUP_NAMES } from "./event-groups.ts";
import { webhooks } from "./texts.ts";

/** What is asked of a webhook here. */
export interface GivenWebhook {
  readonly url: string;
  readonly events: readonly string[];
}

interface WebhookFormProps<T> {
  /** Of the webhook that it changes. */
  readonly id?: string;
  readonly first: { readonly url: string; readonly chosen: Chosen };
  readonly write: Write<[GivenWebhook], T>;
  /** What the button says. */
  readonly save: string;
  readonly onDone: (done: T) => void;
}

/** Where events go, and which; with what is wrong at the field. */
export function WebhookForm<T>({ id = "", first, write, save, onDone }: WebhookFormProps<T>) {
  const form = `webhook ${id}`;
  const url = useDraft(form, first.url, { isChange: !!id });
  const chosen = useSignal(first.chosen);
  const isTried = useSignal(false);
  /** Of which the write's error speaks. */
  const sent = useSignal("");
  const input = useRef<HTMLInputElement>(null);
  const events = eventsOf(chosen.value);
  const isRefused = sent.value === url.value.trim() && isAboutUrl(write.error);
  const seen = isTried.value ? problemOfAddress(url.value.trim()) : undefined;
  const problem = isRefused ? refusalOfAddress(sent.value) : seen;
  return (
    <form
      noValidate
      onSubmit={async (event) => {
        event.preventDefault();
        isTried.value = true;
        const given = { url: url.value.trim(), events };
        if (problemOfAddress(given.url) !== undefined) return input.current?.focus();
        if (events.length === 0) return;
        sent.value = given.url;
        const done = await write.run(given);
        if (done !== undefined) {
          forgetDraft(form);
          onDone(done);
        } else if (isAboutUrl(write.error)) input.current?.focus();
      }}
    >
      <Field
        label={webhooks.url}
        hint={webhooks.urlHint}
        problem={problem === undefined ? undefined : webhooks.problems[problem]}
      >
        {(control) => (
          <input
            {...control}
            ref={input}
            type="url"
            required
            maxLength={2_048}
            value={url.value}
            onInput={({ currentTarget }) => (url.value = currentTarget.value)}
          />
        )}
      </Field>
      <Options
        legend={webhooks.which}
        options={[
          { value: "all", name: webhooks.all },
          { value: "some", name: webhooks.some },
        ]}
        value={chosen.value.all ? "all" : "some"}
        onChange={(next) => (chosen.value = { ...chosen.value, all: next === "all" })}
      />
      {!chosen.value.all && (
        <Checks
          legend={webhooks.these}
          options={GROUP_NAMES.map((value) => ({ value, name: webhooks.groups[value] }))}
          chosen={chosen.value.groups}
          onChange={(groups) => (chosen.value = { ...chosen.value, groups })}
          problem={isTried.value && events.length === 0 ? webhooks.chooseOne : undefined}
        />
      )}
      {!chosen.value.all && chosen.value.others.length > 0 && (
        <p class="hint">{webhooks.othersStay(chosen.value.others.join(", "))}</p>
      )}
      {!isAboutUrl(write.error) && (
        <Failure error={write.error?.kind === "conflict" ? new ApiError("conflict", webhooks.full) : write.error} />
      )}
      <button type="submit" disabled={write.isBusy}>
        {save}
      </button>
    </form>
  );
}

const isAboutUrl = (error: ApiError | undefined) => error?.fields.some(({ field }) => field === "url") ?? false;
