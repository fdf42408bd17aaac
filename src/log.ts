/** What a part that runs in the background may say; pino's loggers fit as they are. Never pass it a secret. */
export interface Log {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

/** For whoever has nobody to tell. */
export const silentLog: Log = {
  info: () => {},
  warn: () => {},
  error: () => {},
};
