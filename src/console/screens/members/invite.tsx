import { useSignal } from "../../use-signal.ts";
import type { Membership, SentInvitation } from "../../api/types.ts";
import { useWrite } from "../../api/writes.ts";
import { type Language, LANGUAGES } from "../../languages.ts";
import { language } from "../../texts/texts.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Failure } from "../../ui/failure.tsx";
import { Choice, Input } from "../../ui/field.tsx";
import { Options } from "../../ui/options.tsx";
import { RevealOnce } from "../../ui/reveal-once.tsx";
import { toast } from "../../ui/toasts.tsx";
import { forgetDraft, useDraft } from "../../ui/use-draft.ts";
import { RoleChoice } from "./roles.tsx";
import { members } from "./texts.ts";

interface InviteProps {
  readonly orgId: string;
  readonly onClose: () => void;
}

export function InviteDialog({ orgId, onClose }: InviteProps) {
  const email = useDraft("invite", "");
  const role = useSignal<Membership["role"]>("manager");
  const byLink = useSignal(false);
  const ofMail = useSignal<Language>(language);
  const sent = useSignal<SentInvitation | undefined>(undefined);
  const write = useWrite(
    (call, body: object) => call<SentInvitation>("POST", `/organizations/${orgId}/invitations`, { body }),
    `/organizations/${orgId}/invitations`,
  );
  const isWrong = write.error?.fields.some(({ field }) => field === "email") ?? false;
  const problem = isWrong ? (write.error?.kind === "conflict" ? members.isMember : members.noAddress) : undefined;
  if (sent.value) return <InvitationLink sent={sent.value} wasAsked={byLink.value} onClose={onClose} />;
  return (
    <Dialog title={members.inviteTitle} onClose={onClose}>
      <form
        onSubmit={async (event) => {
          event.preventDefault();
          const body = { email: email.value, role: role.value, byLink: byLink.value, language: ofMail.value };
          const done = await write.run(body);
          if (!done) return;
          forgetDraft("invite");
          if (done.link === null) {
            toast(members.mailed(done.email));
            onClose();
          } else sent.value = done;
        }}
      >
        <Input
          label={members.email}
          problem={problem}
          of={email}
          type="email"
          autocomplete="off"
          required
          maxLength={254}
        />
        <RoleChoice value={role.value} onChange={(next) => (role.value = next)} />
        <Options
          legend={members.how}
          options={[
            { value: "mail", name: members.byMail },
            { value: "link", name: members.byLink },
          ]}
          value={byLink.value ? "link" : "mail"}
          onChange={(next) => (byLink.value = next === "link")}
        />
        {!byLink.value && (
          <Choice
            label={members.language}
            of={ofMail}
            options={LANGUAGES.map((one) => [one, members.languages[one]] as const)}
          />
        )}
        {!isWrong && <Failure error={write.error} conflict={members.full} />}
        <button type="submit" disabled={write.isBusy}>
          {byLink.value ? members.showLink : members.send}
        </button>
      </form>
    </Dialog>
  );
}

interface InvitationLinkProps {
  readonly sent: SentInvitation;
  /** Else no mail could be sent, and that is said. */
  readonly wasAsked: boolean;
  readonly onClose: () => void;
}

/** Of an invitation that no mail carries. */
export function InvitationLink({ sent, wasAsked, onClose }: InvitationLinkProps) {
  return (
    <RevealOnce title={members.linkTitle} label={members.linkTitle} secret={sent.link ?? ""} onKept={onClose}>
      {!wasAsked && <p>{members.noMail}</p>}
      <p>{members.linkFor(sent.email)}</p>
    </RevealOnce>
  );
}
