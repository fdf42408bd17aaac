/** The ways by which a key comes to its guest: a code to be scanned, a link, and a message in their language. */
import { useSignal } from "../use-signal.ts";
import { language as ownLanguage } from "../texts/texts.ts";
import { CopyButton } from "./copy-button.tsx";
import { Failure, Waiting } from "./failure.tsx";
import { Choice, Field, Input } from "./field.tsx";
import { GUEST_LANGUAGES } from "./guest-languages.ts";
import { useKeyMessage } from "./key-message.ts";
import { Qr, QrActions } from "./qr.tsx";
import { sharing } from "./share-texts.ts";
import "./share.css";

const KEPT = "latchstring-guest-language";

interface ShareProps {
  /** Of the key. */
  readonly uuid: string;
  readonly pin?: string | null | undefined;
  /** To whom a mail would go. */
  readonly emails?: readonly string[];
}

export function Share({ uuid, pin, emails = [] }: ShareProps) {
  const language = useSignal(firstLanguage());
  const written = useSignal<string | undefined>(undefined);
  const { data, error } = useKeyMessage(uuid, language.value);
  const ownPin = pin && (
    <p class="share-pin">
      {sharing.pin} <strong>{groupsOf(pin)}</strong>
      <small class="hint"> {sharing.pinOnce}</small>
    </p>
  );
  if (!data)
    return (
      <>
        {ownPin}
        <Waiting error={error} />
      </>
    );
  const { link, subject } = data;
  const text = written.value ?? (pin ? `${data.text}\n${data.pin}: ${groupsOf(pin)}` : data.text);
  const ways = [
    [sharing.mail, `mailto:${emails.map(encodeURIComponent).join(",")}?subject=${coded(subject)}&body=${coded(text)}`],
    [sharing.sms, `sms:?&body=${coded(text)}`],
    [sharing.whatsApp, `https://wa.me/?text=${coded(text)}`],
  ] as const;
  return (
    <div class="share">
      <div class="stack">
        <Qr code={data.qr} />
        <QrActions code={data.qr} title={data.doors} />
      </div>
      <div class="stack">
        {ownPin}
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
        <Choice
          label={sharing.messageLanguage}
          value={language.value}
          options={languages()}
          onValue={(chosen) => {
            language.value = chosen;
            localStorage.setItem(KEPT, chosen);
            written.value = undefined;
          }}
        />
        <Failure error={error} />
        <Input
          label={sharing.message}
          value={text}
          onValue={(value) => (written.value = value)}
          rows={8}
          lang={data.language}
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

/** A PIN as it is read out: `4820 5917`. */
const groupsOf = (pin: string) => pin.replaceAll(/(\d{4})(?=\d)/g, "$1 ");

const coded = (text: string) => encodeURIComponent(text.replaceAll("\n", "\r\n"));

/** Missing where the page came without TLS, and on many desks. */
const canShare = () => "share" in navigator;

/** The one that was chosen here last. */
export function firstLanguage(): string {
  const kept = localStorage.getItem(KEPT);
  return GUEST_LANGUAGES.find((one) => one === kept) ?? ownLanguage;
}

/** By their own names. */
export function languages(): readonly (readonly [tag: string, name: string, lang: string])[] {
  return GUEST_LANGUAGES.map(
    (tag) => [tag, new Intl.DisplayNames(tag, { type: "language" }).of(tag) ?? tag, tag] as const,
  ).toSorted(([, a], [, b]) => a.localeCompare(b));
}
