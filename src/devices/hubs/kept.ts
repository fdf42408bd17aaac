/** What a driver keeps of its hub: in the store, encrypted, for whichever process holds it next; and in a folder of this machine. */
import { statSync } from "node:fs";
import { rm } from "node:fs/promises";
import type { KeptState } from "../driver.ts";
import { hubFolder, type HubStates, isOfAnotherHub, type StoredHub } from "./hub.ts";
import type { HubSecrets } from "./secrets.ts";

/** @param by.holder this process, which writes only while it holds the hub */
export function keptState(
  hub: StoredHub,
  { store, secrets, holder }: { readonly store: HubStates; readonly secrets: HubSecrets; readonly holder: string },
): KeptState {
  const { hubId } = hub;
  return {
    async read() {
      const kept = await store.state(hubId);
      return kept && secrets.decryptState(hub, kept);
    },
    async write(state) {
      if (!(await store.keepState(hubId, holder, await secrets.encryptState(hub, state))))
        throw new Error("another process holds the hub by now");
    },
  };
}

/** The folder of a hub, without what another hub of the same id has left there. */
export async function ownFolder(dataDir: string, hub: StoredHub): Promise<string> {
  const { hubId } = hub;
  const folder = hubFolder(dataDir, hubId);
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found && isOfAnotherHub(found, hub)) await removeFolder(dataDir, hubId);
  return folder;
}

/** Of a hub that is gone. */
export async function removeFolder(dataDir: string, hubId: string): Promise<void> {
  await rm(hubFolder(dataDir, hubId), { recursive: true, force: true });
}
