/** How the console becomes files for browsers: `dist/console/`, with a manifest that the server reads. */
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

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
    rolldownOptions: { input: here("main.tsx") },
  },
});
