/**
 * How the console becomes files for browsers: `dist/console/`. Once in each language, which is Vite's mode, with a manifest
 * that the server reads.
 */
import { fileURLToPath } from "node:url";
import { minify } from "terser";
import { defineConfig, type Plugin } from "vite";
import { oneLanguage } from "./one-language.ts";

/** For `npm run dev` alone. */
const isQuick = process.argv.includes("--quick");

/** The page is loaded anew when there is another program, or the server began anew: `src/http/console/app/reload.ts`. */
const RELOADS = `
let seen;
new EventSource(document.documentElement.dataset.base + "/console/reload").onmessage = ({ data }) => {
  if (data !== (seen ??= data)) location.reload();
};`;
const reloads: Plugin = {
  name: "latchstring:reloads",
  transform: (code, id) => (isQuick && id.endsWith("/main.tsx") ? code + RELOADS : undefined),
};

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

type Modules = (id: string) => { readonly isEntry: boolean; readonly importers: readonly string[] } | null;

/** Whether the first screen cannot be without it: imported from where all begins, and not when it is asked for. */
function isFirst(id: string, modules: Modules, seen: Set<string>): boolean {
  if (seen.has(id)) return false;
  seen.add(id);
  const { isEntry = false, importers = [] } = modules(id) ?? {};
  return isEntry || importers.some((one) => isFirst(one, modules, seen));
}

/** The page names the style of what is loaded later: Vite's own way is a kilobyte of program. */
const withoutPreloads: Plugin = {
  name: "latchstring:without-preloads",
  configResolved(config) {
    const plugins = config.plugins as Plugin[];
    plugins.splice(0, Infinity, ...plugins.filter(({ name }) => name !== "native:import-analysis-build"));
  },
};

/** What the minifier does not see: names are its own to give. */
const compressed: Plugin = {
  name: "latchstring:compressed",
  enforce: "post",
  async renderChunk(code) {
    if (isQuick) return code; // takes two seconds
    const repeated = { inline: 1, sequences: false, hoist_funs: true, hoist_props: false, if_return: false };
    const compress = { passes: 2, unsafe_arrows: true, ...repeated };
    const made = await minify(code, { module: true, ecma: 2020, compress, mangle: false });
    return made.code ?? code;
  },
};

export default defineConfig(({ mode }) => ({
  root: here("."),
  // Chunks find one another from where they are, whatever path the server stands at.
  base: "./",
  publicDir: false,
  define: { LANGUAGE: JSON.stringify(mode) },
  // Shorter than calls of the automatic runtime.
  oxc: {
    jsx: { runtime: "classic", pragma: "h", pragmaFrag: "Fragment" },
    jsxInject: "import { Fragment, h } from 'preact';",
  },
  plugins: [oneLanguage(mode), reloads, withoutPreloads, compressed],
  build: {
    outDir: here(`../../dist/console${isQuick ? "-quick" : ""}`),
    assetsDir: "",
    assetsInlineLimit: 0,
    emptyOutDir: false,
    manifest: `manifest.${mode}.json`,
    target: "es2024",
    modulePreload: false,
    rolldownOptions: {
      input: here("main.tsx"),
      checks: { pluginTimings: false },
      optimization: { inlineConst: { mode: "all" } },
      output: {
        codeSplitting: {
          includeDependenciesRecursively: false,
          // In two files rather than fifty: together they are a fifth smaller, and one click later all of it is there.
          groups: [
            {
              debugName: "files",
              name: (id, modules) => (isFirst(id, (one) => modules.getModuleInfo(one), new Set()) ? "first" : "rest"),
            },
          ],
        },
      },
    },
  },
}));
