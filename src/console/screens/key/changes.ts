/** What of a key is to be changed, as the server takes it. */
import type { KeyDetails } from "../../api/types.ts";
import type { KeyTime } from "../../time/presets.ts";
import { doorBody, type KeyDraft, usesOf } from "../../ui/key-draft.ts";

/** Body of a change; empty where nothing differs. A door that opens another way is taken out and comes anew. @param userIds of the people, where it is for some */
export function changesOf(
  key: KeyDetails,
  draft: KeyDraft,
  { from, until }: KeyTime,
  userIds: readonly string[] | undefined,
) {
  const isNamed = userIds !== undefined;
  const wanted = new Map(draft.doors.map(({ lockId }) => [lockId, doorBody(lockId, draft, isNamed)]));
  const kept = key.doors.filter(({ lockId, accessMethod }) => wanted.get(lockId)?.accessMethod === accessMethod);
  const keptLocks = new Set(kept.map(({ lockId }) => lockId));
  const removeDoors = key.doors.filter((door) => !kept.includes(door)).map(({ id }) => id);
  const addDoors = [...wanted].filter(([lockId]) => !keptLocks.has(lockId)).map(([, body]) => body);
  const [maxUses, maxUsesPerDoor] = [usesOf(draft.uses), usesOf(draft.usesPerDoor)];
  const note = draft.note.trim();
  const isSameAccess = isNamed ? !key.anyone && sameOnes(userIds, key.allowedUserIds) : key.anyone;
  return {
    ...(from !== Date.parse(key.validFrom) && { validFrom: new Date(from).toISOString() }),
    ...(until !== Date.parse(key.validUntil) && { validUntil: new Date(until).toISOString() }),
    ...(note !== (key.description ?? "") && { description: note }),
    ...(maxUses !== key.maxUses && { maxUses }),
    ...(maxUsesPerDoor !== key.maxUsesPerDoor && { maxUsesPerDoor }),
    ...(!isSameAccess &&
      (isNamed ? { accessMode: "user-whitelist", allowedUserIds: userIds } : { accessMode: "public" })),
    ...(removeDoors.length > 0 && { removeDoors }),
    ...(addDoors.length > 0 && { addDoors }),
  };
}

function sameOnes(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((one) => others.includes(one));
}
