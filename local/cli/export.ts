/** `ccu-anywhere export` */
import { dataOf } from "../../adapters/client/index.ts";
import { parseTarget } from "./address.ts";
import type { Command, Context } from "./command.ts";
import { CliError, EXIT, usageError } from "./exit-codes.ts";
import { checkPlace, writeNewFile } from "./files.ts";
import { printable } from "./terminal.ts";

async function exportDefinition(context: Context): Promise<void> {
  const target = parseTarget(context.args[0] as string);
  if (target.channel !== undefined) throw usageError("a definition is of a whole device: ADDRESS");
  const { address } = target;
  const path = context.text("output") ?? `${address.replace("*", "")}.zip`;
  const force = context.flag("force");
  const { stdout } = context.terminal;
  if (path === "-" && stdout.isTTY) throw usageError("a ZIP file is nothing for a terminal: --output FILE");
  if (path === "-" && context.flag("json")) throw usageError("--output - and --json both write to the output");
  if (path !== "-") checkPlace(path, force);
  const client = await context.client();
  const params = { path: { addr: address }, query: { central: context.text("central") } };
  const found = await context.during(
    `exporting ${address}`,
    client.GET("/devices/{addr}/export-definition", { params, retries: 0 }),
  );
  const blob: unknown = dataOf(found);
  if (!(blob instanceof Blob)) throw new CliError(EXIT.failed, "the endpoint answered no file");
  const data = new Uint8Array(await blob.arrayBuffer());
  if (path === "-") return void stdout.write(data);
  writeNewFile(path, data, force);
  context.show({ file: path, bytes: data.length }, () => printable(`${path}: ${data.length} bytes`));
}

export const command: Command = {
  args: "ADDRESS",
  count: [1, 1],
  examples: [
    ["export 0001D3C99C6A01", "writes 0001D3C99C6A01.zip: descriptions and paramsets of the device, anonymous"],
    ["export 0001D3C99C6A01 --output plug.zip --force", "another name, in the place of a former file"],
    ["export 0001D3C99C6A01 --output - | bsdtar -tf -", "to another program"],
  ],
  options: {
    output: { value: "FILE", short: "o", text: "where it is written (default: ADDRESS.zip here); - is the output" },
    force: { short: "f", text: "overwrites a file" },
  },
  run: exportDefinition,
};
