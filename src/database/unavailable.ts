/** What every part that stands on a store has in common when the store does not serve. */

/**
 * The store did not take or give anything: a full disk or one that is read only, a lost connection, a lock held for too
 * long. Nothing was written, and it may be over in a moment.
 */
export class StoreUnavailableError extends Error {
  override readonly name = "StoreUnavailableError";
}

/**
 * The same port; what its promises are rejected with is what `storeErrorOf` makes of the store's own errors.
 *
 * @param port all of whose members are asynchronous functions
 */
export function withStoreErrors<Port extends object>(port: Port, storeErrorOf: (error: unknown) => unknown): Port {
  const methods = Object.entries(port).map(([name, method]: [string, (...args: unknown[]) => Promise<unknown>]) => [
    name,
    async (...args: unknown[]) => {
      try {
        return await method(...args);
      } catch (error) {
        throw storeErrorOf(error);
      }
    },
  ]);
  return Object.fromEntries(methods) as Port;
}
