/** The part of the composition root that tells others what happens: webhooks, pulling, buses, hubs that show doors, messages. */
import type { Activity } from "./activity/activity.ts";
import { createAnnouncements } from "./announcements/announcements.ts";
import { createBuses } from "./buses/buses.ts";
import { createBusCursors } from "./buses/cursors.ts";
import type { Clock } from "./clock.ts";
import type { Config } from "./config.ts";
import { announcingOf, tellingOf } from "./devices/kinds.ts";
import type { OpenHubs } from "./devices/hubs/open-hubs.ts";
import { type HubSecrets, HubSecretsLostError } from "./devices/hubs/secrets.ts";
import type { DeviceStates } from "./devices/observed/device-states.ts";
import type { Observed } from "./devices/observed/observed.ts";
import { NOTICE_CHANNELS } from "./domain/guest-notice-facts.ts";
import { createLoad } from "./feed/load.ts";
import { yieldingWhile } from "./feed/pace.ts";
import { createCursors } from "./feed/stored-cursors.ts";
import type { Commands } from "./feed/telling-commits.ts";
import type { RouteDeps } from "./http/app.ts";
import { mailOf } from "./http/pages/letter.ts";
import type { Directory } from "./identity/directory.ts";
import type { Organizations } from "./identity/organizations.ts";
import { consoleKey } from "./identity/sign-in-secret.ts";
import type { Ledger } from "./ledger/ledger.ts";
import type { Log } from "./log.ts";
import type { Mailer } from "./mail/mailer.ts";
import { openMemberNotices } from "./member-notices/member-notices.ts";
import { createNoticeChoices } from "./member-notices/stored-choices.ts";
import { createUnsubscribe } from "./member-notices/unsubscribe.ts";
import type { Metrics } from "./metrics/metrics.ts";
import { createCarrier } from "./notices/carrier.ts";
import { guestNotices } from "./notices/guests.ts";
import { openNotices } from "./notices/open-notices.ts";
import { createOutbox, type Outbox } from "./notices/outbox.ts";
import { createRecipients } from "./notices/recipients.ts";
import { sealNotices } from "./notices/sealing.ts";
import { createOrgFeed } from "./org-feed/stored-org-feed.ts";
import { keepConnections } from "./outbound/kept-connections.ts";
import type { Outbound } from "./outbound/outbound.ts";
import type { Presentation } from "./presentation/presentation.ts";
import type { Reading } from "./reading/reading.ts";
import type { Store } from "./store/store.ts";
import type { Traces } from "./traces/traces.ts";
import { createDesk } from "./webhooks/desk.ts";
import type { WebhookTiming } from "./webhooks/lane-sending.ts";
import { openWebhooks } from "./webhooks/open-webhooks.ts";
import { sealWith } from "./webhooks/sealing.ts";
import { createWebhookStore } from "./webhooks/stored-webhooks.ts";

/** What it is made of. */
export interface EventsOutOptions {
  /** Its public URL may become known later. */
  readonly config: Config;
  readonly store: Store;
  readonly ledger: Ledger;
  readonly directory: Directory;
  readonly organizations: Organizations;
  readonly presentation: Presentation;
  readonly reading: Reading;
  readonly activity: Activity;
  readonly deviceStates: DeviceStates;
  readonly observed: Observed;
  readonly drivers: OpenHubs;
  readonly hubSecrets: HubSecrets;
  readonly outbound: Outbound;
  readonly mailer: Mailer | undefined;
  /** This process, as no other is called, and none was before. */
  readonly holder: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics | undefined;
  readonly traces: Traces | undefined;
  readonly webhookTiming: WebhookTiming | undefined;
}

/** All ways out of one process. */
export interface EventsOut {
  /** For the routes. */
  readonly deps: Pick<RouteDeps, "orgFeed" | "webhooks" | "recipients" | "noticeChoices" | "unsubscribe">;
  /** To be told of those of this process. */
  readonly commands: Commands;
  /** What forgets some of what was settled long ago. */
  readonly forget: readonly ((now: number) => Promise<boolean>)[];
  begin(): void;
  close(): Promise<void>;
}

/** In the envelopes of webhooks, whose published form has places for them. */
const PUBLISHER = { region: "self-hosted", account: "latchstring" };

const loadLetters = () => import("./http/guest/notices/guest-letter.ts");

