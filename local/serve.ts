/** The on-prem server as a program: settings, log, banner, signals. Started by server.ts and main.ts. */
import { systemClock } from "../adapters/node/clock.ts";
import { createLog } from "../adapters/node/log.ts";
import { createLogBook } from "../adapters/node/log-book.ts";
import { centralHealth } from "../handlers/features/system/health.ts";
import { endOnSignals } from "./ending.ts";
import { tellLostOutput } from "./lost-output.ts";
import { type OnPrem, startOnPrem } from "./on-prem.ts";
import { runProgram } from "./run-program.ts";
import { describeSettings, loadSettings, readArguments, secretTexts, unknownVariables } from "./settings.ts";
import { started } from "./started.ts";
import { endForRestart, isSupervised } from "./supervised.ts";
import { surviveUnhandledErrors } from "./unhandled-errors.ts";

/** Milliseconds after which a clean end that hangs is given up (systemd and Docker kill after 10 s at the earliest). */
const END_MS = 4_800;

/** A line to copy. Curl asks for the password, so that it is in no history. */
const example = (url: string, name: string): string => `curl -u ${name} ${url}/api/v1/devices`;

interface Told {
  centrals: readonly string[];
  dataDir: string;
  admin: string | undefined;
}

const banner = ({ urls, initialAdmin, simulator }: OnPrem, { centrals, dataDir, admin }: Told): string =>
  [
    "",
    "CCU Anywhere is running.",
    "",
    ...urls.flatMap((url) => [`  Home        ${url}/`, `  API         ${url}/api/v1/info`, `  Reference   ${url}/api`]),
    "",
    ...(initialAdmin
      ? [
          `  Log in as   ${initialAdmin.name}`,
          `  Password    ${initialAdmin.password}   (shown only this once; also the code for POST /setup)`,
          "",
        ]
      : []),
    ...centrals.map((central) => `  CCU         ${central}`),
    ...(urls[0] && admin ? [`  Try         ${example(urls[0], admin)}`] : []),
    "",
    ...(simulator
      ? [
          "  No CCU is configured: a simulated one with a home full of devices is running as `demo`.",
          `  To serve your own CCU: ${started("server", "--help")}`,
          "",
        ]
      : []),
    `  Data        ${dataDir}`,
    "",
  ].join("\n");

/** Name and state of each CCU, in the words of `/health`. */
async function centralLines({ site }: OnPrem): Promise<string[]> {
  const now = site.clock.now();
  const states = (await site.home.centrals()).map((central) => ({ central, health: centralHealth(central, now) }));
  return states.map(({ central, health }) => `${central.name}: ${health.note ?? health.status}`);
}

async function main(argv: readonly string[]): Promise<void> {
  const asked = readArguments(argv);
  if (asked.help) {
    console.log(describeSettings());
    return;
  }
  const settings = loadSettings({ argv, env: process.env });
  if (asked["check-config"]) {
    for (const name of unknownVariables(process.env)) console.log(`${name} means nothing here; is it misspelt?`);
    console.log("the settings can be used");
    return;
  }
  const readable = settings.logFormat === "auto" ? undefined : settings.logFormat === "text";
  const book = createLogBook({ clock: systemClock, level: settings.logLevel, overrides: settings.logOverrides });
  const hide = secretTexts(settings);
  const log = createLog({ level: settings.logLevel, service: "ccu-anywhere", readable, hide, book });
  tellLostOutput(log);
  for (const name of unknownVariables(process.env))
    log.warn(`the variable ${name} means nothing here; is it misspelt?`);
  const running = await startOnPrem({
    settings,
    log,
    logBook: book,
    ...(isSupervised(process.env) ? { restart: endForRestart } : {}),
  });
  const told = {
    centrals: await centralLines(running),
    dataDir: settings.dataDir,
    admin: running.initialAdmin?.name ?? settings.admin?.name,
  };
  // first: whoever has read that it runs may end it
  endOnSignals(log, () => running.stop(), END_MS);
  // a line for people, not for the log: it holds the one-time password
  process.stdout.write(`${banner(running, told)}\n`);

  surviveUnhandledErrors(log);
}

export const run = runProgram(main);
