import { screen } from "../../api/paths.ts";
import { useGet } from "../../api/queries.ts";
import type { LockDevice, LockRow } from "../../api/types.ts";
import { distance, Instant } from "../../time/instant.tsx";
import { door } from "./door-texts.ts";
import { Fact } from "./fact.tsx";
import { doors } from "./texts.ts";

/** How the door is, and what somebody must do about it. */
export function DoorState({ lock }: { readonly lock: LockRow }) {
  const { lockId, attention, timeZone, lastOpenedAt, device } = lock;
  const isSimulated = device.hubId === "simulator";
  // Lists know of simulated doors only that they are.
  const asked = useGet<LockDevice>(isSimulated ? `/locks/${lockId}/device` : undefined);
  const { online, state, battery, batteryCritical, observedAt, door: leaf } = asked.data ?? device;
  return (
    <section class="card stack">
      {attention.map((reason) => (
        <p key={reason} class={reason === "battery-low" ? "wait" : "bad"}>
          <strong>{door.what[reason]}</strong>{" "}
          {reason === "hub-away" && device.hubId && <a href={screen(`/hubs/${device.hubId}`)}>{door.checkHub}</a>}
        </p>
      ))}
      <dl class="facts">
        {observedAt && (
          <>
            <Fact name={door.bolt}>{doors.states[state]}</Fact>
            {isLeaf(leaf) && <Fact name={door.door}>{doors.door[leaf]}</Fact>}
            {online !== null && <Fact name={door.connection}>{online ? door.online : door.offline}</Fact>}
            {(battery !== null || batteryCritical) && (
              <Fact name={door.battery}>
                {[battery !== null && `${Math.round(battery)} %`, batteryCritical && door.batteryLow]
                  .filter(Boolean)
                  .join(", ")}
              </Fact>
            )}
          </>
        )}
        {device.hubId && (
          <Fact name={door.lastSeen}>
            {observedAt ? (
              <>
                <Instant at={observedAt} zone={timeZone} />{" "}
                <span class="aside">{distance(Date.parse(observedAt))}</span>
              </>
            ) : (
              door.never
            )}
          </Fact>
        )}
        <Fact name={door.lastOpened}>{lastOpenedAt ? <Instant at={lastOpenedAt} zone={timeZone} /> : door.never}</Fact>
      </dl>
    </section>
  );
}

const isLeaf = (text: string | null): text is keyof typeof doors.door =>
  text === "open" || text === "closed" || text === "ajar";