/** @returns what has not begun */
export async function openEventsOut(options: EventsOutOptions): Promise<EventsOut> {
  const { config, store, ledger, directory, organizations, presentation, reading, activity } = options;
  const { deviceStates, observed, drivers, hubSecrets, outbound, mailer, holder, clock, log } = options;
  const { metrics, traces, webhookTiming } = options;
  await using opening = new AsyncDisposableStack();
  const load = createLoad();
  const orgFeedSql = await store.orgFeed();
  const orgFeed = opening.adopt(
    createOrgFeed({
      sql: orgFeedSql,
      cursors: createCursors(orgFeedSql),
      read: ledger.read,
      pace: yieldingWhile(load.isBusy),
      holder,
      clock,
      log,
      ...(metrics && { measure: metrics.readers }),
    }),
    (one) => one.close(),
  );
  const webhookSql = await store.webhooks();
  const webhookStore = createWebhookStore(webhookSql);
  const kept = opening.adopt(keepConnections({ allow: config.outboundAllow }, outbound), (one) => one.close());
  const sealing = sealWith(hubSecrets, (error) => error instanceof HubSecretsLostError);
  const webhooks = opening.adopt(
    openWebhooks({
      sql: webhookSql,
      cursors: createCursors(webhookSql, webhookSql.writeDerived),
      read: ledger.read,
      outbound: kept,
      ...(webhookTiming && { timing: webhookTiming }),
      // Nobody is told later of what nothing can tell now.
      ...(mailer && {
        tellFailing: ({ id, orgId, url, status, failingSince, lastError }) => {
          const isOff = status === "disabled";
          return memberNotices.webhookFailing(orgId, { webhookId: id, url, since: failingSince, lastError, isOff });
        },
      }),
      secretsOf: sealing.unseal,
      holder,
      load,
      publisher: PUBLISHER,
      clock,
      log,
      ...(metrics && { measure: metrics.readers }),
      ...((metrics || traces) && {
        around: (delivery, send) => {
          const counted = metrics ? () => metrics.sending(send) : send;
          return traces ? traces.sending(delivery, counted) : counted();
        },
      }),
      ...(metrics && {
        settled: ({ at }, state) => metrics.delivered(state, Math.max(0, clock.now() - at) / 1_000),
      }),
    }),
    (one) => one.close(),
  );
  const noticeSql = await store.notices();
  const noticeSealing = sealNotices(hubSecrets);
  const stored = createOutbox(noticeSql, noticeSealing);
  const outbox: Outbox = {
    ...stored,
    async settle(notice, settled, now) {
      await stored.settle(notice, settled, now);
      if (settled.state !== "waiting") metrics?.noticed(settled.state);
    },
  };
  const since = (at: number | null) => (at === null ? 0 : Math.max(0, clock.now() - at) / 1_000);
  metrics?.queues({
    queues: {
      async webhooks() {
        const { count, oldest } = await webhookStore.waiting();
        return { waiting: count, oldestSeconds: since(oldest) };
      },
      async notices() {
        const { count, dueAt } = await outbox.waiting();
        return { waiting: count, oldestSeconds: since(dueAt) };
      },
    },
    connections: () => store.connections(),
  });
  const { chosenLanguage, guestLetter } = await loadLetters();
  const carrier = createCarrier({
    mailer,
    gateways: config.gateways,
    outbound,
    domain: () => new URL(config.publicUrl).hostname,
  });
  const noticeChoices = createNoticeChoices(noticeSql);
  const { noticeLanguage: language } = config;
  const unsubscribe = createUnsubscribe({
    key: () => consoleKey(config, "notices"),
    choices: noticeChoices,
    members: organizations.members,
    language,
    clock,
  });
  const noticeCursors = createCursors(noticeSql);
  const memberNotices = openMemberNotices({
    sql: noticeSql,
    outbox,
    leases: noticeCursors,
    read: ledger.read,
    directory,
    organizations,
    choices: noticeChoices,
    language,
    activity,
    reading,
    deviceStates,
    publicUrl: () => config.publicUrl,
    mailOf,
    unsubscribeUrl: async (of) => `${config.publicUrl}/account/notices/stop?token=${await unsubscribe.tokenOf(of)}`,
    holder,
    clock,
    log,
  });
  const notices = opening.adopt(
    openNotices({
      sql: noticeSql,
      cursors: noticeCursors,
      outbox,
      parts: [
        guestNotices({
          sql: noticeSql,
          outbox,
          sealing: noticeSealing,
          ledger,
          write: (...given) => guestLetter(...given, { ledger, directory, presentation, config }),
        }),
        memberNotices.part,
      ],
      carrier,
      read: ledger.read,
      holder,
      clock,
      log,
      ...(metrics && { measure: metrics.readers }),
    }),
    (one) => one.close(),
  );
  opening.defer(() => memberNotices.stop());
  const announcements = createAnnouncements({
    hubs: () => store.hubs(),
    secrets: hubSecrets,
    read: ledger.read,
    observed,
    keepOpen: (hubId) => drivers.get(hubId),
    announcingOf,
    holder,
    clock,
    log,
    outbound,
  });
  opening.defer(() => announcements.stop());
  const buses = createBuses({
    hubs: () => store.hubs(),
    cursors: createBusCursors(await store.orgFeed()),
    orgFeed,
    read: ledger.read,
    observed,
    decrypt: (hub) => hubSecrets.decrypt(hub),
    keepOpen: (hubId) => drivers.get(hubId),
    tellingOf,
    publisher: PUBLISHER,
    holder,
    clock,
    log,
    outbound,
  });
  opening.defer(() => buses.stop());
  const open = opening.move();
  return {
    deps: {
      orgFeed,
      webhooks: createDesk(webhookStore, sealing, PUBLISHER, webhooks.wake),
      recipients: createRecipients({
        sql: noticeSql,
        outbox,
        sealing: noticeSealing,
        carrier,
        languageOf: chosenLanguage,
      }),
      noticeChoices,
      unsubscribe,
    },
    commands: {
      asked: load.asked,
      answered() {
        load.answered();
        webhooks.committed();
      },
    },
    forget: [(now) => webhookStore.forget(now), outbox.forget, memberNotices.forget],
    begin() {
      announcements.begin();
      buses.begin();
      orgFeed.begin();
      webhooks.begin();
      // Where nobody can be told anything, nothing is read for it.
      if (!NOTICE_CHANNELS.some(carrier.canCarry)) return;
      notices.begin();
      memberNotices.begin();
    },
    close: () => open.disposeAsync(),
  };
}
