/** The program that tests start as a process of its own: as `npm run build` makes it, which starts with half the work. */
import { fileURLToPath } from "node:url";

/** Of a run that built it; else the source, which answers the same (`test/running/built.test.ts`). */
export const PROGRAM = process.env["TEST_PROGRAM"] ?? fileURLToPath(new URL("../src/main.ts", import.meta.url));
