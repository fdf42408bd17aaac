/** What a relay is configured with. */
import { type Static, Type } from "typebox";

const CLOSED = { additionalProperties: false } as const;

/** All that is said must hold. */
const Rule = Type.Object(
  {
    status: Type.Optional(
      Type.Array(Type.Integer({ minimum: 200, maximum: 599 }), {
        minItems: 1,
        maxItems: 20,
        description: "The answer's status is one of these; without it, any of 200 to 299",
      }),
    ),
    contains: Type.Optional(
      Type.String({ minLength: 1, maxLength: 500, description: "The body has this text in it, to the letter" }),
    ),
    pointer: Type.Optional(
      Type.String({
        maxLength: 500,
        pattern: "^(/([^~/]|~[01])*)*$",
        description: "A place in the body, which is JSON (RFC 6901): /result/ok",
      }),
    ),
    equals: Type.Optional(
      Type.Union([Type.String({ maxLength: 500 }), Type.Number(), Type.Boolean(), Type.Null()], {
        description: "What is at that place",
      }),
    ),
  },
  { ...CLOSED, minProperties: 1 },
);
export type Rule = Static<typeof Rule>;

const Path = Type.String({
  pattern: "^/[^\\s#]*$",
  maxLength: 2_000,
  description: "Below `url`, with its query; {address}, {orderId}, {notAfter}, {action} and {token} are filled in",
});
const Headers = Type.Record(Type.String({ pattern: "^[!-~]{1,100}$" }), Type.String({ maxLength: 2_000 }), {
  maxProperties: 20,
  description: "The same are filled in",
});

const Template = Type.Object(
  {
    method: Type.Enum(["GET", "POST", "PUT", "PATCH", "DELETE"]),
    path: Path,
    headers: Type.Optional(Headers),
    body: Type.Optional(
      Type.String({ maxLength: 8_000, description: "The same are filled in, escaped as its `content-type` needs" }),
    ),
    opened: Rule,
    refused: Type.Optional(Rule),
    moved: Type.Optional(
      Type.Boolean({ description: "`opened` says that the device moved, and not only that it was told to" }),
    ),
    relocks: Type.Optional(Type.Boolean({ description: "The device locks again by itself" })),
    unlatches: Type.Optional(Type.Boolean({ description: "The device can unlatch too; {action} says which" })),
    state: Type.Optional(
      Type.Object(
        { path: Path, headers: Type.Optional(Headers), locked: Rule, unlocked: Rule },
        { ...CLOSED, description: "Where the state can be read, by GET, and what the answers mean" },
      ),
    ),
  },
  CLOSED,
);
export type Template = Static<typeof Template>;

export const Settings = Type.Object(
  {
    profile: Type.Enum(["shelly", "nuki-bridge", "template"], {
      description:
        "What it speaks: Shelly's RPC (second generation and later), the Nuki bridge, or what `template` says",
    }),
    url: Type.String({ maxLength: 2_000, description: "Where the device or bridge is: http://192.168.1.20" }),
    fingerprint: Type.Optional(
      Type.String({
        maxLength: 100,
        description: "SHA-256 of its certificate, which is then trusted whoever signed it, and no other; needs https",
      }),
    ),
    pulseS: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 60, description: "Shelly: how many seconds the relay holds; 3 without it" }),
    ),
    template: Type.Optional(Template),
  },
  CLOSED,
);
export type Settings = Static<typeof Settings>;

export const Secrets = Type.Object(
  {
    password: Type.Optional(Type.String({ maxLength: 200, description: "Shelly: of its user admin" })),
    token: Type.Optional(
      Type.String({
        maxLength: 1_000,
        description: "The Nuki bridge's token, or what {token} stands for in a template",
      }),
    ),
    signingSecret: Type.Optional(
      Type.String({ minLength: 16, maxLength: 200, description: "Template: what requests are signed with" }),
    ),
  },
  CLOSED,
);
export type Secrets = Static<typeof Secrets>;
