// Reads an AsyncAPI document, and ends with 1 where anything is to be said of it. Run by npx, on whose path the parser is.
const { readFileSync } = require("node:fs");
const { delimiter, join } = require("node:path");

const folders = process.env.PATH.split(delimiter).map((folder) => join(folder, "../@asyncapi/parser"));
const { Parser } = require(folders.find((folder) => require("node:fs").existsSync(folder)));

void new Parser().parse(readFileSync(process.argv[2], "utf8")).then(({ document, diagnostics }) => {
  // That there is a newer version of AsyncAPI is no fault of the document.
  const faults = diagnostics.filter(({ severity }) => severity <= 1);
  for (const { message, path } of faults) process.stderr.write(`${path.join(".")}: ${message}\n`);
  process.exitCode = document && faults.length === 0 ? 0 : 1;
});
