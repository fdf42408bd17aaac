/** What is known of simulated latches outside the simulator too. */

/** How long one stays open, in milliseconds. */
export const SIMULATED_RELOCK_MS = 5_000;
