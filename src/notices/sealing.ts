/** What is personal of notices, encrypted by the secret that hubs' secrets are (`HUB_SECRETS`). */
import { StoreUnavailableError } from "../database/unavailable.ts";
import type { Personal } from "./notices.ts";
import type { NoticeSealing } from "./outbox.ts";

/** Encrypts texts for one owner alone. */
interface Box {
  encrypt(of: string, texts: Personal): Promise<Buffer | null>;
  decrypt(sealed: { readonly hubId: string; readonly ciphertext: Buffer | null }): Promise<Personal>;
}

const owner = (about: string) => `notice to ${about}`;

/** @param box no id of what else it encrypts begins so */
export function sealNotices(box: Box): NoticeSealing {
  return {
    async seal(about, personal) {
      try {
        return (await box.encrypt(owner(about), { all: JSON.stringify(personal) }))!;
      } catch (error) {
        // The first of them makes a file, for which there may be no room.
        throw new StoreUnavailableError("The secret of notices cannot be written", { cause: error });
      }
    },
    async unseal(about, ciphertext) {
      const { all } = await box.decrypt({ hubId: owner(about), ciphertext });
      return JSON.parse(all!) as Personal;
    },
  };
}
