/** What an MQTT hub is configured with. */
import { type Static, Type } from "typebox";

export const PROFILE_NAMES = ["latchstring", "zigbee2mqtt", "home-assistant", "nuki", "shelly"] as const;
export type ProfileName = (typeof PROFILE_NAMES)[number];

const Topic = Type.String({ minLength: 1, maxLength: 100, pattern: "^[^+#/$][^+#]*[^+#/]$" });

export const Settings = Type.Object(
  {
    url: Type.Optional(
      Type.String({
        maxLength: 300,
        pattern: "^mqtts?://[^/@?#]+/?$",
        description: "The broker: mqtt://HOST[:1883], or mqtts://HOST[:8883] with TLS. Left out with `embedded`",
      }),
    ),
    username: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: "Whom the broker takes us for" })),
    protocol: Type.Optional(
      Type.Union([Type.Literal("auto"), Type.Literal("5"), Type.Literal("3.1.1")], {
        description: "`auto` speaks MQTT 5, and 3.1.1 with a broker that knows no other",
      }),
    ),
    serverName: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 253,
        description: "The name in the broker's certificate, if not its host",
      }),
    ),
    profiles: Type.Optional(
      Type.Array(Type.Union(PROFILE_NAMES.map((name) => Type.Literal(name))), {
        minItems: 1,
        maxItems: PROFILE_NAMES.length,
        uniqueItems: true,
        description: "How the locks talk; all ways that are known where it is left out",
      }),
    ),
    topics: Type.Optional(
      Type.Object(
        {
          latchstring: Type.Optional(Topic),
          zigbee2mqtt: Type.Optional(Topic),
          "home-assistant": Type.Optional(Topic),
          nuki: Type.Optional(Topic),
        },
        { additionalProperties: false, description: "Where topics begin, if not as usual" },
      ),
    ),
    homeAssistant: Type.Optional(
      Type.Object(
        {
          discovery: Type.Boolean({
            description:
              "Whether doors are shown to Home Assistant by its MQTT discovery: those of whoever has the hub",
          }),
          names: Type.Optional(
            Type.Boolean({
              description: "Whether the descriptions of keys are told there too; they are where it is left out",
            }),
          ),
        },
        {
          additionalProperties: false,
          description: "Show doors to a Home Assistant at the same broker; `topics.home-assistant` is where it looks",
        },
      ),
    ),
    events: Type.Optional(
      Type.Object(
        {
          publish: Type.Boolean({ description: "Whether events go out to the broker" }),
          prefix: Type.Optional({
            ...Topic,
            description: "Where their topics begin; latchstring where it is left out",
          }),
          format: Type.Optional(
            Type.Union([Type.Literal("published"), Type.Literal("cloudevents")], {
              description: "As webhooks have it; published where it is left out",
            }),
          ),
          organization: Type.Optional(
            Type.String({
              pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$",
              description: "Whose events; the hub's own organisation, and required of a hub of the operator",
            }),
          ),
        },
        {
          additionalProperties: false,
          description:
            "Publish an organisation's events, and the state of each of its locks, at PREFIX/ORGANISATION/locks",
        },
      ),
    ),
    embedded: Type.Optional(
      Type.Object(
        {
          port: Type.Integer({ minimum: 1, maximum: 65_535, description: "Where it listens" }),
          host: Type.Optional(
            Type.String({
              minLength: 1,
              maxLength: 253,
              description: "On which address; loopback where it is left out",
            }),
          ),
        },
        { additionalProperties: false, description: "A broker inside this server, for one machine" },
      ),
    ),
  },
  { additionalProperties: false },
);
export type Settings = Static<typeof Settings>;

const Pem = (what: string) => Type.Optional(Type.String({ maxLength: 65_536, description: `${what}, PEM` }));

export const Secrets = Type.Object(
  {
    password: Type.Optional(Type.String({ minLength: 1, maxLength: 1_000, description: "Of `username`" })),
    ca: Pem("Who signed the broker's certificate, where that is nobody whom all trust"),
    certificate: Pem("Our client certificate"),
    key: Pem("The key of our client certificate"),
    doorSecret: Type.Optional(
      Type.String({
        minLength: 32,
        maxLength: 200,
        description: "What the secrets and passwords of doors of our own are made of; random, and known to nobody else",
      }),
    ),
  },
  { additionalProperties: false },
);
export type Secrets = Static<typeof Secrets>;

/** Where topics begin. */
export type Bases = Readonly<Record<Exclude<ProfileName, "shelly">, string>>;

/** Where topics of this hub begin. */
export function basesOf({ topics }: Settings): Bases {
  return {
    latchstring: topics?.latchstring ?? "latchstring",
    zigbee2mqtt: topics?.zigbee2mqtt ?? "zigbee2mqtt",
    "home-assistant": topics?.["home-assistant"] ?? "homeassistant",
    nuki: topics?.nuki ?? "nuki",
  };
}
