import { useSignal } from "../../use-signal.ts";
import { query, screen } from "../../api/paths.ts";
import { useGet } from "../../api/queries.ts";
import type { LockRow, Openers } from "../../api/types.ts";
import { Instant } from "../../time/instant.tsx";
import { Waiting } from "../../ui/failure.tsx";
import { ZonedInput } from "../../ui/zoned-input.tsx";
import { door } from "./door-texts.ts";

const SHOWN = 20;
const EVERY_MS = 30_000;

/** Who could open the door at an instant, and by what. */
export function Whoever({ lock }: { readonly lock: LockRow }) {
  const { lockId, timeZone } = lock;
  const at = useSignal<number | undefined>(undefined);
  const asked = at.value === undefined ? undefined : new Date(at.value).toISOString();
  const { data, error } = useGet<Openers>(
    `/locks/${lockId}/openers${query({ at: asked, limit: SHOWN })}`,
    asked === undefined ? EVERY_MS : undefined,
  );
  return (
    <section>
      <h2>{door.openers}</h2>
      <div class="row at">
        <ZonedInput label={door.at} value={at.value} zone={timeZone} onChange={(next) => (at.value = next)} />
        <button type="button" class="plain" disabled={at.value === undefined} onClick={() => (at.value = undefined)}>
          {door.now}
        </button>
      </div>
      {(!data || error) && <Waiting error={error} />}
      {data && (
        <div class="stack" role="region" aria-label={door.openers} aria-live="polite">
          {data.keys.length === 0 && (
            <p class="aside">
              {lock.attention.some((one) => one === "not-bound" || one === "offline") ? door.noDevice : door.nobody}
            </p>
          )}
          {data.keys.length > 0 && (
            <ul class="rows">
              {data.keys.map((key) => (
                <KeyOpener key={key.tempKeyUuid} opener={key} zone={timeZone} />
              ))}
            </ul>
          )}
          {data.total > data.keys.length && <p class="aside">{door.moreKeys(data.total - data.keys.length)}</p>}
          {(data.roles.length > 0 || data.apiKeys > 0) && <Roles openers={data} />}
        </div>
      )}
    </section>
  );
}

function KeyOpener({ opener, zone }: { readonly opener: Openers["keys"][number]; readonly zone: string }) {
  const { tempKeyUuid, note, anyone, people, peopleCount, until, methods } = opener;
  const named = people.map(({ name, email, id }) => name ?? email ?? id).join(", ");
  const more = peopleCount - people.length;
  const who = anyone ? door.anyone : `${named}${more > 0 ? ` +${more}` : ""}`;
  return (
    <li>
      <a class="row-link" href={screen(`/keys/${tempKeyUuid}`)}>
        <strong class="grow">{note?.split("\n", 1)[0] ?? who}</strong>
        <span class="aside">{methods.map((method) => door.by[method]).join(", ")}</span>
        <span>
          {door.until} <Instant at={until} zone={zone} />
        </span>
        {note !== null && <span class="aside whole">{who}</span>}
      </a>
    </li>
  );
}

function Roles({ openers: { roles, apiKeys } }: { readonly openers: Openers }) {
  return (
    <>
      <h3>{door.roles}</h3>
      <ul class="rows">
        {roles.map(({ role, person }) => (
          <li key={`${role} ${person.id}`} class="found">
            <span>{person.name ?? person.email ?? door.aMember}</span>
            <span class="aside">{door.role[role]}</span>
          </li>
        ))}
        {apiKeys > 0 && <li>{door.apiKeys(apiKeys)}</li>}
      </ul>
    </>
  );
}
