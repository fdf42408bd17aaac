import { useSignal } from "../../use-signal.ts";
import { useGet } from "../../api/queries.ts";
import type { Invitation, SentInvitation } from "../../api/types.ts";
import { useWrite } from "../../api/writes.ts";
import { language } from "../../texts/texts.ts";
import { Instant } from "../../time/instant.tsx";
import { Failure, Waiting } from "../../ui/failure.tsx";
import { toast } from "../../ui/toasts.tsx";
import { InvitationLink } from "./invite.tsx";
import { members } from "./texts.ts";

/** Those that nobody has accepted yet. */
export function Invitations({ orgId }: { readonly orgId: string }) {
  const path = `/organizations/${orgId}/invitations`;
  const { data, error } = useGet<{ readonly invitations: readonly Invitation[] }>(path);
  // That the screen is loading is said already.
  if (!data) return error ? <Waiting error={error} /> : null;
  if (data.invitations.length === 0) return null;
  return (
    <section>
      <h2>{members.invitations}</h2>
      <ul class="rows">
        {data.invitations.map((one) => (
          <InvitationRow key={one.invitationId} path={path} invitation={one} />
        ))}
      </ul>
    </section>
  );
}

function InvitationRow({ path, invitation }: { readonly path: string; readonly invitation: Invitation }) {
  const { invitationId, email, role, expired, expiresAt, mailed } = invitation;
  const sent = useSignal<SentInvitation | undefined>(undefined);
  const resend = useWrite(
    (call) =>
      call<SentInvitation>("POST", `${path}/${invitationId}/resend`, {
        body: { byLink: !mailed, language: language },
      }),
    path,
  );
  const revoke = useWrite((call) => call<object>("DELETE", `${path}/${invitationId}`), path);
  return (
    <li>
      <div class="row">
        <span>
          <strong>{email}</strong>
          <span class="aside block">
            {members.until} <Instant at={expiresAt} />
          </span>
        </span>
        <span class="badge calm">{members.roles[role][0]}</span>
        {expired && <span class="badge wait">{members.expired}</span>}
        <button
          type="button"
          class="plain"
          disabled={resend.isBusy}
          aria-label={`${mailed ? members.resend : members.newLink}: ${email}`}
          onClick={async () => {
            const done = await resend.run();
            if (done?.link === null) toast(members.mailed(email));
            else sent.value = done;
          }}
        >
          {mailed ? members.resend : members.newLink}
        </button>
        <button
          type="button"
          class="plain"
          disabled={revoke.isBusy}
          aria-label={`${members.revoke}: ${email}`}
          onClick={async () => (await revoke.run()) && toast(members.revoked)}
        >
          {members.revoke}
        </button>
      </div>
      <Failure error={resend.error ?? revoke.error} />
      {sent.value && <InvitationLink sent={sent.value} wasAsked={!mailed} onClose={() => (sent.value = undefined)} />}
    </li>
  );
}
