/** `ccu-anywhere call` */
import type { Client, CommandError } from "../../adapters/client/index.ts";
import type { Command, Context } from "./command.ts";
import { commandError, usageError } from "./exit-codes.ts";
import { readInput } from "./prompt.ts";
import { jsonText } from "./terminal.ts";

/** A command whose types are no longer known: a newer endpoint may have others. */
type PlainCall = (
  command: string,
  args: object,
  options: { signal: AbortSignal },
) => Promise<{ data?: unknown; error?: CommandError }>;

/** @throws CliError */
function parseArguments(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw usageError(`the arguments are no JSON: ${(error as Error).message}`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw usageError('the arguments are a JSON object: \'{"address":"…"}\'');
  return value as Record<string, unknown>;
}

async function call(context: Context): Promise<void> {
  const [name = "", text = "{}"] = context.args;
  const args = parseArguments(text === "-" ? await readInput(context.terminal) : text);
  const central = context.text("central");
  const client = (await context.client()) as Client;
  const run = client.call as unknown as PlainCall;
  const all = { ...args, ...(central === undefined ? {} : { central }) };
  const { data, error } = await context.during(name, run(name, all, { signal: context.terminal.signal }));
  if (error) throw commandError(error);
  context.show(data ?? null, () => jsonText(data ?? null, 2));
}

export const command: Command = {
  args: "COMMAND [JSON]",
  count: [1, 2],
  examples: [
    ["call devices.list", "any command of the WebSocket; the result is JSON"],
    [`call devices.get '{"address":"0001D3C99C6A01"}'`, "with arguments"],
    ["call links.list_all - < arguments.json", "arguments from a file"],
  ],
  notes: "The endpoint lists its commands at /api. A command is sent once and never again.",
  run: call,
};
