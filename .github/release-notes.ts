/** The changelog's section of one version: `npm run -s release-notes -- 1.2.3`. */
import { readFileSync } from "node:fs";

const version = process.argv[2] ?? "";
const sections = readFileSync("CHANGELOG.md", "utf8").split(/^## /m).slice(1);
const notes = sections.find((section) => /^\S+/.exec(section)?.[0] === version);
if (!notes) throw new Error(`CHANGELOG.md has no section ${version}`);
process.stdout.write(`${notes.slice(notes.indexOf("\n")).trim()}\n`);
