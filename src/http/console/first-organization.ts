/** The organisation that is made with the account of whoever hosts the server. */
import { randomInt } from "node:crypto";
import { DirectoryConflictError } from "../../identity/directory.ts";
import type { RouteDeps } from "../app.ts";

const MAX_ID = 40;
const TRIES = 5;

/** @param name as people wrote it */
export async function makeFirstOrganization(
  name: string,
  ownerId: string,
  { directory, organizations, clock }: RouteDeps,
): Promise<void> {
  const now = clock.now();
  for (let tried = 0; ; tried++) {
    const orgId = idOf(name, tried);
    try {
      await directory.createOrganization({ orgId, name, super: false }, now);
      await organizations.members.put(orgId, ownerId, "owner", now);
      return;
    } catch (error) {
      if (!(error instanceof DirectoryConflictError) || tried === TRIES) throw error;
    }
  }
}

/** Its name in letters and digits, so that a person knows it again in the record; another one where that is taken. */
function idOf(name: string, tried: number): string {
  const plain = name
    .normalize("NFKD")
    .replaceAll("ß", "ss")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, MAX_ID)
    .replaceAll(/^-|-$/g, "");
  const id = plain === "" ? "organisation" : plain;
  return tried === 0 ? id : `${id}-${randomInt(1_000, 10_000)}`;
}
