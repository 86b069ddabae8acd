/** The kinds of values that settings have: each takes text (from the environment) as well as what YAML holds. */
import { isIP } from "node:net";
import { z } from "zod";

/** What a setting says about itself, declared next to its schema. */
export interface AboutSetting {
  /** Dotted path in the YAML file, or the member's name within a central. */
  yaml: string;
  /** Environment variable, which wins over the file. Members of a central have none. */
  env?: string;
  /** For people: what it means, with its unit. */
  text: string;
  /** As shown; where it is not said, there is none. */
  default?: string;
}
export const aboutSetting = z.registry<AboutSetting>();

export function setting<S extends z.ZodType>(about: AboutSetting, schema: S): S {
  aboutSetting.add(schema, about);
  return schema;
}

const WORDS: Record<string, boolean> = {
  true: true,
  yes: true,
  on: true,
  1: true,
  false: false,
  no: false,
  off: false,
  0: false,
};
const wordToBoolean = (value: unknown): unknown =>
  typeof value === "string" || typeof value === "number" ? (WORDS[String(value).trim().toLowerCase()] ?? value) : value;
const digitsToNumber = (value: unknown): unknown =>
  typeof value === "string" && /^\s*\d{1,15}\s*$/.test(value) ? Number(value) : value;
const commasToList = (value: unknown): unknown =>
  typeof value === "string"
    ? value
        .split(",")
        .map((item) => item.trim())
        .filter((item) => item !== "")
    : value;

export const flag = () => z.preprocess(wordToBoolean, z.boolean({ error: "must be true or false" }));

/** TCP: 0 lets the system choose. */
export const port = () =>
  z.preprocess(digitsToNumber, z.int({ error: "must be a whole number" }).min(0).max(65535, "must be at most 65535"));

const textError = ({ input }: { input?: unknown }) => (input === undefined ? "is missing" : "must be a text");
export const text = () => z.string({ error: textError }).trim().min(1, "must not be empty");

export const list = <S extends z.ZodType>(item: S) =>
  z.preprocess(commasToList, z.array(item, { error: "must be a list" }));

/** RFC 1123: 253 characters, labels of 63. Underscores exist in home networks. */
const HOST_NAME = /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*\.?$/i;
const isHost = (host: string): boolean => {
  if (isIP(host) !== 0) return true;
  // Four numbers that are no address would be looked up as a name and fail much later.
  return HOST_NAME.test(host) && !/^[\d.]+$/.test(host);
};

export const host = () => text().refine(isHost, "must be a host name or an address, without scheme, port and path");

const ADDRESS_BITS: Readonly<Record<number, number>> = { 4: 32, 6: 128 };

/** `192.0.2.1`, `172.16.0.0/12`, `fd00::1`, `fd00::/64`. */
export const network = () =>
  text().refine((value) => {
    const [, address = "", bits = "0"] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(value) ?? [];
    return Number(bits) <= (ADDRESS_BITS[isIP(address)] ?? -1);
  }, 'must be an address such as "192.0.2.1" or a network such as "172.16.0.0/12"');

/** `:8080`, `host:8080`, `192.0.2.1:8080`, `[fe80::1]:8080`. Without a host: every address of the machine. */
export interface ListenAddress {
  host?: string;
  port: number;
}

export const listenAddress = () =>
  z.string({ error: 'must be a text such as ":8080"' }).transform((raw, context): ListenAddress => {
    const match = /^(?:\[([^\]]*)\]|([^:[\]]*)):(\d{1,5})$/.exec(raw.trim());
    const [, six, other, digits] = match ?? [];
    const name = six ?? other ?? "";
    const refuse = (reason: string) => {
      context.addIssue({ code: "custom", message: reason });
      return z.NEVER;
    };
    if (match === null) return refuse("must be :port, host:port or [IPv6]:port");
    if (Number(digits) > 65535) return refuse("the port must be at most 65535");
    if (six !== undefined && isIP(six.replace(/%\w+$/, "")) !== 6) return refuse("holds no IPv6 address in brackets");
    if (six === undefined && name !== "" && !isHost(name)) return refuse("holds no host name or address");
    return name === "" ? { port: Number(digits) } : { host: name, port: Number(digits) };
  });

export const origin = () =>
  text().refine((value) => value === "*" || isOrigin(value), 'must be an origin such as "https://example.org", or "*"');

function isOrigin(value: string): boolean {
  try {
    const url = new URL(value);
    return /^https?:$/.test(url.protocol) && url.origin === value;
  } catch {
    return false;
  }
}
