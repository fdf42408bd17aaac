
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

CREATE UNLOGGED TABLE public.counters (
    id bytea NOT NULL,
    count bigint NOT NULL,
    ends_at bigint NOT NULL
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

INSERT INTO public.api_keys VALUES ('\x9bd5a8d440434ce944142724646f6dd408cce069fb866d79c5410900aa1c38cb', 'acme', '1yGkHnYv…Qt6v', 1795627348136, NULL);

INSERT INTO public.events OVERRIDING SYSTEM VALUE VALUES (123, 1, 1, '730', 0, 1795627348742, 'LockCreated', '{"keys":[],"lockId":123,"timestamp":"2026-11-25T17:22:28.742Z","uuid":"03148b00-1677-4975-992c-13da3c008648"}', '{"driver":"simulator","timeZone":"Europe/Athens"}', '\xfdab2ad5f582646dcf447cf7fcce25895b3d8e278314ac31ae7440a431e0ea70');
INSERT INTO public.events OVERRIDING SYSTEM VALUE VALUES (123, 2, 2, '730', 0, 1795627348742, 'OrganizationSet', '{"lockId":123,"orgId":"acme","timestamp":"2026-11-25T17:22:28.742Z","uuid":"03148b00-1677-4975-992c-13da3c008648"}', NULL, '\x5fc0b759aa45c1937a9af6b074cf331f8902aa703803ec3596be14c2f7a6e421');
INSERT INTO public.events OVERRIDING SYSTEM VALUE VALUES (124, 1, 3, '731', 0, 1795627349006, 'LockCreated', '{"keys":[],"lockId":124,"timestamp":"2026-11-25T17:22:29.006Z","uuid":"25f0e141-be64-44f1-82c3-1ffafb3ac907"}', '{"driver":"simulator","timeZone":"Europe/Athens"}', '\x5d9f76aaca6cfe7756afdfad4e6f711fb0507ecab332c321fa40e313412736ed');
INSERT INTO public.events OVERRIDING SYSTEM VALUE VALUES (124, 2, 4, '731', 0, 1795627349006, 'OrganizationSet', '{"lockId":124,"orgId":"acme","timestamp":"2026-11-25T17:22:29.006Z","uuid":"25f0e141-be64-44f1-82c3-1ffafb3ac907"}', NULL, '\xd874155fce96044e5c00f13d1aee3b83a0254550df1437ae9a18d16277c8b958');
INSERT INTO public.events OVERRIDING SYSTEM VALUE VALUES (123, 3, 5, '732', 0, 1795627349208, 'TempKeyCreated', '{"accessMode":"public","allowedUserIds":[],"createdBy":"operator","lockId":123,"lockUuid":"03148b00-1677-4975-992c-13da3c008648","maxUses":3,"tempKeyUuid":"a43b061c-d3dc-42c0-b27f-4df3052a2654","timestamp":"2026-11-25T17:22:29.208Z","validFrom":"2026-11-25T17:22:29.120Z","validUntil":"2031-06-01T00:00:00Z"}', '{"door":1,"method":"key"}', '\xc33aec88023aeed31173a3bc3f33d009413333546154b13a416e9cb33327303a');
INSERT INTO public.events OVERRIDING SYSTEM VALUE VALUES (123, 4, 6, '733', 0, 1795627349387, 'TempKeyCreated', '{"accessMode":"public","allowedUserIds":[],"createdBy":"operator","lockId":123,"lockUuid":"03148b00-1677-4975-992c-13da3c008648","maxUses":null,"tempKeyUuid":"1882076a-f2ff-40a7-b73e-cf20761e7740","timestamp":"2026-11-25T17:22:29.387Z","validFrom":"2026-11-25T17:22:29.316Z","validUntil":"2031-06-01T00:00:00Z"}', '{"door":1,"method":"key"}', '\x865e6a04b3117d361397e0225d97467c6ef97f7013197e334d0f97f9bf1455fa');
INSERT INTO public.events OVERRIDING SYSTEM VALUE VALUES (123, 5, 7, '734', 0, 1795627349625, 'TempKeyDeleted', '{"deletedBy":"operator","lockId":123,"lockUuid":"03148b00-1677-4975-992c-13da3c008648","tempKeyUuid":"1882076a-f2ff-40a7-b73e-cf20761e7740","timestamp":"2026-11-25T17:22:29.625Z"}', NULL, '\x8d2dcc104bbbfeda9dee657d28ed5f815d24f95268af6536335cd668e8f80c20');
INSERT INTO public.events OVERRIDING SYSTEM VALUE VALUES (124, 3, 8, '735', 0, 1795627349834, 'TempKeyCreated', '{"accessMode":"user-whitelist","allowedUserIds":["4b4a769b-12e3-46c4-a6ce-ce0a4483e1d1"],"createdBy":"operator","lockId":124,"lockUuid":"25f0e141-be64-44f1-82c3-1ffafb3ac907","maxUses":null,"tempKeyUuid":"6704e977-8f03-4e27-8c6c-49fe0eb5a22c","timestamp":"2026-11-25T17:22:29.834Z","validFrom":"2026-11-25T17:22:29.756Z","validUntil":"2031-06-01T00:00:00Z"}', '{"door":1,"method":"key"}', '\x96d468443e6bd785dbbc67e5a5953d738ae1bb8d1e18fb0b4edaa04dc1a5e5f4');
INSERT INTO public.events OVERRIDING SYSTEM VALUE VALUES (123, 6, 9, '736', 0, 1795627351932, 'LockOpenRequested', '{"lockId":123,"reason":"temp-key","requestId":"01a213ba-ff74-76ef-ac41-ef69ee34efb5","timestamp":"2026-11-25T17:22:31.932Z","uuid":"03148b00-1677-4975-992c-13da3c008648"}', '{"door":1,"driver":"simulator","intent":"first/key/a43b061c-d3dc-42c0-b27f-4df3052a2654","method":"key","notAfter":1795627361932,"orderId":"01a213ba-ff74-76ef-ac41-ef69ee34efb5","sent":true,"tempKeyUuid":"a43b061c-d3dc-42c0-b27f-4df3052a2654"}', '\x04107335506cb6e4c0c534b712801e0a7610ff8ea577996c46d84295d1071ee5');
INSERT INTO public.events OVERRIDING SYSTEM VALUE VALUES (123, 7, 10, '736', 0, 1795627351932, 'TempKeyUsed', '{"lockId":123,"lockUuid":"03148b00-1677-4975-992c-13da3c008648","tempKeyUuid":"a43b061c-d3dc-42c0-b27f-4df3052a2654","timestamp":"2026-11-25T17:22:31.932Z","usedCount":1}', '{"door":1,"method":"key","orderId":"01a213ba-ff74-76ef-ac41-ef69ee34efb5"}', '\x7a36ab5a12ae5542f419c64f1ba0ff9e4acb807f061f30898976f03fde5eb3d6');
INSERT INTO public.events OVERRIDING SYSTEM VALUE VALUES (123, 8, 11, '737', 0, 1795627351954, 'TempKeyCreated', '{"accessMode":"public","allowedUserIds":[],"createdBy":"acme","lockId":123,"lockUuid":"03148b00-1677-4975-992c-13da3c008648","maxUses":null,"tempKeyUuid":"01a213ba-ff8e-75d4-a587-5760c2706af2","timestamp":"2026-11-25T17:22:31.954Z","validFrom":"2026-11-01T00:00:00Z","validUntil":"2031-06-01T00:00:00Z"}', '{"door":1,"maxUsesPerDoor":5,"method":"both"}', '\x5046de28dcc16a454b725cfc01435dbfd6e0c64feb76d19299fd0759f9e6cc47');
INSERT INTO public.events OVERRIDING SYSTEM VALUE VALUES (124, 4, 12, '737', 0, 1795627351954, 'TempKeyCreated', '{"accessMode":"public","allowedUserIds":[],"createdBy":"acme","lockId":124,"lockUuid":"25f0e141-be64-44f1-82c3-1ffafb3ac907","maxUses":null,"tempKeyUuid":"01a213ba-ff8e-75d4-a587-5760c2706af2","timestamp":"2026-11-25T17:22:31.954Z","validFrom":"2026-11-01T00:00:00Z","validUntil":"2031-06-01T00:00:00Z"}', '{"door":2,"maxUsesPerDoor":5,"method":"key"}', '\x53eb8bb0132d1b44e8b30df8e11ab0c18fc054536ec702082a5b881d241bc077');
INSERT INTO public.events OVERRIDING SYSTEM VALUE VALUES (123, 9, 13, '738', 0, 1795627352556, 'LockOpened', '{"by":"ack","latencyMs":602,"lockId":123,"orderId":"01a213ba-ff74-76ef-ac41-ef69ee34efb5","stage":"executed","timestamp":"2026-11-25T17:22:32.556Z","uuid":"03148b00-1677-4975-992c-13da3c008648"}', NULL, '\xa928e91383430998b75f758b9304053d558f2f340312210b646706441ad0f5ab');

INSERT INTO public.locks VALUES (124, '25f0e141-be64-44f1-82c3-1ffafb3ac907', 4, '\x53eb8bb0132d1b44e8b30df8e11ab0c18fc054536ec702082a5b881d241bc077', 1795627351954, '{"lockId":124,"uuid":"25f0e141-be64-44f1-82c3-1ffafb3ac907","ownerId":null,"orgId":"acme","serialNumber":null,"vendorName":null,"keys":[],"timeZone":"Europe/Athens","driver":"simulator","openTimeoutMs":10000,"inFlight":null,"pinGuard":null}', 'Flat 4');
INSERT INTO public.locks VALUES (123, '03148b00-1677-4975-992c-13da3c008648', 9, '\xa928e91383430998b75f758b9304053d558f2f340312210b646706441ad0f5ab', 1795627352556, '{"lockId":123,"uuid":"03148b00-1677-4975-992c-13da3c008648","ownerId":null,"orgId":"acme","serialNumber":null,"vendorName":null,"keys":[],"timeZone":"Europe/Athens","driver":"simulator","openTimeoutMs":10000,"inFlight":null,"pinGuard":null}', 'Front door');

INSERT INTO public.log_era VALUES (0);

INSERT INTO public.orders VALUES ('01a213ba-ff74-76ef-ac41-ef69ee34efb5', 'first/key/a43b061c-d3dc-42c0-b27f-4df3052a2654', 1795627361932, false, '{"orderId":"01a213ba-ff74-76ef-ac41-ef69ee34efb5","lockId":123,"tempKeyUuid":"a43b061c-d3dc-42c0-b27f-4df3052a2654","door":1,"driver":"simulator","intent":"first/key/a43b061c-d3dc-42c0-b27f-4df3052a2654","requestedAt":1795627351932,"notAfter":1795627361932,"stage":"opened","failure":null,"settledAt":1795627352556}');

INSERT INTO public.organizations VALUES ('acme', 'Acme Homes', false, 1795627348136);

INSERT INTO public.schema_version VALUES (4);

INSERT INTO public.temp_key_doors VALUES (123, false, 1);
INSERT INTO public.temp_key_doors VALUES (123, true, 2);
INSERT INTO public.temp_key_doors VALUES (124, false, 3);
INSERT INTO public.temp_key_doors VALUES (123, false, 4);
INSERT INTO public.temp_key_doors VALUES (124, false, 4);

INSERT INTO public.temp_key_pins VALUES (123, 'iUvOK4MPj-6YA2-HSTx1cz', 4);

INSERT INTO public.temp_keys OVERRIDING SYSTEM VALUE VALUES (2, '1882076a-f2ff-40a7-b73e-cf20761e7740', 'operator', true, '{"uuid":"1882076a-f2ff-40a7-b73e-cf20761e7740","doors":[{"id":1,"lockId":123,"method":"key","usedCount":0}],"nextDoor":2,"accessMode":"public","allowedUserIds":[],"validFrom":1795627349316,"validUntil":1938038400000,"maxUses":null,"maxUsesPerDoor":null,"usedCount":0,"createdAt":1795627349387,"createdBy":"operator","revokedAt":1795627349625,"queuedOrders":[],"createdWith":null}', NULL, NULL, NULL, NULL);
INSERT INTO public.temp_keys OVERRIDING SYSTEM VALUE VALUES (3, '6704e977-8f03-4e27-8c6c-49fe0eb5a22c', 'operator', false, '{"uuid":"6704e977-8f03-4e27-8c6c-49fe0eb5a22c","doors":[{"id":1,"lockId":124,"method":"key","usedCount":0}],"nextDoor":2,"accessMode":"user-whitelist","allowedUserIds":["4b4a769b-12e3-46c4-a6ce-ce0a4483e1d1"],"validFrom":1795627349756,"validUntil":1938038400000,"maxUses":null,"maxUsesPerDoor":null,"usedCount":0,"createdAt":1795627349834,"createdBy":"operator","revokedAt":null,"queuedOrders":[],"createdWith":null}', NULL, NULL, NULL, NULL);
INSERT INTO public.temp_keys OVERRIDING SYSTEM VALUE VALUES (1, 'a43b061c-d3dc-42c0-b27f-4df3052a2654', 'operator', false, '{"uuid":"a43b061c-d3dc-42c0-b27f-4df3052a2654","doors":[{"id":1,"lockId":123,"method":"key","usedCount":1}],"nextDoor":2,"accessMode":"public","allowedUserIds":[],"validFrom":1795627349120,"validUntil":1938038400000,"maxUses":3,"maxUsesPerDoor":null,"usedCount":1,"createdAt":1795627349208,"createdBy":"operator","revokedAt":null,"queuedOrders":[],"createdWith":null}', 'Anna, room 4', NULL, NULL, NULL);
INSERT INTO public.temp_keys OVERRIDING SYSTEM VALUE VALUES (4, '01a213ba-ff8e-75d4-a587-5760c2706af2', 'acme', false, '{"uuid":"01a213ba-ff8e-75d4-a587-5760c2706af2","doors":[{"id":1,"lockId":123,"method":"both","usedCount":0},{"id":2,"lockId":124,"method":"key","usedCount":0}],"nextDoor":3,"accessMode":"public","allowedUserIds":[],"validFrom":1793491200000,"validUntil":1938038400000,"maxUses":null,"maxUsesPerDoor":5,"usedCount":0,"createdAt":1795627351954,"createdBy":"acme","revokedAt":null,"queuedOrders":[],"createdWith":null}', NULL, '{"1":"Street door"}', 'iUvOK4MPj-6YA2-HSTx1cz', 'P1LdrTey.UlsroIe7PgYyK-ZP1yh-L6KUD74lPz851Bhhi6oesCB2Zq5t');

INSERT INTO public.users VALUES ('4b4a769b-12e3-46c4-a6ce-ce0a4483e1d1', 'ada@example.test', false, 'Ada', NULL, NULL, NULL, '2026-11-25 17:22:28.507+00', '2026-11-25 17:22:28.507+00');

SELECT pg_catalog.setval('public.events_position_seq', 13, true);

SELECT pg_catalog.setval('public.temp_keys_key_id_seq', 4, true);

ALTER TABLE ONLY public.accounts
    ADD CONSTRAINT accounts_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_pkey PRIMARY KEY (hash);

ALTER TABLE ONLY public.counters
    ADD CONSTRAINT counters_pkey PRIMARY KEY (id);

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

CREATE INDEX counters_by_end ON public.counters USING btree (ends_at);

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

