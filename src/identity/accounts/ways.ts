/** Ways in beside the password: what proves whose account it is, and what is good once. */
import type { Clock } from "../../clock.ts";
import type { Sql } from "../../database/sql.ts";
import type { Directory } from "../directory.ts";
import { consoleKey, type SignInSecretOptions } from "../sign-in-secret.ts";
import { type AccountAddresses, createAccountAddresses } from "./account-addresses.ts";
import { isBreached } from "./breached-passwords.ts";
import { createPasskeys, type Passkeys } from "./passkeys.ts";
import { createProviderAccounts, type ProviderAccounts } from "./provider-accounts.ts";
import type { ProviderSettings } from "./provider-settings.ts";
import { createRecoveryCodes, type RecoveryCodes } from "./recovery-codes.ts";
import { createSentLinks, type SentLinks } from "./sent-links.ts";
import { createTickets, type Tickets } from "./tickets.ts";

/** Ways in, in one store. */
export interface Ways {
  readonly passkeys: Passkeys;
  readonly codes: RecoveryCodes;
  readonly links: SentLinks;
  readonly providerAccounts: ProviderAccounts;
  readonly addresses: AccountAddresses;
  readonly tickets: Tickets;
  /** Whether a password is one of the first that are guessed. */
  readonly isBreached: typeof isBreached;
  close(): Promise<void>;
}

/** What ways in stand on. */
export interface WaysOptions {
  readonly config: SignInSecretOptions & {
    readonly publicUrl: string;
    readonly providers: readonly ProviderSettings[];
  };
  /** Is closed with them. */
  readonly sql: Sql;
  readonly directory: Directory;
  readonly clock: Clock;
}

/** `accounts.provider_id` of a password. */
const PASSWORD = "credential";

/** Nothing is read before somebody needs it. */
export function openWays({ config, sql, directory, clock }: WaysOptions): Ways {
  let key: Promise<Buffer> | undefined;
  const ticketKey = () =>
    (key ??= consoleKey(config, "tickets").catch((error: unknown) => {
      key = undefined; // the next one tries again: a disk may have room by then
      throw error;
    }));
  const tickets = createTickets(sql, ticketKey, clock);
  const addresses = createAccountAddresses({ sql, directory, clock });
  const offered = [PASSWORD, ...config.providers.map(({ issuer }) => issuer)];
  return {
    passkeys: createPasskeys({
      sql,
      tickets,
      publicUrl: () => config.publicUrl,
      others: offered,
      clock,
    }),
    codes: createRecoveryCodes(sql),
    links: createSentLinks(sql, clock),
    providerAccounts: createProviderAccounts({ sql, directory, addresses, offered, clock }),
    addresses,
    tickets,
    isBreached,
    close: () => sql.close(),
  };
}
