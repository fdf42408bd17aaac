
SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

SET default_tablespace = '';

SET default_table_access_method = heap;

CREATE TABLE public.accounts (
    id text NOT NULL,
    user_id text NOT NULL,
    account_id text NOT NULL,
    provider_id text NOT NULL,
    access_token text,
    refresh_token text,
    id_token text,
    access_token_expires_at timestamp(3) with time zone,
    refresh_token_expires_at timestamp(3) with time zone,
    scope text,
    password text,
    created_at timestamp(3) with time zone NOT NULL,
    updated_at timestamp(3) with time zone NOT NULL
);

CREATE TABLE public.api_keys (
    hash bytea NOT NULL,
    org_id text NOT NULL,
    hint text NOT NULL,
    created_at bigint NOT NULL,
    expires_at bigint
);

CREATE TABLE public.events (
    lock_id bigint NOT NULL,
    version bigint NOT NULL,
    "position" bigint NOT NULL,
    xid xid8 DEFAULT pg_current_xact_id() NOT NULL,
    era smallint DEFAULT 0 NOT NULL,
    at bigint NOT NULL,
    type text NOT NULL,
    data text NOT NULL,
    context text,
    hash bytea NOT NULL
);

ALTER TABLE public.events ALTER COLUMN "position" ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.events_position_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.locks (
    lock_id bigint NOT NULL,
    uuid text NOT NULL COLLATE pg_catalog."C",
    version bigint NOT NULL,
    head bytea NOT NULL,
    updated_at bigint NOT NULL,
    state text NOT NULL,
    name text
)
WITH (fillfactor='50');

CREATE TABLE public.log_era (
    era smallint NOT NULL
);

CREATE TABLE public.orders (
    order_id text NOT NULL COLLATE pg_catalog."C",
    intent text COLLATE pg_catalog."C",
    not_after bigint NOT NULL,
    open boolean NOT NULL,
    state text NOT NULL
)
WITH (fillfactor='80');

CREATE TABLE public.organizations (
    org_id text NOT NULL,
    name text,
    super boolean NOT NULL,
    created_at bigint NOT NULL
);

CREATE TABLE public.pictures (
    kind text NOT NULL,
    of text NOT NULL,
    version text NOT NULL,
    type text NOT NULL,
    bytes bytea NOT NULL
);

CREATE TABLE public.presentations (
    kind text NOT NULL,
    of text NOT NULL,
    said text NOT NULL
);

CREATE TABLE public.requests (
    id bytea NOT NULL,
    fingerprint bytea NOT NULL,
    seed text NOT NULL,
    created_at bigint NOT NULL,
    lease_until bigint NOT NULL,
    unfinished boolean NOT NULL,
    answer bytea
);

CREATE TABLE public.schema_version (
    version integer NOT NULL
);

CREATE TABLE public.sessions (
    id text NOT NULL,
    user_id text NOT NULL,
    token text NOT NULL,
    expires_at timestamp(3) with time zone NOT NULL,
    ip_address text,
    user_agent text,
    created_at timestamp(3) with time zone NOT NULL,
    updated_at timestamp(3) with time zone NOT NULL
);

CREATE TABLE public.temp_key_doors (
    lock_id bigint NOT NULL,
    revoked boolean NOT NULL,
    key_id bigint NOT NULL
);

CREATE TABLE public.temp_key_pins (
    lock_id bigint NOT NULL,
    pin_index text NOT NULL COLLATE pg_catalog."C",
    key_id bigint NOT NULL
);

CREATE TABLE public.temp_keys (
    key_id bigint NOT NULL,
    uuid text NOT NULL COLLATE pg_catalog."C",
    created_by text NOT NULL COLLATE pg_catalog."C",
    revoked boolean NOT NULL,
    state text NOT NULL,
    description text,
    labels text,
    pin_index text,
    pin_box text
)
WITH (fillfactor='80');

