/** How the console becomes files for browsers: `dist/console/`, with a manifest that the server reads. */
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Screens that few use, and not every day. */
const SELDOM = /screens[\\/](api-keys|brand|hubs|import-keys|members|partner|sign-in|welcome)[\\/]/;

type Modules = (id: string) => { readonly isEntry: boolean; readonly importers: readonly string[] } | null;

/** In three files rather than fifty: together they are a fifth smaller, and one click later all of it is there. */
function fileOf(id: string, modules: Modules): string {
  if (isFirst(id, modules, new Set())) return "first";
  return SELDOM.test(id) ? "seldom" : "everyday";
}

/** Whether the first screen cannot be without it: imported from where all begins, and not when it is asked for. */
function isFirst(id: string, modules: Modules, seen: Set<string>): boolean {
  if (seen.has(id)) return false;
  seen.add(id);
  const { isEntry = false, importers = [] } = modules(id) ?? {};
  return isEntry || importers.some((one) => isFirst(one, modules, seen));
}

export default defineConfig({
  root: here("."),
  // Chunks find one another from where they are, whatever path the server stands at.
  base: "./",
  publicDir: false,
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: here("../../dist/console"),
    assetsDir: "",
    assetsInlineLimit: 0,
    emptyOutDir: true,
    manifest: "manifest.json",
    target: "es2022",
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: here("main.tsx"),
      output: {
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [{ debugName: "files", name: (id, modules) => fileOf(id, (one) => modules.getModuleInfo(one)) }],
        },
      },
    },
  },
});
