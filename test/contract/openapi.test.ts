import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { resolveReferences } from "../attacks/document.ts";
import { launchChromium } from "../chromium.ts";
import { canonicalJson } from "../../src/domain/canonical-json.ts";
import { EVENTS } from "../../src/http/api/record/events.ts";
import { EVENT_TYPES } from "../../src/ledger/event-types.ts";
import { startServer, type TestServer } from "../harness.ts";

const OPERATIONS = [
  "POST /locks/{id}/ChangeLockUuid",
  "POST /locks/{id}/CreateLock",
  "POST /locks/{id}/OpenLock",
  "POST /locks/{id}/SetOrganization",
  "POST /locks/{id}/SetOwner",
  "GET /locks/{id}/basic-info",
  "POST /locks/{id}/create-temp-key",
  "POST /locks/{id}/delete-temp-key",
  "GET /locks/{id}/details",
  "GET /locks/{id}/events",
  "GET /locks/{id}/temp-keys",
  "POST /locks/{id}/update-temp-key",
  "POST /locks/{id}/use-temp-key",
  "GET /temp-keys/{uuid}",
  "GET /temp-keys/{uuid}/confirmation",
  "POST /temp-keys/{uuid}/open",
  "POST /users/{id}/CreateUser",
  "GET /users/by-email",
  "GET /sign-in",
  "POST /sign-in",
  "POST /temp-keys/{uuid}/sign-in",
  "POST /temp-keys/{uuid}/sign-out",
];

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly parameters?: readonly {
    name: string;
    in: string;
    required: boolean;
    description: string;
    example: unknown;
  }[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { description: string; content?: Content }>>;
}

interface JsonSchema {
  readonly $ref?: string;
  readonly properties?: object;
  readonly enum?: readonly unknown[];
}

interface Named {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> };
}

/** Without what is only said of it. */
function shapeOf(schema: object): string {
  const { title: _, description: __, examples: ___, example: ____, ...shape } = schema as Record<string, unknown>;
  return canonicalJson(shape);
}

type Content = Readonly<Record<string, { schema: object; example?: unknown; examples?: object }>>;

