import { useEffect, useRef } from "preact/hooks";
import { useSignal } from "../use-signal.ts";
import { query } from "../api/paths.ts";
import { useGet } from "../api/queries.ts";
import type { LockRow, Rows } from "../api/types.ts";
import { common } from "../texts/common.ts";
import { controls } from "./control-texts.ts";
import { Dialog } from "./dialog.tsx";
import { Waiting } from "./failure.tsx";
import "./controls.css";

/** A door as it is chosen. */
export type DoorChoice = Pick<LockRow, "lockId" | "name" | "timeZone" | "site">;

/** How a door is called where it has no name. */
export const nameOfDoor = ({ name, lockId }: Pick<DoorChoice, "name" | "lockId">) => name ?? common.unnamedLock(lockId);

const SHOWN = 30;
/** So few are shown at once, without a dialog. */
const FEW = 5;
const TYPED_MS = 150;

interface DoorPickerProps {
  readonly chosen: readonly DoorChoice[];
  readonly onChange: (chosen: readonly DoorChoice[]) => void;
  readonly label?: string;
  /** How many may be chosen; one takes the place of the other where that is 1. */
  readonly most?: number;
  readonly problem?: string | undefined;
}

type Locks = Rows & { readonly locks: readonly LockRow[] };

/** So many are asked for by their numbers at once. */
export const NAMED = 100;
const NONE: readonly LockRow[] = [];

/** Doors that were chosen before, by their numbers: the first of them, as far as they are there. */
export function useDoors(lockIds: readonly string[]) {
  const asked = lockIds.slice(0, NAMED).join(",");
  const { data, error } = useGet<Locks>(asked ? `/locks${query({ lockId: asked, limit: NAMED })}` : undefined);
  return { doors: asked ? data?.locks : NONE, error };
}

/** One that was chosen and is not found any more; it stays chosen until somebody takes it away. */
export function goneDoor(lockId: string): DoorChoice {
  return { lockId, name: controls.goneDoor(lockId), timeZone: "UTC", site: null };
}

/** Which doors: all of a few, or looked for among a thousand. */
export function DoorPicker({ chosen, onChange, label = controls.doors, most = 50, problem }: DoorPickerProps) {
  const isOpen = useSignal(false);
  const { data, error } = useGet<Locks>(`/locks${query({ limit: SHOWN })}`);
  const isFew = data !== undefined && data.total <= FEW && chosen.every(isAmong(data.locks));
  return (
    <fieldset class="doors-chosen">
      <legend>{label}</legend>
      {!data && <Waiting error={error} />}
      {data?.total === 0 && <p class="hint">{controls.noDoors}</p>}
      {isFew && <Choices locks={data.locks} chosen={chosen} onChange={onChange} most={most} />}
      {data && !isFew && (
        <ul class="chips">
          {chosen.map((door) => (
            <li key={door.lockId}>
              <span>{nameOfDoor(door)}</span>
              <button
                type="button"
                class="icon"
                aria-label={controls.remove(nameOfDoor(door))}
                onClick={() => onChange(chosen.filter((one) => one !== door))}
              >
                ✕
              </button>
            </li>
          ))}
          <li>
            <button type="button" class="plain" onClick={() => (isOpen.value = true)}>
              {chosen.length > 0 ? controls.changeDoors : controls.chooseDoors}
            </button>
          </li>
        </ul>
      )}
      {problem && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
      {isOpen.value && (
        <Dialog title={label} onClose={() => (isOpen.value = false)} class="door-finder">
          <Finder
            chosen={chosen}
            most={most}
            onChange={(next) => {
              onChange(next);
              if (most === 1) isOpen.value = false;
            }}
          />
          <button type="button" onClick={() => (isOpen.value = false)}>
            {controls.done}
          </button>
        </Dialog>
      )}
    </fieldset>
  );
}

const isAmong = (locks: readonly LockRow[]) => (door: DoorChoice) => locks.some(({ lockId }) => lockId === door.lockId);

type Choosing = Pick<DoorPickerProps, "chosen" | "onChange"> & { readonly most: number };

function Finder(props: Choosing) {
  const typed = useSignal("");
  const asked = useSignal("");
  const last = useRef<Locks>(undefined);
  useEffect(() => {
    const timer = setTimeout(() => (asked.value = typed.value.trim()), TYPED_MS);
    return () => clearTimeout(timer);
  }, [typed.value]);
  const { data, error } = useGet<Locks>(`/locks${query({ search: asked.value, limit: SHOWN })}`);
  // What was found before stays until there is something else.
  const found = (last.current = data ?? last.current);
  return (
    <>
      {/* Of no form: Enter sends none while doors are looked for. */}
      <input
        type="search"
        form=""
        aria-label={controls.findDoor}
        placeholder={controls.findDoor}
        value={typed.value}
        onInput={({ currentTarget }) => (typed.value = currentTarget.value)}
      />
      <div class="found-doors">
        {!found && <Waiting error={error} />}
        {found && <Choices {...props} locks={found.locks} />}
        <p class="hint" role="status">
          {found?.total === 0 && (asked.value ? controls.noDoor(asked.value) : controls.noDoors)}
          {found && found.total > found.locks.length && controls.moreDoors(found.total - found.locks.length)}
          {props.most > 1 && props.chosen.length >= props.most && ` ${controls.tooManyDoors(props.most)}`}
        </p>
      </div>
    </>
  );
}

function Choices({ locks, chosen, onChange, most }: Choosing & { readonly locks: readonly LockRow[] }) {
  return (
    <ul class="choices">
      {locks.map((lock) => {
        const isChosen = chosen.some(({ lockId }) => lockId === lock.lockId);
        return (
          <li key={lock.lockId}>
            <label>
              <input
                type="checkbox"
                checked={isChosen}
                disabled={!isChosen && most > 1 && chosen.length >= most}
                onChange={({ currentTarget }) => {
                  const others = chosen.filter(({ lockId }) => lockId !== lock.lockId);
                  onChange(currentTarget.checked ? [...(most === 1 ? [] : others), lock] : others);
                }}
              />
              <span>
                {nameOfDoor(lock)}
                {lock.site && <small class="aside"> {lock.site.name}</small>}
              </span>
            </label>
          </li>
        );
      })}
    </ul>
  );
}
