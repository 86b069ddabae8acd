/** Commands of the command line in this process: against a server, with streams that the test sees. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Writable } from "node:stream";
import { after } from "node:test";
import { COMMANDS } from "../../../local/cli/commands.ts";
import { runCommand } from "../../../local/cli/run.ts";
import type { Terminal } from "../../../local/cli/terminal.ts";

export interface Ran {
  code: number;
  out: string;
  err: string;
}

export interface Options {
  env?: Record<string, string>;
  /** Piped in. */
  input?: string;
  /** All streams are a terminal. */
  tty?: boolean;
  /** Typed by a person, each line when it is asked for: what is on stderr then. */
  typed?: readonly (readonly [question: string, line: string])[];
  signal?: AbortSignal;
  /** Sees the output while it is written. */
  onOut?: (all: string) => void;
}

const sink = (isTTY: boolean, seen: (text: string) => void) =>
  Object.assign(
    new Writable({
      write(chunk, _encoding, done) {
        seen(Buffer.from(chunk).toString());
        done();
      },
    }),
    { isTTY },
  );

/** A folder for the logins of one test file, gone afterwards. */
export function configFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "ccu-anywhere-cli-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A person at a terminal; or what is piped in. */
function inputOf({ input = "", tty = false, typed = [] }: Options) {
  const stdin = Object.assign(new PassThrough(), { isTTY: tty, setRawMode: () => stdin });
  if (!tty) stdin.end(input);
  const left = [...typed];
  const heard = (err: string) => {
    const [question, line] = left[0] ?? [];
    if (question === undefined || !err.endsWith(question)) return;
    left.shift();
    setImmediate(() => stdin.write(line));
  };
  return { stdin, heard };
}

/** Runs `ccu-anywhere ...argv`, as the program does it. */
export async function cli(argv: readonly string[], options: Options = {}): Promise<Ran> {
  const [name = "", ...args] = argv;
  let out = "";
  let err = "";
  const { stdin, heard } = inputOf(options);
  const terminal: Terminal = {
    env: options.env ?? {},
    stdin: stdin as Terminal["stdin"],
    stdout: sink(options.tty ?? false, (text) => {
      out += text;
      options.onOut?.(out);
    }),
    stderr: sink(options.tty ?? false, (text) => {
      err += text;
      heard(err);
    }),
    signal: options.signal ?? new AbortController().signal,
  };
  const entry = COMMANDS[name];
  if (!entry) throw new Error(`no command ${name}`);
  const code = await runCommand(name, (await entry.load()).command, args, terminal);
  return { code, out, err };
}
