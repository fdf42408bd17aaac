/** One field that finds screens, doors, keys and what one can do; and the list of shortcuts. */
import { useEffect } from "preact/hooks";
import { useSignal } from "../use-signal.ts";
import { query, screen } from "../api/paths.ts";
import { useGet } from "../api/queries.ts";
import { mayManage } from "../api/session.ts";
import type { KeyRow, LockRow, Rows } from "../api/types.ts";
import { shownPlaces } from "../shell/places.ts";
import { useLocation } from "../shell/location.ts";
import { areLettersOn, GOES, setLetters } from "../shell/shortcuts.ts";
import { shell } from "../shell/texts.ts";
import { common } from "../texts/common.ts";
import { language } from "../texts/texts.ts";
import { Dialog } from "./dialog.tsx";
import { palette } from "./palette-texts.ts";
import "./palette.css";

const TYPING_MS = 180;
const FOUND = 6;

interface Entry {
  readonly id: string;
  readonly name: string;
  readonly kind?: string;
  readonly go: string;
}

export function Palette({ onClose }: { readonly onClose: () => void }) {
  const { route } = useLocation();
  const typed = useSignal("");
  const asked = useAfterTyping(typed.value.trim());
  const at = useSignal(0);
  const search = asked.length < 2 ? undefined : { search: asked, limit: FOUND };
  const doors = useGet<Rows & { readonly locks: readonly LockRow[] }>(search && `/locks${query(search)}`);
  const keys = useGet<Rows & { readonly rows: readonly KeyRow[] }>(search && `/temp-keys/rows${query(search)}`);

  const entries: Entry[] = [
    ...places().filter(({ name }) => has(name, typed.value)),
    ...(doors.data?.locks ?? []).map(({ lockId, name }) => {
      const said = name ?? common.unnamedLock(lockId);
      return { id: `door-${lockId}`, name: said, kind: palette.door, go: `/doors/${lockId}` };
    }),
    ...(keys.data?.rows ?? []).map(({ uuid, note, doors: [first] }) => {
      return { id: uuid, name: note ?? first?.name ?? uuid, kind: palette.key, go: `/keys/${uuid}` };
    }),
  ];
  const chosen = Math.min(at.value, entries.length - 1);
  const go = (entry: Entry | undefined) => {
    if (!entry) return;
    onClose();
    route(screen(entry.go));
  };
  const move = (by: number) => {
    at.value = (chosen + by + entries.length) % Math.max(1, entries.length);
    document.getElementById(`palette-${entries[at.value]?.id}`)?.scrollIntoView({ block: "nearest" });
  };
  return (
    <Dialog title={palette.title} class="palette" onClose={onClose}>
      <input
        autofocus
        inputMode="search"
        role="combobox"
        aria-label={palette.title}
        aria-expanded="true"
        aria-controls="palette-list"
        aria-autocomplete="list"
        aria-activedescendant={entries[chosen] && `palette-${entries[chosen].id}`}
        placeholder={palette.hint}
        autocomplete="off"
        maxLength={120}
        value={typed.value}
        onInput={({ currentTarget }) => {
          typed.value = currentTarget.value;
          at.value = 0;
        }}
        onKeyDown={(event) => {
          const moves: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
          const by = moves[event.key];
          if (by !== undefined) move(by);
          else if (event.key === "Enter" && !event.isComposing) go(entries[chosen]);
          else return;
          event.preventDefault();
        }}
      />
      <ul id="palette-list" role="listbox" aria-label={palette.title} class="rows">
        {entries.map((entry, i) => (
          <li
            key={entry.id}
            id={`palette-${entry.id}`}
            role="option"
            aria-selected={i === chosen}
            onClick={() => go(entry)}
          >
            <span>{entry.name}</span>
            {entry.kind && <span class="aside">{entry.kind}</span>}
          </li>
        ))}
      </ul>
      <p class={entries.length === 0 ? "aside" : "visually-hidden"} role="status">
        {entries.length === 0 ? palette.nothing : palette.found(entries.length)}
      </p>
    </Dialog>
  );
}

function places(): Entry[] {
  const all = shownPlaces().map(({ name, said, path }) => ({ id: name, name: said, go: path }));
  return mayManage.value ? [{ id: "new", name: shell.newKey, go: "/keys/new" }, ...all] : all;
}

const plain = (text: string) => text.toLocaleLowerCase(language).normalize("NFKD").replaceAll(/\p{M}/gu, "");
const has = (name: string, typed: string) => plain(name).includes(plain(typed.trim()));

/** A text once it stays as it is for a moment. */
function useAfterTyping(text: string): string {
  const settled = useSignal(text);
  useEffect(() => {
    const timer = setTimeout(() => (settled.value = text), TYPING_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled.value;
}

/** What the keyboard can do. */
export function Shortcuts({ onClose }: { readonly onClose: () => void }) {
  const rows = [
    [["Ctrl", "K"], palette.palette],
    [["n"], palette.newKey],
    [["/"], palette.search],
    [["?"], palette.helpHere],
    ...shownPlaces().flatMap((place) => {
      const letter = Object.keys(GOES).find((one) => GOES[one] === place.path);
      return letter === undefined ? [] : [[["g", letter], place.said] as const];
    }),
  ] as const;
  return (
    <Dialog title={palette.help} onClose={onClose}>
      {!areLettersOn.value && <p>{palette.off}</p>}
      <dl class="shortcuts">
        {rows.map(([keys, does]) => (
          <div key={does}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <label class="row">
        <input
          type="checkbox"
          checked={areLettersOn.value}
          onChange={({ currentTarget }) => setLetters(currentTarget.checked)}
        />
        {palette.letters}
      </label>
    </Dialog>
  );
}
