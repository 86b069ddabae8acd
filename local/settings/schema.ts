/**
 * All settings of the server: one declaration each, from which validation, `--help` and the README's table come.
 * A YAML file (`--config path`), overridden by the environment.
 */
import { z } from "zod";
import { bytesOf, NAME_BYTES } from "../../adapters/mdns/record.ts";
import { passwordFault } from "../../handlers/auth/passwords.ts";
import { usernameFault } from "../../handlers/auth/usernames.ts";
import { Centrals } from "./central.ts";
import { aboutSetting, flag, host, list, listenAddress, network, origin, port, setting, text } from "./kinds.ts";

export const ENV_PREFIX = "CCU_ANYWHERE_";
/** Addresses to listen on: one per network card and family is plenty. */
export const LISTEN_LIMIT = 16;
/** Gateways between the CCUs and this machine: one for each container network is plenty. */
export const GATEWAY_LIMIT = 16;
/** CCUs of one home. Each costs connections and memory; clients list them all. */
export const CENTRAL_LIMIT = 32;

/** `name:password`. The name ends at the first colon: a password may contain more. */
const Admin = z.string({ error: "must be a text: name:password" }).transform((raw, context) => {
  const colon = raw.indexOf(":");
  const name = raw.slice(0, Math.max(colon, 0)).trim().toLowerCase();
  const password = raw.slice(colon + 1);
  const fault = adminFault(colon, name, password);
  if (fault === undefined) return { name, password };
  context.addIssue({ code: "custom", message: fault });
  return z.NEVER;
});

function adminFault(colon: number, name: string, password: string): string | undefined {
  if (colon < 0) return "must be name:password";
  const ofName = usernameFault(name);
  if (ofName !== undefined) return `the name ${ofName}`;
  const ofPassword = passwordFault(password);
  return ofPassword && `the password ${ofPassword}`;
}

