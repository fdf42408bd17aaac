import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Locator, Page } from "playwright-core";
import type { ConsoleServer } from "../console.ts";
import type { Person } from "../../people.ts";
import { hold, ownHouse, type Write } from "../write.ts";

/** How each address answers, by its path; others take everything. */
const answers = new Map<string, number>();
const receiver = createServer((request, response) => {
  request.resume().on("end", () => response.writeHead(answers.get(request.url!) ?? 204).end());
}).listen(0, "127.0.0.1");
receiver.unref();

let made = 0;

const addressOf = (path: string) => `http://127.0.0.1:${(receiver.address() as AddressInfo).port}${path}`;

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 50));
}

/** One that is there. @param status how its address answers */
async function newWebhook(at: ConsoleServer, person: Person, status = 204) {
  const { call, orgId } = await ownHouse(at, person);
  const path = `/${++made}`;
  answers.set(path, status);
  const url = addressOf(path);
  const { id } = await call("POST", "/webhooks", { body: { url, events: ["*"] } });
  const all = async () => (await call("GET", "/webhooks")).webhooks as readonly Record<string, unknown>[];
  const now = async () => (await call("GET", `/webhooks/${id}`)) as Record<string, unknown>;
  await until(async () => (status < 300 ? (await now())["status"] === "active" : (await now())["lastError"] !== null));
  const press = (name: string) => (page: Page) => page.getByRole("button", { name: `${name}: ${url}` }).click();
  const sent = async () =>
    (await call("GET", `/webhooks/${id}/deliveries`)).deliveries as readonly { state: string; type: string }[];
  return { call, orgId, path, url, id, now, all, press, sent, answerWell: () => void answers.delete(path) };
}

/** What was sent to a webhook; within it, each delivery has more of its own. */
async function openLog(item: Locator): Promise<void> {
  const log = item.locator("details").first();
  if ((await log.getAttribute("open")) === null) await log.locator("summary").first().click();
}

const SCREEN = "/console/partner";
const inDialog = (name: string) => (page: Page) => page.getByRole("dialog").getByRole("button", { name }).click();

export const writes: readonly Write[] = [
  {
    name: "adding a webhook",
    of: ["screens/partner/webhooks/webhook-card.tsx", "POST", "?"],
    sends: /\/organizations\/[^/]+\/webhooks$/,
    role: "owner",
    async begin(at, person) {
      const { all, url } = await newWebhook(at, person);
      return {
        path: SCREEN,
        async come(page) {
          await page.getByRole("button", { name: "Another webhook" }).click();
          await page.getByRole("dialog").getByLabel("Address").fill(`${url}/more`);
        },
        press: inDialog("Add the webhook"),
        state: async () => (await all()).length,
        done: (page) => page.getByRole("button", { name: "I have kept it" }).waitFor(),
      };
    },
  },
  {
    name: "changing a webhook",
    of: ["screens/partner/webhooks/webhook-item.tsx", "PATCH", "?"],
    sends: /\/webhooks\/[^/]+$/,
    role: "owner",
    async begin(at, person) {
      const { press, now, url, orgId } = await newWebhook(at, person);
      await at.server.lock(++made + 7_000, { orgId, name: "Gate" });
      return {
        path: SCREEN,
        async come(page) {
          await press("Change")(page);
          const form = page.getByRole("dialog");
          await form.getByLabel("Address").fill(`${url}/changed`);
          await form.getByRole("group", { name: "Which doors" }).getByLabel("Only some").check();
          await form.getByLabel("Gate").check();
          await form.getByText("More settings").click();
          await form.getByLabel("CloudEvents 1.0").check();
          await form.getByLabel("Sent beside the signature").selectOption("Bearer token");
          await form.getByLabel("Token", { exact: true }).fill("t0k3n");
        },
        press: inDialog("Change"),
        async state() {
          const { url, lockIds, format, authentication } = await now();
          return { url, lockIds, format, authentication };
        },
      };
    },
  },
  {
    name: "asking a webhook's address again",
    of: ["screens/partner/webhooks/webhook-item.tsx", "POST", "*/verify"],
    role: "owner",
    async begin(at, person) {
      const { press, now, answerWell } = await newWebhook(at, person, 404);
      answerWell();
      return { path: SCREEN, press: press("Ask again"), state: async () => (await now())["status"] };
    },
  },
  {
    name: "sending a test event",
    of: ["screens/partner/webhooks/webhook-item.tsx", "POST", "*/test"],
    role: "owner",
    async begin(at, person) {
      const { press, sent } = await newWebhook(at, person);
      return { path: SCREEN, press: press("Send a test event"), state: async () => (await sent()).length };
    },
  },
  {
    name: "sending again what was given up",
    of: ["screens/partner/webhooks/deliveries.tsx", "POST", "*/resend"],
    role: "owner",
    async begin(at, person) {
      const { call, id, path, sent, answerWell, url } = await newWebhook(at, person);
      answers.set(path, 422);
      await call("POST", `/webhooks/${id}/test`);
      const isDead = async () => (await sent()).some(({ state }) => state === "dead");
      await until(isDead);
      answerWell();
      const item = (page: Page) => page.getByRole("region", { name: url, exact: true });
      return {
        path: SCREEN,
        come: (page) => openLog(item(page)),
        press: (page) => item(page).getByRole("button", { name: "Send all of them again" }).click(),
        state: isDead,
      };
    },
  },
  {
    name: "sending everything of a time again",
    of: ["screens/partner/webhooks/deliveries.tsx", "POST", "*/replay"],
    role: "owner",
    async begin(at, person) {
      const { call, sent, url } = await newWebhook(at, person);
      await at.server.lock(++made + 7_000, { orgId: (await call("GET", "")).orgId });
      const created = async () =>
        (await sent()).filter((one) => "type" in one && one.type === "OrganizationSet").length;
      await until(async () => (await created()) > 0);
      const item = (page: Page) => page.getByRole("region", { name: url, exact: true });
      return {
        path: SCREEN,
        async come(page) {
          await openLog(item(page));
          await item(page).getByLabel("From", { exact: true }).fill("2020-01-01T00:00");
        },
        press: (page) => item(page).getByRole("button", { name: "Send everything of that time again" }).click(),
        state: created,
      };
    },
  },
  {
    name: "signing with another secret",
    of: ["screens/partner/webhooks/secret-and-end.tsx", "POST", "*/rotate-secret"],
    role: "owner",
    async begin(at, person) {
      const { press, id } = await newWebhook(at, person);
      return {
        path: SCREEN,
        come: press("New secret"),
        press: inDialog("New secret"),
        state: async () => (await at.server.sql("SELECT * FROM webhook_endpoints WHERE id = ?", id))[0],
        done: (page) => page.getByRole("button", { name: "I have kept it" }).waitFor(),
      };
    },
  },
  {
    name: "removing a webhook",
    of: ["screens/partner/webhooks/secret-and-end.tsx", "DELETE", "*/*"],
    sends: /\/webhooks\/[^/]+$/,
    role: "owner",
    async begin(at, person) {
      const { press, all } = await newWebhook(at, person);
      return {
        path: SCREEN,
        come: press("Remove"),
        press: (page) => hold(page, "Remove"),
        state: async () => (await all()).length,
      };
    },
  },
];
