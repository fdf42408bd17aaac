import { BASE } from "../../api/paths.ts";
import type { NewApiKey } from "../../api/types.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { RevealOnce } from "../../ui/reveal-once.tsx";
import { apiKeys } from "./texts.ts";

/** A key that was just made, this once, and what one tries it with. */
export function Made({ of: { name, apiKey, keyId }, onKept }: { readonly of: NewApiKey; readonly onKept: () => void }) {
  const called = name ?? apiKeys.unnamed;
  const first = [
    `# ${called.replaceAll(/\s+/g, " ")}`,
    `export LATCHSTRING_KEY='${apiKey}'`,
    `curl "${location.origin}${BASE}/locks?limit=5" -H "X-API-Key: $LATCHSTRING_KEY"`,
  ].join("\n");
  return (
    <RevealOnce
      title={apiKeys.made(called)}
      label={apiKeys.secret}
      secret={apiKey}
      file={`latchstring-api-key-${keyId.slice(0, 8)}.txt`}
      onKept={onKept}
    >
      <section class="stack">
        <h3>{apiKeys.firstCall}</h3>
        <p class="hint">{apiKeys.firstCallHint}</p>
        <pre tabIndex={0}>{first}</pre>
        <CopyButton text={first} label={apiKeys.copyCall} />
      </section>
    </RevealOnce>
  );
}
