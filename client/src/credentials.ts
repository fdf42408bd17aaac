/** Who calls. */

/** Asked for a token before the first call, and again when the server refused the one that it gave. */
export type AskForToken = (refused: string | undefined) => string | Promise<string>;

export interface Credentials {
  /** An organisation's key. Never in a browser: whoever reads the page has it too. */
  readonly apiKey?: string;
  /** A user's bearer token, or a function that gets one. */
  readonly token?: string | AskForToken;
  /** A super key, for the operations of whoever hosts the server. */
  readonly adminKey?: string;
}

export interface Wallet {
  /** The headers of a call. */
  headers(isAdministration: boolean): Promise<Record<string, string>>;
  /** Whether there is another token than the one that was refused; of many who ask together, one gets it. */
  renew(refused: string | undefined): Promise<boolean>;
}

export function walletOf({ apiKey, token, adminKey }: Credentials): Wallet {
  let held: Promise<string> | undefined;

  function ask(refused?: string): Promise<string> {
    const asked = (async () => (typeof token === "function" ? token(refused) : token!))();
    held = asked;
    // Who asks next asks anew.
    asked.catch(() => {
      if (held === asked) held = undefined;
    });
    return asked;
  }

  return {
    async headers(isAdministration) {
      return {
        ...(apiKey !== undefined && { "x-api-key": apiKey }),
        ...(token !== undefined && { authorization: `Bearer ${await (held ?? ask())}` }),
        ...(isAdministration && adminKey !== undefined && { "x-admin-api-key": adminKey }),
      };
    },
    async renew(refused) {
      if (typeof token !== "function" || refused === undefined) return false;
      const before = refused.slice("Bearer ".length);
      const now = await (held ?? ask(before));
      return (now === before ? await ask(before) : now) !== before;
    },
  };
}