ALTER TABLE public.temp_keys ALTER COLUMN key_id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.temp_keys_key_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.users (
    id text NOT NULL,
    email text,
    email_verified boolean DEFAULT false NOT NULL,
    name text,
    first_name text,
    last_name text,
    image text,
    created_at timestamp(3) with time zone NOT NULL,
    updated_at timestamp(3) with time zone NOT NULL
);

CREATE TABLE public.verifications (
    id text NOT NULL,
    identifier text NOT NULL,
    value text NOT NULL,
    expires_at timestamp(3) with time zone NOT NULL,
    created_at timestamp(3) with time zone NOT NULL,
    updated_at timestamp(3) with time zone NOT NULL
);

INSERT INTO public.api_keys VALUES ('\xcdd5097b2e4b4ce3a6e714df23d305a5cd69f338e4be6d2af17207c2f2744c0d', 'acme', 'BhYSxNai…vLe1', 1795627374575, NULL);

INSERT INTO public.events OVERRIDING SYSTEM VALUE VALUES (123, 1, 1, '744', 0, 1795627375107, 'LockCreated', '{"keys":[],"lockId":123,"timestamp":"2026-11-25T17:22:55.107Z","uuid":"6ab8c1c9-9b38-44eb-8925-da8370871946"}', '{"driver":"simulator","timeZone":"Europe/Athens"}', '\xe7ef888868e59e6845a86e1b93bafda5bd61bad3bd0bb6118c9f3af57e2a27a7');
INSERT INTO public.events OVERRIDING SYSTEM VALUE VALUES (123, 2, 2, '744', 0, 1795627375107, 'OrganizationSet', '{"lockId":123,"orgId":"acme","timestamp":"2026-11-25T17:22:55.107Z","uuid":"6ab8c1c9-9b38-44eb-8925-da8370871946"}', NULL, '\x9973b50c5b6cd173ba8b0b923b29c119443af3017413901564735be6ac78f6ab');
INSERT INTO public.events OVERRIDING SYSTEM VALUE VALUES (124, 1, 3, '745', 0, 1795627375331, 'LockCreated', '{"keys":[],"lockId":124,"timestamp":"2026-11-25T17:22:55.331Z","uuid":"43697fbf-af7c-4ad5-8348-2214fcce1443"}', '{"driver":"simulator","timeZone":"Europe/Athens"}', '\xb3f82e7c8c4694d6a2e6558e8239dc9e697749a2107d46233f92a3722e20956e');
INSERT INTO public.events OVERRIDING SYSTEM VALUE VALUES (124, 2, 4, '745', 0, 1795627375331, 'OrganizationSet', '{"lockId":124,"orgId":"acme","timestamp":"2026-11-25T17:22:55.331Z","uuid":"43697fbf-af7c-4ad5-8348-2214fcce1443"}', NULL, '\x4e9914b75a72d61a9818d074bcfee3bc6ef65f57b80ca0ae824bdb8ec8c40091');
INSERT INTO public.events OVERRIDING SYSTEM VALUE VALUES (123, 3, 5, '746', 0, 1795627375561, 'TempKeyCreated', '{"accessMode":"public","allowedUserIds":[],"createdBy":"operator","lockId":123,"lockUuid":"6ab8c1c9-9b38-44eb-8925-da8370871946","maxUses":3,"tempKeyUuid":"101ca824-afcb-4dc0-bcf3-f4ba8f4ccdb5","timestamp":"2026-11-25T17:22:55.561Z","validFrom":"2026-11-25T17:22:55.469Z","validUntil":"2031-06-01T00:00:00Z"}', '{"door":1,"method":"key"}', '\xcd13e386474775d56072f3bf89c372695852cc2fc29f38e1b6d3f5158d744bb1');
INSERT INTO public.events OVERRIDING SYSTEM VALUE VALUES (123, 4, 6, '747', 0, 1795627375774, 'TempKeyCreated', '{"accessMode":"public","allowedUserIds":[],"createdBy":"operator","lockId":123,"lockUuid":"6ab8c1c9-9b38-44eb-8925-da8370871946","maxUses":null,"tempKeyUuid":"bd02049d-fd07-46c3-892b-b1b5c8e1665c","timestamp":"2026-11-25T17:22:55.774Z","validFrom":"2026-11-25T17:22:55.697Z","validUntil":"2031-06-01T00:00:00Z"}', '{"door":1,"method":"key"}', '\x248c19108ef27c78c0b39e2ce3a7c1833b1890883721ad31ff9d933b107b01a6');
INSERT INTO public.events OVERRIDING SYSTEM VALUE VALUES (123, 5, 7, '748', 0, 1795627376037, 'TempKeyDeleted', '{"deletedBy":"operator","lockId":123,"lockUuid":"6ab8c1c9-9b38-44eb-8925-da8370871946","tempKeyUuid":"bd02049d-fd07-46c3-892b-b1b5c8e1665c","timestamp":"2026-11-25T17:22:56.037Z"}', NULL, '\xd35996dbad1bf192d46f494e414a306231303f5a578251e5d5709d151a0b53ef');
INSERT INTO public.events OVERRIDING SYSTEM VALUE VALUES (124, 3, 8, '749', 0, 1795627376243, 'TempKeyCreated', '{"accessMode":"user-whitelist","allowedUserIds":["53c7641b-673b-41ba-a062-33cbb88d1607"],"createdBy":"operator","lockId":124,"lockUuid":"43697fbf-af7c-4ad5-8348-2214fcce1443","maxUses":null,"tempKeyUuid":"509f6bd1-041d-4045-be30-fe418c61b617","timestamp":"2026-11-25T17:22:56.243Z","validFrom":"2026-11-25T17:22:56.175Z","validUntil":"2031-06-01T00:00:00Z"}', '{"door":1,"method":"key"}', '\x966196bbd0a699034300e59277858d8c5f3dd008d761c3ccdaf79f92f684b666');
INSERT INTO public.events OVERRIDING SYSTEM VALUE VALUES (123, 6, 9, '750', 0, 1795627378342, 'LockOpenRequested', '{"lockId":123,"reason":"temp-key","requestId":"01a213bb-669d-732f-b9f5-5903ae5746e6","timestamp":"2026-11-25T17:22:58.342Z","uuid":"6ab8c1c9-9b38-44eb-8925-da8370871946"}', '{"door":1,"driver":"simulator","intent":"key/101ca824-afcb-4dc0-bcf3-f4ba8f4ccdb5/first","method":"key","notAfter":1795627388342,"orderId":"01a213bb-669d-732f-b9f5-5903ae5746e6","sent":true,"tempKeyUuid":"101ca824-afcb-4dc0-bcf3-f4ba8f4ccdb5"}', '\xacf1460f3fcd08edb8c1c5c59edd8a820de4ee751994677a0364a4c8a4954e42');
INSERT INTO public.events OVERRIDING SYSTEM VALUE VALUES (123, 7, 10, '750', 0, 1795627378342, 'TempKeyUsed', '{"lockId":123,"lockUuid":"6ab8c1c9-9b38-44eb-8925-da8370871946","tempKeyUuid":"101ca824-afcb-4dc0-bcf3-f4ba8f4ccdb5","timestamp":"2026-11-25T17:22:58.342Z","usedCount":1}', '{"door":1,"method":"key","orderId":"01a213bb-669d-732f-b9f5-5903ae5746e6"}', '\xad09ec75dd615215d6acf0d18cd6494e8380d0eb14786fa04e328e668872adf3');
INSERT INTO public.events OVERRIDING SYSTEM VALUE VALUES (123, 8, 11, '751', 0, 1795627378365, 'TempKeyCreated', '{"accessMode":"public","allowedUserIds":[],"createdBy":"acme","lockId":123,"lockUuid":"6ab8c1c9-9b38-44eb-8925-da8370871946","maxUses":null,"tempKeyUuid":"01a213bb-66ba-766c-a7bf-0262f98233f2","timestamp":"2026-11-25T17:22:58.365Z","validFrom":"2026-11-01T00:00:00Z","validUntil":"2031-06-01T00:00:00Z"}', '{"door":1,"maxUsesPerDoor":5,"method":"both"}', '\x4ed580ccbd03ce5625cae15c502bbf597cf47cf0f540f7114748c07e792c1f21');
INSERT INTO public.events OVERRIDING SYSTEM VALUE VALUES (124, 4, 12, '751', 0, 1795627378365, 'TempKeyCreated', '{"accessMode":"public","allowedUserIds":[],"createdBy":"acme","lockId":124,"lockUuid":"43697fbf-af7c-4ad5-8348-2214fcce1443","maxUses":null,"tempKeyUuid":"01a213bb-66ba-766c-a7bf-0262f98233f2","timestamp":"2026-11-25T17:22:58.365Z","validFrom":"2026-11-01T00:00:00Z","validUntil":"2031-06-01T00:00:00Z"}', '{"door":2,"maxUsesPerDoor":5,"method":"key"}', '\x02ffff43995d988a0b63a391d91d12f62ca0cbfd592b626a8a9e71743f82013e');
INSERT INTO public.events OVERRIDING SYSTEM VALUE VALUES (123, 9, 13, '752', 0, 1795627378965, 'LockOpened', '{"by":"ack","latencyMs":603,"lockId":123,"orderId":"01a213bb-669d-732f-b9f5-5903ae5746e6","stage":"executed","timestamp":"2026-11-25T17:22:58.965Z","uuid":"6ab8c1c9-9b38-44eb-8925-da8370871946"}', NULL, '\x303016387165fe22b4c9dc0fb0844622efa288f2c0f7a38e84dc08ae92dd09a0');

