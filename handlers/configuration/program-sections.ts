/** The program's own sections: where it listens, who may ask, where its data lies. */
import * as z from "zod";
import { passwordFault } from "../auth/passwords.ts";
import { usernameFault } from "../auth/usernames.ts";
import { field, group, type Section, section } from "../kernel/section.ts";
import { choice, duration, flag, text } from "../kernel/section-kinds.ts";
import {
  filled,
  host,
  type ListenAddress,
  LOG_LEVELS,
  list,
  listenAddress,
  logOverrides,
  network,
  origin,
  port,
  readListenAddress,
} from "./program-kinds.ts";

/** Addresses to listen on: one per network card and family is plenty. */
export const LISTEN_LIMIT = 16;
/** Gateways between the CCUs and this machine: one for each container network is plenty. */
export const GATEWAY_LIMIT = 16;
/** Bytes of the name in mDNS: a label has 63 (RFC 1035), and ` (2)` is put behind it where two have the same. */
export const INSTANCE_BYTES = 58;
/** Milliseconds between searches for CCUs: less is noise in the home's network, more makes people wait. */
const SEARCH_MS = { min: 10_000, max: 86_400_000 };

export interface FirstAdmin {
  name: string;
  password: string;
}

/** `name:password`. The name ends at the first colon: a password may contain more. */
export function readAdmin(raw: string): FirstAdmin {
  const colon = raw.indexOf(":");
  return { name: raw.slice(0, Math.max(colon, 0)).trim().toLowerCase(), password: raw.slice(colon + 1) };
}

/** Never contains the value. */
function adminFault(raw: string): string | undefined {
  if (!raw.includes(":")) return "must be name:password";
  const { name, password } = readAdmin(raw);
  const ofName = usernameFault(name);
  if (ofName !== undefined) return `the name ${ofName}`;
  const ofPassword = passwordFault(password);
  return ofPassword && `the password ${ofPassword}`;
}

const admin = () =>
  z.string({ error: "must be a text: name:password" }).superRefine((raw, context) => {
    const fault = adminFault(raw);
    if (fault !== undefined) context.addIssue({ code: "custom", message: fault });
  });

/** In the file and the environment only: what is needed before anything stored can be read. */
export const bootstrapSettings = section(
  "bootstrap",
  () => ({
    data_dir: field(
      {
        env: "CCU_ANYWHERE_DATA_DIR",
        tier: "bootstrap",
        restart: true,
        text: "Folder of the database and the key that protects stored secrets",
      },
      filled().prefault("./var"),
    ),
    admin: field(
      {
        env: "CCU_ANYWHERE_ADMIN",
        tier: "bootstrap",
        restart: true,
        class: "secret",
        text: "`name:password` of the first admin. Without it a password is made up and printed once, and `POST /setup` works",
      },
      admin().optional(),
    ),
    bootstrap: group({
      allow_first_run_setup: field(
        {
          env: "CCU_ANYWHERE_ALLOW_SETUP",
          formerly: "allow_setup",
          tier: "bootstrap",
          restart: true,
          text: "`POST /setup` may create the first admin while there is no user",
        },
        flag(true),
      ),
    }),
    logging: group({
      level: field(
        {
          env: "CCU_ANYWHERE_LOG_LEVEL",
          formerly: "log.level",
          tier: "bootstrap",
          restart: true,
          text: "Least severity that is logged: `debug`, `info`, `warn` or `error`",
        },
        choice(LOG_LEVELS, "info"),
      ),
      overrides: field(
        {
          env: "CCU_ANYWHERE_LOG_OVERRIDES",
          tier: "bootstrap",
          restart: true,
          class: "expert",
          default: "none",
          text: 'Levels of parts of the program, each with all below it, as `{"ccu-anywhere.ccu.xmlrpc": "debug"}`; while it runs: `PUT /diagnostics/log-levels/{path}`',
        },
        logOverrides(),
      ),
      format: field(
        {
          env: "CCU_ANYWHERE_LOG_FORMAT",
          formerly: "log.format",
          tier: "bootstrap",
          restart: true,
          text: "`json`, `text`, or `auto`: text on a terminal, else JSON",
        },
        choice(["auto", "json", "text"], "auto"),
      ),
    }),
  }),
  undefined,
  true,
);

export const localeSettings = section(
  "locale",
  () => ({
    locale: field(
      { env: "CCU_ANYWHERE_LOCALE", text: "Language of labels and messages: `de` or `en`" },
      choice(["de", "en"], "en"),
    ),
  }),
  undefined,
  true,
);

