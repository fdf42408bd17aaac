/** Generated from the server's OpenAPI document by `npm run generate -w client`. */
import type { operations } from "./schema.ts";

export interface Operations {
  /**
   * Add a lock, with its device and its site
   *
   * As CreateLock, with the least number that is free. The lock is the device from the beginning, or it is not made; with the hub simulator it is a simulated door. Without a hub, nothing opens until it is bound to a device.
   *
   * `POST /locks`
   */
  addLock: operations["addLock"];
  /**
   * Bind a lock to a device
   *
   * The lock is this device from now on, and no other; a device is of one lock at a time. The caller must be entitled to the lock and to the hub. Refused while an order is on its way to the device that it was; one that waits is not sent to the new one. A repeat changes nothing.
   *
   * `PUT /locks/{id}/device`
   */
  bindLockDevice: operations["bindLockDevice"];
  /**
   * Change a key and its doors
   *
   * Changes what is given and leaves the rest; the guest's link and the counts stay. A key that comes to its first door with a panel is given a PIN; one whose PIN would meet that of another key is given a new one. The caller must be entitled to every lock of the key and to those that are added.
   *
   * `PATCH /collective-temp-keys/{uuid}`
   */
  changeCollectiveKey: operations["changeCollectiveKey"];
  /**
   * Change a hub
   *
   * What is left out stays. settings replaces all of them. Of secrets, those that are named are set, null takes one away, and the others stay; where settings.url is another, all are given again. A hub that is open is opened anew.
   *
   * `PATCH /hubs/{hubId}`
   */
  changeHub: operations["changeHub"];
  /**
   * Change a key and its doors
   *
   * Changes what is given and leaves the rest; the guest's link and the counts stay. A key that comes to its first door with a panel is given a PIN; one whose PIN would meet that of another key is given a new one. The caller must be entitled to every lock of the key and to those that are added.
   *
   * `PATCH /temp-keys/{uuid}`
   */
  changeKey: operations["changeKey"];
  /**
   * Rename a lock, or change its time zone
   *
   * Changes what is given and leaves the rest. In another time zone, times at the door are shown otherwise, and its keys still begin and end at the same instants; the change is on the record. The name is not.
   *
   * `PATCH /locks/{id}`
   */
  changeLock: operations["changeLock"];
  /**
   * Change the lock's UUID
   *
   * After its device was replaced. Only with a super API key.
   *
   * `POST /locks/{id}/ChangeLockUuid`
   */
  changeLockUuid: operations["changeLockUuid"];
  /**
   * Change a member's role, pause or resume them
   *
   * What is left out stays. It counts at once, in sessions that are going on too. The last owner who may act stays one.
   *
   * `PATCH /organizations/{orgId}/members/{userId}`
   */
  changeMember: operations["changeMember"];
  /**
   * Change an organisation
   *
   * What is left out stays.
   *
   * `PATCH /organizations/{orgId}`
   */
  changeOrganization: operations["changeOrganization"];
  /**
   * Give oneself another password
   *
   * Ends all other sessions of the person. Within ten minutes of proving who one is. What another site or another port sends is refused.
   *
   * `PUT /session/password`
   */
  changeOwnPassword: operations["changeOwnPassword"];
  /**
   * Change a site
   *
   * What is left out stays; null takes it away.
   *
   * `PATCH /organizations/{orgId}/sites/{siteId}`
   */
  changeSite: operations["changeSite"];
  /**
   * Change a webhook
   *
   * What is left out stays; lockIds of null is every lock. Another address is pending until it was asked; what waits is sent there then. At another host (scheme, host or port) authentication must be given again, if there is any.
   *
   * `PATCH /organizations/{orgId}/webhooks/{webhookId}`
   */
  changeWebhook: operations["changeWebhook"];
  /**
   * Change the address of one's webhook
   *
   * It is pending until the new address was asked. Another host is sent no secret that was given for the one before.
   *
   * `PATCH /webhooks/{webhookId}`
   */
  changeWebhookUrl: operations["changeWebhookUrl"];
  /**
   * Ask a hub how it is
   *
   * Whether it can be reached now, as whom, which version it is, and how fast it answers.
   *
   * `POST /hubs/{hubId}/check`
   */
  checkHub: operations["checkHub"];
  /**
   * Choose what I am told by e-mail
   *
   * In place of what was chosen before. A lock that was chosen then may stay, also where it was given away since. Nothing is told of what the caller may not read when the mail is sent.
   *
   * `PUT /notice-choices`
   */
  chooseNotices: operations["chooseNotices"];
  /**
   * Take a device into a hub
   *
   * For hubs whose devices are taken in by a pairing code (Matter). The device must be in pairing mode; the answer takes up to a minute.
   *
   * `POST /hubs/{hubId}/commission`
   */
  commissionHubDevice: operations["commissionHubDevice"];
  /**
   * How much happened, by hour or day
   *
   * Of the items that `GET /activity` lists without a filter, by the hours or days of a time zone that have a part of the given time: these are counted whole. At most 31 days by hour, and 400 by day.
   *
   * `GET /activity/counts`
   */
  countActivity: operations["countActivity"];
  /**
   * Make an API key
   *
   * It is shown this once. Only its hash is kept.
   *
   * `POST /organizations/{orgId}/api-keys`
   */
  createApiKey: operations["createApiKey"];
  /**
   * Create a key over several doors
   *
   * One link, and where a door has a panel one PIN, for 1 to 50 doors. The PIN is told here and on the guest's page, and nowhere else. The caller must be entitled to every lock; one that is not refuses the whole. A repeat with the same UUID and content changes nothing. With dryRun=true everything is checked and nothing made.
   *
   * `POST /collective-temp-keys`
   */
  createCollectiveKey: operations["createCollectiveKey"];
  /**
   * Make a hub
   *
   * A connection through which devices are reached. It belongs to whoever makes it: a user or an organisation, at most 20 each. A super key makes the operator's, which only super keys see and bind locks to, or an organisation's. It is opened when a lock is bound to it; one that cannot be reached is made all the same.
   *
   * `POST /hubs`
   */
  createHub: operations["createHub"];
  /**
   * Invite somebody
   *
   * By mail where the server has a mail server, else by a link in the answer. Good once, for 7 days. Another one for the same address replaces it.
   *
   * `POST /organizations/{orgId}/invitations`
   */
  createInvitation: operations["createInvitation"];
  /**
   * Create a key over several doors
   *
   * One link, and where a door has a panel one PIN, for 1 to 50 doors. The PIN is told here and on the guest's page, and nowhere else. The caller must be entitled to every lock; one that is not refuses the whole. A repeat with the same UUID and content changes nothing. With dryRun=true everything is checked and nothing made.
   *
   * `POST /temp-keys`
   */
  createKey: operations["createKey"];
  /**
   * Create a lock
   *
   * The lock belongs to whoever creates it: a user becomes its owner, an organisation its organisation. A repeat changes nothing. name, timeZone and driver are optional and beyond the published form; without a driver nothing opens until the lock is bound to a device.
   *
   * `POST /locks/{id}/CreateLock`
   */
  createLock: operations["createLock"];
  /**
   * Make an organisation
   *
   * For accounts of those who host the server, who become its owner, and for super keys. An id that was an organisation's before is not given again.
   *
   * `POST /organizations`
   */
  createOrganization: operations["createOrganization"];
  /**
   * Make new recovery codes
   *
   * Ten, shown this once; those from before are void. Within ten minutes of proving who one is. What another site or another port sends is refused.
   *
   * `POST /session/recovery-codes`
   */
  createRecoveryCodes: operations["createRecoveryCodes"];
  /**
   * Get a short token for the API
   *
   * A bearer token of the person, or of them as a member of an organisation. It ends with the session, within half a second. With the console's cookie. What another site or another port sends is refused.
   *
   * `POST /session/token`
   */
  createSessionToken: operations["createSessionToken"];
  /**
   * Make a site
   *
   * It has no locks at first: see PUT /locks/{id}/site.
   *
   * `POST /organizations/{orgId}/sites`
   */
  createSite: operations["createSite"];
  /**
   * Create a temporary key
   *
   * Lends the door for a window of time. Without tempKeyUuid the server makes a random one. The guest's link is the answer's url. A repeat with the same UUID and content changes nothing.
   *
   * `POST /locks/{id}/create-temp-key`
   */
  createTempKey: operations["createTempKey"];
  /**
   * Give an organisation its API key
   *
   * With every scope, shown this once. 404 where it is not registered, 409 where it has a key that is good.
   *
   * `POST /api-keys`
   */
  createTenantApiKey: operations["createTenantApiKey"];
  /**
   * Have an organisation's events sent to an address
   *
   * It is pending until it answered a verification with a 2xx. Deliveries are signed with a secret that this does not answer: `rotateWebhookSecret` gives the organisation one.
   *
   * `POST /tenants/{orgId}/webhooks`
   */
  createTenantWebhook: operations["createTenantWebhook"];
  /**
   * Make a user known
   *
   * A user that a key may name before they ever signed in. A repeat changes nothing, whatever else it says of the user; only where it gives another address than theirs it is refused. Names and addresses are kept beside the record, never in it. An organisation's key may make anybody known, a user's token only that user. Where tokens come from an issuer elsewhere, the address counts once a token of that user says that it is verified.
   *
   * `POST /users/{id}/CreateUser`
   */
  createUser: operations["createUser"];
  /**
   * Have events sent to an address
   *
   * It is asked at once whether it wants them, by a signed POST of the type WebhookVerification, and is sent events from when it answered with a 2xx.
   *
   * `POST /organizations/{orgId}/webhooks`
   */
  createWebhook: operations["createWebhook"];
  /**
   * Take a temporary key back
   *
   * From the answer on nothing opens with it; openings that still wait for the lock are cancelled.
   *
   * `POST /locks/{id}/delete-temp-key`
   */
  deleteTempKey: operations["deleteTempKey"];
  /**
   * Make another key like this one
   *
   * A key of its own with the doors, texts and terms of this one, but for those that are given: another link, another PIN, no use taken. It is neither paused nor revoked because this one is. The caller must be entitled to every lock of this key and of the new one. A repeat with the same Idempotency-Key, or with the same tempKeyUuid and content, changes nothing.
   *
   * `POST /temp-keys/{uuid}/duplicate`
   */
  duplicateKey: operations["duplicateKey"];
  /**
   * End an organisation
   *
   * With its members, invitations, API keys, sites and brand. Only by an owner, and not while it has locks or hubs. The record keeps what it did, and its id is not given again.
   *
   * `DELETE /organizations/{orgId}`
   */
  endOrganization: operations["endOrganization"];
  /**
   * End one session
   *
   * With the console's cookie. What another site or another port sends is refused.
   *
   * `DELETE /session/sessions/{id}`
   */
  endSession: operations["endSession"];
  /**
   * End all sessions of the person
   *
   * With keepCurrent, all but the one that asks. With the console's cookie. What another site or another port sends is refused.
   *
   * `DELETE /session/sessions`
   */
  endSessions: operations["endSessions"];
  /**
   * Erase a person's data
   *
   * Name, addresses, ways to sign in, sessions, tokens, memberships, invitations, and the notes of keys that are for this person alone. The record keeps the id, which says nothing by itself and is given to nobody else; keys that name it stay. For the person themself, with a token that is for no organisation, and for operators. 409 while nobody else could act for one of their organisations, or for one of their locks. A repeat changes nothing.
   *
   * `DELETE /users/{id}/personal-data`
   */
  erasePersonalData: operations["erasePersonalData"];
  /**
   * Would this key open that door, and why not
   *
   * Decided by the same rules as an opening, with what each of them compared; changes nothing. The first rule that does not pass is the reason. A device that surely cannot be reached is a reason too; any other is known only when it is asked.
   *
   * `GET /temp-keys/{uuid}/explain`
   */
  explainKey: operations["explainKey"];
  /**
   * All keys of a list as a table for spreadsheets
   *
   * The keys that listKeyRows lists with the same parameters, all of them: CSV by RFC 4180, in UTF-8 with a mark by which spreadsheets know it. An apostrophe stands before what a spreadsheet would take for a formula, at the beginning of a cell and after a semicolon, tab or line end within one. from and until are by the clock at the first door, with its offset; the first 10 people are named.
   *
   * `GET /temp-keys/rows/export`
   */
  exportKeyRows: operations["exportKeyRows"];
  /**
   * The record of a lock as a file that proves itself
   *
   * All events or a range of versions, oldest first. Every event comes with its hash and the one before it, and the last line has their count and the last hash (the head): the file is checked with nothing else. A hash is SHA-256 over the 32 bytes of the previous one (zeros before version 1) and the text {"at":…,"context":…,"data":…,"lockId":…,"type":…,"version":…}, with at in milliseconds, context and data as they stand in the file, and without context where it is null. There are no filters: what they leave out would break the chain. In CSV an apostrophe stands before what a spreadsheet would take for a formula, at the beginning of a cell and after a semicolon, tab or line end within one: before a hash is computed it is taken away again from data and context. Both are canonical JSON.
   *
   * `GET /locks/{id}/events/export`
   */
  exportLockEvents: operations["exportLockEvents"];
  /**
   * How guests find a door
   *
   * What guests are shown of the way to this lock, and whom they ask.
   *
   * `GET /locks/{id}/arrival`
   */
  getArrival: operations["getArrival"];
  /**
   * What guests are shown of an organisation
   *
   * On the pages of keys whose first door is a lock of this organisation.
   *
   * `GET /organizations/{orgId}/brand`
   */
  getBrand: operations["getBrand"];
  /**
   * A hub
   *
   * What it is configured with, but for its secrets, and how it is.
   *
   * `GET /hubs/{hubId}`
   */
  getHub: operations["getHub"];
  /**
   * A table to fill in for an import
   *
   * The columns of an import, with one line as an example. In UTF-8 with a mark by which spreadsheets know it.
   *
   * `GET /temp-keys/import/template`
   */
  getImportTemplate: operations["getImportTemplate"];
  /**
   * A temporary key
   *
   * With the names of its doors' locks and of those it is for, and the link to pass on. The caller must be entitled to every lock of the key.
   *
   * `GET /temp-keys/{uuid}/details`
   */
  getKey: operations["getKey"];
  /**
   * The lock in short
   *
   * Whose lock it is, its device and where its stream of events stands.
   *
   * `GET /locks/{id}/basic-info`
   */
  getLockBasicInfo: operations["getLockBasicInfo"];
  /**
   * The lock with its keys and residents
   *
   * As in short, with the physical keys that were handed over with it and what reaches its device.
   *
   * `GET /locks/{id}/details`
   */
  getLockDetails: operations["getLockDetails"];
  /**
   * The device that a lock is
   *
   * Of which hub, how it is told to open, and what was last seen of it.
   *
   * `GET /locks/{id}/device`
   */
  getLockDevice: operations["getLockDevice"];
  /**
   * An organisation's logo
   *
   * As it is kept and shown; 404 where there is none.
   *
   * `GET /organizations/{orgId}/brand/logo`
   */
  getLogo: operations["getLogo"];
  /**
   * What I am told by e-mail
   *
   * Of the organisation that the caller acts for, or of the locks that they own where they act for none. Whoever chose nothing is told what harms if nobody sees it, where they are an owner, and nothing otherwise.
   *
   * `GET /notice-choices`
   */
  getNoticeChoices: operations["getNoticeChoices"];
  /**
   * An organisation
   *
   * Its name and the rules of its members' sessions.
   *
   * `GET /organizations/{orgId}`
   */
  getOrganization: operations["getOrganization"];
  /**
   * Begin to make a passkey
   *
   * Within ten minutes of proving who one is. What another site or another port sends is refused.
   *
   * `POST /session/passkeys/options`
   */
  getPasskeyRegistrationOptions: operations["getPasskeyRegistrationOptions"];
  /**
   * Begin to sign in with a passkey
   *
   * A challenge, good once and for five minutes; the same for everybody, because nobody says who they are. What another site or another port sends is refused.
   *
   * `POST /session/passkey/options`
   */
  getPasskeySignInOptions: operations["getPasskeySignInOptions"];
  /**
   * Begin to prove again who one is, with a passkey
   *
   * What another site or another port sends is refused.
   *
   * `POST /session/proof/options`
   */
  getProofOptions: operations["getProofOptions"];
  /**
   * Who is signed in
   *
   * With the console's cookie. What another site or another port sends is refused.
   *
   * `GET /session`
   */
  getSession: operations["getSession"];
  /**
   * A site
   *
   * With its locks.
   *
   * `GET /organizations/{orgId}/sites/{siteId}`
   */
  getSite: operations["getSite"];
  /**
   * The keys of each lock between two instants, and where they overlap
   *
   * By the locks' numbers. Keys that were taken back are left out; those that begin before or end after the time asked for are told whole.
   *
   * `GET /timeline`
   */
  getTimeline: operations["getTimeline"];
  /**
   * Find a user by e-mail address, or make one
   *
   * For the list of who may use a key: the user need not have signed in. Without searchOnly a user that is not there is made; asking again gives the same one. A user's token may give no uuid but its own. Where tokens come from an issuer elsewhere, the address of a user with a given uuid counts once a token of that user says that it is verified.
   *
   * `GET /users/by-email`
   */
  getUserByEmail: operations["getUserByEmail"];
  /**
   * How the person signs in
   *
   * Passkeys are listed by themselves. What another site or another port sends is refused.
   *
   * `GET /session/ways`
   */
  getWaysIn: operations["getWaysIn"];
  /**
   * One webhook
   *
   * Without what is secret of it.
   *
   * `GET /organizations/{orgId}/webhooks/{webhookId}`
   */
  getWebhook: operations["getWebhook"];
  /**
   * Make many keys from a table
   *
   * Takes up to 2000 lines and 1 MiB of CSV, as text/csv or as the text csv of a JSON body, with commas, semicolons or tabs and any line ends. The first line names the columns: locks (Numbers of the locks, with spaces between them); validFrom (The first instant: 2026-12-24 15:00 or 24.12.2026 15:00 by the clock at the door, or with an offset from UTC); validUntil (The first instant after the window, as validFrom); description (A note that the guest sees); maxUses (How many openings, empty for no limit); maxUsesPerDoor (How many openings of each door, empty for no limit); accessMethod (key, code or both, at all doors of the line, empty for key); users (Ids or e-mail addresses of users that exist, with spaces between them, empty for anyone with the link); notifyEmail (The guest's address, to which the link is sent, empty for none); notifyLanguage (What that is written in, a language of the guest's page, such as en or de, needed with notifyEmail); notifyAt (When it is sent, as validFrom and not after it, empty for at once). Times without an offset are by the clock at the door; one that the clock leaves out or shows twice is refused, and so is a date that could be two. With dryRun=true nothing is made, and every line's problems are told. A line that is refused keeps no other from being made. The run takes an importId: the same line of the same import is the same key, so that a run that was cut short, or had lines that were mended since, is run again whole. A dry run gives one. With firstLine and lastLine a piece of the table is run.
   *
   * `POST /temp-keys/import`
   */
  importKeys: operations["importKeys"];
  /**
   * Accept an invitation
   *
   * The caller, a person with the address that was invited and a token without an organisation, becomes a member. Who is one already stays what they are.
   *
   * `POST /invitations/accept`
   */
  joinOrganization: operations["joinOrganization"];
  /**
   * Leave an organisation
   *
   * The caller is a member no more. Not the last owner who may act.
   *
   * `POST /organizations/{orgId}/leave`
   */
  leaveOrganization: operations["leaveOrganization"];
  /**
   * What happened at the doors
   *
   * Newest first, over all locks of the caller's organisation, or of the caller where they act for none: what happened while the lock was theirs. An opening is one item, whose outcome changes until it is known. One request looks at 50,000 items at the most; where nextCursor is not null there is more to look at, even if nothing was found: ask again with it, and the same filters. To `Accept: text/event-stream`, to be read with `fetch`, what happens as it happens: an event for each item that is new or has changed, with an id. A connection that was lost goes on after the id with `Last-Event-ID`, at any process: nothing is left out, and nothing is told twice. Without it, what happens from now on is told; with `lastEventId` of a list, what changed since. An event `reset` says that the id is of another record: ask for the list again. The stream takes no filter, and ends when the caller's token, session, key or role does.
   *
   * `GET /activity`
   */
  listActivity: operations["listActivity"];
  /**
   * An organisation's API keys
   *
   * Newest first; there are 200 at the most.
   *
   * `GET /organizations/{orgId}/api-keys`
   */
  listApiKeys: operations["listApiKeys"];
  /**
   * What was sent to a webhook, and what became of it
   *
   * The newest first. What was delivered is kept for 30 days.
   *
   * `GET /organizations/{orgId}/webhooks/{webhookId}/deliveries`
   */
  listDeliveries: operations["listDeliveries"];
  /**
   * What happened, for programs that follow it
   *
   * Every event of the record at locks of the caller's organisation, while they were its, in the order of commits: from the beginning, after a cursor, or from `after=now` on. Ask again with nextCursor, always: nothing is left out, and nothing is told twice, at whatever process. An answer may have fewer events than there are, or none. With `wait` an answer without events waits for one. With `format=cloudevents` each is a CloudEvents 1.0 event; to `Accept: application/cloudevents-batch+json` the answer is a batch of those alone, and the header Link says where to go on. To `Accept: text/event-stream` they are told as they happen, the cursor of each as its id: a connection that was lost goes on after it with `Last-Event-ID`. Waiting and streams end when the caller's token, key or role does.
   *
   * `GET /events`
   */
  listEvents: operations["listEvents"];
  /**
   * A hub's devices
   *
   * What locks can be bound to, 1000 at most, and the locks that they are.
   *
   * `GET /hubs/{hubId}/devices`
   */
  listHubDevices: operations["listHubDevices"];
  /**
   * The caller's hubs
   *
   * By their ids; the simulator, which is everybody's, comes first.
   *
   * `GET /hubs`
   */
  listHubs: operations["listHubs"];
  /**
   * An organisation's invitations
   *
   * Newest first, those that are over too; there are 500 at the most.
   *
   * `GET /organizations/{orgId}/invitations`
   */
  listInvitations: operations["listInvitations"];
  /**
   * The record of a temporary key
   *
   * What happened to one key at all its doors, those that were taken out of it included: its making and changes, openings and their outcomes, refusals. Ten events a page, oldest first; without a page, the last 10. Only of locks that the caller may manage; without one of them it is a 404. One request looks at 10,000 events of these locks at the most; where nextCursor is not null there is more to look at, even if no event was found: ask again with it as cursor.
   *
   * `GET /temp-keys/{uuid}/events`
   */
  listKeyEvents: operations["listKeyEvents"];
  /**
   * List all keys that the caller may see, as lean rows
   *
   * Every key that opens a lock of the caller's, also those that are over. Looked for, filtered, sorted and counted on the server; a page is found by a cursor, or by its place.
   *
   * `GET /temp-keys/rows`
   */
  listKeyRows: operations["listKeyRows"];
  /**
   * List temporary keys
   *
   * With lockId, the keys that open that lock; without, the keys that the caller created and still may manage. Newest first; keys that were taken back only on request.
   *
   * `GET /temp-keys`
   */
  listKeys: operations["listKeys"];
  /**
   * The record of a lock
   *
   * Ten events a page, oldest first; page 1 has the first events and never changes once it is full. Without a page, the last 10 events. event.data has the published fields, event.context what is known beyond them; hash chains each event to the one before. Filters go together: with any of them, pages are of the events that match, totalEvents and totalPages still of all. One request looks at 10,000 events at the most; where nextCursor is not null there is more to look at, even if no event was found: ask again with it as cursor.
   *
   * `GET /locks/{id}/events`
   */
  listLockEvents: operations["listLockEvents"];
  /**
   * List all locks that the caller may manage
   *
   * Looked for, filtered, sorted and counted on the server; each with its device, with who can open it now, the next arrival and the last opening. A page is found by a cursor, or by its place.
   *
   * `GET /locks`
   */
  listLocks: operations["listLocks"];
  /**
   * An organisation's members
   *
   * By when they came; there are 1000 at the most.
   *
   * `GET /organizations/{orgId}/members`
   */
  listMembers: operations["listMembers"];
  /**
   * Who could open this door at an instant
   *
   * By which key, for how long, or by which role. Decided by the same rules as an opening, with the terms that keys have now; a device that surely cannot be reached, or is not bound, is opened by no key.
   *
   * `GET /locks/{id}/openers`
   */
  listOpeners: operations["listOpeners"];
  /**
   * The caller's organisations
   *
   * By their ids: of a person, all that they are a member of; of a token or key of an organisation, that one; of a super key, all there are.
   *
   * `GET /organizations`
   */
  listOrganizations: operations["listOrganizations"];
  /**
   * Passkeys of whoever is signed in
   *
   * The oldest first; twenty at most. What another site or another port sends is refused.
   *
   * `GET /session/passkeys`
   */
  listPasskeys: operations["listPasskeys"];
  /**
   * Where the person is signed in
   *
   * The one that was seen last first; at most 200. With the console's cookie. What another site or another port sends is refused.
   *
   * `GET /session/sessions`
   */
  listSessions: operations["listSessions"];
  /**
   * An organisation's sites
   *
   * By their names; there are 500 at the most.
   *
   * `GET /organizations/{orgId}/sites`
   */
  listSites: operations["listSites"];
  /**
   * List the temporary keys of a lock
   *
   * Newest first, up to 1,000 a page, fewer where they are large; where nextCursor is not null, ask again with it as cursor. Keys that were taken back are listed only on request.
   *
   * `GET /locks/{id}/temp-keys`
   */
  listTempKeys: operations["listTempKeys"];
  /**
   * An organisation's webhooks
   *
   * As they are published; in the order in which they were made.
   *
   * `GET /tenants/{orgId}/webhooks`
   */
  listTenantWebhooks: operations["listTenantWebhooks"];
  /**
   * All organisations
   *
   * By their ids, with their keys masked.
   *
   * `GET /tenants`
   */
  listTenants: operations["listTenants"];
  /**
   * An organisation's webhooks
   *
   * In the order in which they were made; there are 50 at the most.
   *
   * `GET /organizations/{orgId}/webhooks`
   */
  listWebhooks: operations["listWebhooks"];
  /**
   * Open the lock
   *
   * The owner's own opening, without a key. Answers when the device has: outcome is opened, or unknown when the command was sent and no answer came. 502 when the door did not open, with the reason in details as the outcome. The same requestId again is the same opening.
   *
   * `POST /locks/{id}/OpenLock`
   */
  openLock: operations["openLock"];
  /**
   * Open a lock with a PIN
   *
   * For the panel at an entrance; needs no credentials. Opens the door exactly as the guest's page does. Whatever is wrong with a PIN, the answer is the same 401, after the same time. Wrong PINs are bounded for each lock; past that every PIN gets 429 until Retry-After.
   *
   * `POST /locks/{id}/open-with-pin`
   */
  openLockWithPin: operations["openLockWithPin"];
  /**
   * Pause a key
   *
   * From the answer on it opens none of its doors, by link or by PIN, until it is resumed; openings that still wait for a lock are cancelled. With revokeAfter the server takes it back by itself from that instant on, whatever becomes of whoever asked. A repeat changes nothing; one with another revokeAfter moves that instant, and so does each with revokeAfterSeconds. The caller must be entitled to every lock of the key.
   *
   * `POST /temp-keys/{uuid}/pause`
   */
  pauseKey: operations["pauseKey"];
  /**
   * Prove again who one is, with the password
   *
   * Good for ten minutes. A wrong one is a 400 that names it; after a few, a 429. What another site or another port sends is refused.
   *
   * `POST /session/proof/password`
   */
  proveByPassword: operations["proveByPassword"];
  /**
   * Prove again who one is, with a passkey
   *
   * Good for ten minutes. What another site or another port sends is refused.
   *
   * `POST /session/proof`
   */
  proveWithPasskey: operations["proveWithPasskey"];
  /**
   * Keep a passkey that was made
   *
   * Twenty at most. Within ten minutes of proving who one is. What another site or another port sends is refused.
   *
   * `POST /session/passkeys`
   */
  registerPasskey: operations["registerPasskey"];
  /**
   * Register an organisation
   *
   * Its owner is invited, by mail where the server has a mail server, else by the link in the answer. An id that was an organisation's before is not given again.
   *
   * `POST /tenants/{orgId}/register`
   */
  registerTenant: operations["registerTenant"];
  /**
   * Remove the picture of the way to a door
   *
   * The text and the contact stay; without a picture there is nothing to do.
   *
   * `DELETE /locks/{id}/arrival/picture`
   */
  removeArrivalPicture: operations["removeArrivalPicture"];
  /**
   * Remove a hub
   *
   * Not while locks are bound to its devices.
   *
   * `DELETE /hubs/{hubId}`
   */
  removeHub: operations["removeHub"];
  /**
   * Remove an organisation's logo
   *
   * The rest of the brand stays; without a logo there is nothing to do.
   *
   * `DELETE /organizations/{orgId}/brand/logo`
   */
  removeLogo: operations["removeLogo"];
  /**
   * Remove a member
   *
   * They may do nothing for the organisation any more, at once. Not the last owner who may act.
   *
   * `DELETE /organizations/{orgId}/members/{userId}`
   */
  removeMember: operations["removeMember"];
  /**
   * Remove a passkey
   *
   * The last way in stays. Within ten minutes of proving who one is. What another site or another port sends is refused.
   *
   * `DELETE /session/passkeys/{id}`
   */
  removePasskey: operations["removePasskey"];
  /**
   * Remove a site
   *
   * Its locks are at no site then, and API keys that were limited to it reach them no more.
   *
   * `DELETE /organizations/{orgId}/sites/{siteId}`
   */
  removeSite: operations["removeSite"];
  /**
   * Remove an organisation's webhook
   *
   * With what waits for it and its log; of a long one the rest goes within hours.
   *
   * `DELETE /tenants/{orgId}/webhooks/{webhookId}`
   */
  removeTenantWebhook: operations["removeTenantWebhook"];
  /**
   * Remove a webhook
   *
   * With what waits for it and its log; of a long one the rest goes within hours.
   *
   * `DELETE /organizations/{orgId}/webhooks/{webhookId}`
   */
  removeWebhook: operations["removeWebhook"];
  /**
   * Give a passkey another name
   *
   * Within ten minutes of proving who one is. What another site or another port sends is refused.
   *
   * `PATCH /session/passkeys/{id}`
   */
  renamePasskey: operations["renamePasskey"];
  /**
   * Change an organisation's webhook
   *
   * What is left out stays. Another address is pending until it was asked; another host is sent no secret that is not given with it.
   *
   * `PUT /tenants/{orgId}/webhooks/{webhookId}`
   */
  replaceTenantWebhook: operations["replaceTenantWebhook"];
  /**
   * Send events again from any point on
   *
   * Those that the webhook wants now, also of before it was there, with the ids that they have: from a time, or after a cursor of GET /events; from the beginning if neither is given. They wait behind what waits already, those of a lock in order. Of 500 events at the most in one call; nextCursor is `after` for the next one. To a webhook that is pending, as soon as its address wants events; where it is not being asked, as when it is disabled, this is refused (409).
   *
   * `POST /organizations/{orgId}/webhooks/{webhookId}/replay`
   */
  replayEvents: operations["replayEvents"];
  /**
   * Send deliveries again
   *
   * Those that match, dead letters if no state is given; the oldest 1000 of them in one call. To a webhook that is pending, as soon as its address wants events; where it is not being asked, as when it is disabled, this is refused (409).
   *
   * `POST /organizations/{orgId}/webhooks/{webhookId}/resend`
   */
  resendDeliveries: operations["resendDeliveries"];
  /**
   * Send an invitation again
   *
   * With another link, good for 7 days again; the one before is void.
   *
   * `POST /organizations/{orgId}/invitations/{invitationId}/resend`
   */
  resendInvitation: operations["resendInvitation"];
  /**
   * Resume a paused key
   *
   * It opens again as its terms say. A key that is not paused stays as it is; one whose revokeAfter has come is taken back, and stays so. The caller must be entitled to every lock of the key.
   *
   * `POST /temp-keys/{uuid}/resume`
   */
  resumeKey: operations["resumeKey"];
  /**
   * Revoke an API key
   *
   * At once, in every process of the server within a second.
   *
   * `DELETE /organizations/{orgId}/api-keys/{keyId}`
   */
  revokeApiKey: operations["revokeApiKey"];
  /**
   * Take a key back
   *
   * From the answer on it opens none of its doors; openings that still wait for a lock are cancelled. The caller must be entitled to every lock of the key.
   *
   * `DELETE /collective-temp-keys/{uuid}`
   */
  revokeCollectiveKey: operations["revokeCollectiveKey"];
  /**
   * Take an invitation back
   *
   * Its link is void at once.
   *
   * `DELETE /organizations/{orgId}/invitations/{invitationId}`
   */
  revokeInvitation: operations["revokeInvitation"];
  /**
   * Take a key back
   *
   * From the answer on it opens none of its doors; openings that still wait for a lock are cancelled. The caller must be entitled to every lock of the key.
   *
   * `DELETE /temp-keys/{uuid}`
   */
  revokeKey: operations["revokeKey"];
  /**
   * Put another API key in the place of one
   *
   * With the same name, scopes, limits and end. The one before ends after the overlap, at once without one; never later than it would have.
   *
   * `POST /organizations/{orgId}/api-keys/{keyId}/rotate`
   */
  rotateApiKey: operations["rotateApiKey"];
  /**
   * Sign with another secret
   *
   * Until the overlap is over, deliveries are signed with both.
   *
   * `POST /organizations/{orgId}/webhooks/{webhookId}/rotate-secret`
   */
  rotateWebhookSecret: operations["rotateWebhookSecret"];
  /**
   * Send a key's link
   *
   * To whoever is named, whether or not it was sent before, with the key as it is then. From now on they, and nobody who was named before, are told when times or doors change, or the key is paused or taken back; a link that is still held for another is not sent to them. Held while the key is paused. On the key's history once it is sent, without the address. Refused after 10 messages of the key in an hour.
   *
   * `POST /temp-keys/{uuid}/notify`
   */
  sendLink: operations["sendLink"];
  /**
   * Say how guests find a door
   *
   * All of it but the picture: what is left out is as if it were null. Shown on the pages of keys that are not over, to those whom they are for; the contact also when a key's time is over.
   *
   * `PUT /locks/{id}/arrival`
   */
  setArrival: operations["setArrival"];
  /**
   * Set the picture of the way to a door
   *
   * A PNG, JPEG or WebP of at most 8 MiB. It is turned the right way up, shrunk to 1600 pixels a side and 256 KiB, and drawn anew: what a camera wrote beside it, such as the place, is not kept.
   *
   * `PUT /locks/{id}/arrival/picture`
   */
  setArrivalPicture: operations["setArrivalPicture"];
  /**
   * Set what guests are shown of an organisation
   *
   * All of it but the logo: what is left out is as if it were null.
   *
   * `PUT /organizations/{orgId}/brand`
   */
  setBrand: operations["setBrand"];
  /**
   * Put a lock to a site
   *
   * Of its organisation; null takes it from its site. API keys that are limited to a site reach the lock, or reach it no more, at once.
   *
   * `PUT /locks/{id}/site`
   */
  setLockSite: operations["setLockSite"];
  /**
   * Set an organisation's logo
   *
   * A PNG, JPEG or WebP of at most 8 MiB. It is turned the right way up, shrunk to 512 pixels a side and 48 KiB, and drawn anew: what a camera wrote beside it is not kept.
   *
   * `PUT /organizations/{orgId}/brand/logo`
   */
  setLogo: operations["setLogo"];
  /**
   * Set the lock's organisation
   *
   * The organisation that it had may no longer manage it. A repeat changes nothing. Not while a key opens it together with locks that the new organisation does not have.
   *
   * `POST /locks/{id}/SetOrganization`
   */
  setOrganization: operations["setOrganization"];
  /**
   * Set the lock's owner
   *
   * The owner that it had may no longer manage it. A repeat changes nothing. Not while a key opens it together with locks that the new owner does not have.
   *
   * `POST /locks/{id}/SetOwner`
   */
  setOwner: operations["setOwner"];
  /**
   * Sign in with a passkey
   *
   * Sets the cookie of a session for 30 days. What another site or another port sends is refused.
   *
   * `POST /session/passkey`
   */
  signInWithPasskey: operations["signInWithPasskey"];
  /**
   * Send a test event
   *
   * Of the type WebhookTest, with nothing in it; what becomes of it is among the deliveries. To a webhook that is pending, as soon as its address wants events; where it is not being asked, as when it is disabled, this is refused (409).
   *
   * `POST /organizations/{orgId}/webhooks/{webhookId}/test`
   */
  testWebhook: operations["testWebhook"];
  /**
   * Unbind a lock from its device
   *
   * The lock opens nothing until it is bound again. Refused while an order is on its way.
   *
   * `DELETE /locks/{id}/device`
   */
  unbindLockDevice: operations["unbindLockDevice"];
  /**
   * Change a temporary key
   *
   * Changes what is given and leaves the rest; the guest's link stays the same.
   *
   * `POST /locks/{id}/update-temp-key`
   */
  updateTempKey: operations["updateTempKey"];
  /**
   * Record a use of a temporary key
   *
   * Counts a use of somebody who was let in by other means. The rules are those of every opening.
   *
   * `POST /locks/{id}/use-temp-key`
   */
  useTempKey: operations["useTempKey"];
  /**
   * Ask a webhook's address again whether it wants events
   *
   * One that is disabled is sent events again from when it answered with a 2xx.
   *
   * `POST /organizations/{orgId}/webhooks/{webhookId}/verify`
   */
  verifyWebhook: operations["verifyWebhook"];
}

