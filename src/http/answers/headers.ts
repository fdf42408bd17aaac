/** Headers of every answer, whoever made it. What may be kept by caches says so itself. */
import type { Config } from "../../config.ts";

/** A year, as browsers' lists ask for. Whether other names of the domain have HTTPS too is not for us to say. */
const HSTS = "max-age=31536000";

export function commonHeaders({ publicUrl }: Pick<Config, "publicUrl">): Record<string, string> {
  return {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    ...(publicUrl.startsWith("https:") && { "strict-transport-security": HSTS }),
  };
}
