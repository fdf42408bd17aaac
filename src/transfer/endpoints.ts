/** The two endpoints of a transfer, of whatever stores. */
import { existsSync } from "node:fs";
import type { Clock } from "../clock.ts";
import type { Config } from "../config.ts";
import { openStore } from "../store/open.ts";
import type { StoreAddress } from "../store/store-address.ts";
import type { Endpoints } from "./transfer.ts";
import { openPostgresSource, openPostgresTarget, postgresIsEmpty } from "./postgres-tables.ts";
import { openSqliteSource, openSqliteTarget } from "./sqlite-tables.ts";
import type { Source, Target } from "./tables.ts";

/** The endpoints for two store addresses; opens nothing yet. */
export function endpointsOf(from: StoreAddress, to: StoreAddress, config: Config, clock: Clock): Endpoints {
  return {
    openSource: () => openSource(from),
    openTarget: () => openTarget(to),
    openTargetAsSource: () => openSource(to),
    targetIsEmpty: async () => (to.kind === "sqlite" ? !existsSync(to.file) : postgresIsEmpty(to.url)),
    verifySource: () => verify(from),
    verifyTarget: () => verify(to),
  };

  async function verify(store: StoreAddress) {
    return (await openStore({ ...config, store }, clock)).verify();
  }
}

function openSource(address: StoreAddress): Promise<Source> {
  return address.kind === "sqlite" ? openSqliteSource(address.file) : openPostgresSource(address.url);
}

function openTarget(address: StoreAddress): Promise<Target> {
  return address.kind === "sqlite" ? openSqliteTarget(address.file) : openPostgresTarget(address.url);
}
