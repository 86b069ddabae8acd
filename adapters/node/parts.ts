/** What every home needs of this machine, at once. */
import { createHash } from "node:crypto";
import type { About } from "../../handlers/kernel/site.ts";
import type { Clock, Log, LogBook, Secrets } from "../../handlers/ports/index.ts";
import { about } from "./about.ts";
import { systemClock } from "./clock.ts";
import { createLog, type LogLevel } from "./log.ts";
import { createLogBook } from "./log-book.ts";
import { openSecretKey } from "./secret-key.ts";
import { createSecrets } from "./secrets.ts";

export interface NodeParts {
  clock: Clock;
  log: Log;
  /** Levels and newest entries of `log`. */
  logBook: LogBook;
  secrets: Secrets;
  about: About;
}

export interface NodePartsOptions {
  /** Folder of the key that protects stored secrets; it is made there when it is first needed. */
  folder?: string;
  /** The key as a text of at least 32 characters, where there is no folder: it belongs to the deployment, not to the database. */
  secret?: string;
  /** Default `info`. */
  logLevel?: LogLevel;
  /** Levels of parts of the program, by path: `{"ccu-anywhere.ccu": "debug"}`. */
  logOverrides?: Readonly<Record<string, LogLevel>>;
  /** Name of the program in the log. Default `ccu-anywhere`. */
  service?: string;
}

/** Characters of a secret: as many as a key has bytes. */
export const SECRET_LENGTH = 32;

const keyOf = ({ folder, secret }: NodePartsOptions): Uint8Array => {
  if (folder !== undefined) return openSecretKey(folder);
  if (secret === undefined || secret.length < SECRET_LENGTH)
    throw new RangeError(`either a folder, or a secret of at least ${SECRET_LENGTH} characters`);
  return createHash("sha256").update(secret).digest();
};

/** Clock, log on standard output, secrets, and what `GET /info` tells about this package. */
export function createNodeParts(options: NodePartsOptions): NodeParts {
  const { logLevel = "info", logOverrides = {}, service = "ccu-anywhere" } = options;
  const logBook = createLogBook({ clock: systemClock, level: logLevel, overrides: logOverrides });
  return {
    clock: systemClock,
    log: createLog({ level: logLevel, service, book: logBook }),
    logBook,
    secrets: createSecrets({ key: keyOf(options) }),
    about: about(systemClock.now()),
  };
}
