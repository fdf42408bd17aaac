import { useSignal } from "../use-signal.ts";
import { BASE, query } from "../api/paths.ts";
import { membership } from "../api/session.ts";
import { defineTexts, language } from "../texts/texts.ts";
import "./guest-page.css";

const texts = defineTexts({
  en: { title: "The guest’s page, as the guest sees it" },
  de: { title: "Die Seite des Gastes, wie der Gast sie sieht" },
});

interface GuestPageProps {
  /** Of the key. */
  readonly uuid: string;
  /** A brand that is tried, in the place of the organisation's. */
  readonly brand?: { readonly name?: string; readonly accent?: string; readonly background?: string };
}

/** A key's page as its guest sees it, to be looked at only. It is asked for again when the key changes: give it another `key`. */
export function GuestPage({ uuid, brand = {} }: GuestPageProps) {
  const isThere = useSignal(false);
  const asked = query({ organizationId: membership.value?.organizationId, lang: language, ...brand });
  return (
    <iframe
      class={isThere.value ? "guest-page" : "guest-page under-way"}
      title={texts.title}
      tabIndex={-1}
      src={`${BASE}/temp-keys/${uuid}/preview${asked}`}
      onLoad={() => (isThere.value = true)}
    />
  );
}
