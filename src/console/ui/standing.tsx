import type { KeyStanding } from "../api/types.ts";
import { common } from "../texts/common.ts";

const TONES: Readonly<Record<KeyStanding, string>> = {
  upcoming: "calm",
  active: "good",
  paused: "wait",
  "used-up": "calm",
  ended: "calm",
  revoked: "bad",
};

/** How a key stands, in a word. */
export function Standing({ of }: { readonly of: KeyStanding }) {
  return <span class={`badge ${TONES[of]}`}>{common.standing[of]}</span>;
}
