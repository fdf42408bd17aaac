/** Every command. Each loads what it needs when it is run, so that a small one starts fast. */
import { DRIVER_KINDS } from "../devices/kinds.ts";
import type { CliCommand } from "./command.ts";

const organizations = () => import("./organizations.ts");
const members = () => import("./members.ts");
const presentation = () => import("./presentation.ts");
const users = () => import("./users.ts");
const keys = () => import("./keys.ts");
const simulator = () => import("./simulator.ts");
const hubs = () => import("./hubs.ts");
const lockDevice = () => import("./lock-device.ts");
const server = () => import("./server.ts");

export const COMMANDS: readonly CliCommand[] = [
  {
    usage: "serve",
    about: "serve until stopped",
    longRunning: true,
    run: async (...given) => (await server()).runServer(...given),
  },
  {
    usage: "demo [--mqtt]",
    about: "serve with a simulated front door and a key to it; --mqtt for one that is a process of its own",
    longRunning: true,
    run: async (...given) => (await server()).runDemo(...given),
  },
  {
    usage: "org create <orgId> [--name N] [--super] [--expires T]",
    about: "make an organisation and its API key; --super for one that may act on every lock",
    run: async (...given) => (await organizations()).createOrganization(...given),
  },
  {
    usage: "org rotate-key <orgId> [--overlap 1h] [--expires T]",
    about: "make a new API key; the others end after the overlap",
    run: async (...given) => (await organizations()).rotateOrganizationKey(...given),
  },
  {
    usage: "org members <orgId>",
    about: "list an organisation's members",
    run: async (...given) => (await members()).listMembers(...given),
  },
  {
    usage: "org invite <orgId> --email E [--role owner]",
    about: "make a link by which whoever has this address becomes a member, good once within 7 days",
    run: async (...given) => (await members()).inviteMember(...given),
  },
  {
    usage: "org member set-role <orgId> <user> <role>",
    about: "make a user, by id or e-mail address, a member with this role who may act; viewer, manager or owner",
    run: async (...given) => (await members()).setMemberRole(...given),
  },
  {
    usage: "org member remove <orgId> <user>",
    about: "remove a member, by id or e-mail address; not the last owner",
    run: async (...given) => (await members()).removeMember(...given),
  },
  {
    usage:
      "org brand <orgId> [--name N] [--accent #RRGGBB] [--background #RRGGBB] [--logo FILE] [--contact N] [--phone P] [--email E] [--privacy URL]",
    about: "say what guests see of an organisation; only what is named changes, and none takes it away",
    run: async (...given) => (await presentation()).setBrand(...given),
  },
  {
    usage: "user create --email E [--name N]",
    about: "make a user",
    run: async (...given) => (await users()).createUser(...given),
  },
  {
    usage: "user token <userId> [--ttl 1h]",
    about: "sign a token for a user, good for up to 30d",
    run: async (...given) => (await users()).signUserToken(...given),
  },
  {
    usage: "user sign-in-link <userId> [--key UUID]",
    about: "make a link that signs a user in on one phone and leads to a key, good once within 15 minutes",
    run: async (...given) => (await users()).makeSignInLink(...given),
  },
  {
    usage: "user setup-link [--user E]",
    about:
      "make a link that makes the account of whoever hosts the server, good once within a day; with --user, one that gives the user of that e-mail address a new password and ends their sessions",
    run: async (...given) => (await users()).makeSetUpLink(...given),
  },
  {
    usage: "user erase <userId>",
    about: "erase what is known of a user; the record keeps the id alone",
    run: async (...given) => (await users()).eraseUser(...given),
  },
  {
    usage: "user sign-out <userId>",
    about: "end a user's sessions on every phone, and their links and tokens",
    run: async (...given) => (await users()).signUserOut(...given),
  },
  {
    usage: "issuer rotate [--now]",
    about: "sign tokens with a new key from now on; --now voids all that were signed before",
    run: async (...given) => (await users()).rotateIssuer(...given),
  },
  {
    usage: "pin rotate-secret",
    about: "encrypt and index new PINs with a new secret; older PINs still open",
    run: async (...given) => (await keys()).rotatePinSecret(...given),
  },
  {
    usage:
      "lock create <lockId> [--org O] [--owner U] [--name N] [--time-zone Z] [--driver simulator] [--hub H] [--device A] [--unlatch] [--relock S]",
    about: "make a lock: a simulated one, or a device of a hub",
    run: async (...given) => (await import("./locks.ts")).createLock(...given),
  },
  {
    usage: "lock change <lockId> [--name N] [--time-zone Z]",
    about: "rename a lock, or say in which time zone it stands",
    run: async (...given) => (await import("./locks.ts")).changeLock(...given),
  },
  {
    usage: "lock bind <lockId> --hub H --device A [--unlatch] [--relock S]",
    about: "let a lock be a device of a hub; --unlatch pulls the latch too, --relock has it lock again after S seconds",
    run: async (...given) => (await lockDevice()).bindLock(...given),
  },
  {
    usage: "lock unbind <lockId>",
    about: "take a lock's device away: it opens nothing until it is bound again",
    run: async (...given) => (await lockDevice()).unbindLock(...given),
  },
  {
    usage: "lock device <lockId>",
    about: "show which device a lock is, and what was last seen of it",
    run: async (...given) => (await lockDevice()).showLockDevice(...given),
  },
  {
    usage: `hub add <hubId> --kind K [--org O] [--owner U] [--name N] [--url U] [--token-file F] [--set NAME=VALUE …] [--secret-file NAME=FILE …]`,
    about: `make a connection to devices; K is ${DRIVER_KINDS.join(", ")}`,
    run: async (...given) => (await hubs()).addHub(...given),
  },
  {
    usage: "hub change <hubId> [--name N] [--url U] [--token-file F] [--set NAME=VALUE …] [--secret-file NAME=FILE …]",
    about: "change what is named of a hub",
    run: async (...given) => (await hubs()).changeHub(...given),
  },
  { usage: "hub list", about: "list all hubs", run: async (...given) => (await hubs()).listHubs(...given) },
  {
    usage: "hub check <hubId>",
    about: "ask a hub whether it can be reached, as whom, and how fast",
    run: async (...given) => (await hubs()).checkHub(...given),
  },
  {
    usage: "hub devices <hubId>",
    about: "list what locks can be bound to",
    run: async (...given) => (await hubs()).listDevices(...given),
  },
  {
    usage: "hub commission <hubId> <code>",
    about: "take a Matter device in by its pairing code or the text of its QR code",
    run: async (...given) => (await hubs()).commission(...given),
  },
  {
    usage: "hub mqtt-acl <hubId> [--account A …]",
    about: "print what Mosquitto needs of an MQTT hub's accounts: door-NAME, zigbee2mqtt, nuki-ID, shelly-PREFIX",
    run: async (...given) => (await import("./hub-mqtt.ts")).printMqttAcl(...given),
  },
  {
    usage: "hub remove <hubId>",
    about: "remove a hub to which no lock is bound",
    run: async (...given) => (await hubs()).removeHub(...given),
  },
  {
    usage:
      "lock arrival <lockId> [--text T] [--text-file FILE] [--picture FILE] [--contact N] [--phone P] [--email E] [--address A] [--hand push|pull|turn] [--kind door|gate|lift] [--moves-for SECONDS] [--floor F]",
    about: "say how guests find a door; only what is named changes, and none takes it away",
    run: async (...given) => (await presentation()).setDirections(...given),
  },
  {
    usage: "key create <lockId> --until T [--from T] [--max-uses N] [--users U,U] [--description D]",
    about: "lend a lock for a while and print the guest's link",
    run: async (...given) => (await keys()).createKey(...given),
  },
  {
    usage: "key revoke <tempKeyUuid>",
    about: "take a key back",
    run: async (...given) => (await keys()).revokeKey(...given),
  },
  {
    usage: "simulator set <lockId> --fault F",
    about: "make a simulated lock fail: none, offline, late:MS, lost-ack, jam or duplicate",
    run: async (...given) => (await simulator()).setSimulatorFault(...given),
  },
  {
    usage: "simulator log <lockId>",
    about: "list every time that a simulated lock moved",
    run: async (...given) => (await simulator()).showSimulatorLog(...given),
  },
  {
    usage: "export <lockId> --format csv|jsonl [--from-version N] [--to-version N] [--out FILE]",
    about: "write a lock's record to a file that proves itself",
    run: async (...given) => (await import("./export.ts")).exportLock(...given),
  },
  {
    usage: "backup <file>",
    about: "copy the data to a file while the server runs, and prove the copy",
    run: async (...given) => (await import("./backup.ts")).backup(...given),
  },
  {
    usage: "restore <file>",
    about: "bring a copy back into an empty data folder, and prove it",
    run: async (...given) => (await import("./backup.ts")).restore(...given),
  },
  {
    usage: "migrate-store --from URL --to URL",
    about: "move everything from a stopped server's store to an empty one, SQLite or PostgreSQL, and prove it",
    run: async (...given) => (await import("./migrate-store.ts")).migrateStore(...given),
  },
  {
    usage: "verify [--head POSITION:HASH] [--export FILE]",
    about: "prove that the record is whole, or name the first event or row that is wrong; or so an exported file",
    run: async (...given) => (await import("./verify.ts")).verify(...given),
  },
];
