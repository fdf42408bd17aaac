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

/** @param box no id of what else it encrypts has a space */
export function sealWith(box: Box): Sealing {
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
      const { all } = await box.decrypt({ hubId: owner(id), ciphertext });
      return JSON.parse(all!) as EndpointSecrets;
    },
  };
}