INSERT INTO public.locks VALUES (124, '43697fbf-af7c-4ad5-8348-2214fcce1443', 4, '\x02ffff43995d988a0b63a391d91d12f62ca0cbfd592b626a8a9e71743f82013e', 1795627378365, '{"lockId":124,"uuid":"43697fbf-af7c-4ad5-8348-2214fcce1443","ownerId":null,"orgId":"acme","serialNumber":null,"vendorName":null,"keys":[],"timeZone":"Europe/Athens","driver":"simulator","openTimeoutMs":10000,"inFlight":null,"pinGuard":null}', 'Flat 4');
INSERT INTO public.locks VALUES (123, '6ab8c1c9-9b38-44eb-8925-da8370871946', 9, '\x303016387165fe22b4c9dc0fb0844622efa288f2c0f7a38e84dc08ae92dd09a0', 1795627378965, '{"lockId":123,"uuid":"6ab8c1c9-9b38-44eb-8925-da8370871946","ownerId":null,"orgId":"acme","serialNumber":null,"vendorName":null,"keys":[],"timeZone":"Europe/Athens","driver":"simulator","openTimeoutMs":10000,"inFlight":null,"pinGuard":null}', 'Front door');

INSERT INTO public.log_era VALUES (0);

INSERT INTO public.orders VALUES ('01a213bb-669d-732f-b9f5-5903ae5746e6', 'key/101ca824-afcb-4dc0-bcf3-f4ba8f4ccdb5/first', 1795627388342, false, '{"orderId":"01a213bb-669d-732f-b9f5-5903ae5746e6","lockId":123,"tempKeyUuid":"101ca824-afcb-4dc0-bcf3-f4ba8f4ccdb5","door":1,"driver":"simulator","intent":"key/101ca824-afcb-4dc0-bcf3-f4ba8f4ccdb5/first","requestedAt":1795627378342,"notAfter":1795627388342,"stage":"opened","failure":null,"settledAt":1795627378965}');

