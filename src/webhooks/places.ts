/** How many lanes are sent at once: so that neither one address nor one organisation keeps another waiting. */

/** Of one process. */
export interface Places {
  /** Whether one more may be sent to this endpoint. */
  isFree(endpointId: string, orgId: string): boolean;
  take(endpointId: string, orgId: string): void;
  give(endpointId: string, orgId: string): void;
}

const TO_ONE_ENDPOINT = 16;
/** Receivers that take their time are one organisation's own trouble, however many of them it has. */
const FOR_ONE_ORGANIZATION = 48;
/** The rest is for organisations that have few, so that several with slow receivers do not take it all. */
const FOR_ALL = 128;
const RESERVED = 128;
const FEW = 4;

/** All of them are free. */
export function createPlaces(): Places {
  const endpoints = new Map<string, number>();
  const organizations = new Map<string, number>();
  let taken = 0;

  return {
    isFree(endpointId, orgId) {
      const ofOrganization = organizations.get(orgId) ?? 0;
      if ((endpoints.get(endpointId) ?? 0) >= TO_ONE_ENDPOINT || ofOrganization >= FOR_ONE_ORGANIZATION) return false;
      return taken < (ofOrganization < FEW ? FOR_ALL + RESERVED : FOR_ALL);
    },
    take(endpointId, orgId) {
      taken++;
      add(endpoints, endpointId, 1);
      add(organizations, orgId, 1);
    },
    give(endpointId, orgId) {
      taken--;
      add(endpoints, endpointId, -1);
      add(organizations, orgId, -1);
    },
  };
}

function add(to: Map<string, number>, name: string, more: 1 | -1): void {
  const now = (to.get(name) ?? 0) + more;
  if (now > 0) to.set(name, now);
  else to.delete(name);
}
