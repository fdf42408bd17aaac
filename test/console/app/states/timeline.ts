import type { State } from "../state.ts";

const path = "/console/timeline";

export const states: readonly State[] = [
  {
    name: "timeline",
    path,
    async come(page, { console: { server, token } }) {
      const as = await token();
      const { json } = await server.call("GET", "/temp-keys/rows?search=crowd", as);
      for (let i = json.total; i < 7; i++) {
        const [from, until] = [2 + i, 40 + 3 * i].map((hours) =>
          new Date(server.clock.now() + hours * 3_600_000).toISOString(),
        );
        const body = { validFrom: from, validUntil: until, description: `Crowd ${i}`, doors: [{ lockId: "2" }] };
        await server.call("POST", "/temp-keys", { ...as, body });
      }
      await page.reload();
      await page.locator(".bar-more, .day-keys a").first().waitFor();
    },
  },
  { name: "timeline-empty", path, as: "newcomer" },
  { name: "timeline-day", path: `${path}?days=1` },
  { name: "timeline-four-weeks", path: `${path}?days=28`, as: "viewer" },
  { name: "timeline-no-such-door", path: `${path}?search=nowhere` },
  { name: "timeline-away", path, answers: { "**/locks*": 503 } },
];