INSERT INTO public.organizations VALUES ('acme', 'Acme Homes', false, 1795627374575);

INSERT INTO public.schema_version VALUES (3);

INSERT INTO public.temp_key_doors VALUES (123, false, 1);
INSERT INTO public.temp_key_doors VALUES (123, true, 2);
INSERT INTO public.temp_key_doors VALUES (124, false, 3);
INSERT INTO public.temp_key_doors VALUES (123, false, 4);
INSERT INTO public.temp_key_doors VALUES (124, false, 4);

INSERT INTO public.temp_key_pins VALUES (123, '-G2my7RQMT-Y-iArWUS4MP', 4);

INSERT INTO public.temp_keys OVERRIDING SYSTEM VALUE VALUES (2, 'bd02049d-fd07-46c3-892b-b1b5c8e1665c', 'operator', true, '{"uuid":"bd02049d-fd07-46c3-892b-b1b5c8e1665c","doors":[{"id":1,"lockId":123,"method":"key","usedCount":0}],"nextDoor":2,"accessMode":"public","allowedUserIds":[],"validFrom":1795627375697,"validUntil":1938038400000,"maxUses":null,"maxUsesPerDoor":null,"usedCount":0,"createdAt":1795627375774,"createdBy":"operator","revokedAt":1795627376037,"queuedOrders":[],"createdWith":null}', NULL, NULL, NULL, NULL);
INSERT INTO public.temp_keys OVERRIDING SYSTEM VALUE VALUES (3, '509f6bd1-041d-4045-be30-fe418c61b617', 'operator', false, '{"uuid":"509f6bd1-041d-4045-be30-fe418c61b617","doors":[{"id":1,"lockId":124,"method":"key","usedCount":0}],"nextDoor":2,"accessMode":"user-whitelist","allowedUserIds":["53c7641b-673b-41ba-a062-33cbb88d1607"],"validFrom":1795627376175,"validUntil":1938038400000,"maxUses":null,"maxUsesPerDoor":null,"usedCount":0,"createdAt":1795627376243,"createdBy":"operator","revokedAt":null,"queuedOrders":[],"createdWith":null}', NULL, NULL, NULL, NULL);
INSERT INTO public.temp_keys OVERRIDING SYSTEM VALUE VALUES (1, '101ca824-afcb-4dc0-bcf3-f4ba8f4ccdb5', 'operator', false, '{"uuid":"101ca824-afcb-4dc0-bcf3-f4ba8f4ccdb5","doors":[{"id":1,"lockId":123,"method":"key","usedCount":1}],"nextDoor":2,"accessMode":"public","allowedUserIds":[],"validFrom":1795627375469,"validUntil":1938038400000,"maxUses":3,"maxUsesPerDoor":null,"usedCount":1,"createdAt":1795627375561,"createdBy":"operator","revokedAt":null,"queuedOrders":[],"createdWith":null}', 'Anna, room 4', NULL, NULL, NULL);
INSERT INTO public.temp_keys OVERRIDING SYSTEM VALUE VALUES (4, '01a213bb-66ba-766c-a7bf-0262f98233f2', 'acme', false, '{"uuid":"01a213bb-66ba-766c-a7bf-0262f98233f2","doors":[{"id":1,"lockId":123,"method":"both","usedCount":0},{"id":2,"lockId":124,"method":"key","usedCount":0}],"nextDoor":3,"accessMode":"public","allowedUserIds":[],"validFrom":1793491200000,"validUntil":1938038400000,"maxUses":null,"maxUsesPerDoor":5,"usedCount":0,"createdAt":1795627378365,"createdBy":"acme","revokedAt":null,"queuedOrders":[],"createdWith":null}', NULL, '{"1":"Street door"}', '-G2my7RQMT-Y-iArWUS4MP', 'yYBjssq0.vAWTXf3_1PBg0OxRlA72_lJhRZvNQPrmXEuREri12bI8G_NS');

