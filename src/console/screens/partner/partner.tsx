import { membership } from "../../api/session.ts";
import { BASE } from "../../api/paths.ts";
import { shell } from "../../shell/texts.ts";
import { Empty, Screen } from "../../ui/screen.tsx";
import { KeyCard } from "./key-card.tsx";
import { OrganizationCard } from "./organization-card.tsx";
import { partner } from "./texts.ts";
import { WebhookCard } from "./webhooks/webhook-card.tsx";

/** What the software of somebody else needs: who one is, a key, and where events go. */
export function Partner() {
  const orgId = membership.value?.organizationId;
  if (orgId === undefined)
    return (
      <Screen title={shell.partner}>
        <Empty title={partner.none} />
      </Screen>
    );
  return (
    <Screen title={shell.partner}>
      <p>{partner.lead}</p>
      <OrganizationCard key={orgId} orgId={orgId} />
      <KeyCard key={`key ${orgId}`} orgId={orgId} />
      <WebhookCard key={`webhooks ${orgId}`} orgId={orgId} />
      <section class="card">
        <h2>{partner.follow}</h2>
        <p>{partner.followHint}</p>
        <pre tabIndex={0}>
          {`curl -N ${location.origin}${BASE}/activity \\\n  -H "Accept: text/event-stream" -H "X-API-Key: $LATCHSTRING_KEY"`}
        </pre>
      </section>
    </Screen>
  );
}
