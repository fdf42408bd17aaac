/**
 * What the library keeps of a fabric: in memory, and as one text with the server, which keeps it encrypted where every
 * process has it. Nothing of it is on a disk of this machine.
 */
import { gunzipSync, gzipSync } from "node:zlib";
import {
  type Environment,
  fromJson,
  MemoryStorageDriver,
  StorageService,
  toJson,
  WalStorageDriver,
} from "@matter/main";

export const FABRIC = "latchstring";
const DRIVER = "with-the-server";

export interface FabricStorage {
  /** Something was written since this was last asked. */
  changed(): boolean;
  text(): string;
}

class Storage extends MemoryStorageDriver {
  static override readonly id = DRIVER;
  hasChanged = false;

  override set(...args: Parameters<MemoryStorageDriver["set"]>): void {
    this.hasChanged = true;
    super.set(...args);
  }

  override delete(...args: Parameters<MemoryStorageDriver["delete"]>): void {
    this.hasChanged = true;
    super.delete(...args);
  }

  override clearAll(...args: Parameters<MemoryStorageDriver["clearAll"]>): void {
    this.hasChanged = true;
    super.clearAll(...args);
  }
}

/** @param state a text of before; null where there is none: then what an earlier version left in the folder is taken over */
export function storeFabric(environment: Environment, state: string | null): FabricStorage {
  const data = state === null ? {} : (fromJson(gunzipSync(Buffer.from(state, "base64")).toString()) as object);
  const storage = new Storage(data as ConstructorParameters<typeof MemoryStorageDriver>[0]);
  const service = environment.get(StorageService);
  service.registerDriver({
    id: DRIVER,
    // What is no fabric can be had again: certificates of makers.
    create(namespace) {
      if (namespace.namespace !== FABRIC) return WalStorageDriver.create(namespace, { kind: "wal" });
      if (!storage.initialized) storage.initialize();
      return storage;
    },
  });
  service.configuredDriver = DRIVER;
  return {
    changed() {
      const { hasChanged } = storage;
      storage.hasChanged = false;
      return hasChanged;
    },
    text: () => gzipSync(toJson(storage.data)).toString("base64"),
  };
}
