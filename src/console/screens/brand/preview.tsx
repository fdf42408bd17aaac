import { useEffect } from "preact/hooks";
import { useSignal } from "../../use-signal.ts";
import { BASE, query } from "../../api/paths.ts";
import { language } from "../../texts/texts.ts";
import { type BrandField, brandOf, type Draft } from "./draft.ts";
import { brand } from "./texts.ts";

const TYPED_MS = 350;

interface PreviewProps {
  readonly orgId: string;
  readonly draft: Draft;
  readonly problems: Partial<Record<BrandField, string>>;
  /** Changes with the logo. */
  readonly logo: string | null;
}

/** The guest's page with what is written now, drawn by the server; the one before stays until the next is there. */
export function Preview({ orgId, draft, problems, logo }: PreviewProps) {
  const { name, accent, background, contact, privacyUrl } = brandOf(draft);
  // What cannot be read is shown all the same: one sees why.
  const colour = (field: "accent" | "background", value: string | null) =>
    problems[field] === "colour" ? undefined : (value ?? undefined);
  const asked = `${BASE}/guest/brand-preview${query({
    lang: language,
    organizationId: orgId,
    name: name ?? undefined,
    accent: colour("accent", accent),
    background: colour("background", background),
    contactName: contact?.name ?? undefined,
    phone: contact?.phone ?? undefined,
    email: contact?.email ?? undefined,
    privacyUrl: privacyUrl ?? undefined,
  })}#${logo ?? ""}`;
  const shown = useSignal<string | undefined>(undefined);
  const coming = useSignal(asked);
  useEffect(() => {
    const timer = setTimeout(() => (coming.value = asked), TYPED_MS);
    return () => clearTimeout(timer);
  }, [asked]);
  const frames = [...new Set([shown.value, coming.value])].filter((one) => one !== undefined);
  return (
    <section class="brand-preview">
      <h2>{brand.preview}</h2>
      <div class="phone">
        {frames.map((address) => (
          <iframe
            key={address}
            title={brand.previewTitle}
            src={address}
            aria-hidden={address !== shown.value && shown.value !== undefined}
            tabIndex={-1}
            onLoad={() => address === coming.value && (shown.value = address)}
          />
        ))}
      </div>
    </section>
  );
}
