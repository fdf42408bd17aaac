/**
 * Why a request got no answer. `message` is for people: it holds neither an address that a name stands for nor anything of
 * the request.
 */
export class OutboundError extends Error {
  override readonly name = "OutboundError";
  /**
   * - `refused`: by our own rules; nobody was asked
   * - `unreachable`: nothing of the request was sent, surely
   * - `unanswered`: it was sent, and nobody knows what became of it
   */
  readonly kind: "refused" | "unreachable" | "unanswered";
  /** It was given up, because of the signal or of the time that any request has. */
  readonly aborted: boolean;

  constructor(kind: OutboundError["kind"], message: string, { aborted = false } = {}) {
    super(message);
    this.kind = kind;
    this.aborted = aborted;
  }
}
