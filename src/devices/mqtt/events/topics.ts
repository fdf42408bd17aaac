/** Where events and states of locks are at a broker. */
import type { Settings } from "../settings.ts";

/** The topics of an organisation's locks. */
export interface EventTopics {
  readonly events: (lockId: number) => string;
  readonly state: (lockId: number) => string;
  /** Takes in all topics of states. */
  readonly states: string;
  /** The lock whose state a topic is; undefined for another topic. */
  lockOf(topic: string): number | undefined;
}

/** @param orgId a level of topics */
export function eventTopics({ events }: Settings, orgId: string): EventTopics {
  const locks = `${events?.prefix ?? "latchstring"}/${orgId}/locks`;
  return {
    events: (lockId) => `${locks}/${lockId}/events`,
    state: (lockId) => `${locks}/${lockId}/state`,
    states: `${locks}/+/state`,
    lockOf(topic) {
      const [, lockId] = topic.startsWith(`${locks}/`)
        ? (/^([1-9]\d{0,15})\/state$/.exec(topic.slice(locks.length + 1)) ?? [])
        : [];
      return lockId === undefined ? undefined : Number(lockId);
    },
  };
}
