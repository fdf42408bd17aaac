import type { Page } from "playwright-core";
import type { State } from "../state.ts";

const path = "/console/import";
const HEAD = "locks;validFrom;validUntil;description;maxUses;users";
const GOOD = "1 2;2027-06-24 15:00;2027-06-27 11:00;Anna, room 4;3;";
const TABLE = [
  HEAD,
  GOOD,
  "1;06/24/2027 15:00;2027-06-27;The Brandstätter-Hohenwarter family;many;ghost@example.test",
  "9999;2027-06-24 15:00;2027-06-20 11:00;Donaudampfschifffahrtsgesellschaftskapitänswohnungseingangstür;;",
].join("\n");

async function paste(page: Page, table: string): Promise<void> {
  await page.locator("textarea").fill(table);
  await page.locator("form button[type=submit]").click();
}

export const states: readonly State[] = [
  { name: "import", path },
  {
    name: "import-workbook",
    path,
    async come(page) {
      const file = { name: "Gäste 2027.xlsx", mimeType: "application/octet-stream", buffer: Buffer.from("PK") };
      await page.locator("input[type=file]").setInputFiles(file);
      await page.locator("p.problem").waitFor();
    },
  },
  {
    name: "import-no-table",
    path,
    async come(page) {
      await paste(page, "Name;Room\nAnna;4");
      await page.locator(".failure").waitFor();
    },
  },
  {
    name: "import-checked",
    path,
    async come(page) {
      await paste(page, TABLE);
      await page.locator(".table-lines .problem").first().waitFor();
    },
  },
  {
    name: "import-over",
    path,
    async come(page) {
      await paste(page, [HEAD, GOOD, GOOD.replace("Anna", "Otto")].join("\n"));
      await page.locator(".card button:not(.plain)").click();
      await page.locator(".table-lines a").first().waitFor();
    },
  },
];
