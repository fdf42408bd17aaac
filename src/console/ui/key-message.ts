import { useRef } from "preact/hooks";
import { query } from "../api/paths.ts";
import { type Query, useGet } from "../api/queries.ts";
import { membership } from "../api/session.ts";
import type { KeyMessage } from "../api/types.ts";

/** What goes to a key's guest, in their language; the one before while another is asked for. */
export function useKeyMessage(uuid: string, language: string): Query<KeyMessage> {
  const asked = query({ language, origin: location.origin, organizationId: membership.value?.organizationId });
  const answer = useGet<KeyMessage>(`/temp-keys/${uuid}/message${asked}`);
  const last = useRef(answer.data);
  last.current = answer.data ?? last.current;
  return { ...answer, data: last.current };
}
