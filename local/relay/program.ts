/** The relay at home as a program: arguments, settings, log, signals. */
import { parseArgs } from "node:util";
import { systemClock } from "../../adapters/node/clock.ts";
import { createLog } from "../../adapters/node/log.ts";
import { createLogBook } from "../../adapters/node/log-book.ts";
import { endOnSignals } from "../ending.ts";
import { tellLostOutput } from "../lost-output.ts";
import { runProgram } from "../run-program.ts";
import { describeSettings, loadSettings, secretTexts, unknownVariables } from "../settings.ts";
import { started } from "../started.ts";
import { endForRestart, isSupervised } from "../supervised.ts";
import { surviveUnhandledErrors } from "../unhandled-errors.ts";
import { PairingError, pair, RELAY_FILE, readCredentials } from "./credentials.ts";
import { type RunningRelay, startRelay } from "./home.ts";

/** Milliseconds after which a clean end that hangs is given up. */
const END_MS = 4_800;
/** Exit code where another relay has taken over: a service must not start it again. */
const REPLACED = 3;

const HELP = `Usage:
  ${started("relay", "pair <address> <code>")}   pair this machine with a home in the cloud
  ${started("relay").padEnd(started("relay", "pair <address> <code>").length)}   run it

<address> is that of CCU Anywhere in the cloud; <code> is made there by an admin (POST /relays) and works once.
The settings are those of the server; without a CCU the simulated one runs.
`;

interface Arguments {
  help: boolean;
  pair?: { address: string; code: string };
  /** For the settings. */
  rest: string[];
}

function readRelayArguments(argv: readonly string[]): Arguments {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: { config: { type: "string" }, help: { type: "boolean", short: "h", default: false } },
  });
  const rest = values.config === undefined ? [] : ["--config", values.config];
  const [verb, address, code, ...more] = positionals;
  if (verb === undefined) return { help: values.help, rest };
  if (verb !== "pair" || address === undefined || code === undefined || more.length > 0)
    throw new PairingError("takes nothing, or: pair <address> <code>");
  return { help: values.help, pair: { address, code }, rest };
}

async function main(argv: readonly string[]): Promise<void> {
  const given = readRelayArguments(argv);
  if (given.help) {
    console.log(`${HELP}\n${describeSettings()}`);
    return;
  }
  const settings = loadSettings({ argv: given.rest, env: process.env });
  if (given.pair) {
    const { site, broker_url } = await pair(given.pair.address, given.pair.code, settings.dataDir);
    console.log(`Paired with the home ${site} (broker ${broker_url}). Now start it: ${started("relay")}`);
    return;
  }
  const credentials = readCredentials(settings.dataDir);
  if (!credentials)
    throw new PairingError(`${settings.dataDir}/${RELAY_FILE} is not there: pair this machine first (--help)`);
  const readable = settings.logFormat === "auto" ? undefined : settings.logFormat === "text";
  const hide = [...secretTexts(settings), ...(credentials.password ? [credentials.password] : [])];
  const book = createLogBook({ clock: systemClock, level: settings.logLevel, overrides: settings.logOverrides });
  const log = createLog({ level: settings.logLevel, service: "ccu-anywhere-relay", readable, hide, book });
  tellLostOutput(log);
  for (const name of unknownVariables(process.env))
    log.warn(`the variable ${name} means nothing here; is it misspelt?`);

  let running: RunningRelay | undefined;
  const end = endOnSignals(log, async () => running?.stop(), END_MS);
  running = await startRelay({
    settings,
    credentials,
    log,
    logBook: book,
    fenced: () => end("replaced", REPLACED),
    ...(isSupervised(process.env) ? { restart: endForRestart } : {}),
  });
  surviveUnhandledErrors(log);
  log.info("relay is running", { site: credentials.site, broker: credentials.broker_url });
}

export const run = runProgram(main, PairingError);