/** Lists that go on with a cursor, and the member of an answer that has what is listed. */
export interface Lists {
  getTimeline: "locks";
  listActivity: "items";
  listDeliveries: "deliveries";
  listHubs: "hubs";
  listKeyEvents: "events";
  listKeyRows: "rows";
  listKeys: "tempKeys";
  listLockEvents: "events";
  listLocks: "locks";
  listOpeners: "keys";
  listOrganizations: "organizations";
  listTempKeys: "tempKeys";
}

/** Name, method and path; flags (a hyphen where there are none); of a list that goes on with a cursor, the member that it lists. */
export const OPERATIONS = `addLock POST /locks
bindLockDevice PUT /locks/{id}/device
changeCollectiveKey PATCH /collective-temp-keys/{uuid}
changeHub PATCH /hubs/{hubId}
changeKey PATCH /temp-keys/{uuid}
changeLock PATCH /locks/{id}
changeLockUuid POST /locks/{id}/ChangeLockUuid
changeMember PATCH /organizations/{orgId}/members/{userId}
changeOrganization PATCH /organizations/{orgId}
changeOwnPassword PUT /session/password n
changeSite PATCH /organizations/{orgId}/sites/{siteId}
changeWebhook PATCH /organizations/{orgId}/webhooks/{webhookId}
changeWebhookUrl PATCH /webhooks/{webhookId}
checkHub POST /hubs/{hubId}/check
chooseNotices PUT /notice-choices
commissionHubDevice POST /hubs/{hubId}/commission
countActivity GET /activity/counts
createApiKey POST /organizations/{orgId}/api-keys
createCollectiveKey POST /collective-temp-keys
createHub POST /hubs
createInvitation POST /organizations/{orgId}/invitations
createKey POST /temp-keys
createLock POST /locks/{id}/CreateLock
createOrganization POST /organizations
createRecoveryCodes POST /session/recovery-codes on
createSessionToken POST /session/token on
createSite POST /organizations/{orgId}/sites
createTempKey POST /locks/{id}/create-temp-key
createTenantApiKey POST /api-keys a
createTenantWebhook POST /tenants/{orgId}/webhooks
createUser POST /users/{id}/CreateUser
createWebhook POST /organizations/{orgId}/webhooks
deleteTempKey POST /locks/{id}/delete-temp-key
duplicateKey POST /temp-keys/{uuid}/duplicate
endOrganization DELETE /organizations/{orgId}
endSession DELETE /session/sessions/{id} n
endSessions DELETE /session/sessions n
erasePersonalData DELETE /users/{id}/personal-data
explainKey GET /temp-keys/{uuid}/explain
exportKeyRows GET /temp-keys/rows/export
exportLockEvents GET /locks/{id}/events/export
getArrival GET /locks/{id}/arrival
getBrand GET /organizations/{orgId}/brand
getHub GET /hubs/{hubId}
getImportTemplate GET /temp-keys/import/template
getKey GET /temp-keys/{uuid}/details
getLockBasicInfo GET /locks/{id}/basic-info
getLockDetails GET /locks/{id}/details
getLockDevice GET /locks/{id}/device
getLogo GET /organizations/{orgId}/brand/logo
getNoticeChoices GET /notice-choices
getOrganization GET /organizations/{orgId}
getPasskeyRegistrationOptions POST /session/passkeys/options on
getPasskeySignInOptions POST /session/passkey/options on
getProofOptions POST /session/proof/options on
getSession GET /session n
getSite GET /organizations/{orgId}/sites/{siteId}
getTimeline GET /timeline - locks
getUserByEmail GET /users/by-email
getWaysIn GET /session/ways n
getWebhook GET /organizations/{orgId}/webhooks/{webhookId}
importKeys POST /temp-keys/import
joinOrganization POST /invitations/accept
leaveOrganization POST /organizations/{orgId}/leave
listActivity GET /activity - items
listApiKeys GET /organizations/{orgId}/api-keys
listDeliveries GET /organizations/{orgId}/webhooks/{webhookId}/deliveries - deliveries
listEvents GET /events
listHubDevices GET /hubs/{hubId}/devices
listHubs GET /hubs - hubs
listInvitations GET /organizations/{orgId}/invitations
listKeyEvents GET /temp-keys/{uuid}/events - events
listKeyRows GET /temp-keys/rows - rows
listKeys GET /temp-keys - tempKeys
listLockEvents GET /locks/{id}/events - events
listLocks GET /locks - locks
listMembers GET /organizations/{orgId}/members
listOpeners GET /locks/{id}/openers - keys
listOrganizations GET /organizations - organizations
listPasskeys GET /session/passkeys n
listSessions GET /session/sessions n
listSites GET /organizations/{orgId}/sites
listTempKeys GET /locks/{id}/temp-keys - tempKeys
listTenantWebhooks GET /tenants/{orgId}/webhooks
listTenants GET /tenants a
listWebhooks GET /organizations/{orgId}/webhooks
openLock POST /locks/{id}/OpenLock
openLockWithPin POST /locks/{id}/open-with-pin n
pauseKey POST /temp-keys/{uuid}/pause
proveByPassword POST /session/proof/password on
proveWithPasskey POST /session/proof on
registerPasskey POST /session/passkeys on
registerTenant POST /tenants/{orgId}/register a
removeArrivalPicture DELETE /locks/{id}/arrival/picture
removeHub DELETE /hubs/{hubId}
removeLogo DELETE /organizations/{orgId}/brand/logo
removeMember DELETE /organizations/{orgId}/members/{userId}
removePasskey DELETE /session/passkeys/{id} n
removeSite DELETE /organizations/{orgId}/sites/{siteId}
removeTenantWebhook DELETE /tenants/{orgId}/webhooks/{webhookId}
removeWebhook DELETE /organizations/{orgId}/webhooks/{webhookId}
renamePasskey PATCH /session/passkeys/{id} n
replaceTenantWebhook PUT /tenants/{orgId}/webhooks/{webhookId}
replayEvents POST /organizations/{orgId}/webhooks/{webhookId}/replay
resendDeliveries POST /organizations/{orgId}/webhooks/{webhookId}/resend
resendInvitation POST /organizations/{orgId}/invitations/{invitationId}/resend
resumeKey POST /temp-keys/{uuid}/resume
revokeApiKey DELETE /organizations/{orgId}/api-keys/{keyId}
revokeCollectiveKey DELETE /collective-temp-keys/{uuid}
revokeInvitation DELETE /organizations/{orgId}/invitations/{invitationId}
revokeKey DELETE /temp-keys/{uuid}
rotateApiKey POST /organizations/{orgId}/api-keys/{keyId}/rotate
rotateWebhookSecret POST /organizations/{orgId}/webhooks/{webhookId}/rotate-secret
sendLink POST /temp-keys/{uuid}/notify
setArrival PUT /locks/{id}/arrival
setArrivalPicture PUT /locks/{id}/arrival/picture
setBrand PUT /organizations/{orgId}/brand
setLockSite PUT /locks/{id}/site
setLogo PUT /organizations/{orgId}/brand/logo
setOrganization POST /locks/{id}/SetOrganization
setOwner POST /locks/{id}/SetOwner
signInWithPasskey POST /session/passkey on
testWebhook POST /organizations/{orgId}/webhooks/{webhookId}/test
unbindLockDevice DELETE /locks/{id}/device
updateTempKey POST /locks/{id}/update-temp-key
useTempKey POST /locks/{id}/use-temp-key
verifyWebhook POST /organizations/{orgId}/webhooks/{webhookId}/verify`;
