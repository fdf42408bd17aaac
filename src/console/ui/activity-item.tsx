import type { ActivityItem } from "../api/types.ts";
import { screen } from "../api/paths.ts";
import { common } from "../texts/common.ts";
import { Instant } from "../time/instant.tsx";
import { happened, headlineOf, whyOf } from "./activity-texts.ts";
import "./activity-item.css";

type Tone = "good" | "wait" | "bad" | "calm";
const TONES: Readonly<Record<NonNullable<ActivityItem["outcome"]>, readonly [tone: Tone, mark: string]>> = {
  requested: ["wait", "…"],
  opened: ["good", "✓"],
  failed: ["bad", "✕"],
  expired: ["bad", "✕"],
  unknown: ["wait", "?"],
  refused: ["bad", "–"],
};
const GRAVE: ReadonlySet<string> = new Set(["DeviceOffline", "BatteryLow", "DoorForced", "DoorAjar", "LockJammed"]);

const doorName = ({ door }: ActivityItem) => door.name ?? common.unnamedLock(door.lockId);

/** One thing that happened: what, where, with what, by whom and when. */
export function ActivityLine({ item }: { readonly item: ActivityItem }) {
  const { outcome, type, key, person, method, door, time, count } = item;
  const [tone, mark] = outcome ? TONES[outcome] : GRAVE.has(type) ? (["wait", "!"] as const) : (["calm", "·"] as const);
  const why = whyOf(item);
  const by =
    outcome === null
      ? undefined
      : method
        ? happened.by[method]
        : type === "LockOpenRequested"
          ? happened.withoutKey
          : undefined;
  const about = [doorName(item), key?.note, person?.name, by].filter(Boolean).join(" · ");
  return (
    <span class="activity-line">
      <span class={`activity-mark ${tone}`} aria-hidden="true">
        {mark}
      </span>
      <span class="activity-words">
        <strong class={tone === "calm" ? "" : tone}>{headlineOf(item)}</strong>
        {count !== null && <span class="aside"> {happened.repeated(String(count))}</span>}
        <span class="activity-about">{about}</span>
        {why && <span class="activity-why">{why[0]}</span>}
      </span>
      <span class="activity-time">
        <Instant at={time} zone={door.timeZone ?? undefined} />
      </span>
    </span>
  );
}

/** What helps, and where one does it. */
export function ActivityRemedy({ item }: { readonly item: ActivityItem }) {
  const next = whyOf(item)?.[1];
  const { key, door, comment } = item;
  return (
    <>
      {next && <p>{next}</p>}
      {comment && (
        <p class="hint">
          <q>{comment}</q>
        </p>
      )}
      <p class="row">
        <a href={screen(`/doors/${door.lockId}`)}>{doorName(item)}</a>
        {key && <a href={screen(`/keys/${key.uuid}`)}>{key.note ?? common.key}</a>}
      </p>
    </>
  );
}
