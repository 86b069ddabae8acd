/** The installation's key: what sealed records are encrypted under. It lives next to the data and in no backup of them. */
import { randomBytes } from "node:crypto";
import {
  chmodSync,
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";

/** AES-256. */
export const SECRET_KEY_BYTES = 32;
const SECRET_KEY_FILE = "secret.key";

/**
 * Reads `<folder>/secret.key` (base64, mode 0600), or creates it at the first start.
 * @throws Error naming the file where it does not hold a key: a new key would make everything sealed unreadable for good.
 */
export function openSecretKey(folder: string): Buffer {
  const path = join(folder, SECRET_KEY_FILE);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const text = readIfThere(path) ?? create(path);
  const key = Buffer.from(text.trim(), "base64");
  if (key.length !== SECRET_KEY_BYTES || key.toString("base64") !== text.trim())
    throw new Error(
      `${path} does not hold a key of ${SECRET_KEY_BYTES} bytes in base64: restore it, or remove it and give all stored passwords of CCUs anew`,
    );
  chmodSync(path, 0o600);
  return key;
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new Error(`${path} cannot be read`, { cause: error });
  }
}

/** Written aside and linked into place: never half a key, and of two programs that start at once one wins. */
function create(path: string): string {
  const draft = `${path}.${process.pid}.new`;
  const file = openSync(draft, "w", 0o600);
  try {
    writeSync(file, `${randomBytes(SECRET_KEY_BYTES).toString("base64")}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  try {
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  return readFileSync(path, "utf8");
}
