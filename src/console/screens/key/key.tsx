import type { ComponentChild } from "preact";
import { useSignal } from "../../use-signal.ts";
import { screen } from "../../api/paths.ts";
import { useGet } from "../../api/queries.ts";
import { mayManage } from "../../api/session.ts";
import type { KeyDetails } from "../../api/types.ts";
import { useParams } from "../../shell/location.ts";
import { shell } from "../../shell/texts.ts";
import { Instant } from "../../time/instant.tsx";
import { serverNow } from "../../time/server-clock.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Failure, Waiting } from "../../ui/failure.tsx";
import { GuestPage } from "../../ui/guest-page.tsx";
import { KeyActions } from "../../ui/key-actions.tsx";
import { nameOfPerson } from "../../ui/people-picker.tsx";
import { Screen } from "../../ui/screen.tsx";
import { Share } from "../../ui/share.tsx";
import { Standing } from "../../ui/standing.tsx";
import { ChangeKey } from "./change-key.tsx";
import { DoorRows } from "./door-rows.tsx";
import { Extend } from "./extend.tsx";
import { History } from "./history.tsx";
import { SendLink } from "./send-link.tsx";
import { doorNameOf, sentenceOf } from "./sentence.ts";
import { keyTexts } from "./texts.ts";
import "./key.css";

const EVERY_MS = 20_000;

export function Key() {
  const { uuid = "" } = useParams();
  const { data: key, error } = useGet<KeyDetails>(`/temp-keys/${uuid}/details`, EVERY_MS);
  const back = { href: screen("/keys"), label: shell.keys };
  if (key?.uuid !== uuid.toLowerCase())
    return (
      <Screen title={shell.keys} back={back}>
        <Waiting error={error} />
      </Screen>
    );
  return <OneKey key={uuid} of={key} back={back} error={error && <Failure error={error} />} />;
}

type OneKeyProps = {
  readonly of: KeyDetails;
  readonly back: { readonly href: string; readonly label: string };
  readonly error: ComponentChild;
};

function OneKey({ of: key, back, error }: OneKeyProps) {
  const opened = useSignal<"share" | "change" | undefined>(undefined);
  const pin = useSignal<string | undefined>(undefined);
  const { uuid, doors, standing, description } = key;
  const zone = doors[0]!.timeZone;
  const names = doors.map(doorNameOf);
  const isOver = standing === "revoked" || standing === "ended";
  const close = () => {
    opened.value = undefined;
    pin.value = undefined;
  };
  return (
    <Screen
      title={description ?? names.slice(0, 3).join(", ")}
      back={back}
      wide
      actions={
        <>
          {!isOver && (
            <button type="button" onClick={() => (opened.value = "share")}>
              {keyTexts.share}
            </button>
          )}
          {mayManage.value && standing !== "revoked" && (
            <button type="button" class="plain" onClick={() => (opened.value = "change")}>
              {keyTexts.change}
            </button>
          )}
          {mayManage.value && (
            <a class="button plain" href={screen(`/keys/new?like=${uuid}`)}>
              {keyTexts.duplicate}
            </a>
          )}
        </>
      }
    >
      {error}
      <div class="key-columns">
        <div>
          <p class="key-sentence" aria-live="polite">
            <Standing of={standing} /> <span>{sentenceOf(key, zone, serverNow())}</span>
          </p>
          <KeyActions uuid={uuid} standing={standing} revokeAfter={key.revokeAfter} />
          <Extend of={key} zone={zone} />
          <DoorRows of={key} />
          <About of={key} zone={zone} />
          <History uuid={uuid} />
        </div>
        {mayManage.value && <Preview of={key} />}
      </div>
      {opened.value === "share" && (
        <Dialog
          title={pin.value === undefined ? keyTexts.shareMessage : keyTexts.newPin}
          class="share-dialog"
          onClose={close}
        >
          <Share
            uuid={uuid}
            pin={pin.value}
            emails={key.people.flatMap(({ email }) => (email === null ? [] : [email]))}
          />
          {mayManage.value && <SendLink of={key} onSent={close} />}
        </Dialog>
      )}
      {opened.value === "change" && (
        <ChangeKey
          of={key}
          onClose={close}
          onPin={(given) => {
            pin.value = given;
            opened.value = "share";
          }}
        />
      )}
    </Screen>
  );
}

function About({ of: key, zone }: { readonly of: KeyDetails; readonly zone: string }) {
  const { anyone, people, peopleCount, hasPin, createdAt, maker } = key;
  return (
    <section>
      <h2>{keyTexts.people}</h2>
      <p>
        {anyone ? keyTexts.anyone : people.map(nameOfPerson).join(", ")}
        {peopleCount > people.length && ` ${keyTexts.others(String(peopleCount - people.length))}`}
      </p>
      {hasPin && <p>{keyTexts.hasPin}</p>}
      <p class="hint">
        {keyTexts.made} <Instant at={createdAt} zone={zone} /> {maker.name && keyTexts.madeBy(maker.name)}
      </p>
    </section>
  );
}

/** Shown when it is asked for: it is a page of its own. */
function Preview({ of: key }: { readonly of: KeyDetails }) {
  const isShown = useSignal(false);
  return (
    <section class="key-preview">
      <h2>{keyTexts.guestPage}</h2>
      {isShown.value ? (
        // Shown anew when it may say something else.
        <GuestPage key={JSON.stringify(key)} uuid={key.uuid} />
      ) : (
        <button type="button" class="plain" onClick={() => (isShown.value = true)}>
          {keyTexts.showGuestPage}
        </button>
      )}
      <p>
        <a href={key.link} target="_blank" rel="noopener">
          {keyTexts.openGuestPage}
        </a>
      </p>
    </section>
  );
}
