import type { ApiError } from "../api/api-error.ts";
import { refresh } from "../api/queries.ts";
import { common } from "../texts/common.ts";

/** What went wrong and what to do, in the reader's language where it is not about what they wrote. */
export function wordsOf(error: ApiError): string {
  const { errors } = common;
  switch (error.kind) {
    case "offline":
      return errors.offline;
    case "unsure":
      return errors.unsure;
    case "busy":
      return errors.busy;
    case "signed-out":
      return errors.signedOut;
    case "gone":
      return errors.gone;
    case "fault":
      return errors.fault;
    case "forbidden":
      return `${errors.forbidden} ${error.message}`;
    case "needs-proof":
    case "conflict":
    case "invalid":
      return [error.message, ...error.fields.map(({ field, message }) => `${field}: ${message}`)].join(" · ");
  }
}

interface FailureProps {
  readonly error: ApiError | undefined;
  readonly again?: () => void;
  /** What a conflict with what is there means here. */
  readonly conflict?: string;
}

/** A problem where it happened. It is told at once to those who do not see it. */
export function Failure({ error, again, conflict }: FailureProps) {
  if (!error) return null;
  return (
    <div class="failure" role="alert">
      <p>{(error.kind === "conflict" && conflict) || wordsOf(error)}</p>
      {again && (
        <button type="button" class="plain" onClick={again}>
          {common.tryAgain}
        </button>
      )}
    </div>
  );
}

/** What stands in for what is not loaded: a problem, or that it is under way. */
export function Waiting({ error }: { readonly error: ApiError | undefined }) {
  if (error) return <Failure error={error} again={() => refresh()} />;
  return (
    <p class="waiting" role="status">
      {common.loading}…
    </p>
  );
}
