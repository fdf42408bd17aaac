/** What a try of a delivery says of its endpoint. */
import { type Statement, statement } from "../database/sql.ts";
import type { Sent } from "./send.ts";
import type { Endpoint } from "./webhooks.ts";

/** A try, as far as it is about the endpoint. */
export interface Verdict {
  readonly outcome: Sent["outcome"];
  /** It was the question whether the address wants events. */
  readonly isVerification: boolean;
  /** It is not tried again, or others failed before it; of one that was refused: nothing was taken of late. */
  readonly isLasting: boolean;
  /** The answer, or why there was none. */
  readonly said: string;
}

interface Change {
  readonly statement: Statement;
  readonly endpoint: Partial<Endpoint>;
}

const UPDATE = "UPDATE webhook_endpoints SET status = $3, verified_at = $4, last_error = $5, failing_since = $6";

/**
 * Written only where something changes, and only if the address is the one that was tried: another one is another question.
 *
 * @param now milliseconds since the epoch
 */
export function noting(
  endpoint: Endpoint,
  { outcome, isVerification, isLasting, said }: Verdict,
  now: number,
): Change | undefined {
  const { id, url, status, verifiedAt, lastError, failingSince } = endpoint;
  const to = (next: Partial<Endpoint>, also = ""): Change => {
    const all = { status, verifiedAt, lastError, failingSince, ...next };
    const values = [all.status, all.verifiedAt, all.lastError, all.failingSince] as const;
    return {
      statement: statement(`${UPDATE}${also} WHERE id = $1 AND url = $2 AND status = $7`, id, url, ...values, status),
      endpoint: next,
    };
  };
  switch (outcome) {
    case "taken":
      if (isVerification && status === "pending")
        return to({ status: "active", verifiedAt: now, lastError: null, failingSince: null });
      return failingSince === null ? undefined : to({ lastError: null, failingSince: null });
    case "gone": {
      const off = { status: "disabled", lastError: "410: the receiver wants nothing more" } as const;
      // Who has one asked looks what comes of it; of one that was sent events, somebody is told.
      return status === "active" ? to({ ...off, failingSince: failingSince ?? now }, ", told_at = NULL") : to(off);
    }
    case "refused":
      if (isVerification) return to({ lastError: said });
      return isLasting && failingSince === null ? to({ lastError: said, failingSince: now }) : undefined;
    case "failed":
      if (failingSince !== null ? said === lastError : !isLasting && !isVerification) return undefined;
      return to({ lastError: said, failingSince: failingSince ?? now });
  }
}