INSERT INTO public.users VALUES ('53c7641b-673b-41ba-a062-33cbb88d1607', 'ada@example.test', false, 'Ada', NULL, NULL, NULL, '2026-11-25 17:22:54.869+00', '2026-11-25 17:22:54.869+00');

SELECT pg_catalog.setval('public.events_position_seq', 13, true);

SELECT pg_catalog.setval('public.temp_keys_key_id_seq', 4, true);

ALTER TABLE ONLY public.accounts
    ADD CONSTRAINT accounts_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_pkey PRIMARY KEY (hash);

ALTER TABLE ONLY public.events
    ADD CONSTRAINT events_pkey PRIMARY KEY (lock_id, version);

ALTER TABLE ONLY public.locks
    ADD CONSTRAINT locks_pkey PRIMARY KEY (lock_id);

ALTER TABLE ONLY public.locks
    ADD CONSTRAINT locks_uuid_key UNIQUE (uuid);

ALTER TABLE ONLY public.orders
    ADD CONSTRAINT orders_pkey PRIMARY KEY (order_id);

ALTER TABLE ONLY public.organizations
    ADD CONSTRAINT organizations_pkey PRIMARY KEY (org_id);

ALTER TABLE ONLY public.pictures
    ADD CONSTRAINT pictures_pkey PRIMARY KEY (kind, of);

