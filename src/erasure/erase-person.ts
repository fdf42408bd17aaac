/** Erasing a person: what is known of them goes, and the record that names their id stays as it is and can be proved. */
import type { Directory } from "../identity/directory.ts";
import type { Members } from "../identity/members.ts";
import { endTokensNow } from "../identity/token-users.ts";
import type { LedgerWithoutOrders } from "../ledger/ledger.ts";
import type { PersonalData } from "./personal-data.ts";

/** What erasing a person stands on. */
export interface ErasureDeps {
  readonly personal: PersonalData;
  readonly directory: Directory;
  readonly members: Members;
  readonly ledger: Pick<LedgerWithoutOrders, "submit">;
}

/** What it came to; nothing is erased where it is not `erased`. */
export type Erased =
  | { readonly kind: "erased"; readonly before: boolean }
  | { readonly kind: "unknown" }
  /** Nobody else could act for these organisations. */
  | { readonly kind: "last-owner"; readonly orgIds: readonly string[] }
  /** Nobody else could take back the keys of these locks. */
  | { readonly kind: "owns-locks"; readonly lockIds: readonly number[] };

/**
 * Erase a person's data, and end all by which they could act. Done again, it does what is left to do.
 *
 * @param now milliseconds since the epoch
 * @throws StoreUnavailableError when it could not be done whole: then it is to be asked for again
 */
export async function erasePerson(userId: string, deps: ErasureDeps, now: number): Promise<Erased> {
  const { personal, directory, members, ledger } = deps;
  const standing = await personal.standing(userId);
  if (standing === "unknown") return { kind: "unknown" };
  const lockIds = await personal.ownedLocks(userId);
  if (lockIds.length > 0) return { kind: "owns-locks", lockIds };
  const alone = await ownedAlone(userId, members);
  if (alone.length > 0) return { kind: "last-owner", orgIds: alone };
  for (const { orgId } of await members.of(userId))
    if ((await members.remove(orgId, userId)) === "last-owner") return { kind: "last-owner", orgIds: [orgId] };
  for (let after: number | undefined = 0; after !== undefined;) {
    const { uuids, next }: Awaited<ReturnType<PersonalData["keysForAlone"]>> = await personal.keysForAlone(
      userId,
      after,
    );
    for (const tempKeyUuid of uuids)
      await ledger.submit({ type: "eraseBesideKey", tempKeyUuid, texts: true, pin: false, recipient: true });
    after = next;
  }
  await endTokensNow(directory, userId, now);
  await personal.erase(userId, now);
  return { kind: "erased", before: standing === "erased" };
}

async function ownedAlone(userId: string, members: Members): Promise<readonly string[]> {
  const alone: string[] = [];
  for (const { orgId, role, paused } of await members.of(userId)) {
    if (role !== "owner" || paused) continue;
    const all = await members.list(orgId);
    if (!all.some((one) => one.userId !== userId && one.role === "owner" && !one.paused)) alone.push(orgId);
  }
  return alone;
}
