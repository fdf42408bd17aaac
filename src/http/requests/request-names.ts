/** What a request is called in the log and in the head of an error, so that one leads to the other. */
import { randomBytes } from "node:crypto";

/** Names that no other process gives, nor the same one after it was started again. */
export function requestNames(): () => string {
  const run = randomBytes(6).toString("base64url");
  let count = 0;
  return () => `${run}.${(++count).toString(36)}`;
}
