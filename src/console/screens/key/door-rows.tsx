import { useSignal } from "../../use-signal.ts";
import { query, screen } from "../../api/paths.ts";
import { useGet } from "../../api/queries.ts";
import type { KeyDetails } from "../../api/types.ts";
import { happened } from "../../ui/activity-texts.ts";
import { Failure } from "../../ui/failure.tsx";
import { doorNameOf } from "./sentence.ts";
import { keyTexts } from "./texts.ts";

/** So many are asked about at once, without being told to. */
const FEW = 4;
const EVERY_MS = 30_000;

/** The doors of a key: how each opens, how often it did, and whether it would now and why not. */
export function DoorRows({ of: key }: { readonly of: KeyDetails }) {
  const isAsked = useSignal(key.doors.length <= FEW);
  return (
    <section>
      <h2>{keyTexts.doors}</h2>
      <ul class="rows">
        {key.doors.map((door) => (
          <li key={door.id} class="key-door">
            <a href={screen(`/doors/${door.lockId}`)}>{doorNameOf(door)}</a>
            <span class="aside">
              {keyTexts.methods[door.accessMethod]}
              {" · "}
              {key.maxUsesPerDoor === null
                ? keyTexts.openings(String(door.usedCount))
                : keyTexts.perDoor(String(door.usedCount), String(key.maxUsesPerDoor))}
            </span>
            {isAsked.value && <OpensNow of={key} door={door} />}
          </li>
        ))}
      </ul>
      {!isAsked.value && (
        <button type="button" class="plain" onClick={() => (isAsked.value = true)}>
          {keyTexts.whyNow}
        </button>
      )}
    </section>
  );
}

interface Explained {
  readonly admitted: boolean;
  readonly reason: string | null;
  readonly message: string;
}

/** Decided by the server, by the same rules as an opening. */
function OpensNow({ of: key, door }: { readonly of: KeyDetails; readonly door: KeyDetails["doors"][number] }) {
  const asked = query({
    door: door.id,
    method: door.accessMethod === "code" ? "code" : "key",
    user: key.anyone ? undefined : key.allowedUserIds[0],
  });
  const { data, error } = useGet<Explained>(`/temp-keys/${key.uuid}/explain${asked}`, EVERY_MS);
  if (!data) return <Failure error={error} />;
  if (data.admitted) return <p class="good">✓ {keyTexts.opensNow}</p>;
  const refused: Readonly<Record<string, readonly [string, string]>> = happened.refused;
  const [why, next] = refused[data.reason ?? ""] ?? [data.message, ""];
  return (
    <p>
      <strong class="wait">{keyTexts.opensNot}.</strong> {why} {next}
    </p>
  );
}