ALTER TABLE ONLY public.presentations
    ADD CONSTRAINT presentations_pkey PRIMARY KEY (kind, of);

ALTER TABLE ONLY public.requests
    ADD CONSTRAINT requests_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_token_key UNIQUE (token);

ALTER TABLE ONLY public.temp_key_doors
    ADD CONSTRAINT temp_key_doors_pkey PRIMARY KEY (lock_id, revoked, key_id);

ALTER TABLE ONLY public.temp_key_pins
    ADD CONSTRAINT temp_key_pins_pkey PRIMARY KEY (lock_id, pin_index, key_id);

ALTER TABLE ONLY public.temp_keys
    ADD CONSTRAINT temp_keys_pkey PRIMARY KEY (key_id);

ALTER TABLE ONLY public.temp_keys
    ADD CONSTRAINT temp_keys_uuid_key UNIQUE (uuid);

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.verifications
    ADD CONSTRAINT verifications_pkey PRIMARY KEY (id);

CREATE INDEX accounts_of_user ON public.accounts USING btree (user_id);

CREATE INDEX api_keys_of_organization ON public.api_keys USING btree (org_id);

CREATE UNIQUE INDEX events_by_position ON public.events USING btree ("position");

CREATE INDEX events_by_transaction ON public.events USING btree (era, xid);

CREATE INDEX events_of_added_doors ON public.events USING btree (substr(data, (strpos(data, '"tempKeyUuid":"'::text) + 15), 36)) WHERE ((type = 'TempKeyCreated'::text) AND starts_with(context, '{"added":true,'::text));

CREATE UNIQUE INDEX orders_intent ON public.orders USING btree (intent) WHERE (intent IS NOT NULL);

CREATE INDEX orders_open ON public.orders USING btree (not_after) WHERE open;

CREATE INDEX requests_by_age ON public.requests USING btree (created_at);

CREATE INDEX sessions_by_end ON public.sessions USING btree (expires_at);

CREATE INDEX sessions_of_user ON public.sessions USING btree (user_id);

CREATE INDEX temp_key_pins_of_key ON public.temp_key_pins USING btree (key_id);

CREATE INDEX temp_keys_live_of_creator ON public.temp_keys USING btree (created_by, key_id) WHERE (NOT revoked);

CREATE INDEX temp_keys_of_creator ON public.temp_keys USING btree (created_by, key_id);

CREATE UNIQUE INDEX users_by_email ON public.users USING btree (lower(email));

CREATE INDEX verifications_by_identifier ON public.verifications USING btree (identifier);

ALTER TABLE ONLY public.accounts
    ADD CONSTRAINT accounts_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_org_id_fkey FOREIGN KEY (org_id) REFERENCES public.organizations(org_id);

ALTER TABLE ONLY public.sessions
    ADD CONSTRAINT sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;

