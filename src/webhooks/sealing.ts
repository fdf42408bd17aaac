/** What endpoints are called with, encrypted by the secret that hubs' secrets are (`HUB_SECRETS`). */
import { StoreUnavailableError } from "../database/unavailable.ts";
import type { Sealing } from "./desk.ts";
import type { EndpointSecrets } from "./webhooks.ts";

/** Encrypts texts for one owner alone. */
interface Box {
  encrypt(of: string, secrets: Readonly<Record<string, string>>): Promise<Buffer | null>;
  decrypt(sealed: {
    readonly hubId: string;
    readonly ciphertext: Buffer | null;
  }): Promise<Readonly<Record<string, string>>>;
}

const owner = (id: string) => `webhook ${id}`;

/**
 * @param box no id of what else it encrypts has a space
 * @param isLost whether what `decrypt` threw says that the secret is not there any more
 */
export function sealWith(box: Box, isLost: (error: unknown) => boolean): Sealing {
  return {
    async seal(id, secrets) {
      try {
        return (await box.encrypt(owner(id), { all: JSON.stringify(secrets) }))!;
      } catch (error) {
        // The first of them makes a file, for which there may be no room.
        throw new StoreUnavailableError("The secret of webhooks cannot be written", { cause: error });
      }
    },
    async unseal({ id, ciphertext }) {
      try {
        const { all } = await box.decrypt({ hubId: owner(id), ciphertext });
        return JSON.parse(all!) as EndpointSecrets;
      } catch (error) {
        if (isLost(error)) return undefined;
        throw error;
      }
    },
  };
}