describe("the API's own description", () => {
  let server: TestServer;
  /** With what they refer to in its place. */
  const operations = new Map<string, Operation>();
  let text: string;

  before(async () => {
    server = await startServer();
    const answer = await server.call("GET", "/openapi.json");
    assert.equal(answer.status, 200);
    text = answer.text;
    const { paths } = resolveReferences(answer.json, answer.json) as {
      paths: Record<string, Record<string, Operation>>;
    };
    for (const [path, methods] of Object.entries(paths))
      for (const [method, operation] of Object.entries(methods))
        operations.set(`${method.toUpperCase()} ${path}`, operation);
  });
  after(() => server.close());

  it("is OpenAPI 3.1 with a server, licence, tags and all ways to sign in", () => {
    const document = JSON.parse(text);
    assert.match(document.openapi, /^3\.1\./);
    for (const field of ["title", "version", "description"]) assert.ok(document.info[field], field);
    assert.equal(document.servers.length, 1);
    assert.deepEqual(Object.keys(document.components.securitySchemes), [
      "BearerAuth",
      "ConsoleCookie",
      "AdminApiKeyAuth",
      "ApiKeyAuth",
    ]);
    assert.deepEqual(document.security, [{ BearerAuth: [] }, { ApiKeyAuth: [] }]);
    assert.doesNotMatch(text, /"~|nullable/);
  });

  it("names every published operation", () => {
    for (const operation of OPERATIONS) assert.ok(operations.has(operation), operation);
    const ids = [...operations.values()].map(({ operationId }) => operationId);
    assert.equal(new Set(ids).size, ids.length);
  });

  it("describes every parameter, body and answer, with examples", () => {
    for (const [name, { summary, description, tags, parameters = [], requestBody, responses }] of operations) {
      assert.ok(summary && description && tags.length === 1, name);
      const placeholders = [...name.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      const inPath = parameters.filter((parameter) => parameter.in === "path");
      assert.deepEqual(
        inPath.map((parameter) => parameter.name),
        placeholders,
        name,
      );
      for (const parameter of parameters) {
        assert.ok(parameter.description && parameter.example !== undefined, `${name} ${parameter.name}`);
        if (parameter.in === "path") assert.equal(parameter.required, true);
      }
      for (const [status, { description, content = {} }] of Object.entries(responses)) {
        assert.notEqual(description, "Default Response", `${name} ${status}`);
        for (const [type, media] of Object.entries(content)) {
          if (type === "application/json") assert.ok(media.example ?? media.examples, `${name} ${status}`);
        }
      }
      for (const media of Object.values(requestBody?.content ?? {})) assert.ok(media.example ?? media.examples, name);
    }
  });

  it("lists the errors that every operation on locks and users may answer", () => {
    for (const [name, { requestBody, responses }] of operations) {
      if (!/ \/(?:locks|users)\//.test(name)) continue;
      const expected = ["400", "401", "429", "500", "503", ...(requestBody ? ["413", "415"] : [])];
      for (const status of expected) {
        const example = responses[status]?.content?.["application/json"]?.example as
          | Record<string, unknown>
          | undefined;
        assert.equal(example?.code, Number(status), `${name} ${status}`);
        assert.ok(example?.error && example.message, `${name} ${status}`);
      }
    }
  });

  it("says of every POST that it may be sent again with an Idempotency-Key", () => {
    // Signing in and out makes nothing that a second request would make again.
    const others = / \/(account|session)\/|sign-(in|out)$/;
    const posts = [...operations].filter(([name]) => name.startsWith("POST ") && !others.test(name));
    assert.ok(posts.length > 10);
    for (const [name, { parameters = [], responses }] of posts) {
      const header = parameters.find((parameter) => parameter.in === "header");
      assert.deepEqual([header?.name, header?.required ?? false], ["Idempotency-Key", false], name);
      const example = responses["409"]?.content?.["application/json"]?.example as { code: number } | undefined;
      assert.equal(example?.code, 409, name);
    }
  });

  it("names every body and answer that is not text or bytes", () => {
    const { paths, components } = JSON.parse(text) as Named;
    for (const [path, methods] of Object.entries(paths))
      for (const [method, { requestBody, responses }] of Object.entries(methods))
        for (const { content = {} } of [requestBody ?? {}, ...Object.values(responses)])
          for (const [type, { schema }] of Object.entries(content)) {
            if (!/^application\/(json|x-www-form-urlencoded)$/.test(type)) continue;
            const name = /^#\/components\/schemas\/(\w+)$/.exec((schema as JsonSchema).$ref ?? "")?.[1];
            assert.ok(name !== undefined && components.schemas[name], `${method} ${path} ${type}`);
          }
  });

  it("says nothing twice that is a component", () => {
    const { components, paths } = JSON.parse(text);
    const shapes = new Map<string, string>();
    for (const [name, schema] of Object.entries<JsonSchema>(components.schemas)) {
      const shape = shapeOf(schema);
      assert.equal(shapes.get(shape), undefined, `${name} looks like another`);
      shapes.set(shape, name);
    }
    const within = (schema: unknown, place: string): void => {
      if (typeof schema !== "object" || schema === null) return;
      const { properties, enum: values } = schema as JsonSchema;
      if (properties ?? values) assert.equal(shapes.get(shapeOf(schema)), undefined, place);
      for (const [name, one] of Object.entries(schema)) if (!/^examples?$/.test(name)) within(one, `${place}/${name}`);
    };
    within(paths, "paths");
    for (const [name, schema] of Object.entries<object>(components.schemas))
      for (const [member, one] of Object.entries(schema)) within(one, `${name}/${member}`);
    for (const kind of ["parameters", "responses"]) within(components[kind], kind);
  });

  it("tells events apart by their type, and knows every type that the record may have", () => {
    const { schemas } = JSON.parse(text).components;
    const refs = EVENT_TYPES.map((type) => `#/components/schemas/${type}`);
    assert.deepEqual(new Set(schemas.Event.oneOf.map(({ $ref }: JsonSchema) => $ref)), new Set(refs));
    assert.equal(schemas.Event.discriminator.propertyName, "type");
    assert.deepEqual(Object.keys(schemas.Event.discriminator.mapping), Object.keys(EVENTS));
    for (const type of EVENT_TYPES) {
      assert.deepEqual(schemas[type].properties.type.enum, [type]);
      // Those that say the same have it in common.
      const name = (schemas[type].properties.data.$ref as string).replace("#/components/schemas/", "");
      assert.ok(name === `${type}Data` || name === "SeenAtDevice", name);
      assert.equal(schemas[name].additionalProperties, false);
    }
  });

  it("counts in integers", () => {
    assert.doesNotMatch(text, /"type":"number"/);
  });

  it("can be browsed", async () => {
    const page = await server.call("GET", "/reference");
    assert.equal(page.status, 200);
    assert.match(page.headers.get("content-type") ?? "", /^text\/html/);
    const scripts = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1]!);
    assert.ok(scripts.length > 0);
    for (const script of scripts) {
      const { pathname, origin } = new URL(script, `${server.url}/reference/`);
      assert.equal(origin, server.url, "nothing comes from elsewhere");
      assert.equal((await server.call("GET", pathname)).status, 200, script);
    }
  });

  it("is shown with every operation in a browser that holds to the page's policy", async () => {
    const browser = await launchChromium();
    try {
      const page = await browser.newPage();
      const errors: string[] = [];
      page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
      page.on("pageerror", ({ message }) => errors.push(message));
      await page.goto(`${server.url}/reference`);
      await page.getByText("Create a temporary key", { exact: true }).waitFor();
      // Of a long document those are drawn that somebody comes to.
      const shown = new Set<string>();
      for (let turned = 0; turned < 200 && shown.size < operations.size; turned++) {
        const ids = await page.locator(".opblock").evaluateAll((all) => all.map(({ id }) => id));
        for (const id of ids) shown.add(id);
        await page.mouse.wheel(0, 300);
        await page.waitForTimeout(50);
      }
      assert.equal(shown.size, operations.size);
      assert.deepEqual(errors, []);
    } finally {
      await browser.close();
    }
  });
});
