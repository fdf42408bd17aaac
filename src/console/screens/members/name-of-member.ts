import type { Member } from "../../api/types.ts";

/** How somebody is called who may have no name any more. */
export const nameOfMember = ({ name, email, userId }: Member) => name ?? email ?? userId;
