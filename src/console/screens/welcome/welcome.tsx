/** The first steps, from the account to a guest's page; also for whoever comes back to them. */
import { useSignal } from "../../use-signal.ts";
import { hasPasskeys } from "../../api/passkey.ts";
import { query, screen } from "../../api/paths.ts";
import { useGet } from "../../api/queries.ts";
import type { LockRow, Rows, WaysIn } from "../../api/types.ts";
import { common } from "../../texts/common.ts";
import { OWN_ZONE } from "../../time/instant.tsx";
import { Failure, Waiting } from "../../ui/failure.tsx";
import { Input } from "../../ui/field.tsx";
import { Screen } from "../../ui/screen.tsx";
import { useNewDoor } from "../doors/add-doors.tsx";
import { AddPasskey } from "../sign-in/passkeys.tsx";
import { RecoveryCodes } from "../sign-in/recovery-codes.tsx";
import { FirstKey } from "./first-key.tsx";
import { Step } from "./step.tsx";
import { welcome } from "./texts.ts";
import "../sign-in/sign-in.css";
import "./welcome.css";

const PLACES = [
  ["home", "/"],
  ["newKey", "/keys/new"],
  ["hubs", "/hubs"],
  ["members", "/members"],
  ["brand", "/brand"],
  ["signIn", "/sign-in"],
] as const;

export function Welcome() {
  const doors = useGet<Rows & { readonly locks: readonly LockRow[] }>(`/locks${query({ limit: 1 })}`);
  const lock = doors.data?.locks[0];
  return (
    <Screen title={welcome.title}>
      <p>{welcome.intro}</p>
      <ol class="steps">
        <Safe />
        <Step title={welcome.door} isDone={lock !== undefined}>
          {!doors.data && <Waiting error={doors.error} />}
          {lock && <p>{welcome.hasDoor(lock.name ?? common.unnamedLock(lock.lockId))}</p>}
          {doors.data && !lock && <FirstDoor />}
        </Step>
        <FirstKey lock={lock} />
      </ol>
      <section>
        <h2>{welcome.onward}</h2>
        <ul class="rows">
          {PLACES.map(([name, path]) => (
            <li key={name}>
              <a class="row-link" href={screen(path)}>
                {welcome.places[name]}
              </a>
            </li>
          ))}
        </ul>
      </section>
    </Screen>
  );
}

function Safe() {
  const { data: ways, error } = useGet<WaysIn>("/session/ways");
  const canHavePasskey = ways?.passkeysOffered === true && hasPasskeys;
  const isDone = ways !== undefined && (ways.passkeys > 0 || !canHavePasskey) && ways.recoveryCodes > 0;
  return (
    <Step title={welcome.safe} isDone={isDone}>
      <p>{welcome.safeNext}</p>
      {!ways && <Waiting error={error} />}
      {ways && !canHavePasskey && <p class="hint">{welcome.noPasskeys}</p>}
      {ways && canHavePasskey && (ways.passkeys > 0 ? <p>{welcome.hasPasskey}</p> : <AddPasskey />)}
      {ways && <RecoveryCodes left={ways.recoveryCodes} />}
    </Step>
  );
}

function FirstDoor() {
  const name = useSignal<string>(welcome.doorExample);
  const add = useNewDoor();
  return (
    <>
      <p>{welcome.doorNext}</p>
      <form
        class="row inline"
        onSubmit={(event) => {
          event.preventDefault();
          void add.run({ name: name.value.trim(), hubId: "simulator", timeZone: OWN_ZONE });
        }}
      >
        <Input label={welcome.doorName} of={name} required maxLength={120} />
        <button type="submit" disabled={add.isBusy}>
          {welcome.addSimulated}
        </button>
      </form>
      <Failure error={add.error} />
      <a href={screen("/hubs?view=add")}>{welcome.fromHub}</a>
    </>
  );
}