export const restSettings = section(
  "north.rest",
  () => ({
    listen: field(
      {
        env: "CCU_ANYWHERE_LISTEN",
        formerly: "listen",
        tier: "bootstrap",
        restart: true,
        default: ":8080",
        text: "Addresses of the API, separated by commas: `:port`, `host:port`, `[IPv6]:port`",
      },
      z
        .array(listenAddress(), { error: "must be a list" })
        .refine((all) => all.length > 0 && all.length <= LISTEN_LIMIT, `must be 1 to ${LISTEN_LIMIT} addresses`)
        .refine(areDistinct, "names an address twice")
        .prefault([":8080"]),
    ),
    cors: field(
      {
        env: "CCU_ANYWHERE_CORS_ORIGINS",
        formerly: "cors_origins",
        default: "none",
        text: "Origins of other web pages that may use the API, with the visitor's cookies, separated by commas; `*` = all pages, without cookies",
      },
      list(origin()),
    ),
    trusted_proxies: field(
      {
        env: "CCU_ANYWHERE_TRUSTED_PROXIES",
        formerly: "trusted_proxies",
        restart: true,
        default: "none",
        text: "Addresses and networks (`192.0.2.7`, `172.16.0.0/12`) of proxies in front, separated by commas: what they say in `X-Forwarded-For`, `-Proto` and `-Host` counts",
      },
      list(network()),
    ),
    hosts: field(
      {
        env: "CCU_ANYWHERE_HOSTS",
        formerly: "hosts",
        default: "none",
        text: "Public host names under which you open this server, separated by commas: `POST /setup` then needs no code there",
      },
      list(host()),
    ),
    csrf_enabled: field(
      {
        env: "CCU_ANYWHERE_CSRF",
        formerly: "csrf",
        text: "Demand the CSRF token from browsers that are logged in by cookie",
      },
      flag(true),
    ),
    rate_limit: group({
      enabled: field(
        { env: "CCU_ANYWHERE_RATE_LIMIT", formerly: "rate_limit", text: "Limit the requests of each identity" },
        flag(false),
      ),
    }),
    tls_cert_file: field(
      {
        env: "CCU_ANYWHERE_TLS_CERT",
        formerly: "tls.cert",
        tier: "bootstrap",
        restart: true,
        text: "Certificate chain (PEM file): the API speaks HTTPS",
      },
      filled().optional(),
    ),
    tls_key_file: field(
      {
        env: "CCU_ANYWHERE_TLS_KEY",
        formerly: "tls.key",
        tier: "bootstrap",
        restart: true,
        text: "Private key of the certificate (PEM file)",
      },
      filled().optional(),
    ),
  }),
  ({ tls_cert_file, tls_key_file }, context) => {
    if ((tls_cert_file === undefined) === (tls_key_file === undefined)) return;
    const missing = tls_cert_file === undefined ? "tls_cert_file" : "tls_key_file";
    context.addIssue({
      code: "custom",
      path: [missing],
      message: "is missing: certificate and key belong together",
    });
  },
);

export const callbackSettings = section("callback", () => ({
  host: field(
    {
      restart: true,
      default: "found for each CCU",
      text: "Host name or address under which the CCUs reach this machine (behind NAT, in a container)",
    },
    host().optional(),
  ),
  gateway: field(
    {
      restart: true,
      default: "none",
      text: "Addresses and networks that call in the CCUs' place (NAT, container), separated by commas",
    },
    list(network()).refine((all) => all.length <= GATEWAY_LIMIT, `must be at most ${GATEWAY_LIMIT} addresses`),
  ),
  bind: field({ restart: true, text: "Own address on which calls of the CCUs are taken" }, host().prefault("0.0.0.0")),
  port: field(
    {
      restart: true,
      text: "Port on which the CCUs call back (XML-RPC); 0 = any free one, which leaves dead registrations on the CCU",
    },
    port().prefault(8120),
  ),
  bin_port: field({ restart: true, text: "The same for BIN-RPC (CUxD)" }, port().prefault(8129)),
}));

export const discoverySettings = section("north.discovery", () => ({
  mdns: group({
    enabled: field(
      {
        env: "CCU_ANYWHERE_MDNS",
        formerly: "mdns.enabled",
        text: "The server announces itself in the local network (mDNS, `_openccu-loom._tcp`), with the serials of the CCUs: so Home Assistant finds it",
      },
      flag(true),
    ),
    instance_name: field(
      {
        env: "CCU_ANYWHERE_INSTANCE",
        formerly: "mdns.instance",
        default: "the machine's name",
        text: "Name of this installation in that announcement",
      },
      text().refine(
        (name) => Buffer.byteLength(name.trim()) <= INSTANCE_BYTES,
        `must be at most ${INSTANCE_BYTES} bytes`,
      ),
    ),
  }),
  ssdp: group({
    enabled: field(
      { env: "CCU_ANYWHERE_SSDP", text: "Look for CCUs in the local network, for `GET /centrals/discovered`" },
      flag(true),
    ),
    interval: field({ text: "Time between two searches for CCUs" }, duration("60s", SEARCH_MS)),
  }),
}));

/** What is in force of the program itself; features have sections of their own (`Feature.sections`). */
export const programSections: readonly Section[] = [
  bootstrapSettings,
  localeSettings,
  restSettings,
  callbackSettings,
  discoverySettings,
] as readonly Section[];

/** Can an administrator change anything of it? Only such sections are told by name (`/config/sections`). */
export const isStorable = ({ fields }: Section): boolean => fields.some(({ tier }) => tier !== "bootstrap");

function areDistinct(addresses: readonly string[]): boolean {
  const read = addresses.map(readListenAddress).filter((one): one is ListenAddress => typeof one !== "string");
  const fixed = read.filter((address) => address.port !== 0).map((address) => `${address.host ?? ""}|${address.port}`);
  return new Set(fixed).size === fixed.length;
}
