/** The operations as the API's own description has them, for tests that hold for each. */
import { randomUUID } from "node:crypto";
import type { Answer, TestServer } from "../harness.ts";

export type Json = Record<string, unknown>;

export interface Operation {
  readonly name: string;
  /** With the lock, and ids of nothing for all else. */
  readonly path: string;
  readonly method: string;
  /** Its example of a body, undefined where it takes none. */
  readonly body: Json | undefined;
  /** Names of what its query may have. */
  readonly parameters: readonly string[];
}

export async function describedOperations(server: TestServer, lockId: number): Promise<Operation[]> {
  const { json } = await server.call("GET", "/openapi.json");
  return Object.entries<Json>(json.paths).flatMap(([template, methods]) =>
    Object.entries(methods).map(([method, of]) => {
      const { requestBody, parameters = [] } = of as { requestBody?: Json; parameters?: Json[] };
      const content = (requestBody?.["content"] as Json | undefined)?.["application/json"] as Json | undefined;
      const id = template.startsWith("/users/") ? randomUUID() : String(lockId);
      const ids: Json = { id, uuid: randomUUID(), doorId: "1", orgId: "acme", hubId: "simulator" };
      return {
        name: `${method.toUpperCase()} ${template}`,
        path: template.replace(/\{(\w+)\}/g, (_, name: string) => String(ids[name])),
        method: method.toUpperCase(),
        body: content && exampleOf(content),
        parameters: parameters.filter((one) => one["in"] === "query").map((one) => String(one["name"])),
      };
    }),
  );
}

function exampleOf({ example, examples }: Json): Json {
  return (example ?? Object.values(examples as Record<string, { value: Json }>)[0]!.value) as Json;
}

export function fieldsOf({ json }: Answer): string[] {
  return (json?.details ?? []).map(({ field }: { field: string }) => field);
}

/** Every member of a value and of what is in it, with how it is called and where it stands. */
export function* membersOf(value: unknown, path = ""): Generator<Member> {
  if (typeof value !== "object" || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    const field = Array.isArray(value) ? `${path}[${name}]` : path ? `${path}.${name}` : name;
    yield { field, holder: value as Json, name, value: member };
    yield* membersOf(member, field);
  }
}

export interface Member {
  readonly field: string;
  readonly holder: Json;
  readonly name: string;
  readonly value: unknown;
}
