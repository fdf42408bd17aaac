import type { Membership } from "../../api/types.ts";
import { Options } from "../../ui/options.tsx";
import { members } from "./texts.ts";

type Role = Membership["role"];
const ALL: readonly Role[] = ["owner", "manager", "viewer"];

/** A sentence about each. */
export function RolesExplained() {
  return (
    <details class="card">
      <summary>{members.rolesTitle}</summary>
      <dl>
        {ALL.map((role) => (
          <div key={role}>
            <dt>
              <strong>{members.roles[role][0]}</strong>
            </dt>
            <dd>{members.roles[role][1]}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

/** To choose one, with what it may do. */
export function RoleChoice({ value, onChange }: { readonly value: Role; readonly onChange: (role: Role) => void }) {
  const options = ALL.map((role) => ({ value: role, name: members.roles[role][0], hint: members.roles[role][1] }));
  return <Options legend={members.role} options={options} value={value} onChange={onChange} />;
}
