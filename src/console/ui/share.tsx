/** The ways by which a key comes to its guest: a code to be scanned, a link, and a message in their language. */
import { useSignal } from "@preact/signals";
import { language as ownLanguage } from "../texts/texts.ts";
import { CopyButton } from "./copy-button.tsx";
import { Field, Input } from "./field.tsx";
import { Qr, QrActions } from "./qr.tsx";
import { GUEST_LANGUAGES, type GuestLanguage, groupsOf, messageTo, type Shared, subjectTo } from "./guest-messages.ts";
import { sharing } from "./share-texts.ts";
import "./share.css";

const KEPT = "latchstring-guest-language";

interface ShareProps extends Shared {
  /** To whom a mail would go. */
  readonly emails?: readonly string[];
}

export function Share({ emails = [], ...shared }: ShareProps) {
  const language = useSignal<GuestLanguage>(firstLanguage());
  const { link, doors, pin } = shared;
  const message = messageTo(language.value, shared);
  const written = useSignal<string | undefined>(undefined);
  const text = written.value ?? message;
  const subject = subjectTo(language.value, doors);
  const ways = [
    [sharing.mail, `mailto:${emails.map(encodeURIComponent).join(",")}?subject=${coded(subject)}&body=${coded(text)}`],
    [sharing.sms, `sms:?&body=${coded(text)}`],
    [sharing.whatsApp, `https://wa.me/?text=${coded(text)}`],
  ] as const;
  return (
    <div class="share">
      <div class="stack">
        <Qr text={link} />
        <QrActions text={link} title={doors.join(", ")} />
      </div>
      <div class="stack">
        {pin && (
          <p class="share-pin">
            {sharing.pin} <strong>{groupsOf(pin)}</strong>
            <small class="hint"> {sharing.pinOnce}</small>
          </p>
        )}
        <Field label={sharing.link} hint={onlyHere(link)}>
          {(control) => (
            <input {...control} readOnly value={link} onFocus={({ currentTarget }) => currentTarget.select()} />
          )}
        </Field>
        <div class="row">
          <CopyButton text={link} label={sharing.copyLink} class="" />
          {canShare() && (
            <button type="button" class="plain" onClick={() => void navigator.share({ text }).catch(() => {})}>
              {sharing.send}
            </button>
          )}
        </div>
        <Field label={sharing.messageLanguage}>
          {(control) => (
            <select
              {...control}
              value={language.value}
              onChange={({ currentTarget }) => {
                language.value = currentTarget.value as GuestLanguage;
                localStorage.setItem(KEPT, language.value);
                written.value = undefined;
              }}
            >
              {languages().map(([tag, name]) => (
                <option key={tag} value={tag} lang={tag}>
                  {name}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Input
          label={sharing.message}
          value={text}
          onValue={(value) => (written.value = value)}
          rows={8}
          lang={language.value}
          dir="auto"
        />
        <div class="row">
          {ways.map(([name, href]) => (
            <a key={name} class="button plain" href={href} target="_blank" rel="noopener noreferrer">
              {name}
            </a>
          ))}
          <CopyButton text={text} label={sharing.copyMessage} />
        </div>
      </div>
    </div>
  );
}

/** What is said of a link that no phone can follow. */
export const onlyHere = (link: string) =>
  /^https?:..(localhost|127\.|\[::1)/.test(link) ? sharing.onlyHere : undefined;

const coded = (text: string) => encodeURIComponent(text.replaceAll("\n", "\r\n"));

/** Missing where the page came without TLS, and on many desks. */
const canShare = () => "share" in navigator;

/** The one that was chosen here last. */
export function firstLanguage(): GuestLanguage {
  const kept = localStorage.getItem(KEPT);
  return GUEST_LANGUAGES.find((one) => one === kept) ?? ownLanguage;
}

/** By their own names. */
export function languages(): readonly (readonly [GuestLanguage, string])[] {
  return GUEST_LANGUAGES.map(
    (tag) => [tag, new Intl.DisplayNames(tag, { type: "language" }).of(tag) ?? tag] as const,
  ).toSorted(([, a], [, b]) => a.localeCompare(b));
}
