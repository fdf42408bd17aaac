import { lookAgain } from "../../api/keep-session.ts";
import { actFor, askAs, membership, signedIn } from "../../api/session.ts";
import type { Membership } from "../../api/types.ts";
import { useWrite } from "../../api/writes.ts";
import { Failure } from "../../ui/failure.tsx";
import { HoldButton } from "../../ui/hold-button.tsx";
import { signIn } from "./texts.ts";

/** Those that the person is in: to act for another one, and to leave. */
export function Organizations() {
  const all = signedIn.value?.organizations ?? [];
  const leave = useWrite(async (_call, organizationId: string) => {
    await askAs(organizationId, "POST", `/organizations/${encodeURIComponent(organizationId)}/leave`);
    await lookAgain();
  });
  if (all.length === 0) return null;
  return (
    <section>
      <h2>{signIn.organizations}</h2>
      <ul class="rows">
        {all.map((one) => (
          <li key={one.organizationId} class="row spread">
            <div>
              <strong>{one.name ?? one.organizationId}</strong>
              <p class="aside">{one.paused ? signIn.paused : signIn.roles[one.role]}</p>
            </div>
            <div class="row">
              <Acting of={one} />
              <HoldButton class="danger" disabled={leave.isBusy} onHeld={() => void leave.run(one.organizationId)}>
                {signIn.leave}
              </HoldButton>
            </div>
          </li>
        ))}
      </ul>
      <Failure error={leave.error} conflict={signIn.lastOwner} />
    </section>
  );
}

function Acting({ of: { organizationId, paused } }: { readonly of: Membership }) {
  if (organizationId === membership.value?.organizationId) return <span class="badge good">{signIn.acting}</span>;
  if (paused) return null;
  return (
    <button type="button" class="plain" onClick={() => actFor(organizationId)}>
      {signIn.act}
    </button>
  );
}
