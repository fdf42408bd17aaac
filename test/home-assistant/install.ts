/**
 * A Home Assistant in a virtual environment of Python's, in the user's cache, once: one release, and nothing of what it would
 * install by itself but its own page, without which it does not start, and what speaks MQTT.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** The newest that any Python 3.13 runs; older ones do not start with the packages of today. */
const PINNED = "homeassistant==2025.4.4";
const PYTHON = "3.13";
/** In the releases that it names. */
const BESIDE = ["home-assistant-frontend", "paho-mqtt"];
const PLACE = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "latchstring-home-assistant");
const INSTALL_MS = 900_000;

/** @returns the program `hass` @throws Error where Python 3.13 is not there */
export function installHomeAssistant(): string {
  const place = join(PLACE, PINNED.split("==")[1]!);
  const program = join(place, "bin", "hass");
  const whole = join(place, "whole");
  const what = `${[PINNED, ...BESIDE].join(" ")}\n`;
  if (existsSync(whole) && readFileSync(whole, "utf8") === what) return program;
  if (!existsSync(whole)) install(place);
  installBeside(place);
  writeFileSync(whole, what);
  return program;
}

/** On the path, or where pyenv keeps those that it did not put there. */
function findPython(): string | undefined {
  const pyenv = process.env["PYENV_ROOT"] ?? join(homedir(), ".pyenv");
  const candidates = [`python${PYTHON}`, ...globSync(join(pyenv, "versions", `${PYTHON}.*`, "bin", `python${PYTHON}`))];
  return candidates.find((one) => spawnSync(one, ["-c", "import ensurepip, venv"], { stdio: "ignore" }).status === 0);
}

function install(place: string): void {
  const python = findPython();
  if (python === undefined) throw new Error(`Home Assistant needs Python ${PYTHON}, with venv; it is not there`);
  // A half-made one is of no use.
  rmSync(place, { recursive: true, force: true });
  mkdirSync(PLACE, { recursive: true });
  process.stdout.write(`Installing Home Assistant with ${python}; this takes some minutes once\n`);
  run(python, "-m", "venv", place);
  pip(place, "--prefer-binary", PINNED);
}

function installBeside(place: string): void {
  const [constraints] = globSync(join(place, "lib", "*", "site-packages", "homeassistant", "package_constraints.txt"));
  const named = readFileSync(constraints ?? "", "utf8").split("\n");
  for (const name of BESIDE) {
    const release = named.find((line) => line.startsWith(`${name}==`));
    if (release === undefined) throw new Error(`this Home Assistant names no ${name}`);
    pip(place, release);
  }
}

function pip(place: string, ...what: string[]): void {
  run(join(place, "bin", "pip"), "install", "--quiet", "--disable-pip-version-check", ...what);
}

function run(program: string, ...args: string[]): void {
  execFileSync(program, args, { stdio: ["ignore", "ignore", "inherit"], timeout: INSTALL_MS });
}
