/** A simulated CCU as a program: options, what it tells people, signals. */
import { parseArgs } from "node:util";
import { started } from "../started.ts";
import { type Simulator, type SimulatorOptions, startSimulator } from "./index.ts";

const HELP = `Starts a simulated CCU.

Usage: ${started("simulator", "[options]")}

  --host <address>         where it listens (default 127.0.0.1)
  --ports <a=b,c=d>        fixed ports by interface, for example
                           BidCos-RF=2001,HmIP-RF=2010,VirtualDevices=9292,CUxD=8701,json=8088,rega=8181
                           (default: any free ports)
  --seed <number>          the same seed gives the same home (default 1)
  --descriptions <folder>  serves every device of the *.json files {type, descriptions, paramsets} in this folder
                           instead of the built-in home
  --recording <file>       replays a recording of a real CCU (GET /diagnostics/rpc-recording/<central>/download): its
                           devices, its answers, and what it told by itself, in its own time
  --wired                  with a BidCos-Wired interface
  --unkind <number>        does everything that CCUs have ever done to clients: values that cannot be read, empty and
                           HTML bodies, silence, answers after up to 20 s, events late, twice and mixed, other
                           spellings; the same number does the same
  --quiet                  nothing happens by itself: no weather, no people
  --help                   this text
`;

class UsageError extends Error {}

/** `BidCos-RF=2001,json=8088`. */
function parsePorts(text: string): Record<string, number> {
  const ports: Record<string, number> = {};
  for (const pair of text.split(",")) {
    const [name = "", digits = ""] = pair.split("=");
    const port = Number(digits);
    if (name === "" || !/^\d+$/.test(digits) || port > 65535)
      throw new UsageError(`--ports: "${pair}" is not name=port`);
    ports[name] = port;
  }
  return ports;
}

function parseSeed(option: string, text: string): number {
  if (!/^-?\d+$/.test(text)) throw new UsageError(`${option}: "${text}" is not a whole number`);
  return Number(text);
}

/** Options of a command line; `undefined` = the help was asked for. */
export function parseCommandLine(args: readonly string[]): SimulatorOptions | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      host: { type: "string" },
      ports: { type: "string" },
      seed: { type: "string" },
      descriptions: { type: "string" },
      recording: { type: "string" },
      unkind: { type: "string" },
      wired: { type: "boolean" },
      quiet: { type: "boolean" },
      help: { type: "boolean" },
    },
  });
  if (values.help) return undefined;
  if (values.recording && values.descriptions)
    throw new UsageError("--recording and --descriptions: devices come from one of them");
  const wired = ["BidCos-RF", "BidCos-Wired", "HmIP-RF", "VirtualDevices", "CUxD"];
  return {
    // what happens is in the recording
    live: !values.quiet && values.recording === undefined,
    radioTime: 80,
    sessions: 10,
    ...(values.host ? { host: values.host } : {}),
    ...(values.ports ? { ports: parsePorts(values.ports) } : {}),
    ...(values.seed ? { seed: parseSeed("--seed", values.seed) } : {}),
    ...(values.unkind ? { unkind: { seed: parseSeed("--unkind", values.unkind) } } : {}),
    ...(values.descriptions ? { descriptions: values.descriptions } : {}),
    ...(values.recording ? { recording: values.recording } : {}),
    ...(values.wired ? { interfaces: wired } : {}),
  };
}

/** What to tell CCU Anywhere so that it finds this CCU. */
export function introduction(simulator: Simulator): string {
  const { world, central, ports } = simulator;
  const list = Object.entries(ports).map(([name, port]) => `  ${name.padEnd(16)}${port}`);
  return [
    `A simulated CCU with ${world.devices.size} devices listens on ${central.host}:`,
    ...list,
    "",
    "CCU Anywhere finds it with",
    "",
    `  CCU_ANYWHERE_CENTRALS='${JSON.stringify([central])}' ${started("server")}`,
    "",
    "Ctrl-C ends it.",
  ].join("\n");
}

async function main(argv: readonly string[]): Promise<void> {
  const options = parseCommandLine(argv);
  if (!options) {
    process.stdout.write(HELP);
    return;
  }
  const simulator = await startSimulator(options);
  process.stdout.write(`${introduction(simulator)}\n`);
  const end = (): void => {
    simulator.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once("SIGINT", end);
  process.once("SIGTERM", end);
}

/** Resolves when it runs, or when it has said why not (then with an exit code). */
export async function run(argv: readonly string[]): Promise<void> {
  try {
    await main(argv);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 2;
  }
}