export const Settings = z
  .strictObject({
    listen: setting(
      {
        env: "CCU_ANYWHERE_LISTEN",
        yaml: "listen",
        default: ":8080",
        text: "Addresses of the API, separated by commas: `:port`, `host:port`, `[IPv6]:port`",
      },
      list(listenAddress())
        .refine((all) => all.length > 0 && all.length <= LISTEN_LIMIT, `must be 1 to ${LISTEN_LIMIT} addresses`)
        .refine(areDistinct, "names an address twice")
        .prefault(":8080"),
    ),
    mdns: setting(
      {
        env: "CCU_ANYWHERE_MDNS",
        yaml: "mdns.enabled",
        default: "true",
        text: "The server announces itself in the local network (mDNS, `_openccu-loom._tcp`), with the serials of the CCUs: so Home Assistant finds it",
      },
      flag().prefault(true),
    ),
    instance: setting(
      {
        env: "CCU_ANYWHERE_INSTANCE",
        yaml: "mdns.instance",
        default: "the machine's name",
        text: "Name of this installation in that announcement",
      },
      text()
        .refine((name) => bytesOf(name) <= NAME_BYTES, `must be at most ${NAME_BYTES} bytes`)
        .optional(),
    ),
    dataDir: setting(
      {
        env: "CCU_ANYWHERE_DATA_DIR",
        yaml: "data_dir",
        default: "./var",
        text: "Folder of the database and the key that protects stored secrets",
      },
      text().prefault("./var"),
    ),
    centrals: setting(
      {
        env: "CCU_ANYWHERE_CENTRALS",
        yaml: "centrals",
        default: "none: the simulator runs, as `demo`",
        text: "The CCUs: in the environment a JSON array, members as below",
      },
      Centrals.refine((rows) => rows.length <= CENTRAL_LIMIT, `must be at most ${CENTRAL_LIMIT} CCUs`).prefault([]),
    ),
    admin: setting(
      {
        env: "CCU_ANYWHERE_ADMIN",
        yaml: "admin",
        text: "`name:password` of the first admin. Without it a password is made up and printed once, and `POST /setup` works",
      },
      Admin.optional(),
    ),
    allowSetup: setting(
      {
        env: "CCU_ANYWHERE_ALLOW_SETUP",
        yaml: "allow_setup",
        default: "true",
        text: "`POST /setup` may create the first admin while there is no user",
      },
      flag().prefault(true),
    ),
    callbackHost: setting(
      {
        env: "CCU_ANYWHERE_CALLBACK_HOST",
        yaml: "callback.host",
        default: "found for each CCU",
        text: "Host name or address under which the CCUs reach this machine (behind NAT, in a container)",
      },
      host().optional(),
    ),
    callbackGateway: setting(
      {
        env: "CCU_ANYWHERE_CALLBACK_GATEWAY",
        yaml: "callback.gateway",
        default: "none",
        text: "Addresses and networks that call in the CCUs' place (NAT, container), separated by commas",
      },
      list(network())
        .refine((all) => all.length <= GATEWAY_LIMIT, `must be at most ${GATEWAY_LIMIT} addresses`)
        .prefault([]),
    ),
    callbackBind: setting(
      {
        env: "CCU_ANYWHERE_CALLBACK_BIND",
        yaml: "callback.bind",
        default: "0.0.0.0",
        text: "Own address on which calls of the CCUs are taken",
      },
      host().prefault("0.0.0.0"),
    ),
    callbackPort: setting(
      {
        env: "CCU_ANYWHERE_CALLBACK_PORT",
        yaml: "callback.port",
        default: "8120",
        text: "Port on which the CCUs call back (XML-RPC); 0 = any free one, which leaves dead registrations on the CCU",
      },
      port().prefault(8120),
    ),
    callbackBinPort: setting(
      {
        env: "CCU_ANYWHERE_CALLBACK_BIN_PORT",
        yaml: "callback.bin_port",
        default: "8129",
        text: "The same for BIN-RPC (CUxD)",
      },
      port().prefault(8129),
    ),
    locale: setting(
      {
        env: "CCU_ANYWHERE_LOCALE",
        yaml: "locale",
        default: "en",
        text: "Language of labels and messages: `de` or `en`",
      },
      z.enum(["de", "en"]).prefault("en"),
    ),
    logLevel: setting(
      {
        env: "CCU_ANYWHERE_LOG_LEVEL",
        yaml: "log.level",
        default: "info",
        text: "Least severity that is logged: `debug`, `info`, `warn` or `error`",
      },
      z.enum(["debug", "info", "warn", "error"]).prefault("info"),
    ),
    logFormat: setting(
      {
        env: "CCU_ANYWHERE_LOG_FORMAT",
        yaml: "log.format",
        default: "auto",
        text: "`json`, `text`, or `auto`: text on a terminal, else JSON",
      },
      z.enum(["auto", "json", "text"]).prefault("auto"),
    ),
    corsOrigins: setting(
      {
        env: "CCU_ANYWHERE_CORS_ORIGINS",
        yaml: "cors_origins",
        default: "none",
        text: "Origins of other web pages that may use the API, with the visitor's cookies, separated by commas; `*` = all pages, without cookies",
      },
      list(origin()).prefault([]),
    ),
    trustedProxies: setting(
      {
        env: "CCU_ANYWHERE_TRUSTED_PROXIES",
        yaml: "trusted_proxies",
        default: "none",
        text: "Addresses and networks (`192.0.2.7`, `172.16.0.0/12`) of proxies in front, separated by commas: what they say in `X-Forwarded-For`, `-Proto` and `-Host` counts",
      },
      list(network()).prefault([]),
    ),
    hosts: setting(
      {
        env: "CCU_ANYWHERE_HOSTS",
        yaml: "hosts",
        default: "none",
        text: "Public host names under which you open this server, separated by commas: `POST /setup` then needs no code there",
      },
      list(host()).prefault([]),
    ),
    csrf: setting(
      {
        env: "CCU_ANYWHERE_CSRF",
        yaml: "csrf",
        default: "true",
        text: "Demand the CSRF token from browsers that are logged in by cookie",
      },
      flag().prefault(true),
    ),
    rateLimit: setting(
      {
        env: "CCU_ANYWHERE_RATE_LIMIT",
        yaml: "rate_limit",
        default: "false",
        text: "Limit the requests of each identity",
      },
      flag().prefault(false),
    ),
    tlsCert: setting(
      { env: "CCU_ANYWHERE_TLS_CERT", yaml: "tls.cert", text: "Certificate chain (PEM file): the API speaks HTTPS" },
      text().optional(),
    ),
    tlsKey: setting(
      { env: "CCU_ANYWHERE_TLS_KEY", yaml: "tls.key", text: "Private key of the certificate (PEM file)" },
      text().optional(),
    ),
  })
  .superRefine((settings, context) => {
    const [given, missing] =
      settings.tlsCert === undefined ? (["tlsKey", "tlsCert"] as const) : (["tlsCert", "tlsKey"] as const);
    if (settings[given] !== undefined && settings[missing] === undefined)
      context.addIssue({ code: "custom", path: [missing], message: "is missing: certificate and key belong together" });
  });

export type SettingName = keyof typeof Settings.shape;

function areDistinct(addresses: readonly { host?: string; port: number }[]): boolean {
  const fixed = addresses.filter(({ port }) => port !== 0).map(({ host, port }) => `${host ?? ""}|${port}`);
  return new Set(fixed).size === fixed.length;
}

/** Every setting with what it says about itself, in order of declaration. */
export const settingList = () =>
  Object.entries(Settings.shape).flatMap(([name, schema]) => {
    const about = aboutSetting.get(schema);
    return about?.env === undefined ? [] : [{ name: name as SettingName, ...about, env: about.env }];
  });
