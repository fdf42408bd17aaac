import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { useSignal } from "../../use-signal.ts";
import { query, screen } from "../../api/paths.ts";
import { type Query, useGet } from "../../api/queries.ts";
import { isOwner } from "../../api/session.ts";
import type { KeyRow, LockRow, LockTime, Rows } from "../../api/types.ts";
import { shell } from "../../shell/texts.ts";
import { Waiting } from "../../ui/failure.tsx";
import { Empty, Screen } from "../../ui/screen.tsx";
import { Comings } from "./comings.tsx";
import { DoorNow, TroubledDoor } from "./door-night.tsx";
import { hourOf, LONGEST_MS } from "./nights.ts";
import { tonight } from "./texts.ts";
import "./tonight.css";

const EVERY_MS = 30_000;
const SHOWN = 12;
const LATE_MS = 1_000;

type Locks = Rows & { readonly locks: readonly LockRow[] };
type Keys = Rows & { readonly rows: readonly KeyRow[] };
const byArrival = { sort: "nextArrival", limit: SHOWN };
const ids = (locks: readonly LockRow[] = []) => locks.map(({ lockId }) => lockId);

/** Whoever comes and goes until tomorrow noon, and what would let them down. */
export function Tonight() {
  const hour = hourOf(Date.now());
  const until = new Date(hour + LONGEST_MS).toISOString();
  const troubled = useGet<Locks>(`/locks${query({ ...byArrival, attention: "any" })}`, EVERY_MS);
  const next = useGet<Locks>(`/locks${query(byArrival)}`, EVERY_MS);
  const keys = { limit: SHOWN, order: "asc" };
  const coming = useGet<Keys>(
    `/temp-keys/rows${query({ ...keys, status: "upcoming", sort: "from", until })}`,
    EVERY_MS,
  );
  const going = useGet<Keys>(`/temp-keys/rows${query({ ...keys, status: "active", sort: "until" })}`, EVERY_MS);
  const lockId = [...new Set([...ids(troubled.data?.locks), ...ids(next.data?.locks)])].toSorted().join();
  const from = new Date(hour).toISOString();
  const nights = useGet<{ readonly locks: readonly LockTime[] }>(
    troubled.data && next.data && lockId ? `/timeline${query({ from, until, lockId })}` : undefined,
    EVERY_MS,
  );
  const isLate = useLate();
  // All at once, so that nothing jumps from under a finger; part by part where the server takes its time.
  const isThere = isLate || [troubled, next, coming, going, ...(lockId ? [nights] : [])].every(isAnswered);
  const nightOf = (id: string) => nights.data?.locks.find((one) => one.lockId === id);
  return (
    <Screen title={shell.tonight}>
      {!isThere ? (
        <Waiting error={undefined} />
      ) : next.data?.total === 0 ? (
        <NoDoors />
      ) : (
        <>
          <Part of={troubled} title={tonight.trouble} href={screen("/doors?attention=any")} total={tonight.all}>
            {({ locks }) =>
              locks.length === 0 ? (
                <p class="aside">{tonight.calm}</p>
              ) : (
                <ul class="rows">
                  {locks.map((lock) => (
                    <TroubledDoor key={lock.lockId} lock={lock} night={nightOf(lock.lockId)} />
                  ))}
                </ul>
              )
            }
          </Part>
          <div class="comings">
            <Comings of={coming} way="from" troubled={troubled.data?.locks ?? []} />
            <Comings of={going} way="until" troubled={[]} />
          </div>
          <Part of={next} title={tonight.doors} href={screen("/doors")} total={tonight.allDoors}>
            {({ locks }) => (
              <ul class="rows">
                {locks.map((lock) => (
                  <DoorNow key={lock.lockId} lock={lock} night={nightOf(lock.lockId)} />
                ))}
              </ul>
            )}
          </Part>
        </>
      )}
    </Screen>
  );
}

const isAnswered = ({ data, error }: Query<unknown>) => data !== undefined || error !== undefined;

/** Whether a second is over. */
function useLate(): boolean {
  const isLate = useSignal(false);
  useEffect(() => {
    const timer = setTimeout(() => (isLate.value = true), LATE_MS);
    return () => clearTimeout(timer);
  }, []);
  return isLate.value;
}

function NoDoors() {
  return (
    <Empty title={tonight.noDoors}>
      <p>{isOwner.value ? tonight.noDoorsNext : tonight.ask}</p>
      {isOwner.value && (
        <a class="button" href={screen("/welcome")}>
          {tonight.begin}
        </a>
      )}
    </Empty>
  );
}

interface PartProps {
  readonly of: Query<Locks>;
  readonly title: string;
  readonly href: string;
  readonly total: (n: number) => string;
  readonly children: (data: Locks) => ComponentChildren;
}

/** The first ones of a list, and a link to all of them. */
function Part({ of: { data, error }, title, href, total, children }: PartProps) {
  return (
    <section>
      <h2>{title}</h2>
      {(!data || error) && <Waiting error={error} />}
      {data && children(data)}
      {data && data.total > data.locks.length && <a href={href}>{total(data.total)}</a>}
    </section>
  );
}
