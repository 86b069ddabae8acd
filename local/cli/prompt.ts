/** Asks people, and reads what a script pipes in. */

import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { usageError } from "./exit-codes.ts";
import { Interrupted, type Terminal } from "./terminal.ts";

/** Bytes that are read from a pipe: a request of the API may have 1 MiB. */
export const INPUT_LIMIT = 1024 * 1024;

/** A line from a person. Its echo can be kept from the screen. @throws Interrupted */
export async function ask({ stdin, stderr, signal }: Terminal, question: string, hidden = false): Promise<string> {
  stderr.write(question);
  // as a terminal readline echoes what is typed to its output; otherwise the terminal itself does
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: stdin, output: silent, terminal: hidden, historySize: 0 });
  const stop = new AbortController();
  lines.once("SIGINT", () => stop.abort(new Interrupted("SIGINT")));
  // the end of the input (Ctrl-D)
  lines.once("close", () => stop.abort(usageError("nothing was entered")));
  try {
    return await lines.question("", { signal: AbortSignal.any([signal, stop.signal]) });
  } catch (error) {
    throw stop.signal.aborted ? stop.signal.reason : error;
  } finally {
    if (hidden) stderr.write("\n");
    lines.close();
  }
}

/** Everything that is piped in. @throws CliError past the limit */
export async function readInput({ stdin }: Terminal): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stdin) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > INPUT_LIMIT) throw usageError(`the input has more than ${INPUT_LIMIT} bytes`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** From the environment, from a person, or the first line of what is piped in. @throws CliError, Interrupted */
export async function readPassword(terminal: Terminal): Promise<string> {
  const { env, stdin } = terminal;
  const given =
    env.CCU_ANYWHERE_PASSWORD ??
    (stdin.isTTY ? await ask(terminal, "Password: ", true) : (await readInput(terminal)).split(/\r?\n/, 1)[0]);
  if (!given) throw usageError("no password: it is asked for, piped in, or in CCU_ANYWHERE_PASSWORD");
  return given;
}
