/** Slots for what lasts a while, of which nobody takes more than a share. */
export interface Slots {
  /** @param holders by each of whom the slot is counted @returns what gives it back; undefined when there is none left */
  take(...holders: readonly string[]): (() => void) | undefined;
}

export function createSlots({ all, each }: { readonly all: number; readonly each: number }): Slots {
  const held = new Map<string, number>();
  let taken = 0;

  function count(holder: string, by: 1 | -1): void {
    const now = (held.get(holder) ?? 0) + by;
    if (now > 0) held.set(holder, now);
    else held.delete(holder);
  }

  return {
    take(...holders) {
      if (taken >= all || holders.some((holder) => (held.get(holder) ?? 0) >= each)) return undefined;
      taken++;
      for (const holder of holders) count(holder, 1);
      let isHeld = true;
      return () => {
        if (!isHeld) return;
        isHeld = false;
        taken--;
        for (const holder of holders) count(holder, -1);
      };
    },
  };
}
