/** Logins that are kept: one file, readable for its owner only. */
import { chmodSync, closeSync, constants, fstatSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import * as z from "zod";
import { CliError, EXIT } from "./exit-codes.ts";
import { replaceFile } from "./files.ts";
import type { Terminal } from "./terminal.ts";

const Profile = z.strictObject({
  url: z.string(),
  /** Whom it belongs to, for texts. */
  subject: z.string(),
  auth: z.discriminatedUnion("type", [
    z.strictObject({
      type: z.literal("bearer"),
      token: z.string(),
      /** Of a token that `login` has made, and `logout` deletes. */
      fingerprint: z.string().optional(),
    }),
    z.strictObject({ type: z.literal("basic"), username: z.string(), password: z.string() }),
  ]),
});
/** A login at one endpoint. */
export type Profile = z.infer<typeof Profile>;

const File = z.strictObject({ version: z.literal(1), profiles: z.record(z.string(), Profile) });

/** Name of the profile where none is named. */
export const DEFAULT_PROFILE = "default";

/** Bytes of the file: hundreds of logins. What is larger is not ours. */
export const FILE_LIMIT = 1024 * 1024;

/** By the XDG Base Directory Specification: a relative `XDG_CONFIG_HOME` does not count. */
export function credentialsPath(env: Terminal["env"]): string {
  const base = env.XDG_CONFIG_HOME?.startsWith("/") ? env.XDG_CONFIG_HOME : join(env.HOME || homedir(), ".config");
  return join(base, "ccu-anywhere", "credentials.json");
}

const fault = (message: string, cause?: unknown) => new CliError(EXIT.file, message, cause);

/** Rights that anybody but the owner has. Windows keeps a user's folder to that user. */
function checkRights(path: string, file: number): void {
  const status = fstatSync(file);
  if (!status.isFile()) throw fault(`${path} is not a file`);
  if (status.size > FILE_LIMIT) throw fault(`${path} is larger than ${FILE_LIMIT} bytes: it holds no logins`);
  if (process.platform === "win32") return;
  if (status.uid !== process.getuid?.()) throw fault(`${path} belongs to another user: it is not read`);
  const mode = status.mode & 0o777;
  if ((mode & 0o077) !== 0)
    throw fault(`${path} has mode ${mode.toString(8).padStart(4, "0")}, others may use it: chmod 600 it, or delete it`);
}

function readText(path: string): string | undefined {
  let file: number;
  try {
    // not blocked by a pipe in its place
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw fault(`${path} cannot be read: ${(error as NodeJS.ErrnoException).code}`, error);
  }
  try {
    checkRights(path, file);
    return readFileSync(file, "utf8");
  } finally {
    closeSync(file);
  }
}

/** All logins, by name. @throws CliError */
export function readProfiles(env: Terminal["env"]): Map<string, Profile> {
  const path = credentialsPath(env);
  const text = readText(path);
  if (text === undefined) return new Map();
  try {
    return new Map(Object.entries(File.parse(JSON.parse(text)).profiles));
  } catch {
    // what is in it is told to nobody
    throw fault(`${path} holds no logins of this version: delete it and log in again`);
  }
}

/** @throws CliError */
export function writeProfiles(env: Terminal["env"], profiles: ReadonlyMap<string, Profile>): void {
  const path = credentialsPath(env);
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    // it may have been made by something else
    chmodSync(dirname(path), 0o700);
    const file: z.infer<typeof File> = { version: 1, profiles: Object.fromEntries(profiles) };
    replaceFile(path, `${JSON.stringify(file, undefined, 2)}\n`);
  } catch (error) {
    throw fault(`${path} cannot be written: ${(error as NodeJS.ErrnoException).code ?? error}`, error);
  }
}
