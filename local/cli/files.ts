/** Files that are there as a whole or not at all. */
import { randomBytes } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { CliError, EXIT } from "./exit-codes.ts";

/** Writes it beside its place. @returns its path */
function writeBeside(path: string, data: string | Uint8Array, mode: number): string {
  const beside = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString("hex")}`);
  const file = openSync(beside, "wx", mode);
  try {
    writeFileSync(file, data);
    fsyncSync(file);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
  return beside;
}

/** A file for its owner only, in the place of a former one. @throws system error */
export function replaceFile(path: string, data: string): void {
  const beside = writeBeside(path, data, 0o600);
  try {
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}

/** Takes the place if it is free, in one step where the file system knows links. @throws system error EEXIST */
function moveToFree(beside: string, path: string): void {
  try {
    linkSync(beside, path);
    unlinkSync(beside);
  } catch (error) {
    if (!["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"].includes((error as NodeJS.ErrnoException).code ?? ""))
      throw error;
    closeSync(openSync(path, "wx"));
    renameSync(beside, path);
  }
}

const taken = (path: string) => new CliError(EXIT.file, `${path} exists already: --force overwrites it`);

/** Refuses early what would be refused after a long download. @throws CliError */
export function checkPlace(path: string, force: boolean): void {
  if (!existsSync(path)) return;
  if (!force) throw taken(path);
  if (!statSync(path).isFile()) throw new CliError(EXIT.file, `${path} is not a file: it is not overwritten`);
}

/** @throws CliError */
export function writeNewFile(path: string, data: Uint8Array, force: boolean): void {
  checkPlace(path, force);
  let beside: string | undefined;
  try {
    beside = writeBeside(path, data, 0o666);
    if (force) renameSync(beside, path);
    else moveToFree(beside, path);
  } catch (error) {
    if (beside !== undefined) rmSync(beside, { force: true });
    const { code } = error as NodeJS.ErrnoException;
    throw code === "EEXIST" ? taken(path) : new CliError(EXIT.file, `${path} cannot be written: ${code}`, error);
  }
}
