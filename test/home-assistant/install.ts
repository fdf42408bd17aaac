/**
 * A Home Assistant in a virtual environment of Python's, in the user's cache, once: the newest that a Python of this
 * machine can run, and nothing of what it would install by itself but its own page, without which it does not start.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

const PYTHONS = ["3.13", "3.12", "3.11"];
const PLACE = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "latchstring-home-assistant");
const INSTALL_MS = 900_000;

/** @returns the program `hass` */
export function installHomeAssistant(): string {
  for (const version of PYTHONS) {
    const python = findPython(version);
    if (python === undefined) continue;
    const place = join(PLACE, version);
    const program = join(place, "bin", "hass");
    if (!existsSync(program)) install(python, place);
    return program;
  }
  throw new Error(`Home Assistant needs Python ${PYTHONS.join(", ")}; none of them is there`);
}

/** On the path, or where pyenv keeps those that it did not put there. */
function findPython(version: string): string | undefined {
  const pyenv = process.env["PYENV_ROOT"] ?? join(homedir(), ".pyenv");
  const candidates = [
    `python${version}`,
    ...globSync(join(pyenv, "versions", `${version}.*`, "bin", `python${version}`)),
  ];
  return candidates.find((one) => spawnSync(one, ["-c", "import ensurepip, venv"], { stdio: "ignore" }).status === 0);
}

function install(python: string, place: string): void {
  // A half-made one is of no use, so it gets its name when it is whole.
  rmSync(place, { recursive: true, force: true });
  mkdirSync(PLACE, { recursive: true });
  process.stdout.write(`Installing Home Assistant with ${python}; this takes some minutes once\n`);
  try {
    run(python, "-m", "venv", place);
    const pip = join(place, "bin", "pip");
    run(pip, "install", "--quiet", "--disable-pip-version-check", "--prefer-binary", "homeassistant");
    const [constraints] = globSync(
      join(place, "lib", "*", "site-packages", "homeassistant", "package_constraints.txt"),
    );
    const page = /^home-assistant-frontend==\S+$/m.exec(readFileSync(constraints ?? "", "utf8"))?.[0];
    if (page === undefined) throw new Error("this Home Assistant does not name its page");
    run(pip, "install", "--quiet", "--disable-pip-version-check", page);
  } catch (error) {
    renameSync(place, `${place}.broken`);
    rmSync(`${place}.broken`, { recursive: true, force: true });
    throw error;
  }
}

function run(program: string, ...args: string[]): void {
  execFileSync(program, args, { stdio: ["ignore", "ignore", "inherit"], timeout: INSTALL_MS });
}
