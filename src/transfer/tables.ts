/** All that an installation keeps in its store, table by table, and what reads and writes it for a move. */

/** How a value is passed: string, number, boolean, bytes, Date; each may be null. */
export type Kind = "text" | "number" | "boolean" | "bytes" | "time";
/** A column's value as both stores can take it. */
export type Value = string | number | boolean | Uint8Array | Date | null;
/** In the order of the table's columns. */
export type Row = readonly Value[];

/** A table that is transferred. */
export interface Table {
  readonly name: string;
  readonly columns: Readonly<Record<string, Kind>>;
  /** Columns by which rows are read in order. */
  readonly order: string;
  /** Rows that are in memory together. */
  readonly batch: number;
}

/**
 * Which row a store refused, so that whoever moves can mend it where it is.
 *
 * @returns names its table and key, and its texts with U+0000 when there are some: PostgreSQL keeps none
 */
export function refusedRow({ name, columns, order }: Table, row: Row, error: unknown): Error {
  const names = Object.keys(columns);
  const shown = names.flatMap((column, i) => {
    const isKey = column === "uuid" || order.split(", ").includes(column);
    return isKey ? [`${column} ${shownValue(row[i]!)}`] : [];
  });
  const faulty = names.filter((_, i) => typeof row[i] === "string" && row[i].includes("\0"));
  const reason =
    faulty.length > 0 ? `${faulty.join(", ")}: U+0000 cannot be kept there` : error instanceof Error && error.message;
  return new Error(`The row of ${name} with ${shown.join(", ")} cannot be moved: ${reason}`, { cause: error });
}

function shownValue(value: Value): string {
  return value instanceof Uint8Array ? Buffer.from(value).toString("hex") : JSON.stringify(value);
}

/** A store that nobody else writes to until it is closed. */
export interface Source {
  rows(table: Table): AsyncIterable<readonly Row[]>;
  close(): Promise<void>;
}

/** An empty store. What is written counts once `finish` answered; before that there is nothing. */
export interface Target {
  write(table: Table, rows: readonly Row[]): Promise<void>;
  finish(): Promise<void>;
  /** Let go, and leave nothing. */
  abandon(): Promise<void>;
}

const BATCH = 1_000;

function table(name: string, order: string, columns: Table["columns"], batch = BATCH): Table {
  return { name, order, columns, batch };
}

const TIMES = { created_at: "time", updated_at: "time" } as const;

