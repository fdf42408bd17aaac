/** What the server answers, as its routes' own schemas say: the one file that knows them. Types alone, so nothing of it is loaded. */
import type { Static } from "typebox";
import type { ActivityReasons, ItemBody } from "../../http/api/activity/activity-body.ts";
import type { CountsBody } from "../../http/api/activity/count-activity.ts";
import type { ListBody } from "../../http/api/activity/list-activity.ts";
import type { KeyDetailsBody } from "../../http/api/keys/get-key.ts";
import type { ImportBody } from "../../http/api/keys/import-keys.ts";
import type { KeyRowBody, StandingBody } from "../../http/api/keys/key-row.ts";
import type { HubCheckBody, HubDeviceBody } from "../../http/api/hubs/ask-hub.ts";
import type { Hub as HubBody, LockDevice as LockDeviceBody } from "../../http/api/hubs/schemas.ts";
import type { ArrivalBody } from "../../http/api/locks/directions.ts";
import type { OpenersBody } from "../../http/api/locks/list-openers.ts";
import type { LockTimelineBody } from "../../http/api/locks/timeline.ts";
import type { LockRowBody } from "../../http/api/locks/list-locks.ts";
import type { BrandBody } from "../../http/api/organizations/brand.ts";
import type { ListedKey, MadeKey } from "../../http/api/organizations/api-keys.ts";
import type {
  ListedInvitation,
  SentInvitation as SentInvitationBody,
} from "../../http/api/organizations/invitations.ts";
import type { Member as MemberBody } from "../../http/api/organizations/members.ts";
import type { Organization as OrganizationBody } from "../../http/api/organizations/organizations.ts";
import type { SiteBody } from "../../http/api/organizations/sites.ts";
import type { DeliveryBody } from "../../http/api/webhooks/deliveries.ts";
import type { NewWebhook as NewWebhookBody, Webhook as WebhookBody } from "../../http/api/webhooks/schemas.ts";
import type { NoticeChoicesBody } from "../../http/api/users/notice-choices.ts";
import type { KeyMessageBody } from "../../http/guest/key/message-of-key.ts";
import type { Ways } from "../../http/console/ways-answer-schemas.ts";
import type { PasskeyShown } from "../../http/console/passkey-schemas.ts";
import type { OpenSession as OpenSessionBody, SignedIn as SignedInBody } from "../../http/console/session-answers.ts";

export type OpenSession = Static<typeof OpenSessionBody>;
export type Passkey = Static<typeof PasskeyShown>;
export type WaysIn = Static<typeof Ways>;
export type SignedIn = Static<typeof SignedInBody>;
export type Membership = SignedIn["organizations"][number];
export type LockRow = Static<typeof LockRowBody>;
export type LockTime = Static<typeof LockTimelineBody>;
export type KeySpan = LockTime["keys"][number];
export type Openers = Static<typeof OpenersBody>;
export type Arrival = Static<typeof ArrivalBody>;
export type LockDevice = Static<typeof LockDeviceBody>;
export type Hub = Static<typeof HubBody>;
export type HubCheck = Static<typeof HubCheckBody>;
export type HubDevice = Static<typeof HubDeviceBody>;
export type KeyRow = Static<typeof KeyRowBody>;
export type KeyDetails = Static<typeof KeyDetailsBody>;
export type ImportAnswer = Static<typeof ImportBody>;
export type KeyMessage = Static<typeof KeyMessageBody>;
export type KeyStanding = Static<typeof StandingBody>;
export type { ActivityReasons };
export type ActivityItem = Static<typeof ItemBody>;
export type ActivityList = Static<typeof ListBody>;
export type ActivityCounts = Static<typeof CountsBody>;
export type Brand = Static<typeof BrandBody>;
export type Organization = Static<typeof OrganizationBody>;
export type Member = Static<typeof MemberBody>;
export type Invitation = Static<typeof ListedInvitation>;
export type SentInvitation = Static<typeof SentInvitationBody>;
export type ApiKey = Static<typeof ListedKey>;
export type NewApiKey = Static<typeof MadeKey>;
export type Webhook = Static<typeof WebhookBody>;
export type NewWebhook = Static<typeof NewWebhookBody>;
export type Delivery = Static<typeof DeliveryBody>;
export type NoticeChoices = Static<typeof NoticeChoicesBody>;
export type Site = Static<typeof SiteBody>;

/** A page of a list. */
export interface Rows {
  readonly total: number;
  readonly nextCursor: string | null;
}
