/** No module imports another that imports it, by however many steps, types and `import()` included. */
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, it } from "node:test";

const PROGRAMS = ["{src,client/src,test,bench}/**/*.{ts,tsx,js}", "{client,matter}/*.ts"];
const graph = new Map(globSync(PROGRAMS).map((file) => [file, importsOf(file)]));

function importsOf(file: string): string[] {
  const text = readFileSync(file, "utf8");
  const names = [...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*"(\.[^"]+)"/g)].map((match) => match[1]!);
  return names.map((name) => join(dirname(file), name));
}

/** The files of each circle: those that lead to each other (strongly connected components, by Tarjan's algorithm). */
function circlesOf(edges: ReadonlyMap<string, readonly string[]>): string[][] {
  const met = new Map<string, { readonly place: number; low: number; open: boolean }>();
  const open: string[] = [];
  const found: string[][] = [];
  const visit = (file: string) => {
    const own = { place: met.size, low: met.size, open: true };
    met.set(file, own);
    open.push(file);
    for (const next of edges.get(file) ?? []) {
      const other = met.get(next) ?? visit(next);
      if (other.open) own.low = Math.min(own.low, other.low);
    }
    if (own.low === own.place) {
      const circle = open.splice(open.indexOf(file));
      for (const one of circle) met.get(one)!.open = false;
      if (circle.length > 1 || edges.get(file)?.includes(file)) found.push(circle.toSorted());
    }
    return own;
  };
  for (const file of edges.keys()) if (!met.has(file)) visit(file);
  return found;
}

describe("circles of imports", () => {
  it("are found, types and import() included", () => {
    const edges = { a: ["b"], b: ["c"], c: ["b", "d"], d: [], e: ["e"] };
    assert.deepEqual(circlesOf(new Map(Object.entries(edges))), [["b", "c"], ["e"]]);
    const ofLock = importsOf("src/domain/lock.ts");
    assert.ok(ofLock.includes("src/domain/order.ts"), "a type import");
    const lazy = [...graph].filter(([file]) => /\bimport\("\.[^"]+"\)/.test(readFileSync(file, "utf8")));
    assert.ok(lazy.length > 0 && lazy.every(([, names]) => names.length > 0), "an import()");
    for (const [file, names] of graph)
      if (!file.endsWith(".test.ts"))
        for (const name of names)
          if (/^src\/.*\.(tsx?|js)$/.test(name)) assert.ok(graph.has(name), `${file} imports ${name}`);
  });

  it("are nowhere", () => assert.deepEqual(circlesOf(graph), []));
});
