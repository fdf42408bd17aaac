import { useSignal } from "../../use-signal.ts";
import { screen } from "../../api/paths.ts";
import { isOwner, loadSession, signedIn } from "../../api/session.ts";
import type { Member } from "../../api/types.ts";
import { useWrite } from "../../api/writes.ts";
import { useLocation } from "../../shell/location.ts";
import { common } from "../../texts/common.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Failure } from "../../ui/failure.tsx";
import { HoldButton } from "../../ui/hold-button.tsx";
import { toast } from "../../ui/toasts.tsx";
import { nameOfMember } from "./name-of-member.ts";
import { RoleChoice } from "./roles.tsx";
import { members } from "./texts.ts";

interface MemberDialogProps {
  readonly orgId: string;
  readonly member: Member;
  readonly onClose: () => void;
}

type Changes = Partial<Pick<Member, "role" | "paused">>;

/** What may be done with a member; with oneself, to leave. */
export function MemberDialog({ orgId, member, onClose }: MemberDialogProps) {
  const { userId, paused } = member;
  const { route } = useLocation();
  const path = `/organizations/${orgId}/members`;
  const isSelf = signedIn.value?.userId === userId;
  const role = useSignal(member.role);
  const change = useWrite(
    (call, changes: Changes) => call<object>("PATCH", `${path}/${userId}`, { body: changes }),
    path,
  );
  const remove = useWrite(
    (call) =>
      isSelf ? call<object>("POST", `/organizations/${orgId}/leave`) : call<object>("DELETE", `${path}/${userId}`),
    path,
  );
  const who = nameOfMember(member);

  async function apply(changes: Changes, back: Changes, told: string) {
    if ((await change.run(changes)) === undefined) return;
    if (isSelf) await loadSession().catch(() => {});
    else toast(told, { undo: () => void change.run(back) });
    onClose();
  }

  const error = change.error ?? remove.error;
  return (
    <Dialog title={members.changeTitle(who)} onClose={onClose}>
      {isOwner.value && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            const told = members.changed(who, members.roles[role.value][0]);
            void apply({ role: role.value }, { role: member.role }, told);
          }}
        >
          <RoleChoice value={role.value} onChange={(next) => (role.value = next)} />
          {isSelf && role.value !== member.role && <p class="wait">{members.ownRole}</p>}
          <button type="submit" disabled={change.isBusy || role.value === member.role}>
            {common.save}
          </button>
        </form>
      )}
      <Failure error={error} conflict={members.lastOwner} />
      {isOwner.value && !isSelf && (
        <section class="stack">
          <p class="hint">{members.pauseHint}</p>
          <button
            type="button"
            class="plain"
            disabled={change.isBusy}
            onClick={() =>
              void apply({ paused: !paused }, { paused }, paused ? members.resumed(who) : members.pausedNow(who))
            }
          >
            {paused ? members.resume : members.pause}
          </button>
        </section>
      )}
      <section class="stack">
        <p class="hint">{isSelf ? members.leaveHint : members.removeHint}</p>
        <HoldButton
          class="danger"
          disabled={remove.isBusy}
          onHeld={async () => {
            if ((await remove.run()) === undefined) return;
            onClose();
            if (!isSelf) return toast(members.removed(who));
            await loadSession().catch(() => {});
            route(screen("/"));
          }}
        >
          {isSelf ? members.leave : members.remove}
        </HoldButton>
      </section>
    </Dialog>
  );
}
