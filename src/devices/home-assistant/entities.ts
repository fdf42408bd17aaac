/** States of entities as Home Assistant's `subscribe_entities` sends them: whole at first, then what changed. */

/** One entity as it was last told. */
export interface Entity {
  readonly state: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** What the state was written for: a service call, an automation (`parentId`), a person (`userId`), or neither. */
  readonly context: Context;
  /** When the state last changed, by Home Assistant's clock in seconds. Only to be compared with itself. */
  readonly changed: number;
}

/** Why a state was written, in Home Assistant's words. */
export interface Context {
  readonly id: string;
  readonly parentId: string | null;
  readonly userId: string | null;
}

export type Entities = ReadonlyMap<string, Entity>;

interface Changed {
  readonly id: string;
  readonly before: Entity | undefined;
  readonly now: Entity | undefined;
}

/** Carry an event into `entities`; what is not understood changes nothing. Answers with what changed. */
export function applyChange(entities: Map<string, Entity>, event: unknown): readonly Changed[] {
  const { a: added, c: changed, r: removed } = fields(event);
  const changes: Changed[] = [];
  const put = (id: string, now: Entity) => {
    changes.push({ id, before: entities.get(id), now });
    entities.set(id, now);
  };
  for (const [id, compressed] of Object.entries(fields(added))) put(id, merge(undefined, fields(compressed), []));
  for (const [id, diff] of Object.entries(fields(changed))) {
    const before = entities.get(id);
    const { "+": additions, "-": removals } = fields(diff);
    const gone = fields(removals)["a"];
    if (before) put(id, merge(before, fields(additions), Array.isArray(gone) ? gone : []));
  }
  for (const id of Array.isArray(removed) ? removed : []) {
    changes.push({ id: String(id), before: entities.get(String(id)), now: undefined });
    entities.delete(String(id));
  }
  return changes;
}

function merge(before: Entity | undefined, { s, a, c, lc }: Fields, gone: readonly unknown[]): Entity {
  const attributes = { ...before?.attributes, ...fields(a) };
  for (const name of gone) delete attributes[String(name)];
  return {
    state: typeof s === "string" ? s.slice(0, 255) : (before?.state ?? "unknown"),
    attributes,
    context: c === undefined && before ? before.context : contextOf(c, before?.context),
    changed: typeof lc === "number" ? lc : (before?.changed ?? 0),
  };
}

/** A text is the id alone: in a whole state nobody caused it, in a change the others stay. */
function contextOf(value: unknown, before: Context = NOBODY): Context {
  if (typeof value === "string") return { ...before, id: value };
  const { id = before.id, parent_id: parentId = before.parentId, user_id: userId = before.userId } = fields(value);
  return { id: String(id), parentId: textOrNull(parentId), userId: textOrNull(userId) };
}

const NOBODY: Context = { id: "", parentId: null, userId: null };

type Fields = Readonly<Record<string, unknown>>;

/** The fields of an object that somebody else wrote; none when it is no object. */
export function fields(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function textOrNull(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
