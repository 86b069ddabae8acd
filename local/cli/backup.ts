/** `ccu-anywhere backup` */
import { type Client, ProblemError } from "../../adapters/client/index.ts";
import type { Command, Context } from "./command.ts";
import { CliError, EXIT, usageError } from "./exit-codes.ts";
import { table } from "./table.ts";
import { printable } from "./terminal.ts";

/** A row of `GET /backups` (contract). */
interface Backup {
  id: string;
  central?: string;
  bytes?: number;
  created_at?: string;
}

/** The path and the feature are one: without it there is no such route. */
const NOT_OFFERED = new Set([404, 405, 501]);

async function ask(client: Client, method: "GET" | "POST", body?: object): Promise<unknown> {
  // once: a backup is a long work of the CCU
  const { data, error } = await client.request(method, "/backups", { body, retries: 0 });
  if (error === undefined) return data;
  if (NOT_OFFERED.has(error.status))
    throw new CliError(EXIT.notOffered, "this endpoint offers no backups: nothing was backed up", error);
  throw new ProblemError(error);
}

const cells = ({ id, central = "", bytes, created_at = "" }: Backup): string[] =>
  [id, central, bytes === undefined ? "" : String(bytes), created_at].map((cell) => printable(String(cell)));

async function backup(context: Context): Promise<void> {
  const [what = "start", ...files] = context.args;
  if (what === "open") return (await import("./open-backup.ts")).openBackup(context, files[0]);
  if (what !== "start" && what !== "list") throw usageError(`"${what}" is not start, list or open`);
  if (files.length > 0) throw usageError(`"${what}" takes no file`);
  const central = context.text("central");
  const client = await context.client();
  if (what === "list") {
    const found = await context.during("asking for the backups", ask(client, "GET"));
    if (!Array.isArray(found)) throw new CliError(EXIT.failed, "the endpoint answered no list");
    const wanted = (found as Backup[]).filter((each) => central === undefined || each.central === central);
    return context.show(wanted, () => table(wanted.map(cells), ["ID", "CCU", "BYTES", "CREATED"]));
  }
  const body = central === undefined ? undefined : { central_name: central };
  const started = await context.during("starting a backup", ask(client, "POST", body));
  const id = (started as { id?: unknown } | undefined)?.id;
  const shown =
    typeof id === "string" ? `started: ${printable(id)}` : "started: it is listed when it was found to be whole";
  context.show(started ?? null, () => shown);
}

export const command: Command = {
  args: "[start | list | open FILE]",
  count: [0, 2],
  examples: [
    ["backup", "asks the endpoint to back up its CCU"],
    ["backup list", "the backups that it has"],
    [
      "backup open home-20261130T042500Z.sealed",
      "opens a sealed copy: the passphrase is asked for, no endpoint is needed",
    ],
    ["backup open X.sealed --key-file KEY -o X.sbk", "with a key of 32 bytes in base64 or hexadecimal"],
  ],
  options: {
    output: { value: "FILE", short: "o", text: "of open: where it is written (default: its own name, here)" },
    "key-file": { value: "FILE", text: "of open: the file with the key" },
    force: { short: "f", text: "of open: overwrites a file" },
  },
  words: ["start", "list", "open"],
  notes:
    "An endpoint that offers no backups is told by exit code 7. For open, the passphrase may be in CCU_ANYWHERE_BACKUP_PASSPHRASE; " +
    "nothing is written unless the whole copy was found to be authentic.",
  run: backup,
};
