/** Kinds of values that only the program's own sections have. */
import * as z from "zod";
import { plainAddress } from "../kernel/addresses.ts";
import { FIELD_LIST_LIMIT } from "../kernel/section-kinds.ts";

/** RFC 1123: 253 characters, labels of 63. Underscores exist in home networks. */
const HOST_NAME = /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*\.?$/i;
const isAddress = (text: string): boolean => !text.startsWith("[") && plainAddress(text) !== "";

/** A host name or an address. Four numbers that are no address would be looked up as a name and fail much later. */
export const isHost = (host: string): boolean => isAddress(host) || (HOST_NAME.test(host) && !/^[\d.]+$/.test(host));

const textError = ({ input }: { input?: unknown }) => (input === undefined ? "is missing" : "must be a text");
export const filled = () => z.string({ error: textError }).trim().min(1, "must not be empty");
export const host = () => filled().refine(isHost, "must be a host name or an address, without scheme, port and path");

const ADDRESS_BITS = { 4: 32, 6: 128 } as const;
/** `192.0.2.1`, `172.16.0.0/12`, `fd00::1`, `fd00::/64`. */
export const network = () =>
  filled().refine((value) => {
    const [, address = "", bits = "0"] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(value) ?? [];
    if (!isAddress(address)) return false;
    return Number(bits) <= ADDRESS_BITS[address.includes(":") ? 6 : 4];
  }, 'must be an address such as "192.0.2.1" or a network such as "172.16.0.0/12"');

/** Characters of a logger's path: the longest of ours has 40. */
const LOGGER_PATH_LIMIT = 200;
/** Where entries of the log come from: names with dots between them. */
export const loggerPath = () =>
  z
    .string()
    .max(LOGGER_PATH_LIMIT)
    .regex(
      /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/,
      "must be names with dots between them, such as ccu-anywhere.ccu.xmlrpc",
    );

export const LOG_LEVELS = ["debug", "info", "warn", "error"] as const;
/** Paths with a level from the start. The log keeps 200 in all: half of them are for whoever looks for a fault. */
export const LOG_OVERRIDES_LIMIT = 100;
export const logOverrides = () =>
  z
    .record(loggerPath(), z.enum(LOG_LEVELS, { error: `must be one of ${LOG_LEVELS.join(", ")}` }), {
      error: "must be an object: path and level",
    })
    .refine((all) => Object.keys(all).length <= LOG_OVERRIDES_LIMIT, `must have at most ${LOG_OVERRIDES_LIMIT} members`)
    .prefault({});

export const list = <S extends z.ZodType>(item: S) =>
  z
    .array(item, { error: "must be a list" })
    .max(FIELD_LIST_LIMIT, `must have at most ${FIELD_LIST_LIMIT} members`)
    .prefault([]);

/** TCP: 0 lets the system choose. */
export const port = () =>
  z.int({ error: "must be a whole number" }).min(0, "must be at least 0").max(65535, "must be at most 65535");

/** `:8080`, `host:8080`, `192.0.2.1:8080`, `[fe80::1]:8080`. Without a host: every address of the machine. */
export interface ListenAddress {
  host?: string;
  port: number;
}

/** The address, or why the text is none. */
export function readListenAddress(text: string): ListenAddress | string {
  const match = /^(?:\[([^\]]*)\]|([^:[\]]*)):(\d{1,5})$/.exec(text.trim());
  if (match === null) return "must be :port, host:port or [IPv6]:port";
  const [, six, other, digits] = match;
  const name = six ?? other ?? "";
  if (Number(digits) > 65535) return "the port must be at most 65535";
  if (six !== undefined && !(isAddress(six) && six.includes(":"))) return "holds no IPv6 address in brackets";
  if (six === undefined && name !== "" && !isHost(name)) return "holds no host name or address";
  return name === "" ? { port: Number(digits) } : { host: name, port: Number(digits) };
}

export const listenAddress = () =>
  z.string({ error: 'must be a text such as ":8080"' }).superRefine((raw, context) => {
    const read = readListenAddress(raw);
    if (typeof read === "string") context.addIssue({ code: "custom", message: read });
  });

export const origin = () =>
  filled().refine(
    (value) => value === "*" || isOrigin(value),
    'must be an origin such as "https://example.org", or "*"',
  );

function isOrigin(value: string): boolean {
  try {
    const url = new URL(value);
    return /^https?:$/.test(url.protocol) && url.origin === value;
  } catch {
    return false;
  }
}
