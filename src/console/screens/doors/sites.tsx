import { useSignal } from "../../use-signal.ts";
import { screen } from "../../api/paths.ts";
import { useGet } from "../../api/queries.ts";
import { isOwner, mayManage, membership } from "../../api/session.ts";
import type { Site } from "../../api/types.ts";
import { shell } from "../../shell/texts.ts";
import { controls } from "../../ui/control-texts.ts";
import { Waiting } from "../../ui/failure.tsx";
import { Empty, Screen } from "../../ui/screen.tsx";
import { Fact } from "./fact.tsx";
import { SiteForm } from "./site-form.tsx";
import { sites } from "./site-texts.ts";
import "./doors.css";

/** The houses that doors are at. */
export function Sites() {
  const path = `/organizations/${encodeURIComponent(membership.value!.organizationId)}/sites`;
  const { data, error } = useGet<{ readonly sites: readonly Site[] }>(path);
  const isMaking = useSignal(false);
  const make = isOwner.value && (
    <button type="button" onClick={() => (isMaking.value = true)}>
      {sites.add}
    </button>
  );
  return (
    <Screen
      title={sites.title}
      back={{ href: screen("/doors"), label: shell.doors }}
      actions={data?.sites.length ? make : undefined}
    >
      {(!data || error) && <Waiting error={error} />}
      {data?.sites.length === 0 && (
        <Empty title={sites.none}>
          <p>{sites.noneNext}</p>
          {make}
        </Empty>
      )}
      {data && data.sites.length > 0 && (
        <ul class="rows">
          {data.sites.map((site) => (
            <OneSite key={site.siteId} site={site} path={path} />
          ))}
        </ul>
      )}
      {isMaking.value && <SiteForm path={path} onClose={() => (isMaking.value = false)} />}
    </Screen>
  );
}

function OneSite({ site, path }: { readonly site: Site; readonly path: string }) {
  const { siteId, name, address, checkIn, checkOut, timeZone, directions } = site;
  const isChanging = useSignal(false);
  return (
    <li class="stack">
      <div class="found">
        <h2>{name}</h2>
        <a class="button plain" href={screen(`/doors?site=${encodeURIComponent(siteId)}`)}>
          {sites.itsDoors}
        </a>
        {mayManage.value && (
          <button
            type="button"
            class="plain"
            aria-label={sites.changeThis(name)}
            onClick={() => (isChanging.value = true)}
          >
            {sites.change}
          </button>
        )}
      </div>
      <dl class="facts">
        <Fact name={sites.address}>{address ?? sites.notSaid}</Fact>
        <Fact name={sites.checkIn}>{checkIn ?? sites.notSaid}</Fact>
        <Fact name={sites.checkOut}>{checkOut ?? sites.notSaid}</Fact>
        <Fact name={controls.zone}>{timeZone ?? sites.notSaid}</Fact>
      </dl>
      {directions && <p class="lines">{directions}</p>}
      {isChanging.value && <SiteForm path={path} site={site} onClose={() => (isChanging.value = false)} />}
    </li>
  );
}
