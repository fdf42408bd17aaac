import { screen } from "../../api/paths.ts";
import type { LockRow } from "../../api/types.ts";
import { common } from "../../texts/common.ts";
import { Attention } from "../../ui/attention.tsx";

/** The doors that are devices of a hub, the first ones of them. */
export function HubDoors({ locks }: { readonly locks: readonly LockRow[] }) {
  return (
    <ul class="rows">
      {locks.map(({ lockId, name, site, attention }) => (
        <li key={lockId}>
          <a class="row-link" href={screen(`/doors/${lockId}`)}>
            <span class="grow">
              {name ?? common.unnamedLock(lockId)} {site && <small class="aside">{site.name}</small>}
            </span>
            <Attention of={attention} />
          </a>
        </li>
      ))}
    </ul>
  );
}
