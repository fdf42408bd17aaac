import { useSignal } from "../../use-signal.ts";
import { useGet } from "../../api/queries.ts";
import { isOwner, membership, signedIn } from "../../api/session.ts";
import type { Member } from "../../api/types.ts";
import { shell } from "../../shell/texts.ts";
import { Instant } from "../../time/instant.tsx";
import { Waiting } from "../../ui/failure.tsx";
import { Empty, Screen } from "../../ui/screen.tsx";
import { InviteDialog } from "./invite.tsx";
import { Invitations } from "./invitations.tsx";
import { MemberDialog } from "./member-dialog.tsx";
import { nameOfMember } from "./name-of-member.ts";
import { RolesExplained } from "./roles.tsx";
import { members } from "./texts.ts";

export function Members() {
  const orgId = membership.value?.organizationId;
  const isInviting = useSignal(false);
  const changing = useSignal<string | undefined>(undefined);
  const { data, error } = useGet<{ readonly members: readonly Member[] }>(
    orgId === undefined ? undefined : `/organizations/${orgId}/members`,
  );
  const chosen = data?.members.find(({ userId }) => userId === changing.value);
  if (orgId === undefined)
    return (
      <Screen title={shell.members}>
        <Empty title={members.none} />
      </Screen>
    );
  return (
    <Screen
      title={shell.members}
      actions={
        isOwner.value && (
          <button type="button" onClick={() => (isInviting.value = true)}>
            {members.invite}
          </button>
        )
      }
    >
      {!data && <Waiting error={error} />}
      {data && (
        <ul class="rows">
          {data.members.map((member) => (
            <MemberRow key={member.userId} member={member} onChange={() => (changing.value = member.userId)} />
          ))}
        </ul>
      )}
      {data?.members.length === 1 && isOwner.value && (
        <Empty title={members.alone}>
          <p>{members.aloneNext}</p>
        </Empty>
      )}
      <RolesExplained />
      {isOwner.value && <Invitations orgId={orgId} />}
      {isInviting.value && <InviteDialog orgId={orgId} onClose={() => (isInviting.value = false)} />}
      {chosen && <MemberDialog orgId={orgId} member={chosen} onClose={() => (changing.value = undefined)} />}
    </Screen>
  );
}

function MemberRow({ member, onChange }: { readonly member: Member; readonly onChange: () => void }) {
  const { userId, name, email, role, paused, since } = member;
  const isSelf = signedIn.value?.userId === userId;
  return (
    <li class="row">
      <span>
        <strong>{nameOfMember(member)}</strong>
        {isSelf && <span class="aside"> ({members.you})</span>}
        {name !== null && email !== null && <span class="aside block">{email}</span>}
        <span class="aside block">
          {members.since} <Instant at={since} />
        </span>
      </span>
      <span class="badge calm">{members.roles[role][0]}</span>
      {paused && <span class="badge wait">{members.paused}</span>}
      {(isOwner.value || isSelf) && (
        <button
          type="button"
          class="plain"
          aria-label={`${members.change}: ${nameOfMember(member)}`}
          onClick={onChange}
        >
          {members.change}
        </button>
      )}
    </li>
  );
}