/** Each after those that it refers to; columns that one store alone has are made by its target. */
export const TABLES: readonly Table[] = [
  table("events", "position", {
    position: "number",
    lock_id: "number",
    version: "number",
    type: "text",
    at: "number",
    data: "text",
    context: "text",
    hash: "bytes",
  }),
  table("locks", "lock_id", {
    lock_id: "number",
    uuid: "text",
    version: "number",
    head: "bytes",
    updated_at: "number",
    state: "text",
    name: "text",
    org_id: "text",
    owner_id: "text",
  }),
  table("device_states", "lock_id", {
    lock_id: "number",
    hub_id: "text",
    address: "text",
    observed_at: "number",
    snapshot: "text",
  }),
  table("device_bindings", "hub_id, address", { hub_id: "text", address: "text", lock_id: "number" }),
  table("temp_keys", "key_id", {
    key_id: "number",
    uuid: "text",
    created_by: "text",
    revoked: "boolean",
    revoke_at: "number",
    state: "text",
    description: "text",
    labels: "text",
    pin_index: "text",
    pin_box: "text",
  }),
  table("temp_key_doors", "lock_id, revoked, key_id", {
    lock_id: "number",
    revoked: "boolean",
    key_id: "number",
    shared: "boolean",
  }),
  table("temp_key_pins", "lock_id, pin_index, key_id", { lock_id: "number", pin_index: "text", key_id: "number" }),
  table("orders", "order_id", {
    order_id: "text",
    intent: "text",
    not_after: "number",
    open: "boolean",
    state: "text",
  }),
  table("organizations", "org_id", {
    org_id: "text",
    name: "text",
    super: "boolean",
    created_at: "number",
    short_sessions: "number",
  }),
  table("api_keys", "hash", {
    hash: "bytes",
    org_id: "text",
    hint: "text",
    created_at: "number",
    expires_at: "number",
    id: "text",
    name: "text",
    scopes: "text",
    limits: "text",
    created_by: "text",
    used_on: "number",
  }),
  table("ended_organizations", "org_id", { org_id: "text", ended_at: "number" }),
  table("members", "org_id, user_id", {
    org_id: "text",
    user_id: "text",
    role: "text",
    paused: "number",
    since: "number",
  }),
  table("invitations", "id", {
    id: "text",
    org_id: "text",
    hash: "bytes",
    email: "text",
    role: "text",
    invited_by: "text",
    by_operator: "number",
    mailed: "number",
    created_at: "number",
    expires_at: "number",
    accepted_by: "text",
  }),
  table("sites", "id", {
    id: "text",
    org_id: "text",
    name: "text",
    address: "text",
    time_zone: "text",
    directions: "text",
    check_in: "text",
    check_out: "text",
    created_at: "number",
  }),
  table("site_locks", "lock_id", { lock_id: "number", site_id: "text" }),
  // Numbers in cursors that others keep.
  table("org_feed", "org_id, n", {
    org_id: "text",
    n: "number",
    lock_id: "number",
    version: "number",
    position: "number",
    type: "text",
  }),
  table("org_feed_locks", "lock_id", { lock_id: "number", org_id: "text", version: "number" }),
  table("org_feed_seen", "org_id, lock_id", { org_id: "text", lock_id: "number" }),
  table("bus_cursors", "hub_id, org_id", { hub_id: "text", org_id: "text", n: "number" }),
  table("webhook_endpoints", "id", {
    id: "text",
    org_id: "text",
    url: "text",
    events: "text",
    lock_ids: "text",
    format: "text",
    status: "text",
    ciphertext: "bytes",
    created_at: "number",
    verified_at: "number",
    updated_at: "number",
    last_error: "text",
    told_at: "number",
    failing_since: "number",
  }),
  table("webhook_deliveries", "id", {
    id: "number",
    endpoint_id: "text",
    lane: "number",
    event_id: "text",
    type: "text",
    body: "text",
    at: "number",
    made_at: "number",
    state: "text",
    attempts: "number",
    tries: "text",
    settled_at: "number",
    order_id: "text",
  }),
  table("webhook_lanes", "endpoint_id, lane", {
    endpoint_id: "text",
    lane: "number",
    waiting: "number",
    next_at: "number",
  }),
  table("key_recipients", "uuid", { uuid: "text", recipient: "text" }),
  table("notices", "id", {
    id: "number",
    name: "text",
    kind: "text",
    slot: "text",
    about: "text",
    channel: "text",
    ciphertext: "bytes",
    since: "number",
    due_at: "number",
    expires_at: "number",
    revision: "number",
    attempts: "number",
    state: "text",
    last_error: "text",
    settled_at: "number",
  }),
  table("users", "id", {
    id: "text",
    email: "text",
    email_verified: "boolean",
    email_proof: "number",
    claimed_email: "text",
    name: "text",
    first_name: "text",
    last_name: "text",
    image: "text",
    erased_at: "number",
    operator: "number",
    ...TIMES,
  }),
  table("token_ends", "user_id", { user_id: "text", before: "number" }),
  table("sessions", "id", {
    id: "text",
    user_id: "text",
    token: "text",
    expires_at: "time",
    ip_address: "text",
    user_agent: "text",
    kind: "text",
    proved_at: "number",
    last_seen_at: "number",
    ...TIMES,
  }),
  table("verifications", "id", { id: "text", identifier: "text", value: "text", expires_at: "time", ...TIMES }),
  table("accounts", "id", {
    id: "text",
    user_id: "text",
    account_id: "text",
    provider_id: "text",
    access_token: "text",
    refresh_token: "text",
    id_token: "text",
    access_token_expires_at: "time",
    refresh_token_expires_at: "time",
    scope: "text",
    password: "text",
    ...TIMES,
  }),
  table("passkeys", "id", {
    id: "text",
    user_id: "text",
    public_key: "bytes",
    counter: "number",
    name: "text",
    created_at: "number",
    last_used_at: "number",
  }),
  table("recovery_codes", "user_id, hash", { user_id: "text", hash: "bytes" }),
  table("sent_links", "hash", { hash: "bytes", kind: "text", user_id: "text", email: "text", ends_at: "number" }),
  table("used_tickets", "hash", { hash: "bytes", ends_at: "number" }),
  table("presentations", "kind, of", { kind: "text", of: "text", said: "text" }),
  table("pictures", "kind, of", { kind: "text", of: "text", version: "text", type: "text", bytes: "bytes" }, 20),
  table("hubs", "hub_id", {
    hub_id: "text",
    kind: "text",
    name: "text",
    org_id: "text",
    owner_id: "text",
    settings: "text",
    secret_names: "text",
    ciphertext: "bytes",
    revision: "number",
    created_at: "number",
    updated_at: "number",
    removed_at: "number",
  }),
  table("hub_states", "hub_id", { hub_id: "text", ciphertext: "bytes" }, 20),
  table("notice_choices", "scope, user_id", {
    user_id: "text",
    scope: "text",
    choices: "text",
    daily_at: "number",
    updated_at: "number",
  }),
  table("open_reasons", "order_id", {
    order_id: "text",
    lock_id: "number",
    user_id: "text",
    reason: "text",
    at: "number",
  }),
  table("key_imports", "caller, import_id", {
    caller: "text",
    import_id: "text",
    secret: "text",
    created_at: "number",
  }),
  table("requests", "id", {
    id: "bytes",
    fingerprint: "bytes",
    seed: "text",
    created_at: "number",
    lease_until: "number",
    answer: "bytes",
    caller: "text",
  }),
];
