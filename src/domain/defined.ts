type Defined<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> };

/** The same without the members that are undefined. */
export function defined<T extends object>(members: T): Defined<T> {
  const some: { -readonly [K in keyof T]?: T[K] } = {};
  for (const name of Object.keys(members) as (keyof T)[]) if (members[name] !== undefined) some[name] = members[name];
  return some as Defined<T>;
}
