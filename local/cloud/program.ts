/** The whole cloud on this machine as a program: arguments, settings, banner, signals. */
import { join } from "node:path";
import { parseArgs } from "node:util";
import { systemClock } from "../../adapters/node/clock.ts";
import { createLog } from "../../adapters/node/log.ts";
import { createLogBook } from "../../adapters/node/log-book.ts";
import { endOnSignals } from "../ending.ts";
import { runProgram } from "../run-program.ts";
import { type ListenAddress, loadSettings, secretTexts, unknownVariables } from "../settings.ts";
import { started } from "../started.ts";
import { type RunningCloud, startCloud } from "./start.ts";

/** Milliseconds after which a clean end that hangs is given up. */
const END_MS = 8_000;
const BUNDLES = join(import.meta.dirname, "..", "..", "dist", "functions");

const HELP = `Usage: ${started("cloud", "[--gateway none] [--relay none] [--broker HOST:PORT] [--bundled] [--config FILE]")}

Starts DynamoDB, an MQTT broker, API Gateway, the functions, a relay and (where no CCU is configured) a simulated CCU,
and prints the address to open. The settings are those of the server: ${started("server", "--help")}.

  --gateway none      leaves the gateway to another emulator and prints the variables that the functions need;
                      CCU_ANYWHERE_WS_ENDPOINT tells this program where its @connections endpoint is
  --relay none        the relay is started by hand; prints its one-time pairing code
  --broker HOST:PORT  where relays of other machines reach the broker (default: any free port of the loopback). What they
                      are told is CCU_ANYWHERE_RELAY_BROKER_URL, or this; for 0.0.0.0 the machine's first address
                      A broker of your own instead: CCU_ANYWHERE_BROKER_URL=mqtt://NAME:PASSWORD@HOST:PORT
  --bundled           runs dist/functions (npm run bundle) instead of the sources
`;

class ArgumentError extends Error {}

function onlyNone(name: string, value: string | undefined): "local" | "none" {
  if (value === undefined || value === "local") return "local";
  if (value === "none") return value;
  throw new ArgumentError(`--${name} takes only: none`);
}

function brokerAddress(text: string | undefined): ListenAddress | undefined {
  if (text === undefined) return undefined;
  const [, host = "", port = ""] = /^(.+):(\d{1,5})$/.exec(text) ?? [];
  if (host === "" || Number(port) > 65_535) throw new ArgumentError("--broker takes HOST:PORT");
  return { host, port: Number(port) };
}

function readCloudArguments(argv: readonly string[]) {
  const option = { type: "string" } as const;
  const flag = { type: "boolean", default: false } as const;
  const { values } = parseArgs({
    args: [...argv],
    options: {
      gateway: option,
      relay: option,
      broker: option,
      config: option,
      bundled: flag,
      help: { ...flag, short: "h" },
    },
  });
  return {
    help: values.help,
    bundled: values.bundled,
    gateway: onlyNone("gateway", values.gateway),
    relay: onlyNone("relay", values.relay),
    broker: brokerAddress(values.broker),
    rest: values.config === undefined ? [] : ["--config", values.config],
  };
}

const withoutPassword = (address: string): string => address.replace(/(\/\/[^:@/]+):[^@/]*@/, "$1@");

const banner = (cloud: RunningCloud, dataDir: string, admin: string | undefined): string =>
  [
    "",
    `CCU Anywhere runs as a cloud on this machine (${cloud.dynamo?.kind}).`,
    "",
    ...cloud.urls.flatMap((url) => [`  Home        ${url}/`, `  API         ${url}/api/v1/info`]),
    ...(admin ? [`  Log in as   ${admin}@${cloud.site}`] : []),
    ...(cloud.initialAdmin ? [`  Password    ${cloud.initialAdmin.password}   (shown only this once)`] : []),
    `  Broker      ${withoutPassword(cloud.brokerUrl)}`,
    ...(cloud.code
      ? ["", `  Pair a relay:  ${started("relay", `pair ${cloud.urls[0] ?? "<address>"} ${cloud.code}`)}`]
      : []),
    ...(cloud.urls.length === 0
      ? [
          "",
          "  The functions need:",
          ...Object.entries(cloud.variables).map(([name, value]) => `    ${name}=${value}`),
          ...(process.env.CCU_ANYWHERE_WS_ENDPOINT
            ? []
            : ["  CCU_ANYWHERE_WS_ENDPOINT is missing: set it here too, so that events reach the emulator's sockets."]),
        ]
      : []),
    ...(cloud.relay?.simulator
      ? ["", "  No CCU is configured: a simulated one with a home full of devices is running as `demo`."]
      : []),
    "",
    `  Data        ${dataDir}`,
    "",
  ].join("\n");

async function main(argv: readonly string[]): Promise<void> {
  const given = readCloudArguments(argv);
  if (given.help) {
    console.log(HELP);
    return;
  }
  const {
    CCU_ANYWHERE_WS_ENDPOINT: wsEndpoint,
    CCU_ANYWHERE_BROKER_URL: brokerUrl,
    CCU_ANYWHERE_RELAY_BROKER_URL: relayBroker,
    ...env
  } = process.env;
  if (brokerUrl && !(URL.canParse(brokerUrl) && /^(mqtts?|wss?):/.test(brokerUrl)))
    throw new ArgumentError("CCU_ANYWHERE_BROKER_URL takes mqtt://NAME:PASSWORD@HOST:PORT (or mqtts, ws, wss)");
  if (brokerUrl && given.broker)
    throw new ArgumentError("--broker is for the broker of this program; CCU_ANYWHERE_BROKER_URL names another");
  // whatever is written from now on is for this user only: credentials, hashes, the key
  process.umask(0o077);
  const settings = loadSettings({ argv: given.rest, env });
  const readable = settings.logFormat === "auto" ? undefined : settings.logFormat === "text";
  const book = createLogBook({ clock: systemClock, level: settings.logLevel, overrides: settings.logOverrides });
  const log = createLog({
    book,
    level: settings.logLevel,
    service: "ccu-anywhere-cloud",
    readable,
    hide: secretTexts(settings),
  });
  for (const name of unknownVariables(env)) log.warn(`the variable ${name} means nothing here; is it misspelt?`);
  const cloud = await startCloud({
    settings,
    logBook: book,
    log,
    gateway: given.gateway,
    relay: given.relay,
    ...(wsEndpoint ? { wsEndpoint } : {}),
    ...(relayBroker ? { variables: { CCU_ANYWHERE_RELAY_BROKER_URL: relayBroker } } : {}),
    ...(given.broker ? { broker: given.broker } : {}),
    ...(brokerUrl ? { brokerUrl } : {}),
    ...(given.bundled ? { bundles: BUNDLES } : {}),
  });
  // first: whoever has read that it runs may end it
  endOnSignals(log, () => cloud.stop(), END_MS);
  process.stdout.write(`${banner(cloud, settings.dataDir, settings.admin?.name ?? cloud.initialAdmin?.name)}\n`);
}

export const run = runProgram(main, ArgumentError);
