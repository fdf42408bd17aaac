/** `@seamapi/fake-seam-connect` with its own server and its own seed. A message empties it again. */
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

interface Fake {
  seed(): Promise<unknown>;
  startServer(): Promise<{ readonly port: number }>;
  toJSON(): Promise<object>;
  loadJSON(state: object): Promise<void>;
}

const find = createRequire(join(process.env["MODULES"]!, "package.json"));
const name = find.resolve("@seamapi/fake-seam-connect");
const { createFake } = (await import(pathToFileURL(name).href)) as { createFake: () => Promise<Fake> };

const fake = await createFake();
await fake.seed();
// Its lists are never changed but replaced, so this stays as it is.
const seeded = { ...(await fake.toJSON()) };
const { port } = await fake.startServer();
process.on("message", () => void fake.loadJSON(seeded).then(() => process.send!("empty")));
process.once("SIGTERM", () => process.exit());
process.send!({ url: `http://127.0.0.1:${port}` });
