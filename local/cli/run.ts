/** Runs one command: its command line, its faults, its exit code. */
import { parseArgs } from "node:util";
import { ProblemError } from "../../adapters/client/index.ts";
import type { Command, Context, OptionSpec } from "./command.ts";
import { connect } from "./connect.ts";
import { CliError, EXIT, problemError, usageError } from "./exit-codes.ts";
import { startProgress } from "./progress.ts";
import { Interrupted, jsonText, painter, printable, type Terminal } from "./terminal.ts";
import { COMMON, usage } from "./usage.ts";

/** No argument of a process can hold it. */
const MARK = "\0";
const NEGATIVE = /^-\.?\d/;

interface Parsed {
  args: string[];
  values: Record<string, string | boolean | undefined>;
}

/** @throws CliError */
function parse(command: Command, argv: readonly string[]): Parsed {
  const specs: Record<string, OptionSpec> = { ...command.options, ...COMMON };
  const options = Object.fromEntries(
    Object.entries(specs).map(([name, { value, short }]) => [
      name,
      { type: value === undefined ? ("boolean" as const) : ("string" as const), ...(short ? { short } : {}) },
    ]),
  );
  // a negative number is a value, not an option
  const marked = argv.map((arg) => (NEGATIVE.test(arg) ? MARK + arg : arg));
  const plain = (text: string) => (text.startsWith(MARK) ? text.slice(1) : text);
  try {
    const { values, positionals } = parseArgs({ args: marked, options, allowPositionals: true });
    const found = Object.entries(values).map(([name, value]) => [
      name,
      typeof value === "string" ? plain(value) : (value as boolean | undefined),
    ]);
    return { args: positionals.map(plain), values: Object.fromEntries(found) };
  } catch (error) {
    throw usageError(printable((error as Error).message.replaceAll(MARK, "")));
  }
}

function contextOf({ args, values }: Parsed, terminal: Terminal, closing: (() => void)[]): Context {
  const text = (option: string) => {
    const value = values[option];
    return typeof value === "string" ? value : undefined;
  };
  const flag = (option: string) => values[option] === true;
  return {
    args,
    terminal,
    text,
    flag,
    client: async () => {
      const client = await connect(text, terminal);
      closing.push(() => client.close());
      return client;
    },
    show: (data, people) => void terminal.stdout.write(`${flag("json") ? jsonText(data, 2) : people()}\n`),
    note: (line) => void terminal.stderr.write(`${printable(line)}\n`),
    during: (what, work) => work.finally(startProgress(terminal, what)),
  };
}

function tell(error: unknown, name: string, verbose: boolean, terminal: Terminal): number {
  // what was under way fails in its own way then
  const reason = terminal.signal.aborted ? terminal.signal.reason : error;
  if (reason instanceof Interrupted) return reason.exitCode;
  const known = error instanceof ProblemError ? problemError(error.problem) : error;
  const paint = painter(terminal.stderr, terminal.env);
  const line = known instanceof Error ? known.message : String(known);
  terminal.stderr.write(`${paint("red", `ccu-anywhere ${name}: ${printable(line)}`)}\n`);
  if (!(known instanceof CliError)) {
    if (verbose && known instanceof Error) terminal.stderr.write(`${known.stack}\n`);
    return EXIT.failed;
  }
  if (known.exitCode === EXIT.usage) terminal.stderr.write(`ccu-anywhere ${name} --help tells more.\n`);
  if (verbose && known.more !== undefined) {
    const { more } = known;
    const cause = more instanceof Error ? { message: more.message, stack: more.stack, cause: more.cause } : more;
    terminal.stderr.write(`${jsonText(cause, 2)}\n`);
  }
  return known.exitCode;
}

/** @returns the exit code; never throws */
export async function runCommand(
  name: string,
  command: Command,
  argv: readonly string[],
  terminal: Terminal,
): Promise<number> {
  const closing: (() => void)[] = [];
  let verbose = argv.includes("--verbose");
  try {
    const parsed = parse(command, argv);
    verbose = parsed.values.verbose === true;
    if (parsed.values.help === true) {
      terminal.stdout.write(`${usage(name, command)}\n`);
      return EXIT.done;
    }
    const [least, most] = command.count;
    if (parsed.args.length < least) throw usageError(`needs ${command.args}`);
    if (parsed.args.length > most) throw usageError(`"${parsed.args[most]}" is one argument too many`);
    await command.run(contextOf(parsed, terminal, closing));
    return EXIT.done;
  } catch (error) {
    return tell(error, name, verbose, terminal);
  } finally {
    for (const close of closing) close();
  }
}
