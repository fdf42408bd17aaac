-- The record: append-only, one chain of hashes a lock.
CREATE TABLE events (
  lock_id  bigint   NOT NULL,
  version  bigint   NOT NULL,
  -- Rises with version within a lock. It has gaps, and transactions at different locks commit out of its order.
  position bigint   NOT NULL GENERATED ALWAYS AS IDENTITY,
  -- The transaction that wrote it, for those who follow the log; numbers of transactions are those of one server.
  xid      xid8     NOT NULL DEFAULT pg_current_xact_id(),
  era      smallint NOT NULL DEFAULT 0,
  at       bigint   NOT NULL, -- milliseconds since the epoch
  type     text     NOT NULL,
  data     text     NOT NULL, -- canonical JSON, to the byte
  context  text,              -- canonical JSON
  hash     bytea    NOT NULL,
  -- Also the fence: two transactions that decided on the same state of a lock cannot both write.
  PRIMARY KEY (lock_id, version)
);

-- All that is appended has the newest position and transaction, so these two grow at their right end only; events of
-- one transaction share an entry of the second.
CREATE UNIQUE INDEX events_by_position ON events (position);
CREATE INDEX events_by_transaction ON events (era, xid);

-- One row: how often the log has moved to another server by a dump; the default of `era` in `events` is the same.
CREATE TABLE log_era (era smallint NOT NULL);
INSERT INTO log_era VALUES (0);

-- The doors that came to a key after it was made, so that its history is found at locks that it no longer opens too.
-- Plain text functions: whatever somebody writes into the columns, a function of JSON's would fail and hide what it was.
CREATE INDEX events_of_added_doors ON events (substr(data, strpos(data, '"tempKeyUuid":"') + 15, 36))
  WHERE type = 'TempKeyCreated' AND starts_with(context, '{"added":true,');

-- State rows: a fold of the events. `state` is JSON; `name`, `description` and `labels` are personal data and the PIN a
-- secret: they stand beside the log and can be erased. Room is left in the pages, so that a changed row stays where it
-- is and no index is written. Texts are compared byte by byte, which no other collation's next version can change.
CREATE TABLE locks (
  lock_id    bigint PRIMARY KEY,
  uuid       text   COLLATE "C" NOT NULL UNIQUE,
  version    bigint NOT NULL,
  head       bytea  NOT NULL,
  updated_at bigint NOT NULL,
  state      text   NOT NULL,
  name       text
) WITH (fillfactor = 50);

CREATE TABLE temp_keys (
  key_id      bigint  PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  uuid        text    COLLATE "C" NOT NULL UNIQUE,
  created_by  text    COLLATE "C" NOT NULL,
  revoked     boolean NOT NULL,
  state       text    NOT NULL,
  description text,
  labels      text, -- of doors, by their numbers (JSON)
  pin_index   text,
  pin_box     text
) WITH (fillfactor = 80);

CREATE INDEX temp_keys_of_creator ON temp_keys (created_by, key_id);
CREATE INDEX temp_keys_live_of_creator ON temp_keys (created_by, key_id) WHERE NOT revoked;

-- Which keys open a lock, for its list.
CREATE TABLE temp_key_doors (
  lock_id bigint  NOT NULL,
  revoked boolean NOT NULL,
  key_id  bigint  NOT NULL,
  PRIMARY KEY (lock_id, revoked, key_id)
);

-- Which keys a PIN opens a lock with.
CREATE TABLE temp_key_pins (
  lock_id   bigint NOT NULL,
  pin_index text   COLLATE "C" NOT NULL,
  key_id    bigint NOT NULL,
  PRIMARY KEY (lock_id, pin_index, key_id)
);

CREATE INDEX temp_key_pins_of_key ON temp_key_pins (key_id);

CREATE TABLE orders (
  order_id  text    COLLATE "C" PRIMARY KEY,
  intent    text    COLLATE "C",
  not_after bigint  NOT NULL,
  open      boolean NOT NULL, -- until settled
  state     text    NOT NULL
) WITH (fillfactor = 80);

CREATE UNIQUE INDEX orders_intent ON orders (intent) WHERE intent IS NOT NULL;
CREATE INDEX orders_open ON orders (not_after) WHERE open;
