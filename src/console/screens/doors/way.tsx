import { useSignal } from "../../use-signal.ts";
import { BASE } from "../../api/paths.ts";
import { useGet } from "../../api/queries.ts";
import { mayManage } from "../../api/session.ts";
import type { Arrival, LockRow, Openers } from "../../api/types.ts";
import { Waiting } from "../../ui/failure.tsx";
import { door } from "./door-texts.ts";
import { Fact } from "./fact.tsx";
import { WayForm } from "./way-form.tsx";
import { WayPicture } from "./way-picture.tsx";

/** How guests find the door, as they read it. */
export function Way({ lock: { lockId, site } }: { readonly lock: LockRow }) {
  const { data, error } = useGet<Arrival>(`/locks/${lockId}/arrival`);
  const { data: openers } = useGet<Openers>(`/locks/${lockId}/openers?limit=1`);
  const isChanging = useSignal(false);
  const key = openers?.keys[0];
  const isSaid = data && Object.values(data).some((value) => value !== null);
  return (
    <section>
      <h2>{door.way}</h2>
      {(!data || error) && <Waiting error={error} />}
      {data && (
        <>
          {!isSaid && <p class="aside">{door.noWay}</p>}
          {isSaid && <Said way={data} />}
          {site && <p class="hint">{door.wayOfSite}</p>}
          <div class="row">
            {mayManage.value && (
              <button type="button" class="plain" onClick={() => (isChanging.value = true)}>
                {isSaid ? door.changeWay : door.addWay}
              </button>
            )}
            {key && (
              <a class="button plain" href={`${BASE}/temp-keys/${key.tempKeyUuid}`} target="_blank" rel="noopener">
                {door.asGuest}
              </a>
            )}
          </div>
          {!key && openers && <p class="hint">{door.asGuestNone}</p>}
          {mayManage.value && <WayPicture lockId={lockId} hasPicture={data.picture !== null} />}
          {isChanging.value && <WayForm lockId={lockId} way={data} onClose={() => (isChanging.value = false)} />}
        </>
      )}
    </section>
  );
}

function Said({ way: { text, address, kind, hand, movesForS, floor, contact } }: { readonly way: Arrival }) {
  const asked = contact && [contact.name, contact.phone, contact.email].filter(Boolean).join(", ");
  return (
    <div class="card stack">
      {text !== null && <p class="lines">{text}</p>}
      <dl class="facts">
        {address !== null && <Fact name={door.address}>{address}</Fact>}
        {kind !== null && <Fact name={door.kind}>{door.kinds[kind]}</Fact>}
        {hand !== null && <Fact name={door.hand}>{door.hands[hand]}</Fact>}
        {movesForS !== null && <Fact name={door.moves}>{movesForS}</Fact>}
        {floor !== null && <Fact name={door.floor}>{floor}</Fact>}
        {asked && <Fact name={door.contact}>{asked}</Fact>}
      </dl>
    </div>
  );
}
