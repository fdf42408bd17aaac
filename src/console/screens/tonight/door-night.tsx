import { screen } from "../../api/paths.ts";
import type { KeySpan, LockRow, LockTime } from "../../api/types.ts";
import { common } from "../../texts/common.ts";
import { Instant } from "../../time/instant.tsx";
import { Attention } from "../../ui/attention.tsx";
import { whoOf } from "./comings.tsx";
import { isTonight } from "./nights.ts";
import { tonight } from "./texts.ts";

interface DoorNightProps {
  readonly lock: LockRow;
  /** Undefined until it is known. */
  readonly night: LockTime | undefined;
}

/** Of one door so many are named. */
const NAMED = 3;

/** The keys of a door that open it now, and those that begin until noon of tomorrow. */
function nightOf({ lock: { timeZone }, night }: DoorNightProps) {
  const now = Date.now();
  const keys = night?.keys ?? [];
  return {
    inside: keys.filter(({ status, until }) => status === "active" && Date.parse(until) > now),
    coming: keys.filter(({ status, from }) => status === "upcoming" && isTonight(Date.parse(from), now, timeZone)),
  };
}

/** A door that must be looked after, beside whom it would fail. */
export function TroubledDoor(props: DoorNightProps) {
  const { lock, night } = props;
  const { inside, coming } = nightOf(props);
  return (
    <li class="door-night">
      <DoorName lock={lock} />
      <Attention of={lock.attention} />
      {night && inside.length + coming.length === 0 && <p class="aside">{tonight.failsNobody}</p>}
      <People title={tonight.fails} keys={[...inside, ...coming]} zone={lock.timeZone} />
    </li>
  );
}

/** Who can open a door now, and who will. */
export function DoorNow(props: DoorNightProps) {
  const { lock, night } = props;
  const { inside, coming } = nightOf(props);
  return (
    <li class="door-night">
      <DoorName lock={lock} />
      <Attention of={lock.attention} />
      {night && inside.length === 0 && (
        <p>
          <span class="aside">{tonight.now}:</span> {tonight.nobody}
        </p>
      )}
      <People title={tonight.now} keys={inside} zone={lock.timeZone} />
      <People title={tonight.later} keys={coming} zone={lock.timeZone} />
    </li>
  );
}

function DoorName({ lock: { lockId, name, site } }: { readonly lock: LockRow }) {
  return (
    <a class="door-name" href={screen(`/doors/${lockId}`)}>
      {name ?? common.unnamedLock(lockId)}
      {site && <small class="aside"> {site.name}</small>}
    </a>
  );
}

interface PeopleProps {
  readonly title: string;
  readonly keys: readonly KeySpan[];
  readonly zone: string;
}

function People({ title, keys, zone }: PeopleProps) {
  if (keys.length === 0) return null;
  return (
    <p>
      <span class="aside">{title}:</span>{" "}
      {keys.slice(0, NAMED).map((key, i) => (
        <span key={key.tempKeyUuid}>
          {i > 0 && ", "}
          <a href={screen(`/keys/${key.tempKeyUuid}`)}>{whoOf(key)}</a>{" "}
          <span class="aside">
            {key.status === "active" ? tonight.until : tonight.from}{" "}
            <Instant at={key.status === "active" ? key.until : key.from} zone={zone} />
          </span>
        </span>
      ))}
      {keys.length > NAMED && ` ${tonight.andMore(keys.length - NAMED)}`}
    </p>
  );
}
