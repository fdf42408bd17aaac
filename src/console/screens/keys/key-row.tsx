import { useMemo } from "preact/hooks";
import { screen } from "../../api/paths.ts";
import type { KeyRow } from "../../api/types.ts";
import { common } from "../../texts/common.ts";
import { language } from "../../texts/texts.ts";
import { OWN_ZONE, shortTime, wallClock } from "../../time/instant.tsx";
import { Standing } from "../../ui/standing.tsx";
import { steady } from "../../ui/steady.ts";
import { TakenBackIn } from "../../ui/taking-back.tsx";
import { keys } from "./texts.ts";

/** How a key is called: by its note, or by whom it is for. */
export function nameOfKey({ note, people, anyone }: KeyRow): string {
  const first = note?.split("\n").find((line) => line.trim() !== "");
  return first ?? (anyone ? keys.forAnyone : people.map(({ name, email, id }) => name ?? email ?? id).join(", "));
}

function doorsOf({ doors }: KeyRow): string {
  const [first, ...others] = doors.map(({ name, label, lockId }) => label ?? name ?? common.unnamedLock(lockId));
  if (first === undefined) return keys.noDoor;
  return others.length === 0 ? first : `${first} ${keys.andMore(others.length)}`;
}

interface RowProps {
  /** Undefined while it is not known. */
  readonly row: KeyRow | undefined;
  readonly place: number;
  /** Where it stands, for its style. */
  readonly transform: string;
  readonly height: string;
  /** One comes to it with the Tab key. */
  readonly isStop: boolean;
  /** Undefined for those who may not change keys. */
  readonly isPicked: boolean | undefined;
  readonly onPick: (row: KeyRow, place: number, isRange: boolean) => void;
}

/** The head of the table is its first row. */
const ROW_OF_FIRST = 2;

export const KeyRowLine = steady(function KeyRowLine({ row, place, isStop, isPicked, onPick, ...style }: RowProps) {
  const of = {
    role: "row",
    style,
    "aria-rowindex": place + ROW_OF_FIRST,
    "data-row": place,
    tabIndex: isStop ? 0 : -1,
    class: isPicked ? "key-row picked" : "key-row",
  } as const;
  const zone = row?.doors[0]?.timeZone ?? OWN_ZONE;
  const times = useMemo(() => row && timesOf(row, zone), [row, zone, language]);
  if (!row || !times)
    return (
      <div {...of} aria-busy="true">
        <span role="gridcell" class="key-pending">
          <span class="visually-hidden">{common.loading}</span>
        </span>
      </div>
    );
  const name = nameOfKey(row);
  return (
    <div {...of} aria-selected={isPicked}>
      {isPicked !== undefined && (
        <span role="gridcell" class="key-pick">
          <label>
            <input
              type="checkbox"
              tabIndex={-1}
              checked={isPicked}
              aria-label={keys.pick(name)}
              onClick={(event) => {
                event.stopPropagation();
                onPick(row, place, event.shiftKey);
              }}
            />
          </label>
        </span>
      )}
      <span role="gridcell" class="key-name">
        <a href={screen(`/keys/${row.uuid}`)} tabIndex={-1}>
          {name}
        </a>
      </span>
      <span role="gridcell" class="key-doors">
        {doorsOf(row)}
      </span>
      <span role="gridcell" class="key-begin">
        {times.begins}
        {times.fromHere && <small class="aside">{common.yourTime(times.fromHere)}</small>}
      </span>
      <span role="gridcell" class="key-end">
        {times.ends}
        {times.untilHere && <small class="aside">{common.yourTime(times.untilHere)}</small>}
      </span>
      <span role="gridcell" class="key-when">
        {`${times.told} · ${doorsOf(row)}`}
      </span>
      <span role="gridcell" class="key-uses">
        {keys.usesOf(row.uses, row.maxUses)}
      </span>
      <span role="gridcell" class="key-standing">
        {row.revokeAfter !== null && row.status === "paused" ? (
          <span class="badge bad">
            <TakenBackIn until={Date.parse(row.revokeAfter)} />
          </span>
        ) : (
          <Standing of={row.status} />
        )}
      </span>
    </div>
  );
});

function timesOf({ from, until, status, revokedAt }: KeyRow, zone: string) {
  const [begin, end] = [Date.parse(from), Date.parse(until)];
  const here = (at: number) => {
    const [there, own] = [wallClock(at, zone), wallClock(at, OWN_ZONE)];
    if (there === own) return "";
    // On the same day the time alone says it.
    return shortTime(at, OWN_ZONE, there.slice(0, 10) === own.slice(0, 10) ? at : undefined);
  };
  const times = { begins: shortTime(begin, zone), ends: shortTime(end, zone) };
  const told = {
    upcoming: () => keys.begins(times.begins),
    ended: () => keys.over(times.ends),
    revoked: () => keys.back(revokedAt === null ? "" : shortTime(Date.parse(revokedAt), zone)),
  };
  const tell = told[status as keyof typeof told] ?? (() => keys.ends(times.ends));
  return { ...times, fromHere: here(begin), untilHere: here(end), told: tell() };
}
