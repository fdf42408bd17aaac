/** Which files of tests run on which store, in what order, and which of that is a shard's. */
import { existsSync, globSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Store } from "./run-file.ts";
import { scriptOptions } from "./script-options.ts";

export interface Task {
  readonly file: string;
  readonly store: Store;
}

/** What imports this is about whole servers, and runs on both stores. */
const OF_SERVERS = /from "(\.\.\/)+harness\.ts"|from "\.\/(fuzz|rig|with-webhooks)\.ts"/;

/** What imports this opens pages in a browser. */
const OF_PAGES = /from "(\.\.\/)+chromium\.ts"|from "\.\/(states-suite|console)\.ts"/;

/** What imports this starts the program as processes of their own. */
const OF_PROGRAMS = /from "(\.\.\/)+program\.ts"|from "(\.\.\/torture|\.)\/servers\.ts"|from "\.\/(flood|torture)\.ts"/;

/** What imports this starts the program of that name, which Debian's package of that name has. */
const OF_PACKAGES = /\/(mosquitto|nginx|pgbouncer)\.ts"/g;

/** What imports this does a share of its work, and all of it with `--large`. */
const HAS_SIZES = /from "(\.\.\/)+(test\/)?size\.ts"|from "\.\/states-suite\.ts"|\bledgerConformance\(/;

/** About the page, the browser, the build or the demo: what the server answers is tested on both stores in the files beside these. */
export const ON_ONE_STORE: readonly string[] = [
  "test/console/app/console.test.ts",
  "test/console/app/journey.test.ts",
  "test/console/app/doors.test.ts",
  "test/console/app/keyboard.test.ts",
  "test/console/app/reading.test.ts",
  "test/console/app/new-key.test.ts",
  "test/console/app/send-to-guest.test.ts",
  "test/console/app/session.test.ts",
  "test/console/app/undo.test.ts",
  "test/console/app/organization.test.ts",
  "test/console/app/weight.test.ts",
  "test/console/app/webhooks.test.ts",
  "test/console/app/welcome.test.ts",
  "test/console/app/many-keys.test.ts",
  "test/console/app/night.test.ts",
  "test/console/pages.test.ts",
  "test/console/reload.test.ts",
  "test/console/ways-pages.test.ts",
  "test/guest/access.test.ts",
  "test/guest/looks.test.ts",
  "test/guest/lost-connection.test.ts",
  "test/guest/page.test.ts",
  "test/guest/result.test.ts",
  "test/guest/slide.test.ts",
  "test/guest/strangers.test.ts",
  "test/running/built.test.ts",
  "test/running/demo.test.ts",
];

/**
 * About pages, or what comes over the wire or is decided before a store is asked, or long exports, or with processes that
 * are killed for long: on SQLite in every run, on PostgreSQL with `--large`. That both stores keep the same is shown by the conformance of
 * each table's, which runs on both.
 */
export const ON_THE_OTHER_LATER: readonly string[] = [
  "test/activity/flood.test.ts",
  "test/attacks/attack.test.ts",
  "test/client/activity.test.ts",
  "test/client/calls.test.ts",
  "test/client/examples.test.ts",
  "test/client/lists.test.ts",
  "test/client/runtimes.test.ts",
  "test/console/accounts.test.ts",
  "test/console/first-start.test.ts",
  "test/console/guessing.test.ts",
  "test/console/invitations.test.ts",
  "test/console/journey.test.ts",
  "test/console/other-origins.test.ts",
  "test/console/own-ways.test.ts",
  "test/console/ways-attacks.test.ts",
  "test/contract/openapi.test.ts",
  "test/guest/answers.test.ts",
  "test/guest/doors.test.ts",
  "test/guest/drivers.test.ts",
  "test/guest/help.test.ts",
  "test/guest/languages.test.ts",
  "test/guest/live.test.ts",
  "test/guest/plain.test.ts",
  "test/guest/robots.test.ts",
  "test/guest/terms.test.ts",
  "test/guest/time.test.ts",
  "test/guest/wait.test.ts",
  "test/guest/weight.test.ts",
  "test/http/api-errors.test.ts",
  "test/http/api-validation.test.ts",
  "test/http/cors.test.ts",
  "test/http/equivalent-inputs.test.ts",
  "test/http/http.test.ts",
  "test/http/nginx.test.ts",
  "test/http/raw-http.test.ts",
  "test/http/texts.test.ts",
  "test/http/unknown-names.test.ts",
  "test/hubs/cli.test.ts",
  "test/hubs/http.test.ts",
  "test/hubs/mosquitto.test.ts",
  "test/hubs/relay.test.ts",
  "test/limits/anonymous.test.ts",
  "test/limits/denial-of-service.test.ts",
  "test/limits/large-bodies.test.ts",
  "test/limits/slow.test.ts",
  "test/project/guide.test.ts",
  "test/project/pasted.test.ts",
  "test/record/exports.test.ts",
  "test/running/logs.test.ts",
  "test/running/metrics.test.ts",
  "test/traces/traces.test.ts",
  "test/users/roles.test.ts",
  "test/users/sign-in-page.test.ts",
  "test/webhooks/forged-urls.test.ts",
  "test/webhooks/kills/kills.test.ts",
];

/** It names both stores itself. */
const OF_BOTH_STORES = "test/stores/store-trouble.test.ts";

/** Those that take longest begin first, so that none of them is waited for alone at the end; busy ones beside those that wait. */
const LONGEST: readonly string[] = [
  "test/torture/torture.test.ts",
  "test/webhooks/kills/kills.test.ts",
  "src/devices/mqtt/conformance.test.ts",
  "test/guest/strangers.test.ts",
  "test/stores/store-trouble.test.ts",
  "test/console/ways-attacks.test.ts",
  "test/running/demo.test.ts",
  "src/devices/http-relay/relay.test.ts",
  "test/running/processes.test.ts",
  "test/guest/live.test.ts",
  "test/attacks/attack.test.ts",
  "test/guest/result.test.ts",
  "test/guest/states-1-of-3.test.ts",
  "test/guest/states-2-of-3.test.ts",
  "test/guest/states-3-of-3.test.ts",
  "src/ledger/postgres/pgbouncer.test.ts",
  "src/ledger/sqlite/ledger.test.ts",
  "src/ledger/postgres/ledger.test.ts",
  "test/stores/data-folder.test.ts",
  "src/presentation/picture.test.ts",
  "test/record/exports.test.ts",
  "test/users/sign-in.test.ts",
  "test/running/stopping.test.ts",
  "test/guest/drivers.test.ts",
  "test/console/ways-pages.test.ts",
  "test/console/accounts.test.ts",
  "test/users/roles.test.ts",
  "test/activity/flood.test.ts",
  "test/console/app/new-key.test.ts",
  "test/console/app/webhooks.test.ts",
  "test/guest/access.test.ts",
  "test/guest/slide.test.ts",
  "test/guest/robots.test.ts",
  "test/pins/pins.test.ts",
  "test/guest/lost-connection.test.ts",
  "test/pins/pin-space.test.ts",
  "test/stores/migrate-store.test.ts",
];

/** @throws Error when no such file is there, or the shard is none */
export function planned(args: readonly string[]): Task[] {
  const { values, positionals } = scriptOptions({
    args: [...args],
    allowPositionals: true,
    options: { shard: { type: "string", default: "1/1" }, large: { type: "boolean", default: false } },
  });
  const [, one = 0, of = 0] = /^(\d{1,2})\/(\d{1,2})$/.exec(values.shard)?.map(Number) ?? [];
  if (one < 1 || one > of) throw new Error(`--shard must be like 1/2, not ${values.shard}`);
  const all = globSync(["src/**/*.test.ts", "test/**/*.test.ts"]).toSorted();
  const files = positionals.length > 0 ? positionals.flatMap((path) => filesAt(path, all)) : all;
  const missing = [...ON_ONE_STORE, ...ON_THE_OTHER_LATER, ...LONGEST].find(
    (file) => positionals.length === 0 && !files.includes(file),
  );
  if (missing !== undefined) throw new Error(`${missing} is in a list of test/plan.ts, and nowhere else`);
  const tasks = files.flatMap((file) => storesOf(file, values.large).map((store) => ({ file, store })));
  if (tasks.length === 0) throw new Error("There is no test to run");
  const order = ({ file }: Task) => (LONGEST.indexOf(file) + LONGEST.length + 1) % (LONGEST.length + 1);
  return tasks.toSorted((a, b) => order(a) - order(b)).filter((_, i) => i % of === one - 1);
}

/** @param path of a file, or of a folder with some of `all` */
function filesAt(path: string, all: readonly string[]): readonly string[] {
  const isFile = statSync(path, { throwIfNoEntry: false })?.isFile();
  const found = isFile ? [path] : all.filter((file) => file.startsWith(join(path, "/")));
  if (found.length === 0) throw new Error(`${path} is no file, and no folder with tests`);
  return found;
}

export function needsChromium(file: string): boolean {
  return OF_PAGES.test(readFileSync(file, "utf8"));
}

export function needsProgram(file: string): boolean {
  return OF_PROGRAMS.test(readFileSync(file, "utf8"));
}

/** The packages whose programs these need, and which are not there. */
export function missingPackages(files: readonly string[]): string[] {
  const needed = files.flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(OF_PACKAGES)].map(([, name]) => name!),
  );
  return [...new Set(needed)].filter((name) => !existsSync(`/usr/sbin/${name}`));
}

/** @param isLarge only what is not done in every run: the whole of what has sizes, and the other store */
function storesOf(file: string, isLarge: boolean): Store[] {
  const name = join(file);
  const text = readFileSync(file, "utf8");
  const hasSizes = HAS_SIZES.test(text);
  if (ON_THE_OTHER_LATER.includes(name) && !(isLarge && hasSizes)) return [isLarge ? "PostgreSQL" : "SQLite"];
  if (isLarge && !hasSizes) return [];
  if (ON_ONE_STORE.includes(name) || name === OF_BOTH_STORES) return ["SQLite"];
  // What brings a PostgreSQL of its own has no need of this one.
  const both = OF_SERVERS.test(text) && !text.includes("startPostgres({ own: true })");
  return both ? ["SQLite", "PostgreSQL"] : ["SQLite"];
}
