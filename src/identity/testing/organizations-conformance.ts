/** What every store of organisations must do. A store's own test runs this suite. */
import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import type { Role } from "../../domain/actor.ts";
import type { Directory } from "../directory.ts";
import type { Organizations } from "../organizations.ts";
import { apiKeysConformance } from "./api-keys-conformance.ts";
import { type House, NOW, type OrganizationsHarness } from "./house.ts";
import { invitationsConformance } from "./invitations-conformance.ts";
import { membersConformance } from "./members-conformance.ts";
import { settingsConformance } from "./settings-conformance.ts";
import { sitesConformance } from "./sites-conformance.ts";

export function organizationsConformance(name: string, openHarness: () => Promise<OrganizationsHarness>): void {
  describe(`organisations on ${name}`, () => {
    let harness: OrganizationsHarness;
    let directory: Directory;
    let here: Organizations;
    let elsewhere: Organizations;
    let last = 0;

    before(async () => {
      harness = await openHarness();
      ({ directory, organizations: here } = await harness.open());
      ({ organizations: elsewhere } = await harness.open());
    });
    after(async () => {
      await here.close();
      await elsewhere.close();
      await directory.close();
      await harness.close();
    });

    const at: House = {
      name,
      get harness() {
        return harness;
      },
      get directory() {
        return directory;
      },
      get here() {
        return here;
      },
      get elsewhere() {
        return elsewhere;
      },
      async organization(...roles: Role[]) {
        const orgId = `org-${++last}`;
        await directory.createOrganization({ orgId, name: "Agency", super: false }, NOW);
        for (const [i, role] of roles.entries())
          assert.equal(await here.members.put(orgId, String(i), role, NOW + i), "done");
        return orgId;
      },
      rolesOf: async (orgId) =>
        (await here.members.list(orgId)).map(({ userId, role, paused }) => [userId, paused ? "paused" : role] as const),
    };
    membersConformance(at);
    invitationsConformance(at);
    apiKeysConformance(at);
    sitesConformance(at);
    settingsConformance(at);
  });
}
