/** What a broker needs to know of an MQTT hub's accounts. */
import { hubSecretsOf } from "../devices/hubs/secrets.ts";
import { mosquittoFiles } from "../devices/mqtt/accounts.ts";
import { basesOf, Settings } from "../devices/mqtt/settings.ts";
import { type Arguments, type Context, type Output, UsageError } from "./command.ts";
import { withHubs } from "./stores.ts";
import { quote } from "./values.ts";

const MOST_ACCOUNTS = 1_000;

export async function printMqttAcl(args: Arguments, context: Context): Promise<Output> {
  const hubId = args.operand("hubId");
  const usernames = args.options("account");
  if (usernames.length > MOST_ACCOUNTS) throw new UsageError(`--account may be given ${MOST_ACCOUNTS} times`);
  return withHubs(context, async ({ hubs }) => {
    const hub = await hubs.hub(hubId);
    if (!hub) throw new Error(`There is no hub ${quote(hubId)}`);
    const settings = await mqttSettings(hub.kind, hub.settings);
    const { doorSecret } = await hubSecretsOf(context.config).decrypt(hub);
    if (doorSecret === undefined) throw new Error(`${hubId} has no secret doorSecret, of which all accounts are made`);
    const files = mosquittoFiles(doorSecret, basesOf(settings), usernames);
    const accounts = files.accounts.map(({ username, password, doorSecret: secret }) =>
      [username, `password ${password}`, secret !== undefined && `DOOR_SECRET ${secret}`].filter(Boolean).join("  "),
    );
    return {
      json: files,
      text: `For the acl_file:\n\n${files.acl}\nFor the password_file:\n\n${files.passwords}\nSecrets, for each its own:\n\n${accounts.join("\n")}`,
    };
  });
}

async function mqttSettings(kind: string, settings: object): Promise<Settings> {
  const { Check } = await import("typebox/schema");
  if (kind !== "mqtt" || !Check(Settings, settings)) throw new Error("The hub is not one of MQTT");
  return settings;
}
