/** Where the rest of the program finds `verify`; the one file beside the adapters that knows them. */
export { verifyFile } from "./sqlite/verify-file.ts";
