/** Generated from the server's OpenAPI document by `npm run generate -w client`. */
export interface paths {
    "/activity": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What happened at the doors
         * @description Newest first, over all locks of the caller's organisation, or of the caller where they act for none: what happened while the lock was theirs. An opening is one item, whose outcome changes until it is known. One request looks at 50,000 items at the most; where nextCursor is not null there is more to look at, even if nothing was found: ask again with it, and the same filters. To `Accept: text/event-stream`, to be read with `fetch`, what happens as it happens: an event for each item that is new or has changed, with an id. A connection that was lost goes on after the id with `Last-Event-ID`, at any process: nothing is left out, and nothing is told twice. Without it, what happens from now on is told; with `lastEventId` of a list, what changed since. An event `reset` says that the id is of another record: ask for the list again. The stream takes no filter, and ends when the caller's token, session, key or role does.
         */
        get: operations["listActivity"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/activity/counts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How much happened, by hour or day
         * @description Of the items that `GET /activity` lists without a filter, by the hours or days of a time zone that have a part of the given time: these are counted whole. At most 31 days by hour, and 400 by day.
         */
        get: operations["countActivity"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give an organisation its API key
         * @description With every scope, shown this once. 404 where it is not registered, 409 where it has a key that is good.
         */
        post: operations["createTenantApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/collective-temp-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create a key over several doors
         * @description One link, and where a door has a panel one PIN, for 1 to 50 doors. The PIN is told here and on the guest's page, and nowhere else. The caller must be entitled to every lock; one that is not refuses the whole. A repeat with the same UUID and content changes nothing. With dryRun=true everything is checked and nothing made.
         */
        post: operations["createCollectiveKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/collective-temp-keys/{uuid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Take a key back
         * @description From the answer on it opens none of its doors; openings that still wait for a lock are cancelled. The caller must be entitled to every lock of the key.
         */
        delete: operations["revokeCollectiveKey"];
        options?: never;
        head?: never;
        /**
         * Change a key and its doors
         * @description Changes what is given and leaves the rest; the guest's link and the counts stay. A key that comes to its first door with a panel is given a PIN; one whose PIN would meet that of another key is given a new one. The caller must be entitled to every lock of the key and to those that are added.
         */
        patch: operations["changeCollectiveKey"];
        trace?: never;
    };
    "/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What happened, for programs that follow it
         * @description Every event of the record at locks of the caller's organisation, while they were its, in the order of commits: from the beginning, after a cursor, or from `after=now` on. Ask again with nextCursor, always: nothing is left out, and nothing is told twice, at whatever process. An answer may have fewer events than there are, or none. With `wait` an answer without events waits for one. With `format=cloudevents` each is a CloudEvents 1.0 event; to `Accept: application/cloudevents-batch+json` the answer is a batch of those alone, and the header Link says where to go on. To `Accept: text/event-stream` they are told as they happen, the cursor of each as its id: a connection that was lost goes on after it with `Last-Event-ID`. Waiting and streams end when the caller's token, key or role does.
         */
        get: operations["listEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/hubs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The caller's hubs
         * @description By their ids; the simulator, which is everybody's, comes first.
         */
        get: operations["listHubs"];
        put?: never;
        /**
         * Make a hub
         * @description A connection through which devices are reached. It belongs to whoever makes it: a user or an organisation, at most 20 each. A super key makes the operator's, which only super keys see and bind locks to, or an organisation's. It is opened when a lock is bound to it; one that cannot be reached is made all the same.
         */
        post: operations["createHub"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/hubs/{hubId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A hub
         * @description What it is configured with, but for its secrets, and how it is.
         */
        get: operations["getHub"];
        put?: never;
        post?: never;
        /**
         * Remove a hub
         * @description Not while locks are bound to its devices.
         */
        delete: operations["removeHub"];
        options?: never;
        head?: never;
        /**
         * Change a hub
         * @description What is left out stays. settings replaces all of them. Of secrets, those that are named are set, null takes one away, and the others stay; where settings.url is another, all are given again. A hub that is open is opened anew.
         */
        patch: operations["changeHub"];
        trace?: never;
    };
    "/hubs/{hubId}/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask a hub how it is
         * @description Whether it can be reached now, as whom, which version it is, and how fast it answers.
         */
        post: operations["checkHub"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/hubs/{hubId}/commission": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take a device into a hub
         * @description For hubs whose devices are taken in by a pairing code (Matter). The device must be in pairing mode; the answer takes up to a minute.
         */
        post: operations["commissionHubDevice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/hubs/{hubId}/devices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A hub's devices
         * @description What locks can be bound to, 1000 at most, and the locks that they are.
         */
        get: operations["listHubDevices"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/invitations/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Accept an invitation
         * @description The caller, a person with the address that was invited and a token without an organisation, becomes a member. Who is one already stays what they are.
         */
        post: operations["joinOrganization"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/locks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List all locks that the caller may manage
         * @description Looked for, filtered, sorted and counted on the server; each with its device, with who can open it now, the next arrival and the last opening. A page is found by a cursor, or by its place.
         */
        get: operations["listLocks"];
        put?: never;
        /**
         * Add a lock, with its device and its site
         * @description As CreateLock, with the least number that is free. The lock is the device from the beginning, or it is not made; with the hub simulator it is a simulated door. Without a hub, nothing opens until it is bound to a device.
         */
        post: operations["addLock"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/locks/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Rename a lock, or change its time zone
         * @description Changes what is given and leaves the rest. In another time zone, times at the door are shown otherwise, and its keys still begin and end at the same instants; the change is on the record. The name is not.
         */
        patch: operations["changeLock"];
        trace?: never;
    };
    "/locks/{id}/arrival": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How guests find a door
         * @description What guests are shown of the way to this lock, and whom they ask.
         */
        get: operations["getArrival"];
        /**
         * Say how guests find a door
         * @description All of it but the picture: what is left out is as if it were null. Shown on the pages of keys that are not over, to those whom they are for; the contact also when a key's time is over.
         */
        put: operations["setArrival"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/locks/{id}/arrival/picture": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Set the picture of the way to a door
         * @description A PNG, JPEG or WebP of at most 8 MiB. It is turned the right way up, shrunk to 1600 pixels a side and 256 KiB, and drawn anew: what a camera wrote beside it, such as the place, is not kept.
         */
        put: operations["setArrivalPicture"];
        post?: never;
        /**
         * Remove the picture of the way to a door
         * @description The text and the contact stay; without a picture there is nothing to do.
         */
        delete: operations["removeArrivalPicture"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/locks/{id}/basic-info": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The lock in short
         * @description Whose lock it is, its device and where its stream of events stands.
         */
        get: operations["getLockBasicInfo"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/locks/{id}/ChangeLockUuid": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change the lock's UUID
         * @description After its device was replaced. Only with a super API key.
         */
        post: operations["changeLockUuid"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/locks/{id}/create-temp-key": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create a temporary key
         * @description Lends the door for a window of time. Without tempKeyUuid the server makes a random one. The guest's link is the answer's url. A repeat with the same UUID and content changes nothing.
         */
        post: operations["createTempKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/locks/{id}/CreateLock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create a lock
         * @description The lock belongs to whoever creates it: a user becomes its owner, an organisation its organisation. A repeat changes nothing. name, timeZone and driver are optional and beyond the published form; without a driver nothing opens until the lock is bound to a device.
         */
        post: operations["createLock"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/locks/{id}/delete-temp-key": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take a temporary key back
         * @description From the answer on nothing opens with it; openings that still wait for the lock are cancelled.
         */
        post: operations["deleteTempKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/locks/{id}/details": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The lock with its keys and residents
         * @description As in short, with the physical keys that were handed over with it and what reaches its device.
         */
        get: operations["getLockDetails"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/locks/{id}/device": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The device that a lock is
         * @description Of which hub, how it is told to open, and what was last seen of it.
         */
        get: operations["getLockDevice"];
        /**
         * Bind a lock to a device
         * @description The lock is this device from now on, and no other; a device is of one lock at a time. The caller must be entitled to the lock and to the hub. Refused while an order is on its way to the device that it was; one that waits is not sent to the new one. A repeat changes nothing.
         */
        put: operations["bindLockDevice"];
        post?: never;
        /**
         * Unbind a lock from its device
         * @description The lock opens nothing until it is bound again. Refused while an order is on its way.
         */
        delete: operations["unbindLockDevice"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/locks/{id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The record of a lock
         * @description Ten events a page, oldest first; page 1 has the first events and never changes once it is full. Without a page, the last 10 events. event.data has the published fields, event.context what is known beyond them; hash chains each event to the one before. Filters go together: with any of them, pages are of the events that match, totalEvents and totalPages still of all. One request looks at 10,000 events at the most; where nextCursor is not null there is more to look at, even if no event was found: ask again with it as cursor.
         */
        get: operations["listLockEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/locks/{id}/events/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The record of a lock as a file that proves itself
         * @description All events or a range of versions, oldest first. Every event comes with its hash and the one before it, and the last line has their count and the last hash (the head): the file is checked with nothing else. A hash is SHA-256 over the 32 bytes of the previous one (zeros before version 1) and the text {"at":…,"context":…,"data":…,"lockId":…,"type":…,"version":…}, with at in milliseconds, context and data as they stand in the file, and without context where it is null. There are no filters: what they leave out would break the chain. In CSV an apostrophe stands before what a spreadsheet would take for a formula, at the beginning of a cell and after a semicolon, tab or line end within one: before a hash is computed it is taken away again from data and context. Both are canonical JSON.
         */
        get: operations["exportLockEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/locks/{id}/open-with-pin": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Open a lock with a PIN
         * @description For the panel at an entrance; needs no credentials. Opens the door exactly as the guest's page does. Whatever is wrong with a PIN, the answer is the same 401, after the same time. Wrong PINs are bounded for each lock; past that every PIN gets 429 until Retry-After.
         */
        post: operations["openLockWithPin"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/locks/{id}/openers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who could open this door at an instant
         * @description By which key, for how long, or by which role. Decided by the same rules as an opening, with the terms that keys have now; a device that surely cannot be reached, or is not bound, is opened by no key.
         */
        get: operations["listOpeners"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/locks/{id}/OpenLock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Open the lock
         * @description The owner's own opening, without a key. Answers when the device has: outcome is opened, or unknown when the command was sent and no answer came. 502 when the door did not open, with the reason in details as the outcome. The same requestId again is the same opening.
         */
        post: operations["openLock"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/locks/{id}/SetOrganization": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set the lock's organisation
         * @description The organisation that it had may no longer manage it. A repeat changes nothing. Not while a key opens it together with locks that the new organisation does not have.
         */
        post: operations["setOrganization"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/locks/{id}/SetOwner": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set the lock's owner
         * @description The owner that it had may no longer manage it. A repeat changes nothing. Not while a key opens it together with locks that the new owner does not have.
         */
        post: operations["setOwner"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/locks/{id}/site": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Put a lock to a site
         * @description Of its organisation; null takes it from its site. API keys that are limited to a site reach the lock, or reach it no more, at once.
         */
        put: operations["setLockSite"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/locks/{id}/temp-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the temporary keys of a lock
         * @description Newest first, up to 1,000 a page, fewer where they are large; where nextCursor is not null, ask again with it as cursor. Keys that were taken back are listed only on request.
         */
        get: operations["listTempKeys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/locks/{id}/update-temp-key": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change a temporary key
         * @description Changes what is given and leaves the rest; the guest's link stays the same.
         */
        post: operations["updateTempKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/locks/{id}/use-temp-key": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Record a use of a temporary key
         * @description Counts a use of somebody who was let in by other means. The rules are those of every opening.
         */
        post: operations["useTempKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/notice-choices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What I am told by e-mail
         * @description Of the organisation that the caller acts for, or of the locks that they own where they act for none. Whoever chose nothing is told what harms if nobody sees it, where they are an owner, and nothing otherwise.
         */
        get: operations["getNoticeChoices"];
        /**
         * Choose what I am told by e-mail
         * @description In place of what was chosen before. A lock that was chosen then may stay, also where it was given away since. Nothing is told of what the caller may not read when the mail is sent.
         */
        put: operations["chooseNotices"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The caller's organisations
         * @description By their ids: of a person, all that they are a member of; of a token or key of an organisation, that one; of a super key, all there are.
         */
        get: operations["listOrganizations"];
        put?: never;
        /**
         * Make an organisation
         * @description For accounts of those who host the server, who become its owner, and for super keys. An id that was an organisation's before is not given again.
         */
        post: operations["createOrganization"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{orgId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * An organisation
         * @description Its name and the rules of its members' sessions.
         */
        get: operations["getOrganization"];
        put?: never;
        post?: never;
        /**
         * End an organisation
         * @description With its members, invitations, API keys, sites and brand. Only by an owner, and not while it has locks or hubs. The record keeps what it did, and its id is not given again.
         */
        delete: operations["endOrganization"];
        options?: never;
        head?: never;
        /**
         * Change an organisation
         * @description What is left out stays.
         */
        patch: operations["changeOrganization"];
        trace?: never;
    };
    "/organizations/{orgId}/api-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * An organisation's API keys
         * @description Newest first; there are 200 at the most.
         */
        get: operations["listApiKeys"];
        put?: never;
        /**
         * Make an API key
         * @description It is shown this once. Only its hash is kept.
         */
        post: operations["createApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{orgId}/api-keys/{keyId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke an API key
         * @description At once, in every process of the server within a second.
         */
        delete: operations["revokeApiKey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{orgId}/api-keys/{keyId}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Put another API key in the place of one
         * @description With the same name, scopes, limits and end. The one before ends after the overlap, at once without one; never later than it would have.
         */
        post: operations["rotateApiKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{orgId}/brand": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What guests are shown of an organisation
         * @description On the pages of keys whose first door is a lock of this organisation.
         */
        get: operations["getBrand"];
        /**
         * Set what guests are shown of an organisation
         * @description All of it but the logo: what is left out is as if it were null.
         */
        put: operations["setBrand"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{orgId}/brand/logo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * An organisation's logo
         * @description As it is kept and shown; 404 where there is none.
         */
        get: operations["getLogo"];
        /**
         * Set an organisation's logo
         * @description A PNG, JPEG or WebP of at most 8 MiB. It is turned the right way up, shrunk to 512 pixels a side and 48 KiB, and drawn anew: what a camera wrote beside it is not kept.
         */
        put: operations["setLogo"];
        post?: never;
        /**
         * Remove an organisation's logo
         * @description The rest of the brand stays; without a logo there is nothing to do.
         */
        delete: operations["removeLogo"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{orgId}/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * An organisation's invitations
         * @description Newest first, those that are over too; there are 500 at the most.
         */
        get: operations["listInvitations"];
        put?: never;
        /**
         * Invite somebody
         * @description By mail where the server has a mail server, else by a link in the answer. Good once, for 7 days. Another one for the same address replaces it.
         */
        post: operations["createInvitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{orgId}/invitations/{invitationId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Take an invitation back
         * @description Its link is void at once.
         */
        delete: operations["revokeInvitation"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{orgId}/invitations/{invitationId}/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send an invitation again
         * @description With another link, good for 7 days again; the one before is void.
         */
        post: operations["resendInvitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{orgId}/leave": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Leave an organisation
         * @description The caller is a member no more. Not the last owner who may act.
         */
        post: operations["leaveOrganization"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{orgId}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * An organisation's members
         * @description By when they came; there are 1000 at the most.
         */
        get: operations["listMembers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{orgId}/members/{userId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove a member
         * @description They may do nothing for the organisation any more, at once. Not the last owner who may act.
         */
        delete: operations["removeMember"];
        options?: never;
        head?: never;
        /**
         * Change a member's role, pause or resume them
         * @description What is left out stays. It counts at once, in sessions that are going on too. The last owner who may act stays one.
         */
        patch: operations["changeMember"];
        trace?: never;
    };
    "/organizations/{orgId}/sites": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * An organisation's sites
         * @description By their names; there are 500 at the most.
         */
        get: operations["listSites"];
        put?: never;
        /**
         * Make a site
         * @description It has no locks at first: see PUT /locks/{id}/site.
         */
        post: operations["createSite"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{orgId}/sites/{siteId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A site
         * @description With its locks.
         */
        get: operations["getSite"];
        put?: never;
        post?: never;
        /**
         * Remove a site
         * @description Its locks are at no site then, and API keys that were limited to it reach them no more.
         */
        delete: operations["removeSite"];
        options?: never;
        head?: never;
        /**
         * Change a site
         * @description What is left out stays; null takes it away.
         */
        patch: operations["changeSite"];
        trace?: never;
    };
    "/organizations/{orgId}/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * An organisation's webhooks
         * @description In the order in which they were made; there are 50 at the most.
         */
        get: operations["listWebhooks"];
        put?: never;
        /**
         * Have events sent to an address
         * @description It is asked at once whether it wants them, by a signed POST of the type WebhookVerification, and is sent events from when it answered with a 2xx.
         */
        post: operations["createWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{orgId}/webhooks/{webhookId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One webhook
         * @description Without what is secret of it.
         */
        get: operations["getWebhook"];
        put?: never;
        post?: never;
        /**
         * Remove a webhook
         * @description With what waits for it and its log; of a long one the rest goes within hours.
         */
        delete: operations["removeWebhook"];
        options?: never;
        head?: never;
        /**
         * Change a webhook
         * @description What is left out stays; lockIds of null is every lock. Another address is pending until it was asked; what waits is sent there then. At another host (scheme, host or port) authentication must be given again, if there is any.
         */
        patch: operations["changeWebhook"];
        trace?: never;
    };
    "/organizations/{orgId}/webhooks/{webhookId}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What was sent to a webhook, and what became of it
         * @description The newest first. What was delivered is kept for 30 days.
         */
        get: operations["listDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{orgId}/webhooks/{webhookId}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send events again from any point on
         * @description Those that the webhook wants now, also of before it was there, with the ids that they have: from a time, or after a cursor of GET /events; from the beginning if neither is given. They wait behind what waits already, those of a lock in order. Of 500 events at the most in one call; nextCursor is `after` for the next one. To a webhook that is pending, as soon as its address wants events; where it is not being asked, as when it is disabled, this is refused (409).
         */
        post: operations["replayEvents"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{orgId}/webhooks/{webhookId}/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send deliveries again
         * @description Those that match, dead letters if no state is given; the oldest 1000 of them in one call. To a webhook that is pending, as soon as its address wants events; where it is not being asked, as when it is disabled, this is refused (409).
         */
        post: operations["resendDeliveries"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{orgId}/webhooks/{webhookId}/rotate-secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign with another secret
         * @description Until the overlap is over, deliveries are signed with both.
         */
        post: operations["rotateWebhookSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{orgId}/webhooks/{webhookId}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a test event
         * @description Of the type WebhookTest, with nothing in it; what becomes of it is among the deliveries. To a webhook that is pending, as soon as its address wants events; where it is not being asked, as when it is disabled, this is refused (409).
         */
        post: operations["testWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/organizations/{orgId}/webhooks/{webhookId}/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask a webhook's address again whether it wants events
         * @description One that is disabled is sent events again from when it answered with a 2xx.
         */
        post: operations["verifyWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who is signed in
         * @description With the console's cookie. What another site or another port sends is refused.
         */
        get: operations["getSession"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/session/passkey": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign in with a passkey
         * @description Sets the cookie of a session for 30 days. What another site or another port sends is refused.
         */
        post: operations["signInWithPasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/session/passkey/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to sign in with a passkey
         * @description A challenge, good once and for five minutes; the same for everybody, because nobody says who they are. What another site or another port sends is refused.
         */
        post: operations["getPasskeySignInOptions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/session/passkeys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Passkeys of whoever is signed in
         * @description The oldest first; twenty at most. What another site or another port sends is refused.
         */
        get: operations["listPasskeys"];
        put?: never;
        /**
         * Keep a passkey that was made
         * @description Twenty at most. Within ten minutes of proving who one is. What another site or another port sends is refused.
         */
        post: operations["registerPasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/session/passkeys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Remove a passkey
         * @description The last way in stays. Within ten minutes of proving who one is. What another site or another port sends is refused.
         */
        delete: operations["removePasskey"];
        options?: never;
        head?: never;
        /**
         * Give a passkey another name
         * @description Within ten minutes of proving who one is. What another site or another port sends is refused.
         */
        patch: operations["renamePasskey"];
        trace?: never;
    };
    "/session/passkeys/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to make a passkey
         * @description Within ten minutes of proving who one is. What another site or another port sends is refused.
         */
        post: operations["getPasskeyRegistrationOptions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/session/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Give oneself another password
         * @description Ends all other sessions of the person. Within ten minutes of proving who one is. What another site or another port sends is refused.
         */
        put: operations["changeOwnPassword"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/session/proof": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Prove again who one is, with a passkey
         * @description Good for ten minutes. What another site or another port sends is refused.
         */
        post: operations["proveWithPasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/session/proof/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to prove again who one is, with a passkey
         * @description What another site or another port sends is refused.
         */
        post: operations["getProofOptions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/session/proof/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Prove again who one is, with the password
         * @description Good for ten minutes. A wrong one is a 400 that names it; after a few, a 429. What another site or another port sends is refused.
         */
        post: operations["proveByPassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/session/recovery-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make new recovery codes
         * @description Ten, shown this once; those from before are void. Within ten minutes of proving who one is. What another site or another port sends is refused.
         */
        post: operations["createRecoveryCodes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/session/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where the person is signed in
         * @description The one that was seen last first; at most 200. With the console's cookie. What another site or another port sends is refused.
         */
        get: operations["listSessions"];
        put?: never;
        post?: never;
        /**
         * End all sessions of the person
         * @description With keepCurrent, all but the one that asks. With the console's cookie. What another site or another port sends is refused.
         */
        delete: operations["endSessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/session/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End one session
         * @description With the console's cookie. What another site or another port sends is refused.
         */
        delete: operations["endSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/session/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Get a short token for the API
         * @description A bearer token of the person, or of them as a member of an organisation. It ends with the session, within half a second. With the console's cookie. What another site or another port sends is refused.
         */
        post: operations["createSessionToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/session/ways": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How the person signs in
         * @description Passkeys are listed by themselves. What another site or another port sends is refused.
         */
        get: operations["getWaysIn"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/temp-keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List temporary keys
         * @description With lockId, the keys that open that lock; without, the keys that the caller created and still may manage. Newest first; keys that were taken back only on request.
         */
        get: operations["listKeys"];
        put?: never;
        /**
         * Create a key over several doors
         * @description One link, and where a door has a panel one PIN, for 1 to 50 doors. The PIN is told here and on the guest's page, and nowhere else. The caller must be entitled to every lock; one that is not refuses the whole. A repeat with the same UUID and content changes nothing. With dryRun=true everything is checked and nothing made.
         */
        post: operations["createKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/temp-keys/{uuid}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Take a key back
         * @description From the answer on it opens none of its doors; openings that still wait for a lock are cancelled. The caller must be entitled to every lock of the key.
         */
        delete: operations["revokeKey"];
        options?: never;
        head?: never;
        /**
         * Change a key and its doors
         * @description Changes what is given and leaves the rest; the guest's link and the counts stay. A key that comes to its first door with a panel is given a PIN; one whose PIN would meet that of another key is given a new one. The caller must be entitled to every lock of the key and to those that are added.
         */
        patch: operations["changeKey"];
        trace?: never;
    };
    "/temp-keys/{uuid}/details": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A temporary key
         * @description With the names of its doors' locks and of those it is for, and the link to pass on. The caller must be entitled to every lock of the key.
         */
        get: operations["getKey"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/temp-keys/{uuid}/duplicate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make another key like this one
         * @description A key of its own with the doors, texts and terms of this one, but for those that are given: another link, another PIN, no use taken. It is neither paused nor revoked because this one is. The caller must be entitled to every lock of this key and of the new one. A repeat with the same Idempotency-Key, or with the same tempKeyUuid and content, changes nothing.
         */
        post: operations["duplicateKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/temp-keys/{uuid}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The record of a temporary key
         * @description What happened to one key at all its doors, those that were taken out of it included: its making and changes, openings and their outcomes, refusals. Ten events a page, oldest first; without a page, the last 10. Only of locks that the caller may manage; without one of them it is a 404. One request looks at 10,000 events of these locks at the most; where nextCursor is not null there is more to look at, even if no event was found: ask again with it as cursor.
         */
        get: operations["listKeyEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/temp-keys/{uuid}/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Would this key open that door, and why not
         * @description Decided by the same rules as an opening, with what each of them compared; changes nothing. The first rule that does not pass is the reason. A device that surely cannot be reached is a reason too; any other is known only when it is asked.
         */
        get: operations["explainKey"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/temp-keys/{uuid}/notify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a key's link
         * @description To whoever is named, whether or not it was sent before, with the key as it is then. From now on they, and nobody who was named before, are told when times or doors change, or the key is paused or taken back; a link that is still held for another is not sent to them. Held while the key is paused. On the key's history once it is sent, without the address. Refused after 10 messages of the key in an hour.
         */
        post: operations["sendLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/temp-keys/{uuid}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Pause a key
         * @description From the answer on it opens none of its doors, by link or by PIN, until it is resumed; openings that still wait for a lock are cancelled. With revokeAfter the server takes it back by itself from that instant on, whatever becomes of whoever asked. A repeat changes nothing; one with another revokeAfter moves that instant, and so does each with revokeAfterSeconds. The caller must be entitled to every lock of the key.
         */
        post: operations["pauseKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/temp-keys/{uuid}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Resume a paused key
         * @description It opens again as its terms say. A key that is not paused stays as it is; one whose revokeAfter has come is taken back, and stays so. The caller must be entitled to every lock of the key.
         */
        post: operations["resumeKey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/temp-keys/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make many keys from a table
         * @description Takes up to 2000 lines and 1 MiB of CSV, as text/csv or as the text csv of a JSON body, with commas, semicolons or tabs and any line ends. The first line names the columns: locks (Numbers of the locks, with spaces between them); validFrom (The first instant: 2026-12-24 15:00 or 24.12.2026 15:00 by the clock at the door, or with an offset from UTC); validUntil (The first instant after the window, as validFrom); description (A note that the guest sees); maxUses (How many openings, empty for no limit); maxUsesPerDoor (How many openings of each door, empty for no limit); accessMethod (key, code or both, at all doors of the line, empty for key); users (Ids or e-mail addresses of users that exist, with spaces between them, empty for anyone with the link); notifyEmail (The guest's address, to which the link is sent, empty for none); notifyLanguage (What that is written in, a language of the guest's page, such as en or de, needed with notifyEmail); notifyAt (When it is sent, as validFrom and not after it, empty for at once). Times without an offset are by the clock at the door; one that the clock leaves out or shows twice is refused, and so is a date that could be two. With dryRun=true nothing is made, and every line's problems are told. A line that is refused keeps no other from being made. The run takes an importId: the same line of the same import is the same key, so that a run that was cut short, or had lines that were mended since, is run again whole. A dry run gives one. With firstLine and lastLine a piece of the table is run.
         */
        post: operations["importKeys"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/temp-keys/import/template": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A table to fill in for an import
         * @description The columns of an import, with one line as an example. In UTF-8 with a mark by which spreadsheets know it.
         */
        get: operations["getImportTemplate"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/temp-keys/rows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List all keys that the caller may see, as lean rows
         * @description Every key that opens a lock of the caller's, also those that are over. Looked for, filtered, sorted and counted on the server; a page is found by a cursor, or by its place.
         */
        get: operations["listKeyRows"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/temp-keys/rows/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All keys of a list as a table for spreadsheets
         * @description The keys that listKeyRows lists with the same parameters, all of them: CSV by RFC 4180, in UTF-8 with a mark by which spreadsheets know it. An apostrophe stands before what a spreadsheet would take for a formula, at the beginning of a cell and after a semicolon, tab or line end within one. from and until are by the clock at the first door, with its offset; the first 10 people are named.
         */
        get: operations["exportKeyRows"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tenants": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All organisations
         * @description By their ids, with their keys masked.
         */
        get: operations["listTenants"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tenants/{orgId}/register": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Register an organisation
         * @description Its owner is invited, by mail where the server has a mail server, else by the link in the answer. An id that was an organisation's before is not given again.
         */
        post: operations["registerTenant"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tenants/{orgId}/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * An organisation's webhooks
         * @description As they are published; in the order in which they were made.
         */
        get: operations["listTenantWebhooks"];
        put?: never;
        /**
         * Have an organisation's events sent to an address
         * @description It is pending until it answered a verification with a 2xx. Deliveries are signed with a secret that this does not answer: `rotateWebhookSecret` gives the organisation one.
         */
        post: operations["createTenantWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tenants/{orgId}/webhooks/{webhookId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change an organisation's webhook
         * @description What is left out stays. Another address is pending until it was asked; another host is sent no secret that is not given with it.
         */
        put: operations["replaceTenantWebhook"];
        post?: never;
        /**
         * Remove an organisation's webhook
         * @description With what waits for it and its log; of a long one the rest goes within hours.
         */
        delete: operations["removeTenantWebhook"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The keys of each lock between two instants, and where they overlap
         * @description By the locks' numbers. Keys that were taken back are left out; those that begin before or end after the time asked for are told whole.
         */
        get: operations["getTimeline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{id}/CreateUser": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a user known
         * @description A user that a key may name before they ever signed in. A repeat changes nothing, whatever else it says of the user; only where it gives another address than theirs it is refused. Names and addresses are kept beside the record, never in it. An organisation's key may make anybody known, a user's token only that user. Where tokens come from an issuer elsewhere, the address counts once a token of that user says that it is verified.
         */
        post: operations["createUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{id}/personal-data": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Erase a person's data
         * @description Name, addresses, ways to sign in, sessions, tokens, memberships, invitations, and the notes of keys that are for this person alone. The record keeps the id, which says nothing by itself and is given to nobody else; keys that name it stay. For the person themself, with a token that is for no organisation, and for operators. 409 while nobody else could act for one of their organisations, or for one of their locks. A repeat changes nothing.
         */
        delete: operations["erasePersonalData"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/by-email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Find a user by e-mail address, or make one
         * @description For the list of who may use a key: the user need not have signed in. Without searchOnly a user that is not there is made; asking again gives the same one. A user's token may give no uuid but its own. Where tokens come from an issuer elsewhere, the address of a user with a given uuid counts once a token of that user says that it is verified.
         */
        get: operations["getUserByEmail"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/webhooks/{webhookId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Change the address of one's webhook
         * @description It is pending until the new address was asked. Another host is sent no secret that was given for the one before.
         */
        patch: operations["changeWebhookUrl"];
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** AcceptedInvitation */
        AcceptedInvitation: {
            /** @description For people */
            name: string | null;
            /** @description An organisation's id */
            orgId: string;
            role: components["schemas"]["Role"];
        };
        /**
         * AccessMode
         * @description Anyone with the link, or only the users in allowedUserIds; left out, it is the latter where users are named
         * @enum {string}
         */
        AccessMode: "public" | "user-whitelist";
        /**
         * ActivityCount
         * @description How many items there are of an hour or a day
         */
        ActivityCount: {
            /**
             * Format: date-time
             * @description The first instant after it; where clocks are set, an hour or a day is shorter or longer
             */
            end: string;
            /** @description Openings that came too late for the device */
            expired: number;
            /** @description Openings that failed */
            failed: number;
            /** @description What the zone's clocks call it: a date, or an hour with its offset from UTC */
            label: string;
            /** @description Openings that opened the door */
            opened: number;
            /** @description Items that were not to open a door */
            other: number;
            /** @description Refusals of a key or a PIN */
            refused: number;
            /** @description Openings of which it is not known yet what became of them */
            requested: number;
            /**
             * Format: date-time
             * @description Its first instant
             */
            start: string;
            /** @description All items */
            total: number;
            /** @description Openings of which nobody knows what became of them */
            unknown: number;
        };
        /** ActivityCounts */
        ActivityCounts: {
            counts: components["schemas"]["ActivityCount"][];
            /** @description Whose hours and days they are */
            timeZone: string;
        };
        /**
         * ActivityDoor
         * @description Where it happened
         */
        ActivityDoor: {
            /** @description The lock's number as text */
            lockId: string;
            /** @description What the door is called now; null where there is none, or none any more */
            name: string | null;
            /** @description Where its clocks stand: an IANA name; null where there is none, or none any more */
            timeZone: string | null;
        };
        /**
         * ActivityItem
         * @description One thing that happened
         */
        ActivityItem: {
            /** @description The reason that was given for an opening without a key */
            comment: string | null;
            /** @description Of refusals that were repeated: how many more there were */
            count: number | null;
            door: components["schemas"]["ActivityDoor"];
            /**
             * Format: uuid
             * @description The UUID of the event that began it; what is told again with it is the same item, changed
             */
            id: string;
            key: components["schemas"]["ActivityKey"] | null;
            /**
             * @description By the link (key) or by the PIN (code)
             * @enum {string|null}
             */
            method: "key" | "code" | null;
            /**
             * @description What became of it, where it was to open a door; it changes while it is `requested`
             * @enum {string|null}
             */
            outcome: "requested" | "opened" | "failed" | "expired" | "unknown" | "refused" | null;
            person: components["schemas"]["ActivityPerson"] | null;
            /** @description Why it was refused or did not open; how a bolt was moved by hand */
            reason: string | null;
            /**
             * Format: date-time
             * @description When the outcome was known
             */
            settledAt: string | null;
            /**
             * Format: date-time
             * @description When it happened, UTC
             */
            time: string;
            type: components["schemas"]["EventType"];
        };
        /**
         * ActivityKey
         * @description The temporary key that it was about; null where it was about none
         */
        ActivityKey: {
            /** @description The key's note now; null where there is none, or none any more */
            note: string | null;
            /**
             * Format: uuid
             * @description The temporary key's UUID
             */
            uuid: string;
        };
        /** ActivityList */
        ActivityList: {
            items: components["schemas"]["ActivityItem"][];
            /** @description Changes of anything here are told after this by the stream (Last-Event-ID) */
            lastEventId: string;
            /** @description Where to go on; null at the end */
            nextCursor: string | null;
            /** @description False where something that was recorded before may not be here yet */
            upToDate: boolean;
        };
        /**
         * ActivityPerson
         * @description Who did it; null where nobody is known
         */
        ActivityPerson: {
            /** @description By the record's name of them: mostly a user's UUID */
            id: string;
            /** @description What they are called now; null where there is none, or none any more */
            name: string | null;
        };
        /** AddedLock */
        AddedLock: {
            device: components["schemas"]["LockDevice"] | null;
            /** @description The lock's number as text */
            lockId: string;
            name: string;
            /** @description The site's id */
            siteId: string | null;
            /**
             * Format: time-zone
             * @description IANA name
             */
            timeZone: string;
            /**
             * Format: uuid
             * @description The UUID of the lock's device
             */
            uuid: string;
        };
        /** AddLockBody */
        AddLockBody: {
            /**
             * @description To unlatch pulls the latch too, so that the door can be pushed; not every device can
             * @enum {string}
             */
            action?: "unlock" | "unlatch";
            /** @description The device within its hub, as the kind of the hub writes it */
            address?: string;
            /** @description The hub's id */
            hubId?: string;
            name: string;
            /** @description Ask the device to lock again after so many seconds, where it can */
            relockAfterS?: number;
            /** @description The site's id */
            siteId?: string;
            /**
             * Format: time-zone
             * @description IANA name; the site's, or UTC, if left out
             */
            timeZone?: string;
        };
        /**
         * AdmissionRefused
         * @description Somebody tried a key that does not open now
         */
        AdmissionRefused: {
            /** @description What is known beyond the published fields; in histories only */
            context?: {
                /** @description Number of the door within its key */
                door?: number;
                /** @description Where it came from: a keyed hash of the address */
                source?: string;
                /** @description A user's id */
                userId?: string;
                /**
                 * @description Who asked: a guest, or somebody who records a use
                 * @enum {string}
                 */
                via?: "link" | "pin" | "api";
            };
            data: components["schemas"]["AdmissionRefusedData"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "AdmissionRefused";
        };
        /** AdmissionRefusedData */
        AdmissionRefusedData: {
            /** @description The lock's number */
            lockId: number;
            /**
             * Format: uuid
             * @description The UUID of the lock's device
             */
            lockUuid: string;
            /**
             * @description By the link (key) or by the PIN (code)
             * @enum {string}
             */
            method: "key" | "code";
            reason: components["schemas"]["RefusalReason"];
            /**
             * Format: uuid
             * @description The temporary key's UUID
             */
            tempKeyUuid: string;
            /**
             * Format: date-time
             * @description When it happened, UTC
             */
            timestamp: string;
        };
        /**
         * ApiKey
         * @description An API key, but for the key itself
         */
        ApiKey: {
            /**
             * Format: date-time
             * @description When it happened, UTC
             */
            createdAt: string;
            /** @description As the record names them */
            createdBy: string | null;
            /** @description It has ended; it is listed for a month yet */
            expired: boolean;
            /**
             * Format: date-time
             * @description When it ends by itself
             */
            expiresAt: string | null;
            /** @description The key's id */
            keyId: string;
            /**
             * Format: date
             * @description The day of its last use, UTC; null where it was never used
             */
            lastUsed: string | null;
            /** @description The locks, and the locks of the sites, that it is for; all others are to it as if they were not there; null for every lock */
            limits: {
                lockIds: string[];
                siteIds: string[];
            } | null;
            /** @description Its first 8 and last 4 characters */
            masked: string;
            /** @description For people */
            name: string | null;
            /** @description read: what a viewer reads. keys: that, and temporary keys. locks: that, and locks, hubs, directions and opening. admin: everything of the organisation */
            scopes: components["schemas"]["Scope"][];
        };
        /**
         * ApiKeyLimits
         * @description The locks, and the locks of the sites, that it is for; all others are to it as if they were not there
         */
        ApiKeyLimits: {
            lockIds?: (string | number)[];
            siteIds?: string[];
        };
        /** ApiKeys */
        ApiKeys: {
            apiKeys: components["schemas"]["ApiKey"][];
        };
        /** Arrival */
        Arrival: {
            /** @description Where it is, in one line; those whom the key is for are led to a map of it */
            address: string | null;
            contact: components["schemas"]["Contact"] | null;
            /** @description What is pressed in the cabin; of lifts only */
            floor: string | null;
            /**
             * @description What the guest does once the bolt is free; of doors only
             * @enum {string|null}
             */
            hand: "push" | "pull" | "turn" | null;
            /**
             * @description What opens: a gate moves by itself, a lift is called; null is a door
             * @enum {string|null}
             */
            kind: "door" | "gate" | "lift" | null;
            /** @description For how many seconds a gate moves; of gates only */
            movesForS: number | null;
            /** @description Changes with the picture; null where there is none */
            picture: string | null;
            /** @description How to find and use the door; its lines are kept */
            text: string | null;
        };
        /**
         * BatteryLow
         * @description The device's battery must be changed; told once a day
         */
        BatteryLow: {
            data: components["schemas"]["BatteryLowData"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "BatteryLow";
        };
        /** BatteryLowData */
        BatteryLowData: {
            /** @description The device within its hub */
            address: string;
            /** @description What is left, in percent */
            battery?: number;
            /** @description The hub that reaches the device */
            hubId: string;
            /** @description The lock's number */
            lockId: number;
            /**
             * Format: date-time
             * @description When it happened, UTC
             */
            timestamp: string;
            /**
             * Format: uuid
             * @description The UUID of the lock's device
             */
            uuid: string;
        };
        /** BindLockDeviceBody */
        BindLockDeviceBody: {
            /**
             * @description To unlatch pulls the latch too, so that the door can be pushed; not every device can
             * @enum {string}
             */
            action?: "unlock" | "unlatch";
            /** @description The device within its hub, as the kind of the hub writes it */
            address: string;
            /** @description The hub's id */
            hubId: string;
            /** @description Ask the device to lock again after so many seconds, where it can */
            relockAfterS?: number;
        };
        /** Brand */
        Brand: {
            /** @description Of what can be pressed, as #rrggbb. Read on the page and on the background with a contrast of 4.5:1 (WCAG 2.2, AA); by night it is made lighter */
            accent: string | null;
            /** @description Behind the page by day, as #rrggbb; small text must be read on it */
            background: string | null;
            contact: components["schemas"]["Contact"] | null;
            /** @description Changes with the picture; null where there is none */
            logo: string | null;
            /** @description Who lends the door, in the place of the organisation's name */
            name: string | null;
            /** @description https */
            privacyUrl: string | null;
        };
        /** ChangedSessionRules */
        ChangedSessionRules: {
            /**
             * @description After how many hours in which nobody did anything a member's session ends; null where it does not
             * @enum {integer|null}
             */
            idleHours: 12 | null;
        };
        /** ChangeHubBody */
        ChangeHubBody: {
            /** @description For people */
            name?: string | null;
            /** @description Those that are to be other; null takes one away */
            secrets?: Record<string, never>;
            /** @description By the kind of the hub; a name that it does not know is refused */
            settings?: Record<string, never>;
        };
        /** ChangeKeyAnswer */
        ChangeKeyAnswer: {
            /** @description The PIN that the key was given by this change; null when it kept what it had */
            pin: string | null;
            /** @description True */
            success: boolean;
            tempKey: components["schemas"]["TempKey"];
        };
        /** ChangeKeyBody */
        ChangeKeyBody: {
            accessMode?: components["schemas"]["AccessMode"];
            /** @description In the order in which the guest sees them */
            addDoors?: {
                accessMethod?: components["schemas"]["DoorMethod"];
                /** @description What the guest reads */
                label?: string;
                /** @description The lock that the door is; the caller must be entitled to it */
                lockId: string | number;
            }[];
            /** @description Who may use a user-whitelist key; of a public key nobody is kept, because nobody is held to it */
            allowedUserIds?: string[];
            /** @description A note that the guest sees */
            description?: string;
            /** @description How many openings; null for no limit */
            maxUses?: number | null;
            /** @description How many openings; null for no limit */
            maxUsesPerDoor?: number | null;
            /** @description Numbers of doors within the key */
            removeDoors?: number[];
            /**
             * Format: date-time
             * @description First instant; any offset is taken, UTC is told
             */
            validFrom?: string;
            /**
             * Format: date-time
             * @description The first instant after the window; at most 5 years after validFrom
             */
            validUntil?: string;
        };
        /** ChangeLockBody */
        ChangeLockBody: {
            name?: string;
            /**
             * Format: time-zone
             * @description IANA name
             */
            timeZone?: string;
        };
        /** ChangeLockUuidAnswer */
        ChangeLockUuidAnswer: {
            /** @description The lock's number as text */
            aggregateId: string;
            event: components["schemas"]["LockUuidChanged"] | null;
            /** @description True */
            success: boolean;
            /** @description Events in the lock's stream */
            version: number;
        };
        /** ChangeLockUuidBody */
        ChangeLockUuidBody: {
            /**
             * Format: uuid
             * @description The new device's UUID
             */
            newUuid: string;
        };
        /** ChangeMemberBody */
        ChangeMemberBody: {
            /** @description A member still, who may not act until that is taken back */
            paused?: boolean;
            role?: components["schemas"]["Role"];
        };
        /** ChangeOrganizationBody */
        ChangeOrganizationBody: {
            /** @description For people */
            name?: string;
            sessions?: components["schemas"]["ChangedSessionRules"];
        };
        /** ChangeSiteBody */
        ChangeSiteBody: {
            /** @description Where it is */
            address?: string | null;
            /** @description From when guests may come on the day of their arrival, by the clock there */
            checkIn?: string | null;
            /** @description Until when guests may stay on the day that they leave, by the clock there */
            checkOut?: string | null;
            /** @description What guests read of the way, at doors that say nothing of their own */
            directions?: string | null;
            /** @description For people */
            name?: string;
            /**
             * Format: time-zone
             * @description IANA name; of locks that are added there
             */
            timeZone?: string | null;
        };
        /** ChangeWebhookBody */
        ChangeWebhookBody: {
            authentication?: components["schemas"]["WebhookAuthentication"];
            /** @description Types of events; * for all, those that come later too */
            events?: ("*" | "LockCreated" | "OwnerSet" | "OrganizationSet" | "LockUuidChanged" | "LockTimeZoneChanged" | "PinRefused" | "DeviceBound" | "DeviceUnbound" | "DeviceOffline" | "DeviceOnline" | "BatteryLow" | "DoorAjar" | "DoorForced" | "LockJammed" | "ManualOperation" | "LockOpenRequested" | "LockOpenSent" | "LockOpened" | "LockOpenFailed" | "TempKeyCreated" | "TempKeyUsed" | "TempKeyUseReleased" | "TempKeyUpdated" | "TempKeyDeleted" | "TempKeyPaused" | "TempKeyResumed" | "TempKeyNoticeSent" | "TempKeyNoticeFailed" | "AdmissionRefused")[];
            format?: components["schemas"]["WebhookFormat"];
            /** @description Only of these locks */
            lockIds?: (string | number)[] | null;
            /** @description Where events are POSTed to: https, or http where the operator has listed its network */
            url?: string;
        };
        /** ChangeWebhookUrlBody */
        ChangeWebhookUrlBody: {
            /** @description Where events are POSTed to: https, or http where the operator has listed its network */
            url: string;
        };
        /** ChooseNoticesBody */
        ChooseNoticesBody: {
            /** @description What is told when it happens: at most one mail of each kind in 15 minutes */
            atOnce: components["schemas"]["NoticeKind"][];
            /** @description The hour of a daily summary by the clock of timeZone; null for none */
            dailyAt: number | null;
            /**
             * @description Of the mails
             * @enum {string}
             */
            language: "en" | "de";
            /** @description Only of these locks; null for all, those that come later too */
            lockIds: string[] | null;
            /**
             * Format: time-zone
             * @description IANA name
             */
            timeZone: string;
        };
        /**
         * CloudEvent
         * @description A CloudEvents 1.0 event in structured JSON
         */
        CloudEvent: {
            data: components["schemas"]["CloudEventData"];
            /** @enum {string} */
            datacontenttype: "application/json";
            /**
             * Format: uuid
             * @description The event's UUID: webhook-id where it is sent as a webhook
             */
            id: string;
            /** @description The lock */
            source: string;
            /** @enum {string} */
            specversion: "1.0";
            /** @description The lock's UUID */
            subject: string;
            /**
             * Format: date-time
             * @description When it happened, UTC
             */
            time: string;
            /** @description latchstring. and the type */
            type: string;
        };
        /**
         * CloudEventData
         * @description `detail` of a webhook's published envelope
         */
        CloudEventData: {
            /** @description The lock's UUID */
            aggregateId: string;
            /** @enum {string} */
            aggregateType: "lock";
            /** @description As in the other form */
            context?: Record<string, never>;
            /** @description As the catalogue has it, with its type */
            data: {
                type: components["schemas"]["EventType"];
            };
            /** @description The organisation */
            partnerId: string;
            /** @description When it was told, in ms since the epoch */
            timestamp: number;
            /** @description Place in the lock's stream */
            version: number;
        };
        /** CommissionedDevice */
        CommissionedDevice: {
            /** @description Its locks, as they can be bound */
            addresses: string[];
        };
        /** CommissionHubDevice */
        CommissionHubDevice: {
            /** @description The digits of its pairing code, or the text of its QR code */
            code: string;
        };
        /**
         * Contact
         * @description Whom a guest asks; a phone or an email is needed
         */
        Contact: {
            /** @description An address */
            email?: string | null;
            /** @description Who answers */
            name?: string | null;
            /** @description As it is dialled */
            phone?: string | null;
        };
        /** CreateApiKeyBody */
        CreateApiKeyBody: {
            /**
             * Format: date-time
             * @description When it ends by itself
             */
            expiresAt?: string;
            limits?: components["schemas"]["ApiKeyLimits"];
            /** @description For people */
            name: string;
            /** @description read: what a viewer reads. keys: that, and temporary keys. locks: that, and locks, hubs, directions and opening. admin: everything of the organisation */
            scopes: components["schemas"]["Scope"][];
        };
        /** CreateHubBody */
        CreateHubBody: {
            /** @description The hub's id */
            hubId?: string;
            kind: components["schemas"]["HubKind"];
            /** @description For people */
            name?: string | null;
            /** @description Whose it is, in the place of the operator; only with a super key */
            organizationId?: string;
            /** @description By the kind of the hub; kept encrypted, and never shown again */
            secrets?: Record<string, never>;
            /** @description By the kind of the hub; a name that it does not know is refused */
            settings?: Record<string, never>;
        };
        /** CreateInvitationBody */
        CreateInvitationBody: {
            /**
             * @description Show the link rather than mail it
             * @default false
             */
            byLink: boolean;
            /** @description An e-mail address */
            email: string;
            /**
             * @description Of the mail; en if left out
             * @enum {string}
             */
            language?: "en" | "de";
            role: components["schemas"]["Role"];
        };
        /** CreateKeyAnswer */
        CreateKeyAnswer: {
            doors: components["schemas"]["Door"][];
            overlaps?: components["schemas"]["KeyOverlaps"];
            /** @description The PIN of the key, told this once; null where no door opens by PIN, and in the answer to a repeat */
            pin: string | null;
            /** @description True */
            success: boolean;
            /** @description Path of the guest's page, with that of PUBLIC_URL before it */
            url: string;
            /**
             * Format: uuid
             * @description The temporary key's UUID
             */
            uuid: string;
            /**
             * Format: date-time
             * @description First instant
             */
            validFrom: string;
            /**
             * Format: date-time
             * @description The first instant after the window
             */
            validUntil: string;
        };
        /** CreateKeyBody */
        CreateKeyBody: {
            accessMode?: components["schemas"]["AccessMode"];
            /** @description Who may use a user-whitelist key; of a public key nobody is kept, because nobody is held to it */
            allowedUserIds?: string[];
            /** @description A note that the guest sees */
            description?: string;
            /** @description In the order in which the guest sees them */
            doors: {
                accessMethod?: components["schemas"]["DoorMethod"];
                /** @description What the guest reads */
                label?: string;
                /** @description The lock that the door is; the caller must be entitled to it */
                lockId: string | number;
            }[];
            /** @description How many openings; null for no limit */
            maxUses?: number | null;
            /** @description How many openings; null for no limit */
            maxUsesPerDoor?: number | null;
            notify?: components["schemas"]["Notify"];
            /**
             * Format: uuid
             * @description The temporary key's UUID
             */
            tempKeyUuid?: string;
            /**
             * Format: date-time
             * @description First instant; any offset is taken, UTC is told
             */
            validFrom: string;
            /**
             * Format: date-time
             * @description The first instant after the window; at most 5 years after validFrom
             */
            validUntil: string;
        };
        /** CreateLockAnswer */
        CreateLockAnswer: {
            /** @description The lock's number as text */
            aggregateId: string;
            event: components["schemas"]["LockCreated"] | null;
            /** @description True */
            success: boolean;
            /** @description Events in the lock's stream */
            version: number;
        };
        /** CreateLockBody */
        CreateLockBody: {
            /**
             * @description Simulated; without it, nothing opens until the lock is bound to a hub's device
             * @enum {string}
             */
            driver?: "simulator";
            /** @description The lock's number, as in the path */
            index: number;
            /** @description Physical keys handed over with the lock */
            keys?: components["schemas"]["PhysicalKey"][];
            name?: string;
            ownerId?: string;
            serialNumber?: string;
            /**
             * Format: time-zone
             * @description IANA name
             */
            timeZone?: string;
            /**
             * Format: uuid
             * @description The lock's UUID
             */
            uuid: string;
            vendorName?: string;
        };
        /** CreateOrganizationBody */
        CreateOrganizationBody: {
            /** @description For people */
            name: string;
            /** @description Its id from then on, never used twice: letters, digits, dots, hyphens and underscores */
            orgId: string;
        };
        /** CreateSessionTokenBody */
        CreateSessionTokenBody: {
            /** @description The organisation */
            organizationId?: string;
        };
        /** CreateSiteBody */
        CreateSiteBody: {
            /** @description Where it is */
            address?: string | null;
            /** @description From when guests may come on the day of their arrival, by the clock there */
            checkIn?: string | null;
            /** @description Until when guests may stay on the day that they leave, by the clock there */
            checkOut?: string | null;
            /** @description What guests read of the way, at doors that say nothing of their own */
            directions?: string | null;
            /** @description For people */
            name: string;
            /**
             * Format: time-zone
             * @description IANA name; of locks that are added there
             */
            timeZone?: string | null;
        };
        /** CreateTempKeyAnswer */
        CreateTempKeyAnswer: {
            /** @description The lock's number as text */
            aggregateId: string;
            event: components["schemas"]["TempKeyCreated"] | null;
            /** @description True */
            success: boolean;
            /**
             * Format: uuid
             * @description The temporary key's UUID
             */
            tempKeyUuid: string;
            /**
             * Format: uri
             * @description The guest's link
             */
            url: string;
            /** @description Events in the lock's stream */
            version: number;
        };
        /** CreateTempKeyBody */
        CreateTempKeyBody: {
            accessMode: components["schemas"]["AccessMode"];
            /** @description Who may use a user-whitelist key; of a public key nobody is kept, because nobody is held to it */
            allowedUserIds?: string[];
            /** @description A note that the guest sees */
            description?: string;
            /** @description How many openings; null for no limit */
            maxUses?: number | null;
            notify?: components["schemas"]["Notify"];
            /**
             * Format: uuid
             * @description The temporary key's UUID
             */
            tempKeyUuid?: string;
            /**
             * Format: date-time
             * @description First instant; any offset is taken, UTC is told
             */
            validFrom: string;
            /**
             * Format: date-time
             * @description The first instant after the window; at most 5 years after validFrom
             */
            validUntil: string;
        };
        /** CreateTenantApiKeyBody */
        CreateTenantApiKeyBody: {
            /**
             * Format: date-time
             * @description When it ends by itself
             */
            expiresAt?: string | null;
            /** @description An organisation's id */
            orgId: string;
            /** @description For people */
            orgName: string;
        };
        /** CreateTenantWebhookBody */
        CreateTenantWebhookBody: {
            /** @description Types of events; * for all, those that come later too */
            events: ("*" | "LockCreated" | "OwnerSet" | "OrganizationSet" | "LockUuidChanged" | "LockTimeZoneChanged" | "PinRefused" | "DeviceBound" | "DeviceUnbound" | "DeviceOffline" | "DeviceOnline" | "BatteryLow" | "DoorAjar" | "DoorForced" | "LockJammed" | "ManualOperation" | "LockOpenRequested" | "LockOpenSent" | "LockOpened" | "LockOpenFailed" | "TempKeyCreated" | "TempKeyUsed" | "TempKeyUseReleased" | "TempKeyUpdated" | "TempKeyDeleted" | "TempKeyPaused" | "TempKeyResumed" | "TempKeyNoticeSent" | "TempKeyNoticeFailed" | "AdmissionRefused")[];
            /** @description Sent with every delivery as a bearer token */
            secret?: string;
            /** @description Where events are POSTed to: https, or http where the operator has listed its network */
            url: string;
        };
        /** CreateUserAnswer */
        CreateUserAnswer: {
            /**
             * Format: uuid
             * @description A user's UUID
             */
            aggregateId: string;
            event: components["schemas"]["UserCreated"] | null;
            /** @description True */
            success: boolean;
            /**
             * Format: uuid
             * @description A user's UUID
             */
            userId: string;
            /** @description Always 1 */
            version: number;
        };
        /** CreateUserBody */
        CreateUserBody: {
            /** @description E-mail address */
            email?: string;
            /** @description First name */
            firstName?: string;
            /** @description Last name */
            lastName?: string;
            /** @description Phone number: + or 00, the country's code and the rest, 7 to 15 digits; checked, not kept */
            phoneNumber?: string;
            /**
             * Format: uuid
             * @description A user's UUID
             */
            userId: string;
        };
        /** CreateWebhookBody */
        CreateWebhookBody: {
            authentication?: components["schemas"]["WebhookAuthentication"];
            /** @description Types of events; * for all, those that come later too */
            events: ("*" | "LockCreated" | "OwnerSet" | "OrganizationSet" | "LockUuidChanged" | "LockTimeZoneChanged" | "PinRefused" | "DeviceBound" | "DeviceUnbound" | "DeviceOffline" | "DeviceOnline" | "BatteryLow" | "DoorAjar" | "DoorForced" | "LockJammed" | "ManualOperation" | "LockOpenRequested" | "LockOpenSent" | "LockOpened" | "LockOpenFailed" | "TempKeyCreated" | "TempKeyUsed" | "TempKeyUseReleased" | "TempKeyUpdated" | "TempKeyDeleted" | "TempKeyPaused" | "TempKeyResumed" | "TempKeyNoticeSent" | "TempKeyNoticeFailed" | "AdmissionRefused")[];
            format?: components["schemas"]["WebhookFormat"];
            /** @description Only of these locks */
            lockIds?: (string | number)[];
            /** @description Where events are POSTed to: https, or http where the operator has listed its network */
            url: string;
        };
        /** DeleteTempKeyAnswer */
        DeleteTempKeyAnswer: {
            /** @description The lock's number as text */
            aggregateId: string;
            event: components["schemas"]["TempKeyDeleted"] | null;
            /** @description True */
            success: boolean;
            /** @description Events in the lock's stream */
            version: number;
        };
        /** DeleteTempKeyBody */
        DeleteTempKeyBody: {
            /**
             * Format: uuid
             * @description The temporary key's UUID
             */
            tempKeyUuid: string;
        };
        /** Deliveries */
        Deliveries: {
            deliveries: components["schemas"]["Delivery"][];
            /** @description Where to go on; null at the end */
            nextCursor: string | null;
        };
        /**
         * Delivery
         * @description One event on its way to one webhook
         */
        Delivery: {
            /** @description How often it was tried */
            attempts: number;
            /** @description Its webhook-id, by which a receiver knows what comes again */
            eventId: string;
            /** @description The delivery's number */
            id: number;
            /** @description The body, to the byte */
            request: string;
            /**
             * Format: date-time
             * @description When it was delivered or given up
             */
            settledAt: string | null;
            state: components["schemas"]["DeliveryState"];
            /**
             * Format: date-time
             * @description When it happened, UTC
             */
            time: string;
            /** @description The last of its tries, the oldest first */
            tries: components["schemas"]["DeliveryTry"][];
            /** @description A type of events */
            type: string;
        };
        /**
         * DeliveryState
         * @description waiting for its turn or its next try, delivered, or dead: given up, and kept until it is sent again
         * @enum {string}
         */
        DeliveryState: "waiting" | "delivered" | "dead";
        /** DeliveryTry */
        DeliveryTry: {
            /**
             * Format: date-time
             * @description When it happened, UTC
             */
            at: string;
            /** @description How long it took, in milliseconds */
            ms: number;
            /** @description The beginning of the answer, or why there is none */
            said: string;
            /** @description Of the answer; absent where none came */
            status?: number;
        };
        /**
         * DeviceBound
         * @description The lock is this device from now on, and no other
         */
        DeviceBound: {
            /** @description What is known beyond the published fields; in histories only */
            context?: {
                /** @description One process at a time holds the hub */
                held?: boolean;
                /** @description It locks again by itself */
                relocks?: boolean;
            };
            data: components["schemas"]["DeviceBoundData"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "DeviceBound";
        };
        /** DeviceBoundData */
        DeviceBoundData: {
            /**
             * @description What the device is told to do
             * @enum {string}
             */
            action?: "unlock" | "unlatch";
            /** @description The device within its hub */
            address: string;
            /** @description A user's id */
            boundBy: string;
            /** @description The kind of the hub */
            driver: string;
            /** @description The hub that reaches the device */
            hubId: string;
            /** @description The lock's number */
            lockId: number;
            /** @description It is asked to lock again after so many seconds */
            relockAfterS?: number;
            /**
             * Format: date-time
             * @description When it happened, UTC
             */
            timestamp: string;
            /**
             * Format: uuid
             * @description The UUID of the lock's device
             */
            uuid: string;
        };
        /**
         * DeviceOffline
         * @description The device cannot be reached
         */
        DeviceOffline: {
            data: components["schemas"]["DeviceOfflineData"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "DeviceOffline";
        };
        /** DeviceOfflineData */
        DeviceOfflineData: {
            /** @description The device within its hub */
            address: string;
            /** @description The hub that reaches the device */
            hubId: string;
            /** @description The lock's number */
            lockId: number;
            /** @description An order would be in vain */
            surely?: boolean;
            /**
             * Format: date-time
             * @description When it happened, UTC
             */
            timestamp: string;
            /**
             * Format: uuid
             * @description The UUID of the lock's device
             */
            uuid: string;
        };
        /**
         * DeviceOfRow
         * @description The device that it is, and what was last seen of it
         */
        DeviceOfRow: {
            /** @description What is left, in percent; null where it is not known */
            battery: number | null;
            /** @description The device says that its battery must be changed */
            batteryCritical: boolean;
            /** @description open, closed, ajar or unknown; null where the device has no contact */
            door: string | null;
            /** @description Null where none is bound */
            hubId: string | null;
            /**
             * Format: date-time
             * @description When it was so, by the server's clock; null when nothing is known
             */
            observedAt: string | null;
            /** @description Whether it can be reached; null when nothing is known */
            online: boolean | null;
            /** @description Who says so: the device now, what is known of it from earlier (cached), or nobody (assumed) */
            source: string | null;
            /**
             * @description Of the bolt
             * @enum {string}
             */
            state: "locked" | "unlocked" | "unlatched" | "locking" | "unlocking" | "not_fully_locked" | "jammed" | "unknown";
        };
        /**
         * DeviceOnline
         * @description The device can be reached again
         */
        DeviceOnline: {
            data: components["schemas"]["SeenAtDevice"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "DeviceOnline";
        };
        /**
         * DeviceUnbound
         * @description The lock has no device, and opens nothing
         */
        DeviceUnbound: {
            data: components["schemas"]["DeviceUnboundData"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "DeviceUnbound";
        };
        /** DeviceUnboundData */
        DeviceUnboundData: {
            /** @description The device within its hub */
            address: string;
            /** @description The hub that reaches the device */
            hubId: string;
            /** @description The lock's number */
            lockId: number;
            /**
             * Format: date-time
             * @description When it happened, UTC
             */
            timestamp: string;
            /** @description A user's id */
            unboundBy: string;
            /**
             * Format: uuid
             * @description The UUID of the lock's device
             */
            uuid: string;
        };
        /**
         * Door
         * @description One lock within one key
         */
        Door: {
            accessMethod: components["schemas"]["DoorMethod"];
            /** @description Number of the door within its key */
            id: number;
            /** @description What the guest reads */
            label: string | null;
            /** @description The lock's number as text */
            lockId: string;
            /**
             * Format: uuid
             * @description The UUID of the lock's device
             */
            lockUuid: string;
            /** @description Openings of this door */
            usedCount: number;
        };
        /**
         * DoorAjar
         * @description The door was left open
         */
        DoorAjar: {
            data: components["schemas"]["SeenAtDevice"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "DoorAjar";
        };
        /**
         * DoorDetails
         * @description A door of a key, with its lock's name and zone
         */
        DoorDetails: {
            accessMethod: components["schemas"]["DoorMethod"];
            /** @description Number of the door within its key */
            id: number;
            /** @description What the guest reads */
            label: string | null;
            /** @description The lock's number as text */
            lockId: string;
            /**
             * Format: uuid
             * @description The UUID of the lock's device
             */
            lockUuid: string;
            /** @description The lock's name */
            name: string | null;
            timeZone: string;
            /** @description Openings of this door */
            usedCount: number;
        };
        /**
         * DoorForced
         * @description The door was opened by force
         */
        DoorForced: {
            data: components["schemas"]["SeenAtDevice"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "DoorForced";
        };
        /**
         * DoorMethod
         * @description How the guest opens it: by the link (key), by the PIN at its panel (code), or either (both)
         * @enum {string}
         */
        DoorMethod: "key" | "code" | "both";
        /** DoorOfRow */
        DoorOfRow: {
            /** @description What the guest reads */
            label: string | null;
            /** @description The lock's number as text */
            lockId: string;
            /** @description The lock's name */
            name: string | null;
            /** @description The lock's, an IANA name */
            timeZone: string;
        };
        /** DuplicateKeyAnswer */
        DuplicateKeyAnswer: {
            doors: components["schemas"]["Door"][];
            /** @description The PIN of the key, told this once; null where no door opens by PIN, and in the answer to a repeat */
            pin: string | null;
            /** @description True */
            success: boolean;
            /** @description Path of the guest's page, with that of PUBLIC_URL before it */
            url: string;
            /**
             * Format: uuid
             * @description The temporary key's UUID
             */
            uuid: string;
            /**
             * Format: date-time
             * @description First instant
             */
            validFrom: string;
            /**
             * Format: date-time
             * @description The first instant after the window
             */
            validUntil: string;
        };
        /** DuplicateKeyBody */
        DuplicateKeyBody: {
            accessMode?: components["schemas"]["AccessMode"];
            /** @description Who may use a user-whitelist key; of a public key nobody is kept, because nobody is held to it */
            allowedUserIds?: string[];
            /** @description A note that the guest sees */
            description?: string;
            /** @description In the order in which the guest sees them */
            doors?: {
                accessMethod?: components["schemas"]["DoorMethod"];
                /** @description What the guest reads */
                label?: string;
                /** @description The lock that the door is; the caller must be entitled to it */
                lockId: string | number;
            }[];
            /** @description How many openings; null for no limit */
            maxUses?: number | null;
            /** @description How many openings; null for no limit */
            maxUsesPerDoor?: number | null;
            /**
             * Format: uuid
             * @description The temporary key's UUID
             */
            tempKeyUuid?: string;
            /**
             * Format: date-time
             * @description First instant; any offset is taken, UTC is told
             */
            validFrom?: string;
            /**
             * Format: date-time
             * @description The first instant after the window; at most 5 years after validFrom
             */
            validUntil?: string;
        };
        /** EndedSessions */
        EndedSessions: {
            /** @description How many there were */
            ended: number;
        };
        /** ErasePersonalDataAnswer */
        ErasePersonalDataAnswer: {
            /** @description Whether it had been done before */
            alreadyErased: boolean;
            /** @description True */
            success: boolean;
            /**
             * Format: uuid
             * @description A user's UUID
             */
            userId: string;
        };
        /**
         * Event
         * @description What happened to a lock; `type` says which it is
         */
        Event: components["schemas"]["LockCreated"] | components["schemas"]["OwnerSet"] | components["schemas"]["OrganizationSet"] | components["schemas"]["LockUuidChanged"] | components["schemas"]["LockTimeZoneChanged"] | components["schemas"]["PinRefused"] | components["schemas"]["DeviceBound"] | components["schemas"]["DeviceUnbound"] | components["schemas"]["DeviceOffline"] | components["schemas"]["DeviceOnline"] | components["schemas"]["BatteryLow"] | components["schemas"]["DoorAjar"] | components["schemas"]["DoorForced"] | components["schemas"]["LockJammed"] | components["schemas"]["ManualOperation"] | components["schemas"]["LockOpenRequested"] | components["schemas"]["LockOpenSent"] | components["schemas"]["LockOpened"] | components["schemas"]["LockOpenFailed"] | components["schemas"]["TempKeyCreated"] | components["schemas"]["TempKeyUsed"] | components["schemas"]["TempKeyUseReleased"] | components["schemas"]["TempKeyUpdated"] | components["schemas"]["TempKeyDeleted"] | components["schemas"]["TempKeyPaused"] | components["schemas"]["TempKeyResumed"] | components["schemas"]["TempKeyNoticeSent"] | components["schemas"]["TempKeyNoticeFailed"] | components["schemas"]["AdmissionRefused"];
        /**
         * EventData
         * @description What an event says, by its type
         */
        EventData: components["schemas"]["LockCreatedData"] | components["schemas"]["OwnerSetData"] | components["schemas"]["OrganizationSetData"] | components["schemas"]["LockUuidChangedData"] | components["schemas"]["LockTimeZoneChangedData"] | components["schemas"]["PinRefusedData"] | components["schemas"]["DeviceBoundData"] | components["schemas"]["DeviceUnboundData"] | components["schemas"]["DeviceOfflineData"] | components["schemas"]["SeenAtDevice"] | components["schemas"]["BatteryLowData"] | components["schemas"]["ManualOperationData"] | components["schemas"]["LockOpenRequestedData"] | components["schemas"]["LockOpenSentData"] | components["schemas"]["LockOpenedData"] | components["schemas"]["LockOpenFailedData"] | components["schemas"]["TempKeyCreatedData"] | components["schemas"]["TempKeyUsedData"] | components["schemas"]["TempKeyUseReleasedData"] | components["schemas"]["TempKeyUpdatedData"] | components["schemas"]["TempKeyDeletedData"] | components["schemas"]["TempKeyPausedData"] | components["schemas"]["TempKeyResumedData"] | components["schemas"]["TempKeyNoticeSentData"] | components["schemas"]["TempKeyNoticeFailedData"] | components["schemas"]["AdmissionRefusedData"];
        /**
         * EventType
         * @description What happened
         * @enum {string}
         */
        EventType: "LockCreated" | "OwnerSet" | "OrganizationSet" | "LockUuidChanged" | "LockTimeZoneChanged" | "PinRefused" | "DeviceBound" | "DeviceUnbound" | "DeviceOffline" | "DeviceOnline" | "BatteryLow" | "DoorAjar" | "DoorForced" | "LockJammed" | "ManualOperation" | "LockOpenRequested" | "LockOpenSent" | "LockOpened" | "LockOpenFailed" | "TempKeyCreated" | "TempKeyUsed" | "TempKeyUseReleased" | "TempKeyUpdated" | "TempKeyDeleted" | "TempKeyPaused" | "TempKeyResumed" | "TempKeyNoticeSent" | "TempKeyNoticeFailed" | "AdmissionRefused";
        /** ExplainKeyAnswer */
        ExplainKeyAnswer: {
            admitted: boolean;
            /**
             * Format: date-time
             * @description When it happened, UTC
             */
            at: string;
            /** @description Number of the door within its key */
            door: number | null;
            message: string;
            reason: string | null;
            rules: components["schemas"]["Rule"][];
        };
        /**
         * Hub
         * @description A connection through which devices are reached
         */
        Hub: {
            /** @description It is always there, and nobody's to change */
            builtIn: boolean;
            /**
             * Format: date-time
             * @description When it was asked
             */
            checkedAt: string | null;
            connection: components["schemas"]["HubConnection"];
            /**
             * Format: date-time
             * @description Null for one that is built in
             */
            createdAt: string | null;
            /** @description The hub's id */
            hubId: string;
            kind: components["schemas"]["HubKind"];
            /** @description For people */
            name: string | null;
            /** @description An organisation's id */
            organizationId: string | null;
            /** @description A user's id */
            ownerId: string | null;
            /** @description Why it is broken, or cannot be reached */
            problem: string | null;
            /** @description Whether it could be reached when it was asked last; asked every minute while it is open */
            reachable: boolean | null;
            /** @description Which secrets it has; what they are is never shown */
            secrets: string[];
            /** @description By the kind of the hub */
            settings: {
                [key: string]: unknown;
            };
            /**
             * Format: date-time
             * @description Null for one that is built in
             */
            updatedAt: string | null;
        };
        /** HubCheck */
        HubCheck: {
            /** @description Whom the hub takes the server for */
            as: string | null;
            /** @description What is wrong, for people */
            detail: string | null;
            /** @description offline, auth, unsupported or internal */
            failure: string | null;
            /** @description One question and its answer */
            latencyMs: number | null;
            /** @description Whether it can be reached */
            ok: boolean;
            /** @description Its product and version */
            version: string | null;
            /** @description What works, but should be looked at */
            warnings: string[];
        };
        /**
         * HubConnection
         * @description As the process that answers has it: not needed yet (idle), being opened, open, not to be opened (broken), or held by another process (elsewhere)
         * @enum {string}
         */
        HubConnection: "idle" | "opening" | "open" | "broken" | "elsewhere";
        /**
         * HubDevice
         * @description A device that a lock can be bound to
         */
        HubDevice: {
            /** @description What it can be told to do */
            actions: ("unlock" | "unlatch")[];
            /** @description The device within its hub, as the kind of the hub writes it */
            address: string;
            /** @description Where it is, as the hub says */
            area: string | null;
            /** @description What is left, in percent; null where it is not known */
            battery: number | null;
            /** @description The device says that its battery must be changed */
            batteryCritical: boolean;
            /** @description A lock is bound to it */
            bound: boolean;
            /** @description open, closed, ajar or unknown; null where the device has no contact */
            door: string | null;
            /** @description What it is, in the hub's own words */
            kind: string;
            /** @description That lock's number; null also where the caller may not see it */
            lockId: number | null;
            name: string;
            /**
             * Format: date-time
             * @description When it was so, by the server's clock; null when nothing is known
             */
            observedAt: string | null;
            /** @description Whether it can be reached; null when nothing is known */
            online: boolean | null;
            /** @description It locks again by itself */
            relocks: boolean;
            /** @description Who says so: the device now, what is known of it from earlier (cached), or nobody (assumed) */
            source: string | null;
            /**
             * @description Of the bolt
             * @enum {string}
             */
            state: "locked" | "unlocked" | "unlatched" | "locking" | "unlocking" | "not_fully_locked" | "jammed" | "unknown";
        };
        /** HubDevices */
        HubDevices: {
            devices: components["schemas"]["HubDevice"][];
        };
        /**
         * HubKind
         * @description What it is a connection to
         * @enum {string}
         */
        HubKind: "simulator" | "home-assistant" | "http-relay" | "mqtt" | "matter";
        /** Hubs */
        Hubs: {
            hubs: components["schemas"]["Hub"][];
            /** @description Where to go on; null at the end */
            nextCursor: string | null;
        };
        /**
         * ImportedLine
         * @description What became of one line
         */
        ImportedLine: {
            /** @description What was read of it, by column, the first 300 characters */
            cells: {
                [key: string]: string;
            };
            /** @description Where it begins in the table; the head is counted */
            line: number;
            /**
             * @description created; already-there, by an earlier run of this import; good, in a dry run; refused, with its problems; not-tried, because the store was not to be had, or the caller lost the right to it: run the import again
             * @enum {string}
             */
            outcome: "created" | "already-there" | "good" | "refused" | "not-tried";
            /** @description The PIN of the key, told this once; null where no door opens by PIN, and in the answer to a repeat */
            pin: string | null;
            problems: components["schemas"]["LineProblem"][];
            /** @description Path of the guest's page, with that of PUBLIC_URL before it */
            url: string | null;
            /**
             * Format: uuid
             * @description The temporary key's UUID
             */
            uuid: string | null;
        };
        /** ImportKeysAnswer */
        ImportKeysAnswer: {
            /** @description Lines whose key an earlier run of this import made */
            alreadyThere: number;
            /** @description Lines whose key was made now */
            created: number;
            dryRun: boolean;
            importId: string;
            lines: components["schemas"]["ImportedLine"][];
            /** @description Lines to be run again */
            notTried: number;
            /** @description Lines with problems */
            refused: number;
            /** @description True */
            success: boolean;
        };
        /** ImportKeysBody */
        ImportKeysBody: {
            /** @description The table */
            csv: string;
        };
        /**
         * Invitation
         * @description An invitation
         */
        Invitation: {
            /**
             * Format: date-time
             * @description When it happened, UTC
             */
            createdAt: string;
            /** @description An e-mail address */
            email: string;
            /** @description It is over: send it again, or take it back */
            expired: boolean;
            /**
             * Format: date-time
             * @description When it happened, UTC
             */
            expiresAt: string;
            /** @description The invitation's id */
            invitationId: string;
            /** @description Who made it, as the record names them */
            invitedBy: string;
            /** @description The link went to the address and to nobody else */
            mailed: boolean;
            role: components["schemas"]["Role"];
        };
        /** Invitations */
        Invitations: {
            invitations: components["schemas"]["Invitation"][];
        };
        /** JoinOrganizationBody */
        JoinOrganizationBody: {
            /** @description token of the link */
            secret: string;
        };
        /**
         * KeyMaker
         * @description Who made it; the name is told to whoever may list the organisation's members, and to themselves
         */
        KeyMaker: {
            /** @description As the record has it: a user's id, an organisation's, or operator */
            id: string;
            name: string | null;
        };
        /**
         * KeyOpener
         * @description A key that opens the door, for whom, and until when
         */
        KeyOpener: {
            /** @description Whether it is for anyone with the link */
            anyone: boolean;
            /** @description Number of the door within its key */
            door: number;
            /** @description Where every rule that admits is told */
            explain: string;
            /**
             * Format: date-time
             * @description First instant
             */
            from: string;
            /** @description By the link (key), by the PIN (code) */
            methods: ("key" | "code")[];
            /** @description What the guest sees as a note */
            note: string | null;
            /** @description Those whom it is for by name, the first 10 */
            people: components["schemas"]["Person"][];
            /** @description How many those are */
            peopleCount: number;
            /**
             * Format: uuid
             * @description The temporary key's UUID
             */
            tempKeyUuid: string;
            /**
             * Format: date-time
             * @description The first instant after the window
             */
            until: string;
        };
        /**
         * KeyOverlaps
         * @description Other keys of these doors that have a part of this time, and may still open: no error, but worth a look
         */
        KeyOverlaps: {
            /** @description The first 20 of them, those that begin first, first */
            keys: components["schemas"]["TempKeyRow"][];
            /** @description How many there are */
            total: number;
        };
        /**
         * KeySpan
         * @description One key at one lock
         */
        KeySpan: {
            /** @description Whether it is for anyone with the link */
            anyone: boolean;
            /**
             * Format: date-time
             * @description First instant
             */
            from: string;
            /** @description What the guest sees as a note */
            note: string | null;
            /** @description Another key of the lock has a part of its time */
            overlaps: boolean;
            /** @description Those whom it is for by name, the first 10 */
            people: components["schemas"]["Person"][];
            /** @description How many those are */
            peopleCount: number;
            status: components["schemas"]["KeyStanding"];
            /**
             * Format: uuid
             * @description The temporary key's UUID
             */
            tempKeyUuid: string;
            /**
             * Format: date-time
             * @description The first instant after the window
             */
            until: string;
        };
        /**
         * KeyStanding
         * @description How it stands now
         * @enum {string}
         */
        KeyStanding: "upcoming" | "active" | "paused" | "used-up" | "ended" | "revoked";
        /**
         * KeyStatus
         * @description Whether it opens now, and why not
         * @enum {string}
         */
        KeyStatus: "valid" | "revoked" | "paused" | "not-yet-valid" | "expired" | "used-up";
        /** KnownToGuest */
        KnownToGuest: {
            doors: number[];
            /** @description When they became whom the key is for, in milliseconds since the epoch; absent for the first */
            since?: number;
            /**
             * @description Whether the key opens
             * @enum {string}
             */
            standing: "open" | "paused" | "revoked";
            /**
             * Format: date-time
             * @description First instant
             */
            validFrom: string;
            /**
             * Format: date-time
             * @description The first instant after the window
             */
            validUntil: string;
        };
        /** LineProblem */
        LineProblem: {
            /**
             * @description The column
             * @enum {string}
             */
            column: "locks" | "validFrom" | "validUntil" | "description" | "maxUses" | "maxUsesPerDoor" | "accessMethod" | "users" | "notifyEmail" | "notifyLanguage" | "notifyAt";
            /** @description What is wrong with it */
            message: string;
            /**
             * @description The same for programs; rule for what keys have to keep to however they are made
             * @enum {string}
             */
            reason: "missing" | "too-many" | "too-long" | "no-lock-number" | "unknown-lock" | "unknown-user" | "no-method" | "no-time" | "no-such-time" | "no-time-of-day" | "ambiguous-date" | "spreadsheet-number" | "several-zones" | "skipped-time" | "repeated-time" | "rule";
            /** @description What of the cell it is about, or the time zone or the number that it must keep to */
            value?: string;
        };
        /**
         * ListedEvent
         * @description An event in the form that was asked for
         */
        ListedEvent: components["schemas"]["OrganizationEvent"] | components["schemas"]["CloudEvent"];
        /**
         * ListedOrganization
         * @description An organisation, and what the person is in it
         */
        ListedOrganization: {
            /** @description For people */
            name: string | null;
            /** @description An organisation's id */
            orgId: string;
            /** @description A member still, who may not act until that is taken back */
            paused: boolean;
            /**
             * @description What the person is there; null where a key asks
             * @enum {string|null}
             */
            role: "viewer" | "manager" | "owner" | null;
        };
        /** ListKeyEventsAnswer */
        ListKeyEventsAnswer: {
            events: components["schemas"]["RecordedEvent"][];
            /** @description Where to go on; null at the end */
            nextCursor: string | null;
            /** @description Number of the page; null for the last events */
            page: number | null;
            /** @description How many events a page has at the most */
            pageSize: number;
            /**
             * Format: uuid
             * @description The temporary key's UUID
             */
            tempKeyUuid: string;
        };
        /** ListKeysAnswer */
        ListKeysAnswer: {
            /** @description Where to go on; null at the end */
            nextCursor: string | null;
            tempKeys: components["schemas"]["TempKey"][];
        };
        /** ListLockEventsAnswer */
        ListLockEventsAnswer: {
            /** @description The lock's number as text */
            aggregateId: string;
            events: components["schemas"]["RecordedEvent"][];
            /** @description With filters only: where to go on, null at the end */
            nextCursor?: string | null;
            /** @description Number of the page */
            page: number;
            /** @description How many events a page has at the most */
            pageSize: number;
            /** @description Events in the lock's stream */
            totalEvents: number;
            /** @description How many pages there are without filters */
            totalPages: number;
        };
        /** ListTempKeysAnswer */
        ListTempKeysAnswer: {
            /** @description Where to go on; null at the end */
            nextCursor: string | null;
            tempKeys: components["schemas"]["TempKeyOfLock"][];
        };
        /** Lock */
        Lock: {
            /** @description The device that the lock is; null where none is bound */
            device: components["schemas"]["LockDevice"] | null;
            /** @description What reaches the device */
            driver: string | null;
            /** @description The lock's number as text */
            id: string;
            keys: components["schemas"]["PhysicalKey"][];
            /** @description The lock's number */
            lockId: number;
            name?: string;
            /** @description An organisation's id */
            organizationId?: string;
            /** @description Empty when the lock has no organisation */
            orgId: string;
            /** @description A user's id */
            ownerId?: string;
            /** @description As published; empty */
            residents: components["schemas"]["Resident"][];
            serialNumber?: string;
            /**
             * Format: date-time
             * @description When it happened, UTC
             */
            timestamp: string;
            /** @description IANA name */
            timeZone: string;
            /**
             * Format: uuid
             * @description The UUID of the lock's device
             */
            uuid: string;
            /** @description Events in the lock's stream */
            version: number;
        };
        /**
         * LockAttention
         * @description Why somebody must look after it: no device is bound, its hub cannot be reached as far as the process that answers knows, the device is offline, or its battery is low
         * @enum {string}
         */
        LockAttention: "not-bound" | "hub-away" | "offline" | "battery-low";
        /** LockBasics */
        LockBasics: {
            /** @description The lock's number as text */
            id: string;
            /** @description The lock's number */
            lockId: number;
            name?: string;
            /** @description An organisation's id */
            organizationId?: string;
            /** @description An organisation's id */
            orgId?: string;
            /** @description A user's id */
            ownerId?: string;
            serialNumber?: string;
            /** @description IANA name */
            timeZone: string;
            /**
             * Format: uuid
             * @description The UUID of the lock's device
             */
            uuid: string;
            /** @description Events in the lock's stream */
            version: number;
        };
        /**
         * LockCreated
         * @description The lock is known
         */
        LockCreated: {
            /** @description What is known beyond the published fields; in histories only */
            context?: {
                /** @description What reaches the device */
                driver: string | null;
                /** @description IANA name */
                timeZone: string;
                /** @description As it was given */
                vendorName?: string;
            };
            data: components["schemas"]["LockCreatedData"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "LockCreated";
        };
        /** LockCreatedData */
        LockCreatedData: {
            keys: components["schemas"]["PhysicalKey"][];
            /** @description The lock's number */
            lockId: number;
            /** @description A user's id */
            ownerId?: string;
            /** @description As it was given */
            serialNumber?: string;
            /**
             * Format: date-time
             * @description When it happened, UTC
             */
            timestamp: string;
            /**
             * Format: uuid
             * @description The UUID of the lock's device
             */
            uuid: string;
        };
        /**
         * LockDevice
         * @description The device that a lock is, and what was last seen of it
         */
        LockDevice: {
            /**
             * @description To unlatch pulls the latch too, so that the door can be pushed; not every device can
             * @enum {string}
             */
            action: "unlock" | "unlatch";
            /** @description The device within its hub, as the kind of the hub writes it */
            address: string;
            /** @description What is left, in percent; null where it is not known */
            battery: number | null;
            /** @description The device says that its battery must be changed */
            batteryCritical: boolean;
            /** @description open, closed, ajar or unknown; null where the device has no contact */
            door: string | null;
            /** @description The hub's id */
            hubId: string;
            /**
             * Format: date-time
             * @description When it was so, by the server's clock; null when nothing is known
             */
            observedAt: string | null;
            /** @description Whether it can be reached; null when nothing is known */
            online: boolean | null;
            /** @description It is asked to lock again after so many seconds */
            relockAfterS: number | null;
            /** @description Who says so: the device now, what is known of it from earlier (cached), or nobody (assumed) */
            source: string | null;
            /**
             * @description Of the bolt
             * @enum {string}
             */
            state: "locked" | "unlocked" | "unlatched" | "locking" | "unlocking" | "not_fully_locked" | "jammed" | "unknown";
        };
        /**
         * LockJammed
         * @description The bolt could not move
         */
        LockJammed: {
            data: components["schemas"]["SeenAtDevice"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "LockJammed";
        };
        /**
         * LockOpened
         * @description The device did it
         */
        LockOpened: {
            data: components["schemas"]["LockOpenedData"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "LockOpened";
        };
        /** LockOpenedData */
        LockOpenedData: {
            /**
             * @description How that is known
             * @enum {string}
             */
            by: "ack" | "state" | "event";
            /** @description From the order to the device's word, in milliseconds */
            latencyMs: number;
            /** @description The lock's number */
            lockId: number;
            /**
             * Format: uuid
             * @description The order to the device
             */
            orderId: string;
            /**
             * @description How far the device said that it came
             * @enum {string}
             */
            stage: "sent" | "accepted" | "executed" | "confirmed";
            /**
             * Format: date-time
             * @description When it happened, UTC
             */
            timestamp: string;
            /**
             * Format: uuid
             * @description The UUID of the lock's device
             */
            uuid: string;
        };
        /**
         * LockOpenFailed
         * @description The door did not open (failed, expired), or nobody knows (unknown)
         */
        LockOpenFailed: {
            data: components["schemas"]["LockOpenFailedData"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "LockOpenFailed";
        };
        /** LockOpenFailedData */
        LockOpenFailedData: {
            /**
             * @description Why
             * @enum {string}
             */
            failure: "expired" | "offline" | "timeout" | "rejected" | "jammed" | "auth" | "unsupported" | "indeterminate" | "internal" | "revoked";
            /** @description The lock's number */
            lockId: number;
            /**
             * Format: uuid
             * @description The order to the device
             */
            orderId: string;
            /**
             * @description What became of the order
             * @enum {string}
             */
            outcome: "failed" | "expired" | "unknown";
            /**
             * Format: date-time
             * @description When it happened, UTC
             */
            timestamp: string;
            /**
             * Format: uuid
             * @description The UUID of the lock's device
             */
            uuid: string;
        };
        /**
         * LockOpenRequested
         * @description The lock is to be opened; without `sent` the order waits for the lock to be free
         */
        LockOpenRequested: {
            /** @description What is known beyond the published fields; in histories only */
            context?: {
                /** @description What the order goes to; left out for a simulated device */
                device?: Record<string, never>;
                /** @description Number of the door within its key */
                door?: number;
                /** @description What reaches the device */
                driver: string | null;
                /** @description What the guest's page called it */
                intent?: string;
                /**
                 * @description By the link (key) or by the PIN (code)
                 * @enum {string}
                 */
                method?: "key" | "code";
                /** @description The order's deadline, in milliseconds since the epoch */
                notAfter: number;
                /**
                 * Format: uuid
                 * @description The order to the device
                 */
                orderId: string;
                sent: boolean;
                /**
                 * Format: uuid
                 * @description The temporary key's UUID
                 */
                tempKeyUuid?: string;
                /** @description A user's id */
                userId?: string;
            };
            data: components["schemas"]["LockOpenRequestedData"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "LockOpenRequested";
        };
        /** LockOpenRequestedData */
        LockOpenRequestedData: {
            /** @description The lock's number */
            lockId: number;
            /** @description As it was given */
            reason?: string;
            /** @description The opening's id */
            requestId?: string;
            /**
             * Format: date-time
             * @description When it happened, UTC
             */
            timestamp: string;
            /**
             * Format: uuid
             * @description The UUID of the lock's device
             */
            uuid: string;
        };
        /**
         * LockOpenSent
         * @description An order that waited is on its way to the device
         */
        LockOpenSent: {
            /** @description What is known beyond the published fields; in histories only */
            context?: {
                /** @description Whose it is, of the server's processes */
                claim?: string;
                /** @description The order's deadline, in milliseconds since the epoch */
                notAfter: number;
                /**
                 * Format: uuid
                 * @description The temporary key's UUID
                 */
                tempKeyUuid?: string;
            };
            data: components["schemas"]["LockOpenSentData"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "LockOpenSent";
        };
        /** LockOpenSentData */
        LockOpenSentData: {
            /** @description The lock's number */
            lockId: number;
            /**
             * Format: uuid
             * @description The order to the device
             */
            orderId: string;
            /**
             * Format: date-time
             * @description When it happened, UTC
             */
            timestamp: string;
            /**
             * Format: uuid
             * @description The UUID of the lock's device
             */
            uuid: string;
        };
        /**
         * LockRow
         * @description A lock, as lists show it
         */
        LockRow: {
            /** @description The gravest first */
            attention: components["schemas"]["LockAttention"][];
            /** @description Keys that would open it now */
            canOpenNow: number;
            device: components["schemas"]["DeviceOfRow"];
            /**
             * Format: date-time
             * @description When it opened last by an order, also one of its members'
             */
            lastOpenedAt: string | null;
            /** @description The lock's number as text */
            lockId: string;
            /** @description The lock's name */
            name: string | null;
            /** @description The next key to begin */
            nextArrival: {
                /** Format: date-time */
                at: string;
                /** @description What the guest sees as a note */
                note: string | null;
                /**
                 * Format: uuid
                 * @description The temporary key's UUID
                 */
                tempKeyUuid: string;
            } | null;
            /** @description An organisation's id */
            organizationId: string | null;
            /** @description A user's id */
            ownerId: string | null;
            /** @description Of the caller's organisation */
            site: {
                id: string;
                name: string;
            } | null;
            /** @description IANA name */
            timeZone: string;
            /**
             * Format: uuid
             * @description The UUID of the lock's device
             */
            uuid: string;
        };
        /** LockRows */
        LockRows: {
            locks: components["schemas"]["LockRow"][];
            /** @description Where to go on; null at the end */
            nextCursor: string | null;
            /** @description The place of the first one, from 0 */
            offset: number;
            /** @description How many there are on all pages */
            total: number;
        };
        /** LockSite */
        LockSite: {
            /** @description The lock's number as text */
            lockId: string;
            /** @description The site's id */
            siteId: string | null;
        };
        /**
         * LockTimeline
         * @description A lock's keys within the time
         */
        LockTimeline: {
            /** @description There are more keys than these: ask for less time */
            hasMore: boolean;
            keys: components["schemas"]["KeySpan"][];
            /** @description The lock's number as text */
            lockId: string;
            /** @description The lock's name */
            name: string | null;
            overlaps: components["schemas"]["Overlap"][];
            /** @description IANA name */
            timeZone: string;
        };
        /**
         * LockTimeZoneChanged
         * @description Times at the door are shown in another zone
         */
        LockTimeZoneChanged: {
            data: components["schemas"]["LockTimeZoneChangedData"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "LockTimeZoneChanged";
        };
        /** LockTimeZoneChangedData */
        LockTimeZoneChangedData: {
            /** @description A user's id */
            changedBy: string;
            /** @description The lock's number */
            lockId: number;
            /** @description IANA name */
            previousTimeZone: string;
            /**
             * Format: date-time
             * @description When it happened, UTC
             */
            timestamp: string;
            /** @description IANA name */
            timeZone: string;
            /**
             * Format: uuid
             * @description The UUID of the lock's device
             */
            uuid: string;
        };
        /**
         * LockUuidChanged
         * @description The lock's device was replaced
         */
        LockUuidChanged: {
            data: components["schemas"]["LockUuidChangedData"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "LockUuidChanged";
        };
        /** LockUuidChangedData */
        LockUuidChangedData: {
            /** @description The lock's number */
            lockId: number;
            /**
             * Format: uuid
             * @description The UUID of the lock's device
             */
            newUuid: string;
            /**
             * Format: uuid
             * @description The UUID of the lock's device
             */
            previousUuid: string;
            /**
             * Format: date-time
             * @description When it happened, UTC
             */
            timestamp: string;
            /**
             * Format: uuid
             * @description The UUID of the lock's device
             */
            uuid: string;
        };
        /**
         * ManualOperation
         * @description The bolt was moved by something else than an order
         */
        ManualOperation: {
            data: components["schemas"]["ManualOperationData"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "ManualOperation";
        };
        /** ManualOperationData */
        ManualOperationData: {
            /**
             * @description What it is now
             * @enum {string}
             */
            action: "locked" | "unlocked";
            /** @description The device within its hub */
            address: string;
            /** @description The hub that reaches the device */
            hubId: string;
            /** @description The lock's number */
            lockId: number;
            /**
             * @description Who moved it
             * @enum {string}
             */
            origin: "remote" | "manual" | "keypad" | "auto" | "schedule";
            /**
             * Format: date-time
             * @description When it happened, UTC
             */
            timestamp: string;
            /**
             * Format: uuid
             * @description The UUID of the lock's device
             */
            uuid: string;
        };
        /**
         * MaskedApiKey
         * @description A key, masked
         */
        MaskedApiKey: {
            /** @description First 8 and last 4 */
            apiKey: string;
            /**
             * Format: date-time
             * @description When it happened, UTC
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description When it ends by itself
             */
            expiresAt: string | null;
        };
        /**
         * Member
         * @description A person in an organisation
         */
        Member: {
            /** @description An e-mail address */
            email: string | null;
            name: string | null;
            /** @description A member still, who may not act until that is taken back */
            paused: boolean;
            role: components["schemas"]["Role"];
            /**
             * Format: date-time
             * @description When it happened, UTC
             */
            since: string;
            /** @description A user's id */
            userId: string;
        };
        /** Members */
        Members: {
            members: components["schemas"]["Member"][];
        };
        /** Membership */
        Membership: {
            name: string | null;
            /** @description The organisation */
            organizationId: string;
            /** @description May not act until that is taken back */
            paused: boolean;
            role: components["schemas"]["Role"];
        };
        /** NewApiKey */
        NewApiKey: {
            /** @description The key itself: 40 letters and digits, shown this once */
            apiKey: string;
            /**
             * Format: date-time
             * @description When it happened, UTC
             */
            createdAt: string;
            /** @description As the record names them */
            createdBy: string | null;
            /** @description It has ended; it is listed for a month yet */
            expired: boolean;
            /**
             * Format: date-time
             * @description When it ends by itself
             */
            expiresAt: string | null;
            /** @description The key's id */
            keyId: string;
            /**
             * Format: date
             * @description The day of its last use, UTC; null where it was never used
             */
            lastUsed: string | null;
            /** @description The locks, and the locks of the sites, that it is for; all others are to it as if they were not there; null for every lock */
            limits: {
                lockIds: string[];
                siteIds: string[];
            } | null;
            /** @description Its first 8 and last 4 characters */
            masked: string;
            /** @description For people */
            name: string | null;
            /** @description read: what a viewer reads. keys: that, and temporary keys. locks: that, and locks, hubs, directions and opening. admin: everything of the organisation */
            scopes: components["schemas"]["Scope"][];
        };
        /** NewWebhook */
        NewWebhook: {
            authentication: components["schemas"]["ShownWebhookAuthentication"];
            /**
             * Format: date-time
             * @description When it happened, UTC
             */
            createdAt: string;
            /** @description Types of events; * for all, those that come later too */
            events: ("*" | "LockCreated" | "OwnerSet" | "OrganizationSet" | "LockUuidChanged" | "LockTimeZoneChanged" | "PinRefused" | "DeviceBound" | "DeviceUnbound" | "DeviceOffline" | "DeviceOnline" | "BatteryLow" | "DoorAjar" | "DoorForced" | "LockJammed" | "ManualOperation" | "LockOpenRequested" | "LockOpenSent" | "LockOpened" | "LockOpenFailed" | "TempKeyCreated" | "TempKeyUsed" | "TempKeyUseReleased" | "TempKeyUpdated" | "TempKeyDeleted" | "TempKeyPaused" | "TempKeyResumed" | "TempKeyNoticeSent" | "TempKeyNoticeFailed" | "AdmissionRefused")[];
            /**
             * Format: date-time
             * @description Since when nothing was taken, while something was sent
             */
            failingSince: string | null;
            format: components["schemas"]["WebhookFormat"];
            /** @description The webhook's id */
            id: string;
            /** @description Why it takes nothing at present */
            lastError: string | null;
            /** @description Only of these locks; null for every one */
            lockIds: string[] | null;
            /** @description Deliveries are signed with it (Standard Webhooks); shown this once */
            secret: string;
            status: components["schemas"]["WebhookStatus"];
            /**
             * Format: date-time
             * @description When it happened, UTC
             */
            updatedAt: string;
            /** @description Where events are POSTed to: https, or http where the operator has listed its network */
            url: string;
            /**
             * Format: date-time
             * @description When its address said that it wants events
             */
            verifiedAt: string | null;
        };
        /** NewWebhookSecret */
        NewWebhookSecret: {
            /** @description Deliveries are signed with it (Standard Webhooks); shown this once */
            secret: string;
        };
        /** NoticeChoices */
        NoticeChoices: {
            /** @description What is told when it happens: at most one mail of each kind in 15 minutes */
            atOnce: components["schemas"]["NoticeKind"][];
            /** @description Whether this server sends mail */
            canSend: boolean;
            /** @description False while it is what the server chose */
            chosen: boolean;
            /** @description The hour of a daily summary by the clock of timeZone; null for none */
            dailyAt: number | null;
            /** @description Where it is sent; null where no address is known that counts, and then nothing is sent */
            email: string | null;
            /**
             * @description Of the mails
             * @enum {string}
             */
            language: "en" | "de";
            /** @description Only of these locks; null for all, those that come later too */
            lockIds: string[] | null;
            /**
             * Format: time-zone
             * @description IANA name
             */
            timeZone: string;
        };
        /**
         * NoticeKind
         * @description opened: a door was opened; refused: somebody was not let in, or a door did not open; first-use: a key opened for the first time; key-ending: a key ends within a day; offline: a lock could not be reached for 10 minutes; battery-low, door-ajar, forced, jammed: as devices say; webhook-failing: a webhook took nothing for a day, or is off because its address wants nothing more, for owners of an organisation
         * @enum {string}
         */
        NoticeKind: "opened" | "refused" | "first-use" | "key-ending" | "offline" | "battery-low" | "door-ajar" | "forced" | "jammed" | "webhook-failing";
        /**
         * Notify
         * @description Send the guest the link, and tell them when times or doors change, or the key is paused or taken back. Kept encrypted, told to nobody, erased with the key's texts. A repeat of the call sends nothing again
         */
        Notify: {
            /**
             * Format: date-time
             * @description The link is held until then, at validFrom at the latest; sent at once if left out, or past
             */
            at?: string;
            /**
             * @description What it is sent by; email or sms where only one of the two can be, and needed where both are given
             * @enum {string}
             */
            channel?: "email" | "sms" | "whatsapp";
            /** @description The guest's address */
            email?: string;
            /** @description Of the message: a language of the guest's page, as a tag (BCP 47) */
            language: string;
            /** @description Their number, with the country */
            phone?: string;
        };
        /** Openers */
        Openers: {
            /** @description API keys of the caller's organisation that may open it */
            apiKeys: number;
            /**
             * Format: date-time
             * @description When it happened, UTC
             */
            at: string;
            /** @description Those that end first, first */
            keys: components["schemas"]["KeyOpener"][];
            /** @description The lock's number as text */
            lockId: string;
            /** @description Where to go on; null at the end */
            nextCursor: string | null;
            /** @description The place of the first one, from 0 */
            offset: number;
            /** @description All of them, on every page */
            roles: components["schemas"]["RoleOpener"][];
            /** @description How many there are on all pages */
            total: number;
        };
        /** OpenLockAnswer */
        OpenLockAnswer: {
            /** @description The lock's number as text */
            aggregateId: string;
            event: components["schemas"]["LockOpenRequested"] | null;
            /**
             * @description Whether the device said so, or gave no answer
             * @enum {string}
             */
            outcome: "opened" | "unknown";
            /** @description True */
            success: boolean;
            /** @description Events in the lock's stream */
            version: number;
        };
        /** OpenLockBody */
        OpenLockBody: {
            /** @description Of a program kept in the record; of a person beside it, where it can be erased */
            reason?: string;
            /** @description The caller's id of this opening */
            requestId?: string;
        };
        /** OpenLockWithPinAnswer */
        OpenLockWithPinAnswer: {
            /** @description The device could not be reached */
            offline: boolean;
            /** @description False when the door surely did not open; no use is counted then */
            success: boolean;
        };
        /** OpenLockWithPinBody */
        OpenLockWithPinBody: {
            /** @description What the guest entered */
            pin: string;
        };
        /** Organization */
        Organization: {
            /**
             * Format: date-time
             * @description When it happened, UTC
             */
            createdAt: string;
            /** @description For people */
            name: string | null;
            /** @description An organisation's id */
            orgId: string;
            sessions: components["schemas"]["SessionRules"];
        };
        /**
         * OrganizationEvent
         * @description What happened at a lock while it was the organisation's
         */
        OrganizationEvent: {
            /** @description What is known beyond that, of types that partners' schemas do not have */
            context?: Record<string, never>;
            /** @description Where to go on after this: `after`, or Last-Event-ID of a stream */
            cursor: string;
            data: components["schemas"]["EventData"];
            /**
             * Format: uuid
             * @description The event's UUID: webhook-id where it is sent as a webhook
             */
            id: string;
            /** @description The lock's number as text */
            lockId: string;
            /**
             * Format: date-time
             * @description When it happened, UTC
             */
            time: string;
            type: components["schemas"]["EventType"];
            /** @description Place in the lock's stream */
            version: number;
        };
        /** OrganizationEvents */
        OrganizationEvents: {
            events: components["schemas"]["ListedEvent"][];
            /** @description Where to go on after this: `after`, or Last-Event-ID of a stream */
            nextCursor: string;
        };
        /** Organizations */
        Organizations: {
            /** @description Where to go on; null at the end */
            nextCursor: string | null;
            organizations: components["schemas"]["ListedOrganization"][];
        };
        /**
         * OrganizationSet
         * @description The lock has another organisation
         */
        OrganizationSet: {
            data: components["schemas"]["OrganizationSetData"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "OrganizationSet";
        };
        /** OrganizationSetData */
        OrganizationSetData: {
            /** @description The lock's number */
            lockId: number;
            /** @description An organisation's id */
            orgId: string;
            /**
             * Format: date-time
             * @description When it happened, UTC
             */
            timestamp: string;
            /**
             * Format: uuid
             * @description The UUID of the lock's device
             */
            uuid: string;
        };
        /**
         * Overlap
         * @description A time that several keys of one lock have
         */
        Overlap: {
            /**
             * Format: date-time
             * @description First instant
             */
            from: string;
            /** @description How many have it, at the most at once */
            keys: number;
            /**
             * Format: date-time
             * @description The first instant after the window
             */
            until: string;
        };
        /**
         * OwnerSet
         * @description The lock has another owner
         */
        OwnerSet: {
            data: components["schemas"]["OwnerSetData"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "OwnerSet";
        };
        /** OwnerSetData */
        OwnerSetData: {
            /** @description The lock's number */
            lockId: number;
            /**
             * Format: date-time
             * @description When it happened, UTC
             */
            timestamp: string;
            /** @description A user's id */
            userId: string;
            /**
             * Format: uuid
             * @description The UUID of the lock's device
             */
            uuid: string;
        };
        /** Passkey */
        Passkey: {
            /**
             * Format: date-time
             * @description When it was made
             */
            createdAt: string;
            /** @description The credential's id, in base64url */
            id: string;
            /**
             * Format: date-time
             * @description Null: never
             */
            lastUsedAt: string | null;
            /** @description As its owner calls it */
            name: string;
        };
        /** PasskeyOptions */
        PasskeyOptions: {
            /** @description As the browser's own methods take it */
            options: {
                [key: string]: unknown;
            };
        };
        /** Passkeys */
        Passkeys: {
            passkeys: components["schemas"]["Passkey"][];
        };
        /** PasswordChanged */
        PasswordChanged: {
            /** @description How many other sessions there were */
            ended: number;
        };
        /** PauseKeyAnswer */
        PauseKeyAnswer: {
            /** @description True */
            success: boolean;
            tempKey: components["schemas"]["TempKey"];
        };
        /** PauseKeyBody */
        PauseKeyBody: {
            /**
             * Format: date-time
             * @description In the future, at most 366 days ahead; any offset is taken, UTC is told. Null for none any more: a key that is paused stays so
             */
            revokeAfter?: string | null;
            /** @description The same, counted from now on by the server's clock; not together with revokeAfter */
            revokeAfterSeconds?: number;
        };
        /**
         * Person
         * @description Somebody, with what the directory knows of them now
         */
        Person: {
            email: string | null;
            /** @description As the record has it: a user's id, an organisation's, or operator */
            id: string;
            name: string | null;
        };
        /**
         * PhysicalKey
         * @description A physical key that was handed over with the lock; opens nothing here
         */
        PhysicalKey: {
            /** @description Its number */
            indexNumber?: number;
            /** @description Who has it */
            userId?: string;
            /** @description Its id, mostly a UUID */
            uuid: string;
        };
        /**
         * PinRefused
         * @description A PIN was entered that does not open the lock now
         */
        PinRefused: {
            /** @description What is known beyond the published fields; in histories only */
            context?: {
                /** @description What it cost of the lock's allowance */
                intervalMs: number;
                /**
                 * Format: date-time
                 * @description No PIN may be tried before
                 */
                lockedUntil?: string;
                /**
                 * @description Why
                 * @enum {string}
                 */
                reason: "unknown-pin" | "unproven-pin" | "unknown-key" | "revoked" | "paused" | "not-yet-valid" | "expired" | "user-required" | "user-not-allowed" | "unknown-door" | "method-not-allowed" | "used-up" | "not-bound" | "offline";
                /** @description Where it came from: a keyed hash of the address */
                source: string;
                /**
                 * Format: uuid
                 * @description The temporary key's UUID
                 */
                tempKeyUuid?: string;
            };
            data: components["schemas"]["PinRefusedData"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "PinRefused";
        };
        /** PinRefusedData */
        PinRefusedData: {
            /** @description The lock's number */
            lockId: number;
            /**
             * Format: date-time
             * @description When it happened, UTC
             */
            timestamp: string;
            /**
             * Format: uuid
             * @description The UUID of the lock's device
             */
            uuid: string;
        };
        /** Proof */
        Proof: {
            /**
             * Format: date-time
             * @description Ask for another token: the one from before does not say so
             */
            provedAt: string;
        };
        /** ProveByPasswordBody */
        ProveByPasswordBody: {
            /** @description The password */
            password: string;
        };
        /**
         * PublishedWebhook
         * @description An address that events are sent to
         */
        PublishedWebhook: {
            /**
             * Format: date-time
             * @description When it happened, UTC
             */
            createdAt: string;
            /** @description Types of events; * for all, those that come later too */
            events: ("*" | "LockCreated" | "OwnerSet" | "OrganizationSet" | "LockUuidChanged" | "LockTimeZoneChanged" | "PinRefused" | "DeviceBound" | "DeviceUnbound" | "DeviceOffline" | "DeviceOnline" | "BatteryLow" | "DoorAjar" | "DoorForced" | "LockJammed" | "ManualOperation" | "LockOpenRequested" | "LockOpenSent" | "LockOpened" | "LockOpenFailed" | "TempKeyCreated" | "TempKeyUsed" | "TempKeyUseReleased" | "TempKeyUpdated" | "TempKeyDeleted" | "TempKeyPaused" | "TempKeyResumed" | "TempKeyNoticeSent" | "TempKeyNoticeFailed" | "AdmissionRefused")[];
            /** @description The webhook's id */
            id: string;
            /** @description Why it takes nothing at present */
            lastError: string | null;
            status: components["schemas"]["WebhookStatus"];
            /**
             * Format: date-time
             * @description When it happened, UTC
             */
            updatedAt: string;
            /** @description Where events are POSTed to: https, or http where the operator has listed its network */
            url: string;
            /**
             * Format: date-time
             * @description When its address said that it wants events
             */
            verifiedAt: string | null;
        };
        /**
         * RecordedEvent
         * @description An event with its place in the record
         */
        RecordedEvent: {
            /** @description The lock's number as text */
            aggregateId: string;
            /** @enum {string} */
            aggregateType: "lock";
            event: components["schemas"]["Event"];
            /** @description SHA-256 in hex */
            hash: string;
            /**
             * Format: uuid
             * @description The event's UUID
             */
            id: string;
            /** @description The lock's organisation; empty without one */
            orgId: string;
            /** @description Why a person opened without a key; beside the record, and not part of what is hashed */
            reason?: string;
            /**
             * Format: date-time
             * @description When it happened, UTC
             */
            timestamp: string;
            type: components["schemas"]["EventType"];
            /** @description Place in the lock's stream */
            version: number;
        };
        /** RecoveryCodes */
        RecoveryCodes: {
            /** @description Each good once */
            codes: string[];
        };
        /**
         * RefusalReason
         * @description The first rule that does not let it open
         * @enum {string}
         */
        RefusalReason: "unknown-key" | "revoked" | "paused" | "not-yet-valid" | "expired" | "user-required" | "user-not-allowed" | "unknown-door" | "method-not-allowed" | "used-up" | "not-bound" | "offline";
        /** RegisteredTenant */
        RegisteredTenant: {
            /**
             * Format: date-time
             * @description When it happened, UTC
             */
            createdAt: string;
            /** @description Null where it was mailed */
            invitationLink: string | null;
            /** @description An organisation's id */
            orgId: string;
            /** @description For people */
            orgName: string;
            /** @description An e-mail address */
            ownerEmail: string;
        };
        /** RegisterPasskeyBody */
        RegisterPasskeyBody: {
            /** @description The passkey's public key, and what the device says of itself */
            attestationObject: string;
            /** @description What the browser signed for */
            clientDataJSON: string;
            /** @description The credential's id, in base64url */
            id: string;
            /** @description As its owner calls it */
            name: string;
        };
        /** RegisterTenantBody */
        RegisterTenantBody: {
            /** @description For people */
            orgName: string;
            /** @description An e-mail address */
            ownerEmail: string;
        };
        /** RemoveHubAnswer */
        RemoveHubAnswer: {
            /** @description True */
            success: boolean;
        };
        /** RenamePasskeyBody */
        RenamePasskeyBody: {
            /** @description As its owner calls it */
            name: string;
        };
        /** ReplaceTenantWebhookBody */
        ReplaceTenantWebhookBody: {
            /** @description Types of events; * for all, those that come later too */
            events?: ("*" | "LockCreated" | "OwnerSet" | "OrganizationSet" | "LockUuidChanged" | "LockTimeZoneChanged" | "PinRefused" | "DeviceBound" | "DeviceUnbound" | "DeviceOffline" | "DeviceOnline" | "BatteryLow" | "DoorAjar" | "DoorForced" | "LockJammed" | "ManualOperation" | "LockOpenRequested" | "LockOpenSent" | "LockOpened" | "LockOpenFailed" | "TempKeyCreated" | "TempKeyUsed" | "TempKeyUseReleased" | "TempKeyUpdated" | "TempKeyDeleted" | "TempKeyPaused" | "TempKeyResumed" | "TempKeyNoticeSent" | "TempKeyNoticeFailed" | "AdmissionRefused")[];
            /** @description Sent with every delivery as a bearer token */
            secret?: string;
            /** @description Where events are POSTed to: https, or http where the operator has listed its network */
            url?: string;
        };
        /** ReplayedEvents */
        ReplayedEvents: {
            /** @description Where to go on; null at the end */
            nextCursor: string | null;
            /** @description How many are on their way */
            replayed: number;
        };
        /** ReplayEventsBody */
        ReplayEventsBody: {
            /** @description A cursor of GET /events, or nextCursor of the answer before */
            after?: string;
            /**
             * Format: date-time
             * @description When they happened, at the earliest; not together with after
             */
            from?: string;
            /**
             * Format: date-time
             * @description Before when they happened
             */
            to?: string;
        };
        /** ResendDeliveriesBody */
        ResendDeliveriesBody: {
            /**
             * Format: date-time
             * @description When it happened, at the earliest
             */
            from?: string;
            /** @description These alone */
            ids?: number[];
            /** @enum {string} */
            state?: "delivered" | "dead";
            /**
             * Format: date-time
             * @description Before when it happened
             */
            to?: string;
            /** @description A type of events */
            type?: string;
        };
        /** ResendInvitationBody */
        ResendInvitationBody: {
            /**
             * @description Show the link rather than mail it
             * @default false
             */
            byLink: boolean;
            /**
             * @description Of the mail; en if left out
             * @enum {string}
             */
            language?: "en" | "de";
        };
        /** ResentDeliveries */
        ResentDeliveries: {
            /** @description How many are on their way again */
            resent: number;
        };
        /** Resident */
        Resident: {
            email?: string;
            name: string;
            userId: string;
        };
        /** RevokeKeyAnswer */
        RevokeKeyAnswer: {
            /** @description Whether it had been taken back before */
            alreadyRevoked: boolean;
            /** @description True */
            success: boolean;
            /**
             * Format: uuid
             * @description The temporary key's UUID
             */
            uuid: string;
        };
        /**
         * Role
         * @description A viewer reads, a manager also makes keys and opens doors, an owner does everything
         * @enum {string}
         */
        Role: "viewer" | "manager" | "owner";
        /**
         * RoleOpener
         * @description Somebody who opens the door without a key, for as long as they have the role
         */
        RoleOpener: {
            /** @description What the role may do */
            operation: string;
            person: components["schemas"]["Person"];
            /**
             * @description Of the lock, or in its organisation
             * @enum {unknown}
             */
            role: "owner of the lock" | "owner" | "manager";
        };
        /** RotateApiKeyBody */
        RotateApiKeyBody: {
            /** @description 0 if left out */
            overlapSeconds?: number;
        };
        /** RotateWebhookSecretBody */
        RotateWebhookSecretBody: {
            /** @description 0 if left out */
            overlapSeconds?: number;
        };
        /**
         * Rule
         * @description What one rule compared, and whether it let the key open
         */
        Rule: {
            compared: {
                [key: string]: string | number | boolean | null;
            };
            passed: boolean | null;
            reason: string;
            rule: string;
        };
        /**
         * Scope
         * @enum {string}
         */
        Scope: "read" | "keys" | "locks" | "admin";
        /** SeenAtDevice */
        SeenAtDevice: {
            /** @description The device within its hub */
            address: string;
            /** @description The hub that reaches the device */
            hubId: string;
            /** @description The lock's number */
            lockId: number;
            /**
             * Format: date-time
             * @description When it happened, UTC
             */
            timestamp: string;
            /**
             * Format: uuid
             * @description The UUID of the lock's device
             */
            uuid: string;
        };
        /** SentInvitation */
        SentInvitation: {
            /**
             * Format: date-time
             * @description When it happened, UTC
             */
            createdAt: string;
            /** @description An e-mail address */
            email: string;
            /** @description It is over: send it again, or take it back */
            expired: boolean;
            /**
             * Format: date-time
             * @description When it happened, UTC
             */
            expiresAt: string;
            /** @description The invitation's id */
            invitationId: string;
            /** @description Who made it, as the record names them */
            invitedBy: string;
            /** @description Where it was not mailed: for whoever is invited, shown this once. Null where it was */
            link: string | null;
            /** @description The link went to the address and to nobody else */
            mailed: boolean;
            role: components["schemas"]["Role"];
        };
        /** SentLink */
        SentLink: {
            /**
             * Format: date-time
             * @description When it is sent
             */
            sendAt: string;
            /** @description True */
            success: boolean;
        };
        /**
         * Session
         * @description One browser in which somebody is signed in
         */
        Session: {
            /** @description In a word, where it is known */
            browser: string | null;
            /**
             * Format: date-time
             * @description When somebody signed in
             */
            createdAt: string;
            /** @description Whether it is the one that asks */
            current: boolean;
            /**
             * Format: date-time
             * @description When it ends by itself
             */
            expiresAt: string;
            /**
             * Format: date-time
             * @description To the minute
             */
            lastSeenAt: string;
            /** @description The session */
            sessionId: string;
            /** @description In a word, where it is known */
            system: string | null;
            /** @description As the browser named itself */
            userAgent: string;
        };
        /** SessionRules */
        SessionRules: {
            /**
             * @description After how many hours in which nobody did anything a member's session ends; null where it does not
             * @enum {integer|null}
             */
            idleHours: 12 | null;
        };
        /** Sessions */
        Sessions: {
            sessions: components["schemas"]["Session"][];
        };
        /** SessionToken */
        SessionToken: {
            /**
             * Format: date-time
             * @description At most five minutes from now; ask for another one before
             */
            expiresAt: string;
            /** @description For the Authorization header: Bearer … */
            token: string;
        };
        /** SetArrivalBody */
        SetArrivalBody: {
            /** @description Where it is, in one line; those whom the key is for are led to a map of it */
            address?: string | null;
            contact?: components["schemas"]["Contact"] | null;
            /** @description What is pressed in the cabin; of lifts only */
            floor?: string | null;
            /**
             * @description What the guest does once the bolt is free; of doors only
             * @enum {string|null}
             */
            hand?: "push" | "pull" | "turn" | null;
            /**
             * @description What opens: a gate moves by itself, a lift is called; null is a door
             * @enum {string|null}
             */
            kind?: "door" | "gate" | "lift" | null;
            /** @description For how many seconds a gate moves; of gates only */
            movesForS?: number | null;
            /** @description How to find and use the door; its lines are kept */
            text?: string | null;
        };
        /** SetBrandBody */
        SetBrandBody: {
            /** @description Of what can be pressed, as #rrggbb. Read on the page and on the background with a contrast of 4.5:1 (WCAG 2.2, AA); by night it is made lighter */
            accent?: string | null;
            /** @description Behind the page by day, as #rrggbb; small text must be read on it */
            background?: string | null;
            contact?: components["schemas"]["Contact"] | null;
            /** @description Who lends the door, in the place of the organisation's name */
            name?: string | null;
            /** @description https */
            privacyUrl?: string | null;
        };
        /** SetLockSiteBody */
        SetLockSiteBody: {
            /** @description The site's id */
            siteId: string | null;
        };
        /** SetOrganizationAnswer */
        SetOrganizationAnswer: {
            /** @description The lock's number as text */
            aggregateId: string;
            event: components["schemas"]["OrganizationSet"] | null;
            /** @description True */
            success: boolean;
            /** @description Events in the lock's stream */
            version: number;
        };
        /** SetOrganizationBody */
        SetOrganizationBody: {
            /** @description The organisation's id */
            orgId: string;
        };
        /** SetOwnerAnswer */
        SetOwnerAnswer: {
            /** @description The lock's number as text */
            aggregateId: string;
            event: components["schemas"]["OwnerSet"] | null;
            /** @description True */
            success: boolean;
            /** @description Events in the lock's stream */
            version: number;
        };
        /** SetOwnerBody */
        SetOwnerBody: {
            /** @description The new owner's user id */
            userId: string;
        };
        /**
         * ShownWebhookAuthentication
         * @description Without what is secret
         */
        ShownWebhookAuthentication: {
            name?: string;
            type: string;
        };
        /** SignedIn */
        SignedIn: {
            email: string | null;
            /**
             * Format: date-time
             * @description When the session ends by itself
             */
            expiresAt: string;
            name: string | null;
            /** @description How this server sends guests their keys */
            notifies: ("email" | "sms" | "whatsapp")[];
            /** @description Hosts the server, and may make organisations */
            operator: boolean;
            organizations: components["schemas"]["Membership"][];
            /**
             * Format: date-time
             * @description When the person last proved who they are; what can change who gets in takes ten minutes at most
             */
            provedAt: string;
            /** @description The session */
            sessionId: string;
            /** @description The person */
            userId: string;
        };
        /** SignInWithPasskeyBody */
        SignInWithPasskeyBody: {
            /** @description What the device says of itself */
            authenticatorData: string;
            /** @description What the browser signed for */
            clientDataJSON: string;
            /** @description The credential's id, in base64url */
            id: string;
            /** @description A path of this server, to go on to */
            next?: string;
            /** @description By the passkey */
            signature: string;
            /** @description Whose it is, as the device keeps it */
            userHandle?: string;
        };
        /** SignOutOfConsoleBody */
        SignOutOfConsoleBody: Record<string, never>;
        /**
         * Site
         * @description A place with locks
         */
        Site: {
            /** @description Where it is */
            address: string | null;
            /** @description From when guests may come on the day of their arrival, by the clock there */
            checkIn: string | null;
            /** @description Until when guests may stay on the day that they leave, by the clock there */
            checkOut: string | null;
            /**
             * Format: date-time
             * @description When it happened, UTC
             */
            createdAt: string;
            /** @description What guests read of the way, at doors that say nothing of their own */
            directions: string | null;
            /** @description For people */
            name: string;
            /** @description The site's id */
            siteId: string;
            /**
             * Format: time-zone
             * @description IANA name; of locks that are added there
             */
            timeZone: string | null;
        };
        /** Sites */
        Sites: {
            sites: components["schemas"]["Site"][];
        };
        /** SiteWithLocks */
        SiteWithLocks: {
            /** @description Where it is */
            address: string | null;
            /** @description From when guests may come on the day of their arrival, by the clock there */
            checkIn: string | null;
            /** @description Until when guests may stay on the day that they leave, by the clock there */
            checkOut: string | null;
            /**
             * Format: date-time
             * @description When it happened, UTC
             */
            createdAt: string;
            /** @description What guests read of the way, at doors that say nothing of their own */
            directions: string | null;
            /** @description Its locks, by their numbers */
            lockIds: string[];
            /** @description For people */
            name: string;
            /** @description The site's id */
            siteId: string;
            /**
             * Format: time-zone
             * @description IANA name; of locks that are added there
             */
            timeZone: string | null;
        };
        /**
         * TempKey
         * @description A temporary key with its doors
         */
        TempKey: {
            accessMode: components["schemas"]["AccessMode"];
            /** @description Ids of users */
            allowedUserIds: string[];
            /**
             * Format: date-time
             * @description When it happened, UTC
             */
            createdAt: string;
            /** @description A user's id */
            createdBy: string;
            description: string | null;
            doors: components["schemas"]["Door"][];
            /** @description Whether a PIN opens one of its doors */
            hasPin: boolean;
            /** @description How many openings; null for no limit */
            maxUses: number | null;
            /** @description How many openings; null for no limit */
            maxUsesPerDoor: number | null;
            /**
             * Format: date-time
             * @description Since when it is paused; null while it is not
             */
            pausedAt: string | null;
            /**
             * Format: date-time
             * @description While it is paused: from then on it is taken back; null for never
             */
            revokeAfter: string | null;
            /**
             * Format: date-time
             * @description When it was taken back
             */
            revokedAt: string | null;
            status: components["schemas"]["KeyStatus"];
            /** @description Path of the guest's page, with that of PUBLIC_URL before it */
            url: string;
            /** @description Openings that were counted */
            usedCount: number;
            /**
             * Format: uuid
             * @description The temporary key's UUID
             */
            uuid: string;
            /**
             * Format: date-time
             * @description First instant
             */
            validFrom: string;
            /**
             * Format: date-time
             * @description The first instant after the window
             */
            validUntil: string;
        };
        /** TempKeyChanges */
        TempKeyChanges: {
            accessMode?: components["schemas"]["AccessMode"];
            /** @description Ids of users */
            allowedUserIds?: string[];
            /** @description How many openings; null for no limit */
            maxUses?: number | null;
            /**
             * Format: date-time
             * @description First instant
             */
            validFrom?: string;
            /**
             * Format: date-time
             * @description The first instant after the window
             */
            validUntil?: string;
        };
        /**
         * TempKeyCreated
         * @description The key opens this lock; the first such event of a key makes the key
         */
        TempKeyCreated: {
            /** @description What is known beyond the published fields; in histories only */
            context?: {
                /** @description The key was there, and the door came to it */
                added?: boolean;
                /** @description Number of the door within its key */
                door: number;
                /** @description How many openings of each door */
                maxUsesPerDoor?: number;
                method: components["schemas"]["DoorMethod"];
            };
            data: components["schemas"]["TempKeyCreatedData"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "TempKeyCreated";
        };
        /** TempKeyCreatedData */
        TempKeyCreatedData: {
            accessMode: components["schemas"]["AccessMode"];
            /** @description Ids of users */
            allowedUserIds: string[];
            /** @description A user's id */
            createdBy: string;
            /** @description The lock's number */
            lockId: number;
            /**
             * Format: uuid
             * @description The UUID of the lock's device
             */
            lockUuid: string;
            /** @description How many openings; null for no limit */
            maxUses: number | null;
            /**
             * Format: uuid
             * @description The temporary key's UUID
             */
            tempKeyUuid: string;
            /**
             * Format: date-time
             * @description When it happened, UTC
             */
            timestamp: string;
            /**
             * Format: date-time
             * @description First instant
             */
            validFrom: string;
            /**
             * Format: date-time
             * @description The first instant after the window
             */
            validUntil: string;
        };
        /**
         * TempKeyDeleted
         * @description The key was taken back; with a door, only that door was taken out of it
         */
        TempKeyDeleted: {
            /** @description What is known beyond the published fields; in histories only */
            context?: {
                /** @description By the server, when the time of a pause was over */
                afterPause?: boolean;
                /** @description Number of the door within its key */
                door?: number;
            };
            data: components["schemas"]["TempKeyDeletedData"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "TempKeyDeleted";
        };
        /** TempKeyDeletedData */
        TempKeyDeletedData: {
            /** @description A user's id */
            deletedBy: string;
            /** @description The lock's number */
            lockId: number;
            /**
             * Format: uuid
             * @description The UUID of the lock's device
             */
            lockUuid: string;
            /**
             * Format: uuid
             * @description The temporary key's UUID
             */
            tempKeyUuid: string;
            /**
             * Format: date-time
             * @description When it happened, UTC
             */
            timestamp: string;
        };
        /** TempKeyDetails */
        TempKeyDetails: {
            accessMode: components["schemas"]["AccessMode"];
            /** @description Ids of users */
            allowedUserIds: string[];
            /** @description Whether it is for anyone with the link */
            anyone: boolean;
            /**
             * Format: date-time
             * @description When it happened, UTC
             */
            createdAt: string;
            /** @description A user's id */
            createdBy: string;
            description: string | null;
            doors: components["schemas"]["DoorDetails"][];
            /** @description Whether a PIN opens one of its doors */
            hasPin: boolean;
            /** @description The guest's page, as it is passed on */
            link: string;
            maker: components["schemas"]["KeyMaker"];
            /** @description How many openings; null for no limit */
            maxUses: number | null;
            /** @description How many openings; null for no limit */
            maxUsesPerDoor: number | null;
            /**
             * Format: date-time
             * @description Since when it is paused; null while it is not
             */
            pausedAt: string | null;
            /** @description Those whom it is for by name, the first 10 */
            people: components["schemas"]["Person"][];
            /** @description How many those are */
            peopleCount: number;
            /**
             * Format: date-time
             * @description While it is paused: from then on it is taken back; null for never
             */
            revokeAfter: string | null;
            /**
             * Format: date-time
             * @description When it was taken back
             */
            revokedAt: string | null;
            standing: components["schemas"]["KeyStanding"];
            status: components["schemas"]["KeyStatus"];
            /** @description Path of the guest's page, with that of PUBLIC_URL before it */
            url: string;
            /** @description Openings that were counted */
            usedCount: number;
            /**
             * Format: uuid
             * @description The temporary key's UUID
             */
            uuid: string;
            /**
             * Format: date-time
             * @description First instant
             */
            validFrom: string;
            /**
             * Format: date-time
             * @description The first instant after the window
             */
            validUntil: string;
        };
        /**
         * TempKeyNoticeFailed
         * @description The guest could not be sent a message, and nobody tries any more; in the stream of the key's first door alone
         */
        TempKeyNoticeFailed: {
            /** @description What is known beyond the published fields; in histories only */
            context?: {
                /** @description The same for the same message */
                noticeId: string;
            };
            data: components["schemas"]["TempKeyNoticeFailedData"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "TempKeyNoticeFailed";
        };
        /** TempKeyNoticeFailedData */
        TempKeyNoticeFailedData: {
            /**
             * @description How the guest is reached
             * @enum {string}
             */
            channel: "email" | "sms" | "whatsapp";
            /** @description The lock's number */
            lockId: number;
            /**
             * Format: uuid
             * @description The UUID of the lock's device
             */
            lockUuid: string;
            /**
             * @description link: the key's link; changed: other times or doors; paused; resumed; revoked: it was taken back
             * @enum {string}
             */
            notice: "link" | "changed" | "paused" | "resumed" | "revoked";
            /**
             * @description refused: for good; unreachable: after many tries; too-late: the key has ended; not-configured: nothing sends such messages
             * @enum {string}
             */
            reason: "refused" | "unreachable" | "too-late" | "not-configured";
            /**
             * Format: uuid
             * @description The temporary key's UUID
             */
            tempKeyUuid: string;
            /**
             * Format: date-time
             * @description When it happened, UTC
             */
            timestamp: string;
        };
        /**
         * TempKeyNoticeSent
         * @description The guest was sent a message, which says what `context.known` has; in the stream of the key's first door alone
         */
        TempKeyNoticeSent: {
            /** @description What is known beyond the published fields; in histories only */
            context?: {
                known: components["schemas"]["KnownToGuest"];
                /** @description The same for the same message */
                noticeId: string;
            };
            data: components["schemas"]["TempKeyNoticeSentData"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "TempKeyNoticeSent";
        };
        /** TempKeyNoticeSentData */
        TempKeyNoticeSentData: {
            /**
             * @description How the guest is reached
             * @enum {string}
             */
            channel: "email" | "sms" | "whatsapp";
            /** @description The lock's number */
            lockId: number;
            /**
             * Format: uuid
             * @description The UUID of the lock's device
             */
            lockUuid: string;
            /**
             * @description link: the key's link; changed: other times or doors; paused; resumed; revoked: it was taken back
             * @enum {string}
             */
            notice: "link" | "changed" | "paused" | "resumed" | "revoked";
            /**
             * Format: uuid
             * @description The temporary key's UUID
             */
            tempKeyUuid: string;
            /**
             * Format: date-time
             * @description When it happened, UTC
             */
            timestamp: string;
        };
        /**
         * TempKeyOfLock
         * @description A temporary key as its lock has it
         */
        TempKeyOfLock: {
            accessMode: components["schemas"]["AccessMode"];
            /** @description Ids of users */
            allowedUserIds: string[];
            /**
             * Format: date-time
             * @description When it happened, UTC
             */
            createdAt: string;
            /** @description A user's id */
            createdBy: string;
            description: string | null;
            /** @description The lock's number */
            lockId: number;
            /**
             * Format: uuid
             * @description The UUID of the lock's device
             */
            lockUuid: string;
            /** @description How many openings; null for no limit */
            maxUses: number | null;
            /**
             * Format: date-time
             * @description When it was taken back
             */
            revokedAt: string | null;
            status: components["schemas"]["KeyStatus"];
            /**
             * Format: uri
             * @description The guest's link
             */
            url: string;
            /** @description Openings that were counted */
            usedCount: number;
            /**
             * Format: uuid
             * @description The temporary key's UUID
             */
            uuid: string;
            /**
             * Format: date-time
             * @description First instant
             */
            validFrom: string;
            /**
             * Format: date-time
             * @description The first instant after the window
             */
            validUntil: string;
        };
        /**
         * TempKeyPaused
         * @description The key opens nothing until it is resumed; every door's lock has one
         */
        TempKeyPaused: {
            data: components["schemas"]["TempKeyPausedData"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "TempKeyPaused";
        };
        /** TempKeyPausedData */
        TempKeyPausedData: {
            /** @description The lock's number */
            lockId: number;
            /**
             * Format: uuid
             * @description The UUID of the lock's device
             */
            lockUuid: string;
            /** @description A user's id */
            pausedBy: string;
            /**
             * Format: date-time
             * @description From then on it is taken back
             */
            revokeAfter?: string;
            /**
             * Format: uuid
             * @description The temporary key's UUID
             */
            tempKeyUuid: string;
            /**
             * Format: date-time
             * @description When it happened, UTC
             */
            timestamp: string;
        };
        /**
         * TempKeyResumed
         * @description The key opens again; every door's lock has one
         */
        TempKeyResumed: {
            data: components["schemas"]["TempKeyResumedData"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "TempKeyResumed";
        };
        /** TempKeyResumedData */
        TempKeyResumedData: {
            /** @description The lock's number */
            lockId: number;
            /**
             * Format: uuid
             * @description The UUID of the lock's device
             */
            lockUuid: string;
            /** @description A user's id */
            resumedBy: string;
            /**
             * Format: uuid
             * @description The temporary key's UUID
             */
            tempKeyUuid: string;
            /**
             * Format: date-time
             * @description When it happened, UTC
             */
            timestamp: string;
        };
        /**
         * TempKeyRow
         * @description A temporary key, as lists show it
         */
        TempKeyRow: {
            /** @description Whether it is for anyone with the link */
            anyone: boolean;
            /**
             * Format: date-time
             * @description When it happened, UTC
             */
            createdAt: string;
            createdBy: components["schemas"]["KeyMaker"];
            /** @description Those of its doors that the caller may manage */
            doors: components["schemas"]["DoorOfRow"][];
            /**
             * Format: date-time
             * @description First instant
             */
            from: string;
            /** @description Whether a PIN opens one of its doors */
            hasPin: boolean;
            /**
             * Format: date-time
             * @description When it was last let in; null where none of its uses counts, because each was given back
             */
            lastUsedAt: string | null;
            /** @description How many openings; null for no limit */
            maxUses: number | null;
            /** @description How many openings; null for no limit */
            maxUsesPerDoor: number | null;
            /** @description What the guest sees as a note */
            note: string | null;
            /** @description Those whom it is for by name, the first 10 */
            people: components["schemas"]["Person"][];
            /** @description How many those are */
            peopleCount: number;
            /**
             * Format: date-time
             * @description When it is taken back by itself, where it was paused with that
             */
            revokeAfter: string | null;
            /**
             * Format: date-time
             * @description When it was taken back
             */
            revokedAt: string | null;
            status: components["schemas"]["KeyStanding"];
            /**
             * Format: date-time
             * @description The first instant after the window
             */
            until: string;
            /** @description Openings that were counted */
            uses: number;
            /**
             * Format: uuid
             * @description The temporary key's UUID
             */
            uuid: string;
        };
        /** TempKeyRows */
        TempKeyRows: {
            /** @description Where to go on; null at the end */
            nextCursor: string | null;
            /** @description The place of the first one, from 0 */
            offset: number;
            rows: components["schemas"]["TempKeyRow"][];
            /** @description How many there are on all pages */
            total: number;
        };
        /**
         * TempKeyUpdated
         * @description The key's terms changed; every door's lock has one
         */
        TempKeyUpdated: {
            /** @description What is known beyond the published fields; in histories only */
            context?: {
                /** @description How many openings; null for no limit */
                maxUsesPerDoor: number | null;
            };
            data: components["schemas"]["TempKeyUpdatedData"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "TempKeyUpdated";
        };
        /** TempKeyUpdatedData */
        TempKeyUpdatedData: {
            changes: components["schemas"]["TempKeyChanges"];
            /** @description The lock's number */
            lockId: number;
            /**
             * Format: uuid
             * @description The UUID of the lock's device
             */
            lockUuid: string;
            /**
             * Format: uuid
             * @description The temporary key's UUID
             */
            tempKeyUuid: string;
            /**
             * Format: date-time
             * @description When it happened, UTC
             */
            timestamp: string;
            /** @description A user's id */
            updatedBy: string;
        };
        /**
         * TempKeyUsed
         * @description One use was taken
         */
        TempKeyUsed: {
            /** @description What is known beyond the published fields; in histories only */
            context?: {
                /** @description Number of the door within its key */
                door: number;
                /**
                 * @description By the link (key) or by the PIN (code)
                 * @enum {string}
                 */
                method: "key" | "code";
                /**
                 * Format: uuid
                 * @description The order to the device
                 */
                orderId?: string;
                /** @description The order waits for the lock to be free */
                queued?: boolean;
                /** @description Where it came from: a keyed hash of the address */
                source?: string;
            };
            data: components["schemas"]["TempKeyUsedData"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "TempKeyUsed";
        };
        /** TempKeyUsedData */
        TempKeyUsedData: {
            /** @description The lock's number */
            lockId: number;
            /**
             * Format: uuid
             * @description The UUID of the lock's device
             */
            lockUuid: string;
            /**
             * Format: uuid
             * @description The temporary key's UUID
             */
            tempKeyUuid: string;
            /**
             * Format: date-time
             * @description When it happened, UTC
             */
            timestamp: string;
            /** @description Uses that are taken now */
            usedCount: number;
            /** @description A user's id */
            userId?: string;
        };
        /**
         * TempKeyUseReleased
         * @description A use was given back, because the door did not open
         */
        TempKeyUseReleased: {
            /** @description What is known beyond the published fields; in histories only */
            context?: {
                /** @description Number of the door within its key */
                door: number;
            };
            data: components["schemas"]["TempKeyUseReleasedData"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "TempKeyUseReleased";
        };
        /** TempKeyUseReleasedData */
        TempKeyUseReleasedData: {
            /** @description The lock's number */
            lockId: number;
            /**
             * Format: uuid
             * @description The UUID of the lock's device
             */
            lockUuid: string;
            /**
             * Format: uuid
             * @description The order to the device
             */
            orderId: string;
            /**
             * Format: uuid
             * @description The temporary key's UUID
             */
            tempKeyUuid: string;
            /**
             * Format: date-time
             * @description When it happened, UTC
             */
            timestamp: string;
            /** @description Uses that are taken now */
            usedCount: number;
        };
        /**
         * Tenant
         * @description An organisation with its keys
         */
        Tenant: {
            apiKeys: components["schemas"]["MaskedApiKey"][];
            /**
             * Format: date-time
             * @description When it happened, UTC
             */
            createdAt: string;
            /** @description An organisation's id */
            orgId: string;
            /** @description For people */
            orgName: string | null;
        };
        /** TenantApiKey */
        TenantApiKey: {
            /** @description 40 letters and digits */
            apiKey: string;
            /**
             * Format: date-time
             * @description When it happened, UTC
             */
            createdAt: string;
            /** @description A user's id */
            createdBy: string;
            /**
             * Format: date-time
             * @description When it ends by itself
             */
            expiresAt: string | null;
            /** @description An organisation's id */
            orgId: string;
            /** @description For people */
            orgName: string;
        };
        /** Tenants */
        Tenants: {
            /** @description How many a page has at the most */
            limit: number;
            /** @description How many were passed over */
            offset: number;
            tenants: components["schemas"]["Tenant"][];
            /** @description How many there are */
            total: number;
        };
        /** TenantWebhooks */
        TenantWebhooks: {
            /** @description Of the page */
            limit: number;
            /** @description Where the page begins */
            offset: number;
            /** @description How many there are on all pages */
            total: number;
            webhooks: components["schemas"]["PublishedWebhook"][];
        };
        /** TestEvent */
        TestEvent: {
            /** @description Its webhook-id */
            eventId: string;
        };
        /** Timeline */
        Timeline: {
            locks: components["schemas"]["LockTimeline"][];
            /** @description Where to go on; null at the end */
            nextCursor: string | null;
        };
        /** TriedKey */
        TriedKey: {
            /** @description True: nothing was made */
            dryRun: boolean;
            /** @description The same key is there already, and would be answered */
            isThere: boolean;
            overlaps: components["schemas"]["KeyOverlaps"];
            /** @description True */
            success: boolean;
        };
        /** UnbindLockDeviceAnswer */
        UnbindLockDeviceAnswer: {
            /** @description The lock's number as text */
            aggregateId: string;
            event: components["schemas"]["DeviceUnbound"] | null;
            /** @description True */
            success: boolean;
            /** @description Events in the lock's stream */
            version: number;
        };
        /** UpdateTempKeyAnswer */
        UpdateTempKeyAnswer: {
            /** @description The lock's number as text */
            aggregateId: string;
            event: components["schemas"]["TempKeyUpdated"] | null;
            /** @description The new PIN, where the change made one necessary */
            pin?: string;
            /** @description True */
            success: boolean;
            /** @description Events in the lock's stream */
            version: number;
        };
        /** UpdateTempKeyBody */
        UpdateTempKeyBody: {
            accessMode?: components["schemas"]["AccessMode"];
            /** @description Who may use a user-whitelist key; of a public key nobody is kept, because nobody is held to it */
            allowedUserIds?: string[];
            /** @description How many openings; null for no limit */
            maxUses?: number | null;
            /**
             * Format: uuid
             * @description The temporary key's UUID
             */
            tempKeyUuid: string;
            /**
             * Format: date-time
             * @description First instant; any offset is taken, UTC is told
             */
            validFrom?: string;
            /**
             * Format: date-time
             * @description The first instant after the window; at most 5 years after validFrom
             */
            validUntil?: string;
        };
        /** User */
        User: {
            /**
             * Format: date-time
             * @description When it happened, UTC
             */
            created_at: string;
            email: string;
            /**
             * Format: uuid
             * @description A user's UUID
             */
            uuid: string;
        };
        /**
         * UserCreated
         * @description The user is known
         */
        UserCreated: {
            data: components["schemas"]["UserCreatedData"];
            /** @enum {string} */
            type: "UserCreated";
        };
        /** UserCreatedData */
        UserCreatedData: {
            /** @enum {string} */
            status: "ACTIVE";
            /**
             * Format: uuid
             * @description A user's UUID
             */
            userId: string;
        };
        /** UseTempKeyAnswer */
        UseTempKeyAnswer: {
            /** @description The lock's number as text */
            aggregateId: string;
            event: components["schemas"]["TempKeyUsed"] | null;
            /** @description True */
            success: boolean;
            /** @description Events in the lock's stream */
            version: number;
        };
        /** UseTempKeyBody */
        UseTempKeyBody: {
            /**
             * Format: uuid
             * @description The temporary key's UUID
             */
            tempKeyUuid: string;
            /**
             * Format: uuid
             * @description A user's UUID
             */
            userId?: string;
        };
        /** WaysIn */
        WaysIn: {
            /** @description How many there are */
            passkeys: number;
            /** @description Whether this server takes them: it must have a name, as localhost is one */
            passkeysOffered: boolean;
            /** @description Whether there is one */
            password: boolean;
            /** @description Those that are linked, by their names */
            providers: string[];
            /** @description How many are left */
            recoveryCodes: number;
        };
        /**
         * Webhook
         * @description An address that events are sent to, and how
         */
        Webhook: {
            authentication: components["schemas"]["ShownWebhookAuthentication"];
            /**
             * Format: date-time
             * @description When it happened, UTC
             */
            createdAt: string;
            /** @description Types of events; * for all, those that come later too */
            events: ("*" | "LockCreated" | "OwnerSet" | "OrganizationSet" | "LockUuidChanged" | "LockTimeZoneChanged" | "PinRefused" | "DeviceBound" | "DeviceUnbound" | "DeviceOffline" | "DeviceOnline" | "BatteryLow" | "DoorAjar" | "DoorForced" | "LockJammed" | "ManualOperation" | "LockOpenRequested" | "LockOpenSent" | "LockOpened" | "LockOpenFailed" | "TempKeyCreated" | "TempKeyUsed" | "TempKeyUseReleased" | "TempKeyUpdated" | "TempKeyDeleted" | "TempKeyPaused" | "TempKeyResumed" | "TempKeyNoticeSent" | "TempKeyNoticeFailed" | "AdmissionRefused")[];
            /**
             * Format: date-time
             * @description Since when nothing was taken, while something was sent
             */
            failingSince: string | null;
            format: components["schemas"]["WebhookFormat"];
            /** @description The webhook's id */
            id: string;
            /** @description Why it takes nothing at present */
            lastError: string | null;
            /** @description Only of these locks; null for every one */
            lockIds: string[] | null;
            status: components["schemas"]["WebhookStatus"];
            /**
             * Format: date-time
             * @description When it happened, UTC
             */
            updatedAt: string;
            /** @description Where events are POSTed to: https, or http where the operator has listed its network */
            url: string;
            /**
             * Format: date-time
             * @description When its address said that it wants events
             */
            verifiedAt: string | null;
        };
        /**
         * WebhookAuthentication
         * @description How a delivery says who sends it, beside its signature
         */
        WebhookAuthentication: {
            /** @description Of the header of apiKeyHeader */
            name?: string;
            /** @description Of bearerToken */
            token?: string;
            /** @enum {string} */
            type: "none" | "apiKeyHeader" | "bearerToken";
            /** @description Of the header of apiKeyHeader */
            value?: string;
        };
        /**
         * WebhookFormat
         * @description The published envelope, or CloudEvents 1.0; published if left out
         * @enum {string}
         */
        WebhookFormat: "published" | "cloudevents";
        /** Webhooks */
        Webhooks: {
            webhooks: components["schemas"]["Webhook"][];
        };
        /**
         * WebhookStatus
         * @description pending until a verification was answered with a 2xx; disabled after a 410
         * @enum {string}
         */
        WebhookStatus: "pending" | "active" | "disabled";
        /** WhereToGoOn */
        WhereToGoOn: {
            /** @description Where to go on */
            location: string;
        };
    };
    responses: never;
    parameters: {
        /** @description The key's id */
        ApiKeyId: string;
        /** @description The hub's id */
        HubId: string;
        /** @description 1 to 255 visible ASCII characters, such as a UUID. The same request with the same key within 24 hours is done once and gets the same answer, but for 429 and 5xx, and for refusals of callers without credentials, after which it is tried again. Another request with the key is a 409; so is the same one after two seconds in which the first had no answer, with Retry-After. */
        "Idempotency-Key": string;
        /** @description The invitation's id */
        InvitationId: string;
        /** @description The temporary key's UUID */
        KeyUuid: string;
        /** @description The lock's number */
        LockNumber: number;
        /** @description The member's id as a user */
        MemberId: string;
        /** @description Its id from then on, never used twice: letters, digits, dots, hyphens and underscores */
        NewOrganizationId: string;
        /** @description The organisation's id */
        OrganizationId: string;
        /** @description The site's id */
        SiteId: string;
        /** @description The webhook's id */
        WebhookId: string;
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listActivity: {
        parameters: {
            query?: {
                /** @description nextCursor of the page before, with the same filters */
                cursor?: string;
                /** @description Only what happened from this instant on */
                from?: string;
                /** @description 1 to 200; 50 if left out */
                limit?: string;
                /** @description Only at this door: the lock's number */
                lockId?: string;
                /** @description Only with these outcomes, separated by commas */
                outcome?: string;
                /** @description Only by this person, by the id that items have */
                personId?: string;
                /** @description Only with this temporary key */
                tempKeyUuid?: string;
                /** @description Only what happened before this instant */
                to?: string;
                /** @description Only items that begin with events of these types, separated by commas */
                type?: string;
            };
            header?: {
                /** @description Of a stream that goes on: the id of the last event that was taken */
                "last-event-id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of what happened, or what happens */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActivityList"];
                };
            };
        };
    };
    countActivity: {
        parameters: {
            query: {
                /** @description What is counted by */
                by: "hour" | "day";
                /** @description First instant */
                from: string;
                /** @description Whose hours and days, by its IANA name; UTC if left out */
                timeZone?: string;
                /** @description The first instant after it */
                to: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description An entry for each hour or day, in order */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActivityCounts"];
                };
            };
        };
    };
    createTenantApiKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible ASCII characters, such as a UUID. The same request with the same key within 24 hours is done once and gets the same answer, but for 429 and 5xx, and for refusals of callers without credentials, after which it is tried again. Another request with the key is a 409; so is the same one after two seconds in which the first had no answer, with Retry-After. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateTenantApiKeyBody"];
            };
        };
        responses: {
            /** @description The key, which is not shown again */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TenantApiKey"];
                };
            };
        };
    };
    createCollectiveKey: {
        parameters: {
            query?: {
                /** @description Check everything, and make nothing: answered with 200, or with the error that making it would get */
                dryRun?: "true" | "false";
                /** @description Tell which other keys have a part of its time at its doors; a dry run always does */
                overlaps?: "true" | "false";
            };
            header?: {
                /** @description 1 to 255 visible ASCII characters, such as a UUID. The same request with the same key within 24 hours is done once and gets the same answer, but for 429 and 5xx, and for refusals of callers without credentials, after which it is tried again. Another request with the key is a 409; so is the same one after two seconds in which the first had no answer, with Retry-After. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateKeyBody"];
            };
        };
        responses: {
            /** @description The key would be made */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TriedKey"];
                };
            };
            /** @description The key */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreateKeyAnswer"];
                };
            };
        };
    };
    revokeCollectiveKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The temporary key's UUID */
                uuid: components["parameters"]["KeyUuid"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It opens nothing any more */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RevokeKeyAnswer"];
                };
            };
        };
    };
    changeCollectiveKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The temporary key's UUID */
                uuid: components["parameters"]["KeyUuid"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeKeyBody"];
            };
        };
        responses: {
            /** @description The key as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangeKeyAnswer"];
                };
            };
        };
    };
    listEvents: {
        parameters: {
            query?: {
                /** @description nextCursor of the answer before, or `now` for what happens from now on; the beginning if left out */
                after?: string;
                /** @description How events are written; event if left out */
                format?: "event" | "cloudevents";
                /** @description 1 to 200; 100 if left out */
                limit?: string;
                /** @description Only at these locks, by their numbers, separated by commas */
                lockId?: string;
                /** @description Only events of these types, separated by commas */
                types?: string;
                /** @description How many seconds an answer without events waits for one; 0 to 30, 0 if left out */
                wait?: string;
            };
            header?: {
                /** @description Of a stream that goes on: the id of the last event that was taken, instead of after */
                "last-event-id"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Some of what happened, or what happens */
            200: {
                headers: {
                    /** @description Of a batch: where to go on, as rel=next */
                    Link?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/cloudevents-batch+json": components["schemas"]["CloudEvent"][];
                    "application/json": components["schemas"]["OrganizationEvents"];
                };
            };
        };
    };
    listHubs: {
        parameters: {
            query?: {
                /** @description nextCursor of the page before */
                cursor?: string;
                /** @description 1 to 100 */
                limit?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of hubs */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Hubs"];
                };
            };
        };
    };
    createHub: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible ASCII characters, such as a UUID. The same request with the same key within 24 hours is done once and gets the same answer, but for 429 and 5xx, and for refusals of callers without credentials, after which it is tried again. Another request with the key is a 409; so is the same one after two seconds in which the first had no answer, with Retry-After. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateHubBody"];
            };
        };
        responses: {
            /** @description A connection through which devices are reached */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Hub"];
                };
            };
        };
    };
    getHub: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The hub's id */
                hubId: components["parameters"]["HubId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A connection through which devices are reached */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Hub"];
                };
            };
        };
    };
    removeHub: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The hub's id */
                hubId: components["parameters"]["HubId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RemoveHubAnswer"];
                };
            };
        };
    };
    changeHub: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The hub's id */
                hubId: components["parameters"]["HubId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeHubBody"];
            };
        };
        responses: {
            /** @description A connection through which devices are reached */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Hub"];
                };
            };
        };
    };
    checkHub: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible ASCII characters, such as a UUID. The same request with the same key within 24 hours is done once and gets the same answer, but for 429 and 5xx, and for refusals of callers without credentials, after which it is tried again. Another request with the key is a 409; so is the same one after two seconds in which the first had no answer, with Retry-After. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description The hub's id */
                hubId: components["parameters"]["HubId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How a hub is */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HubCheck"];
                };
            };
        };
    };
    commissionHubDevice: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible ASCII characters, such as a UUID. The same request with the same key within 24 hours is done once and gets the same answer, but for 429 and 5xx, and for refusals of callers without credentials, after which it is tried again. Another request with the key is a 409; so is the same one after two seconds in which the first had no answer, with Retry-After. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description The hub's id */
                hubId: components["parameters"]["HubId"];
            };
            cookie?: never;
        };
        /** @description A device's pairing code */
        requestBody: {
            content: {
                "application/json": components["schemas"]["CommissionHubDevice"];
            };
        };
        responses: {
            /** @description What was taken in */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CommissionedDevice"];
                };
            };
        };
    };
    listHubDevices: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The hub's id */
                hubId: components["parameters"]["HubId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What locks can be bound to */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HubDevices"];
                };
            };
        };
    };
    joinOrganization: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible ASCII characters, such as a UUID. The same request with the same key within 24 hours is done once and gets the same answer, but for 429 and 5xx, and for refusals of callers without credentials, after which it is tried again. Another request with the key is a 409; so is the same one after two seconds in which the first had no answer, with Retry-After. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["JoinOrganizationBody"];
            };
        };
        responses: {
            /** @description What the caller is a member of */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AcceptedInvitation"];
                };
            };
        };
    };
    listLocks: {
        parameters: {
            query?: {
                /** @description Those that somebody must look after for one of these reasons */
                attention?: string;
                /** @description nextCursor of the page before, which has the same order: whatever changes between, none is skipped */
                cursor?: string;
                /** @description They are devices of this hub */
                hub?: string;
                /** @description 1 to 200; 50 if left out */
                limit?: string;
                /** @description These locks alone */
                lockId?: string;
                /** @description Where the page begins, from 0: with the total, any page may be jumped to. Not together with cursor */
                offset?: string;
                /** @description asc if left out */
                order?: "asc" | "desc";
                /** @description Words, each of which is found in its name or serial number, is its number, or begins its UUID */
                search?: string;
                /** @description Locks at this site of the caller's organisation */
                site?: string;
                /** @description What it is sorted by; name if left out, numbers in names by their size */
                sort?: "name" | "lockId" | "canOpenNow" | "nextArrival" | "lastOpenedAt";
                /** @description What was last seen of its bolt */
                state?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The locks of this page, and how many there are */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LockRows"];
                };
            };
        };
    };
    addLock: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible ASCII characters, such as a UUID. The same request with the same key within 24 hours is done once and gets the same answer, but for 429 and 5xx, and for refusals of callers without credentials, after which it is tried again. Another request with the key is a 409; so is the same one after two seconds in which the first had no answer, with Retry-After. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AddLockBody"];
            };
        };
        responses: {
            /** @description The lock that was made */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AddedLock"];
                };
            };
        };
    };
    changeLock: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The lock's number */
                id: components["parameters"]["LockNumber"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeLockBody"];
            };
        };
        responses: {
            /** @description The lock in short */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LockBasics"];
                };
            };
        };
    };
    getArrival: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The lock's number */
                id: components["parameters"]["LockNumber"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What guests are shown of a door; null where nothing was given */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Arrival"];
                };
            };
        };
    };
    setArrival: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The lock's number */
                id: components["parameters"]["LockNumber"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetArrivalBody"];
            };
        };
        responses: {
            /** @description What guests are shown of a door; null where nothing was given */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Arrival"];
                };
            };
        };
    };
    setArrivalPicture: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The lock's number */
                id: components["parameters"]["LockNumber"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "image/jpeg": unknown;
                "image/png": unknown;
                "image/webp": unknown;
            };
        };
        responses: {
            /** @description What guests are shown of a door; null where nothing was given */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Arrival"];
                };
            };
        };
    };
    removeArrivalPicture: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The lock's number */
                id: components["parameters"]["LockNumber"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What guests are shown of a door; null where nothing was given */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Arrival"];
                };
            };
        };
    };
    getLockBasicInfo: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The lock's number */
                id: components["parameters"]["LockNumber"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The lock in short */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LockBasics"];
                };
            };
        };
    };
    changeLockUuid: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible ASCII characters, such as a UUID. The same request with the same key within 24 hours is done once and gets the same answer, but for 429 and 5xx, and for refusals of callers without credentials, after which it is tried again. Another request with the key is a 409; so is the same one after two seconds in which the first had no answer, with Retry-After. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description The lock's number */
                id: components["parameters"]["LockNumber"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeLockUuidBody"];
            };
        };
        responses: {
            /** @description Done; event is null when it was already done before */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangeLockUuidAnswer"];
                };
            };
        };
    };
    createTempKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible ASCII characters, such as a UUID. The same request with the same key within 24 hours is done once and gets the same answer, but for 429 and 5xx, and for refusals of callers without credentials, after which it is tried again. Another request with the key is a 409; so is the same one after two seconds in which the first had no answer, with Retry-After. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description The lock's number */
                id: components["parameters"]["LockNumber"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateTempKeyBody"];
            };
        };
        responses: {
            /** @description Done; event is null when it was already done before */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreateTempKeyAnswer"];
                };
            };
        };
    };
    createLock: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible ASCII characters, such as a UUID. The same request with the same key within 24 hours is done once and gets the same answer, but for 429 and 5xx, and for refusals of callers without credentials, after which it is tried again. Another request with the key is a 409; so is the same one after two seconds in which the first had no answer, with Retry-After. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description The lock's number */
                id: components["parameters"]["LockNumber"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateLockBody"];
            };
        };
        responses: {
            /** @description The lock was there already; event is null */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreateLockAnswer"];
                };
            };
            /** @description The lock was created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreateLockAnswer"];
                };
            };
        };
    };
    deleteTempKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible ASCII characters, such as a UUID. The same request with the same key within 24 hours is done once and gets the same answer, but for 429 and 5xx, and for refusals of callers without credentials, after which it is tried again. Another request with the key is a 409; so is the same one after two seconds in which the first had no answer, with Retry-After. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description The lock's number */
                id: components["parameters"]["LockNumber"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeleteTempKeyBody"];
            };
        };
        responses: {
            /** @description Done; event is null when it was already done before */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeleteTempKeyAnswer"];
                };
            };
        };
    };
    getLockDetails: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The lock's number */
                id: components["parameters"]["LockNumber"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The lock with its keys and residents */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Lock"];
                };
            };
        };
    };
    getLockDevice: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The lock's number */
                id: components["parameters"]["LockNumber"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The device that a lock is, and what was last seen of it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LockDevice"];
                };
            };
        };
    };
    bindLockDevice: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The lock's number */
                id: components["parameters"]["LockNumber"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["BindLockDeviceBody"];
            };
        };
        responses: {
            /** @description The device that a lock is, and what was last seen of it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LockDevice"];
                };
            };
        };
    };
    unbindLockDevice: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The lock's number */
                id: components["parameters"]["LockNumber"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done; event is null when it was already done before */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UnbindLockDeviceAnswer"];
                };
            };
        };
    };
    listLockEvents: {
        parameters: {
            query?: {
                /** @description nextCursor of the answer before, with the same filters and without page */
                cursor?: string;
                /** @description Only events from this instant on */
                from?: string;
                /** @description From 1; left out, the last page */
                page?: string;
                /** @description Only events of this temporary key and of its orders */
                tempKeyUuid?: string;
                /** @description Only events before this instant */
                to?: string;
                /** @description Only events of these types, separated by commas; may be given several times */
                type?: string;
            };
            header?: never;
            path: {
                /** @description The lock's number */
                id: components["parameters"]["LockNumber"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of the record */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListLockEventsAnswer"];
                };
            };
        };
    };
    exportLockEvents: {
        parameters: {
            query: {
                /** @description CSV (RFC 4180) or JSON lines */
                format: "csv" | "jsonl";
                /** @description The first event; without it the lock's first */
                fromVersion?: string;
                /** @description The last event; without it the last one there is now */
                toVersion?: string;
            };
            header?: never;
            path: {
                /** @description The lock's number */
                id: components["parameters"]["LockNumber"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. A connection that ends before the last line leaves a file that is not whole; it ends where the caller may not see the record any more */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                    "text/csv": string;
                };
            };
        };
    };
    openLockWithPin: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible ASCII characters, such as a UUID. The same request with the same key within 24 hours is done once and gets the same answer, but for 429 and 5xx, and for refusals of callers without credentials, after which it is tried again. Another request with the key is a 409; so is the same one after two seconds in which the first had no answer, with Retry-After. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description The lock's number */
                id: components["parameters"]["LockNumber"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OpenLockWithPinBody"];
            };
        };
        responses: {
            /** @description The PIN opens this lock, and the lock was asked */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenLockWithPinAnswer"];
                };
            };
        };
    };
    listOpeners: {
        parameters: {
            query?: {
                /** @description The instant; without it now */
                at?: string;
                /** @description nextCursor of the page before, which has the same order: whatever changes between, none is skipped */
                cursor?: string;
                /** @description 1 to 200; 50 if left out */
                limit?: string;
                /** @description Where the page begins, from 0: with the total, any page may be jumped to. Not together with cursor */
                offset?: string;
            };
            header?: never;
            path: {
                /** @description The lock's number */
                id: components["parameters"]["LockNumber"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Who could open it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Openers"];
                };
            };
        };
    };
    openLock: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible ASCII characters, such as a UUID. The same request with the same key within 24 hours is done once and gets the same answer, but for 429 and 5xx, and for refusals of callers without credentials, after which it is tried again. Another request with the key is a 409; so is the same one after two seconds in which the first had no answer, with Retry-After. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description The lock's number */
                id: components["parameters"]["LockNumber"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["OpenLockBody"];
            };
        };
        responses: {
            /** @description Done; event is null when it was already done before */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OpenLockAnswer"];
                };
            };
        };
    };
    setOrganization: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible ASCII characters, such as a UUID. The same request with the same key within 24 hours is done once and gets the same answer, but for 429 and 5xx, and for refusals of callers without credentials, after which it is tried again. Another request with the key is a 409; so is the same one after two seconds in which the first had no answer, with Retry-After. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description The lock's number */
                id: components["parameters"]["LockNumber"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetOrganizationBody"];
            };
        };
        responses: {
            /** @description Done; event is null when it was already done before */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SetOrganizationAnswer"];
                };
            };
        };
    };
    setOwner: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible ASCII characters, such as a UUID. The same request with the same key within 24 hours is done once and gets the same answer, but for 429 and 5xx, and for refusals of callers without credentials, after which it is tried again. Another request with the key is a 409; so is the same one after two seconds in which the first had no answer, with Retry-After. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description The lock's number */
                id: components["parameters"]["LockNumber"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetOwnerBody"];
            };
        };
        responses: {
            /** @description Done; event is null when it was already done before */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SetOwnerAnswer"];
                };
            };
        };
    };
    setLockSite: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The lock's number */
                id: components["parameters"]["LockNumber"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetLockSiteBody"];
            };
        };
        responses: {
            /** @description Where the lock is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LockSite"];
                };
            };
        };
    };
    listTempKeys: {
        parameters: {
            query?: {
                /** @description nextCursor of the page before */
                cursor?: string;
                /** @description 1 to 1000 */
                limit?: string;
                /** @description Whether keys that were taken back are listed too */
                revoked?: "true" | "false";
            };
            header?: never;
            path: {
                /** @description The lock's number */
                id: components["parameters"]["LockNumber"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The keys, and where to go on */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListTempKeysAnswer"];
                };
            };
        };
    };
    updateTempKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible ASCII characters, such as a UUID. The same request with the same key within 24 hours is done once and gets the same answer, but for 429 and 5xx, and for refusals of callers without credentials, after which it is tried again. Another request with the key is a 409; so is the same one after two seconds in which the first had no answer, with Retry-After. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description The lock's number */
                id: components["parameters"]["LockNumber"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UpdateTempKeyBody"];
            };
        };
        responses: {
            /** @description Done; event is null when it was already done before */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UpdateTempKeyAnswer"];
                };
            };
        };
    };
    useTempKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible ASCII characters, such as a UUID. The same request with the same key within 24 hours is done once and gets the same answer, but for 429 and 5xx, and for refusals of callers without credentials, after which it is tried again. Another request with the key is a 409; so is the same one after two seconds in which the first had no answer, with Retry-After. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description The lock's number */
                id: components["parameters"]["LockNumber"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UseTempKeyBody"];
            };
        };
        responses: {
            /** @description Done; event is null when it was already done before */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UseTempKeyAnswer"];
                };
            };
        };
    };
    getNoticeChoices: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What the caller is told by e-mail */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NoticeChoices"];
                };
            };
        };
    };
    chooseNotices: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChooseNoticesBody"];
            };
        };
        responses: {
            /** @description What the caller is told by e-mail */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NoticeChoices"];
                };
            };
        };
    };
    listOrganizations: {
        parameters: {
            query?: {
                /** @description nextCursor of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of organisations */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Organizations"];
                };
            };
        };
    };
    createOrganization: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible ASCII characters, such as a UUID. The same request with the same key within 24 hours is done once and gets the same answer, but for 429 and 5xx, and for refusals of callers without credentials, after which it is tried again. Another request with the key is a 409; so is the same one after two seconds in which the first had no answer, with Retry-After. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateOrganizationBody"];
            };
        };
        responses: {
            /** @description An organisation */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Organization"];
                };
            };
        };
    };
    getOrganization: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organisation's id */
                orgId: components["parameters"]["OrganizationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description An organisation */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Organization"];
                };
            };
        };
    };
    endOrganization: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organisation's id */
                orgId: components["parameters"]["OrganizationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RemoveHubAnswer"];
                };
            };
        };
    };
    changeOrganization: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organisation's id */
                orgId: components["parameters"]["OrganizationId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeOrganizationBody"];
            };
        };
        responses: {
            /** @description An organisation */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Organization"];
                };
            };
        };
    };
    listApiKeys: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organisation's id */
                orgId: components["parameters"]["OrganizationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApiKeys"];
                };
            };
        };
    };
    createApiKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible ASCII characters, such as a UUID. The same request with the same key within 24 hours is done once and gets the same answer, but for 429 and 5xx, and for refusals of callers without credentials, after which it is tried again. Another request with the key is a 409; so is the same one after two seconds in which the first had no answer, with Retry-After. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description The organisation's id */
                orgId: components["parameters"]["OrganizationId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateApiKeyBody"];
            };
        };
        responses: {
            /** @description An API key that was just made */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewApiKey"];
                };
            };
        };
    };
    revokeApiKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The key's id */
                keyId: components["parameters"]["ApiKeyId"];
                /** @description The organisation's id */
                orgId: components["parameters"]["OrganizationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RemoveHubAnswer"];
                };
            };
        };
    };
    rotateApiKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible ASCII characters, such as a UUID. The same request with the same key within 24 hours is done once and gets the same answer, but for 429 and 5xx, and for refusals of callers without credentials, after which it is tried again. Another request with the key is a 409; so is the same one after two seconds in which the first had no answer, with Retry-After. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description The key's id */
                keyId: components["parameters"]["ApiKeyId"];
                /** @description The organisation's id */
                orgId: components["parameters"]["OrganizationId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RotateApiKeyBody"];
            };
        };
        responses: {
            /** @description An API key that was just made */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewApiKey"];
                };
            };
        };
    };
    getBrand: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organisation's id */
                orgId: components["parameters"]["OrganizationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What guests are shown of the organisation; null where it has given nothing */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Brand"];
                };
            };
        };
    };
    setBrand: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organisation's id */
                orgId: components["parameters"]["OrganizationId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetBrandBody"];
            };
        };
        responses: {
            /** @description What guests are shown of the organisation; null where it has given nothing */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Brand"];
                };
            };
        };
    };
    getLogo: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organisation's id */
                orgId: components["parameters"]["OrganizationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The picture */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "image/jpeg": unknown;
                    "image/png": unknown;
                    "image/webp": unknown;
                };
            };
        };
    };
    setLogo: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organisation's id */
                orgId: components["parameters"]["OrganizationId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "image/jpeg": unknown;
                "image/png": unknown;
                "image/webp": unknown;
            };
        };
        responses: {
            /** @description What guests are shown of the organisation; null where it has given nothing */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Brand"];
                };
            };
        };
    };
    removeLogo: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organisation's id */
                orgId: components["parameters"]["OrganizationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What guests are shown of the organisation; null where it has given nothing */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Brand"];
                };
            };
        };
    };
    listInvitations: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organisation's id */
                orgId: components["parameters"]["OrganizationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invitations"];
                };
            };
        };
    };
    createInvitation: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible ASCII characters, such as a UUID. The same request with the same key within 24 hours is done once and gets the same answer, but for 429 and 5xx, and for refusals of callers without credentials, after which it is tried again. Another request with the key is a 409; so is the same one after two seconds in which the first had no answer, with Retry-After. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description The organisation's id */
                orgId: components["parameters"]["OrganizationId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateInvitationBody"];
            };
        };
        responses: {
            /** @description An invitation on its way */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SentInvitation"];
                };
            };
        };
    };
    revokeInvitation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The invitation's id */
                invitationId: components["parameters"]["InvitationId"];
                /** @description The organisation's id */
                orgId: components["parameters"]["OrganizationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RemoveHubAnswer"];
                };
            };
        };
    };
    resendInvitation: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible ASCII characters, such as a UUID. The same request with the same key within 24 hours is done once and gets the same answer, but for 429 and 5xx, and for refusals of callers without credentials, after which it is tried again. Another request with the key is a 409; so is the same one after two seconds in which the first had no answer, with Retry-After. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description The invitation's id */
                invitationId: components["parameters"]["InvitationId"];
                /** @description The organisation's id */
                orgId: components["parameters"]["OrganizationId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ResendInvitationBody"];
            };
        };
        responses: {
            /** @description An invitation on its way */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SentInvitation"];
                };
            };
        };
    };
    leaveOrganization: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible ASCII characters, such as a UUID. The same request with the same key within 24 hours is done once and gets the same answer, but for 429 and 5xx, and for refusals of callers without credentials, after which it is tried again. Another request with the key is a 409; so is the same one after two seconds in which the first had no answer, with Retry-After. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description The organisation's id */
                orgId: components["parameters"]["OrganizationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RemoveHubAnswer"];
                };
            };
        };
    };
    listMembers: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organisation's id */
                orgId: components["parameters"]["OrganizationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Members"];
                };
            };
        };
    };
    removeMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organisation's id */
                orgId: components["parameters"]["OrganizationId"];
                /** @description The member's id as a user */
                userId: components["parameters"]["MemberId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RemoveHubAnswer"];
                };
            };
        };
    };
    changeMember: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organisation's id */
                orgId: components["parameters"]["OrganizationId"];
                /** @description The member's id as a user */
                userId: components["parameters"]["MemberId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeMemberBody"];
            };
        };
        responses: {
            /** @description It is done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RemoveHubAnswer"];
                };
            };
        };
    };
    listSites: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organisation's id */
                orgId: components["parameters"]["OrganizationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sites"];
                };
            };
        };
    };
    createSite: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible ASCII characters, such as a UUID. The same request with the same key within 24 hours is done once and gets the same answer, but for 429 and 5xx, and for refusals of callers without credentials, after which it is tried again. Another request with the key is a 409; so is the same one after two seconds in which the first had no answer, with Retry-After. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description The organisation's id */
                orgId: components["parameters"]["OrganizationId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateSiteBody"];
            };
        };
        responses: {
            /** @description A place with locks */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Site"];
                };
            };
        };
    };
    getSite: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organisation's id */
                orgId: components["parameters"]["OrganizationId"];
                /** @description The site's id */
                siteId: components["parameters"]["SiteId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A place, and its locks */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SiteWithLocks"];
                };
            };
        };
    };
    removeSite: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organisation's id */
                orgId: components["parameters"]["OrganizationId"];
                /** @description The site's id */
                siteId: components["parameters"]["SiteId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RemoveHubAnswer"];
                };
            };
        };
    };
    changeSite: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organisation's id */
                orgId: components["parameters"]["OrganizationId"];
                /** @description The site's id */
                siteId: components["parameters"]["SiteId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeSiteBody"];
            };
        };
        responses: {
            /** @description A place with locks */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Site"];
                };
            };
        };
    };
    listWebhooks: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organisation's id */
                orgId: components["parameters"]["OrganizationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhooks"];
                };
            };
        };
    };
    createWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible ASCII characters, such as a UUID. The same request with the same key within 24 hours is done once and gets the same answer, but for 429 and 5xx, and for refusals of callers without credentials, after which it is tried again. Another request with the key is a 409; so is the same one after two seconds in which the first had no answer, with Retry-After. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description The organisation's id */
                orgId: components["parameters"]["OrganizationId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateWebhookBody"];
            };
        };
        responses: {
            /** @description A webhook that was just made */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewWebhook"];
                };
            };
        };
    };
    getWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organisation's id */
                orgId: components["parameters"]["OrganizationId"];
                /** @description The webhook's id */
                webhookId: components["parameters"]["WebhookId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description An address that events are sent to, and how */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
        };
    };
    removeWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organisation's id */
                orgId: components["parameters"]["OrganizationId"];
                /** @description The webhook's id */
                webhookId: components["parameters"]["WebhookId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RemoveHubAnswer"];
                };
            };
        };
    };
    changeWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The organisation's id */
                orgId: components["parameters"]["OrganizationId"];
                /** @description The webhook's id */
                webhookId: components["parameters"]["WebhookId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeWebhookBody"];
            };
        };
        responses: {
            /** @description An address that events are sent to, and how */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
        };
    };
    listDeliveries: {
        parameters: {
            query?: {
                /** @description nextCursor of the page before, which has the same order: whatever changes between, none is skipped */
                cursor?: string;
                /** @description When it happened, at the earliest */
                from?: string;
                /** @description 1 to 200; 50 if left out */
                limit?: string;
                /** @description As they stand now */
                state?: string;
                /** @description Before when it happened */
                to?: string;
                /** @description A type of events */
                type?: string;
            };
            header?: never;
            path: {
                /** @description The organisation's id */
                orgId: components["parameters"]["OrganizationId"];
                /** @description The webhook's id */
                webhookId: components["parameters"]["WebhookId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Deliveries"];
                };
            };
        };
    };
    replayEvents: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible ASCII characters, such as a UUID. The same request with the same key within 24 hours is done once and gets the same answer, but for 429 and 5xx, and for refusals of callers without credentials, after which it is tried again. Another request with the key is a 409; so is the same one after two seconds in which the first had no answer, with Retry-After. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description The organisation's id */
                orgId: components["parameters"]["OrganizationId"];
                /** @description The webhook's id */
                webhookId: components["parameters"]["WebhookId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReplayEventsBody"];
            };
        };
        responses: {
            /** @description They are on their way */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplayedEvents"];
                };
            };
        };
    };
    resendDeliveries: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible ASCII characters, such as a UUID. The same request with the same key within 24 hours is done once and gets the same answer, but for 429 and 5xx, and for refusals of callers without credentials, after which it is tried again. Another request with the key is a 409; so is the same one after two seconds in which the first had no answer, with Retry-After. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description The organisation's id */
                orgId: components["parameters"]["OrganizationId"];
                /** @description The webhook's id */
                webhookId: components["parameters"]["WebhookId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ResendDeliveriesBody"];
            };
        };
        responses: {
            /** @description They are on their way again */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResentDeliveries"];
                };
            };
        };
    };
    rotateWebhookSecret: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible ASCII characters, such as a UUID. The same request with the same key within 24 hours is done once and gets the same answer, but for 429 and 5xx, and for refusals of callers without credentials, after which it is tried again. Another request with the key is a 409; so is the same one after two seconds in which the first had no answer, with Retry-After. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description The organisation's id */
                orgId: components["parameters"]["OrganizationId"];
                /** @description The webhook's id */
                webhookId: components["parameters"]["WebhookId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RotateWebhookSecretBody"];
            };
        };
        responses: {
            /** @description It is not shown again */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewWebhookSecret"];
                };
            };
        };
    };
    testWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible ASCII characters, such as a UUID. The same request with the same key within 24 hours is done once and gets the same answer, but for 429 and 5xx, and for refusals of callers without credentials, after which it is tried again. Another request with the key is a 409; so is the same one after two seconds in which the first had no answer, with Retry-After. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description The organisation's id */
                orgId: components["parameters"]["OrganizationId"];
                /** @description The webhook's id */
                webhookId: components["parameters"]["WebhookId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is on its way */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TestEvent"];
                };
            };
        };
    };
    verifyWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible ASCII characters, such as a UUID. The same request with the same key within 24 hours is done once and gets the same answer, but for 429 and 5xx, and for refusals of callers without credentials, after which it is tried again. Another request with the key is a 409; so is the same one after two seconds in which the first had no answer, with Retry-After. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description The organisation's id */
                orgId: components["parameters"]["OrganizationId"];
                /** @description The webhook's id */
                webhookId: components["parameters"]["WebhookId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description An address that events are sent to, and how */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Webhook"];
                };
            };
        };
    };
    getSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Who is signed in */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedIn"];
                };
            };
        };
    };
    signInWithPasskey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignInWithPasskeyBody"];
            };
        };
        responses: {
            /** @description Where to go on */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WhereToGoOn"];
                };
            };
        };
    };
    getPasskeySignInOptions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignOutOfConsoleBody"];
            };
        };
        responses: {
            /** @description For navigator.credentials.get */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasskeyOptions"];
                };
            };
        };
    };
    listPasskeys: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The passkeys */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Passkeys"];
                };
            };
        };
    };
    registerPasskey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RegisterPasskeyBody"];
            };
        };
        responses: {
            /** @description The passkey */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Passkey"];
                };
            };
        };
    };
    removePasskey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The credential's id, in base64url */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    renamePasskey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The credential's id, in base64url */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RenamePasskeyBody"];
            };
        };
        responses: {
            /** @description It has that name */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getPasskeyRegistrationOptions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignOutOfConsoleBody"];
            };
        };
        responses: {
            /** @description For navigator.credentials.create */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasskeyOptions"];
                };
            };
        };
    };
    changeOwnPassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProveByPasswordBody"];
            };
        };
        responses: {
            /** @description It is the password from now on */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasswordChanged"];
                };
            };
        };
    };
    proveWithPasskey: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignInWithPasskeyBody"];
            };
        };
        responses: {
            /** @description Where to go on */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WhereToGoOn"];
                };
            };
        };
    };
    getProofOptions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignOutOfConsoleBody"];
            };
        };
        responses: {
            /** @description For navigator.credentials.get */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasskeyOptions"];
                };
            };
        };
    };
    proveByPassword: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProveByPasswordBody"];
            };
        };
        responses: {
            /** @description It is proved */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Proof"];
                };
            };
        };
    };
    createRecoveryCodes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["SignOutOfConsoleBody"];
            };
        };
        responses: {
            /** @description The codes */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveryCodes"];
                };
            };
        };
    };
    listSessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The sessions */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sessions"];
                };
            };
        };
    };
    endSessions: {
        parameters: {
            query?: {
                /** @description Stay signed in here */
                keepCurrent?: "true" | "false";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description They are over */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndedSessions"];
                };
            };
        };
    };
    endSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The session */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is over */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    createSessionToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["CreateSessionTokenBody"];
            };
        };
        responses: {
            /** @description The token */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionToken"];
                };
            };
        };
    };
    getWaysIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How they sign in */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WaysIn"];
                };
            };
        };
    };
    listKeys: {
        parameters: {
            query?: {
                /** @description nextCursor of the page before */
                cursor?: string;
                /** @description 1 to 1000 */
                limit?: string;
                /** @description The lock's number */
                lockId?: string;
                /** @description Whether keys that were taken back are listed too */
                revoked?: "true" | "false";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The keys, and where to go on */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListKeysAnswer"];
                };
            };
        };
    };
    createKey: {
        parameters: {
            query?: {
                /** @description Check everything, and make nothing: answered with 200, or with the error that making it would get */
                dryRun?: "true" | "false";
                /** @description Tell which other keys have a part of its time at its doors; a dry run always does */
                overlaps?: "true" | "false";
            };
            header?: {
                /** @description 1 to 255 visible ASCII characters, such as a UUID. The same request with the same key within 24 hours is done once and gets the same answer, but for 429 and 5xx, and for refusals of callers without credentials, after which it is tried again. Another request with the key is a 409; so is the same one after two seconds in which the first had no answer, with Retry-After. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateKeyBody"];
            };
        };
        responses: {
            /** @description The key would be made */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TriedKey"];
                };
            };
            /** @description The key */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreateKeyAnswer"];
                };
            };
        };
    };
    revokeKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The temporary key's UUID */
                uuid: components["parameters"]["KeyUuid"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It opens nothing any more */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RevokeKeyAnswer"];
                };
            };
        };
    };
    changeKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The temporary key's UUID */
                uuid: components["parameters"]["KeyUuid"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeKeyBody"];
            };
        };
        responses: {
            /** @description The key as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChangeKeyAnswer"];
                };
            };
        };
    };
    getKey: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The temporary key's UUID */
                uuid: components["parameters"]["KeyUuid"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A temporary key, with the names of its doors and people */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TempKeyDetails"];
                };
            };
        };
    };
    duplicateKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible ASCII characters, such as a UUID. The same request with the same key within 24 hours is done once and gets the same answer, but for 429 and 5xx, and for refusals of callers without credentials, after which it is tried again. Another request with the key is a 409; so is the same one after two seconds in which the first had no answer, with Retry-After. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description The temporary key's UUID */
                uuid: components["parameters"]["KeyUuid"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["DuplicateKeyBody"];
            };
        };
        responses: {
            /** @description The key */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DuplicateKeyAnswer"];
                };
            };
        };
    };
    listKeyEvents: {
        parameters: {
            query?: {
                /** @description nextCursor of the answer before, with the same filters and without page */
                cursor?: string;
                /** @description Only events from this instant on */
                from?: string;
                /** @description From 1; left out, the last page */
                page?: string;
                /** @description Only events before this instant */
                to?: string;
                /** @description Only events of these types, separated by commas; may be given several times */
                type?: string;
            };
            header?: never;
            path: {
                /** @description The temporary key's UUID */
                uuid: components["parameters"]["KeyUuid"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of the record */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ListKeyEventsAnswer"];
                };
            };
        };
    };
    explainKey: {
        parameters: {
            query?: {
                /** @description The instant; without it now */
                at?: string;
                /** @description Number of the door within the key; without it the first that this method opens */
                door?: string;
                /** @description By the link (key) or by the PIN (code) */
                method?: "key" | "code";
                /** @description Who would open */
                user?: string;
            };
            header?: never;
            path: {
                /** @description The temporary key's UUID */
                uuid: components["parameters"]["KeyUuid"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The decision, and every rule */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ExplainKeyAnswer"];
                };
            };
        };
    };
    sendLink: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible ASCII characters, such as a UUID. The same request with the same key within 24 hours is done once and gets the same answer, but for 429 and 5xx, and for refusals of callers without credentials, after which it is tried again. Another request with the key is a 409; so is the same one after two seconds in which the first had no answer, with Retry-After. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description The temporary key's UUID */
                uuid: components["parameters"]["KeyUuid"];
            };
            cookie?: never;
        };
        /** @description Send the guest the link, and tell them when times or doors change, or the key is paused or taken back. Kept encrypted, told to nobody, erased with the key's texts. A repeat of the call sends nothing again */
        requestBody: {
            content: {
                "application/json": components["schemas"]["Notify"];
            };
        };
        responses: {
            /** @description It is on its way, or held */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SentLink"];
                };
            };
        };
    };
    pauseKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible ASCII characters, such as a UUID. The same request with the same key within 24 hours is done once and gets the same answer, but for 429 and 5xx, and for refusals of callers without credentials, after which it is tried again. Another request with the key is a 409; so is the same one after two seconds in which the first had no answer, with Retry-After. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description The temporary key's UUID */
                uuid: components["parameters"]["KeyUuid"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["PauseKeyBody"];
            };
        };
        responses: {
            /** @description The key as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PauseKeyAnswer"];
                };
            };
        };
    };
    resumeKey: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible ASCII characters, such as a UUID. The same request with the same key within 24 hours is done once and gets the same answer, but for 429 and 5xx, and for refusals of callers without credentials, after which it is tried again. Another request with the key is a 409; so is the same one after two seconds in which the first had no answer, with Retry-After. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description The temporary key's UUID */
                uuid: components["parameters"]["KeyUuid"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The key as it is now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PauseKeyAnswer"];
                };
            };
        };
    };
    importKeys: {
        parameters: {
            query?: {
                /** @description Tell what would be made */
                dryRun?: "true" | "false";
                /** @description With lastLine, only lines of the table that begin here or after it; the head is line 1 */
                firstLine?: string;
                /** @description The caller's name for this import; needed but for a dry run */
                importId?: string;
                /** @description Only lines that begin here or before it: a long table is run in pieces, the whole of it sent with each */
                lastLine?: string;
            };
            header?: {
                /** @description 1 to 255 visible ASCII characters, such as a UUID. The same request with the same key within 24 hours is done once and gets the same answer, but for 429 and 5xx, and for refusals of callers without credentials, after which it is tried again. Another request with the key is a 409; so is the same one after two seconds in which the first had no answer, with Retry-After. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ImportKeysBody"];
                "text/csv": string;
            };
        };
        responses: {
            /** @description What became of every line */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportKeysAnswer"];
                };
            };
        };
    };
    getImportTemplate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The table */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
        };
    };
    listKeyRows: {
        parameters: {
            query?: {
                /** @description Who made it, as rows name them */
                createdBy?: string;
                /** @description nextCursor of the page before, which has the same order: whatever changes between, none is skipped */
                cursor?: string;
                /** @description It ends after this */
                from?: string;
                /** @description 1 to 200; 50 if left out */
                limit?: string;
                /** @description It opens one of these locks */
                lockId?: string;
                /** @description Where the page begins, from 0: with the total, any page may be jumped to. Not together with cursor */
                offset?: string;
                /** @description desc if left out, and asc for notes */
                order?: "asc" | "desc";
                /** @description Whom it is for by name: a user's id */
                person?: string;
                /** @description Words that must all be found in its note, in the names and labels of its doors, or in the names and addresses of those it is for; capital letters and accents make no difference */
                search?: string;
                /** @description Locks at this site of the caller's organisation */
                site?: string;
                /** @description What it is sorted by; createdAt if left out */
                sort?: "createdAt" | "from" | "until" | "uses" | "lastUsedAt" | "note";
                /** @description How it stands now */
                status?: string;
                /** @description It begins before this */
                until?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The keys of this page, and how many there are */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TempKeyRows"];
                };
            };
        };
    };
    exportKeyRows: {
        parameters: {
            query?: {
                /** @description Who made it, as rows name them */
                createdBy?: string;
                /** @description It ends after this */
                from?: string;
                /** @description It opens one of these locks */
                lockId?: string;
                /** @description desc if left out, and asc for notes */
                order?: "asc" | "desc";
                /** @description Whom it is for by name: a user's id */
                person?: string;
                /** @description Words that must all be found in its note, in the names and labels of its doors, or in the names and addresses of those it is for; capital letters and accents make no difference */
                search?: string;
                /** @description Locks at this site of the caller's organisation */
                site?: string;
                /** @description What it is sorted by; createdAt if left out */
                sort?: "createdAt" | "from" | "until" | "uses" | "lastUsedAt" | "note";
                /** @description How it stands now */
                status?: string;
                /** @description It begins before this */
                until?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The table */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
        };
    };
    listTenants: {
        parameters: {
            query?: {
                /** @description 1 to 100 */
                limit?: string;
                /** @description How many to pass over */
                offset?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of organisations */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Tenants"];
                };
            };
        };
    };
    registerTenant: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible ASCII characters, such as a UUID. The same request with the same key within 24 hours is done once and gets the same answer, but for 429 and 5xx, and for refusals of callers without credentials, after which it is tried again. Another request with the key is a 409; so is the same one after two seconds in which the first had no answer, with Retry-After. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description Its id from then on, never used twice: letters, digits, dots, hyphens and underscores */
                orgId: components["parameters"]["NewOrganizationId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RegisterTenantBody"];
            };
        };
        responses: {
            /** @description The organisation, and its owner's invitation */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RegisteredTenant"];
                };
            };
        };
    };
    listTenantWebhooks: {
        parameters: {
            query?: {
                /** @description 50 if left out */
                limit?: string;
                /** @description 0 if left out */
                offset?: string;
            };
            header?: never;
            path: {
                /** @description Its id from then on, never used twice: letters, digits, dots, hyphens and underscores */
                orgId: components["parameters"]["NewOrganizationId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of webhooks */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TenantWebhooks"];
                };
            };
        };
    };
    createTenantWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible ASCII characters, such as a UUID. The same request with the same key within 24 hours is done once and gets the same answer, but for 429 and 5xx, and for refusals of callers without credentials, after which it is tried again. Another request with the key is a 409; so is the same one after two seconds in which the first had no answer, with Retry-After. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description Its id from then on, never used twice: letters, digits, dots, hyphens and underscores */
                orgId: components["parameters"]["NewOrganizationId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateTenantWebhookBody"];
            };
        };
        responses: {
            /** @description An address that events are sent to */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublishedWebhook"];
                };
            };
        };
    };
    replaceTenantWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Its id from then on, never used twice: letters, digits, dots, hyphens and underscores */
                orgId: components["parameters"]["NewOrganizationId"];
                /** @description The webhook's id */
                webhookId: components["parameters"]["WebhookId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReplaceTenantWebhookBody"];
            };
        };
        responses: {
            /** @description An address that events are sent to */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublishedWebhook"];
                };
            };
        };
    };
    removeTenantWebhook: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Its id from then on, never used twice: letters, digits, dots, hyphens and underscores */
                orgId: components["parameters"]["NewOrganizationId"];
                /** @description The webhook's id */
                webhookId: components["parameters"]["WebhookId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RemoveHubAnswer"];
                };
            };
        };
    };
    getTimeline: {
        parameters: {
            query: {
                /** @description nextCursor of the page before, which has the same order: whatever changes between, none is skipped */
                cursor?: string;
                /** @description The first instant */
                from: string;
                /** @description Locks, 1 to 1000, fewer where they have many keys; 50 if left out */
                limit?: string;
                /** @description These locks alone */
                lockId?: string;
                /** @description Locks at this site of the caller's organisation */
                site?: string;
                /** @description The first instant after it; at most 92 days later */
                until: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The locks of this page */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Timeline"];
                };
            };
        };
    };
    createUser: {
        parameters: {
            query?: never;
            header?: {
                /** @description 1 to 255 visible ASCII characters, such as a UUID. The same request with the same key within 24 hours is done once and gets the same answer, but for 429 and 5xx, and for refusals of callers without credentials, after which it is tried again. Another request with the key is a 409; so is the same one after two seconds in which the first had no answer, with Retry-After. */
                "Idempotency-Key"?: components["parameters"]["Idempotency-Key"];
            };
            path: {
                /** @description A user's UUID */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateUserBody"];
            };
        };
        responses: {
            /** @description The user was there already; event is null */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreateUserAnswer"];
                };
            };
            /** @description The user is known now */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreateUserAnswer"];
                };
            };
        };
    };
    erasePersonalData: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description A user's UUID */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Nothing is known of the person any more */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ErasePersonalDataAnswer"];
                };
            };
        };
    };
    getUserByEmail: {
        parameters: {
            query: {
                /** @description E-mail address */
                email: string;
                /** @description Make nobody; 404 instead */
                searchOnly?: "true" | "false";
                /** @description The UUID of a user that has to be made */
                uuid?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The user */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
        };
    };
    changeWebhookUrl: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The webhook's id */
                webhookId: components["parameters"]["WebhookId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeWebhookUrlBody"];
            };
        };
        responses: {
            /** @description An address that events are sent to */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PublishedWebhook"];
                };
            };
        };
    };
}
