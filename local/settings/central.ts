/** One CCU in the settings: the contract's CentralRow, and what CCU Anywhere takes beyond it (each marked "extension"). */
import { z } from "zod";
import { aboutSetting, flag, host, list, port, setting, text } from "./kinds.ts";

/** Name of a central: it stands in topics (segments are separated by dots) and in interface ids. */
const CENTRAL_NAME = /^[A-Za-z0-9_-]{1,64}$/;
/** Key of `ports` for the script port of the logic layer (extension): 8181, with TLS 48181. */
export const REGA_PORT = "ReGa";
/** What the CCUs of the field name as interfaces, with their plain ports (protocol document 2.1). */
const INTERFACES = ["HmIP-RF", "BidCos-RF", "BidCos-Wired", "VirtualDevices", "CUxD", "CCU-Jack"];

const interfaceName = () =>
  text().refine(
    (name) => name !== "HmIP-Wired",
    "HmIP-Wired is a family of products: its devices are on the interface HmIP-RF",
  );

const InterfaceSpec = z.preprocess(
  (value) => (typeof value === "string" ? { name: value } : value),
  z.strictObject({
    name: interfaceName(),
    port: port().optional(),
    remote_path: z.string().optional(),
    rpc_type: z.enum(["", "xmlrpc", "binrpc", "jsonrpc"]).optional(),
  }),
);

const marker = z.enum(["HAHM", "HX", "INTERNAL", "MQTT"]);
const Behavior = z.strictObject({
  light_last_brightness: flag().optional(),
  use_group_channel_for_cover_state: flag().optional(),
  enable_sysvar_scan: flag().optional(),
  enable_program_scan: flag().optional(),
  include_internal_sysvars: flag().optional(),
  include_internal_programs: flag().optional(),
  sysvar_markers: list(marker).optional(),
  program_markers: list(marker).optional(),
  sysvar_scan_interval: z.int().min(0).optional(),
  enable_device_firmware_check: flag().optional(),
  delay_new_device_creation: flag().optional(),
});

export const CentralSetting = z
  .strictObject({
    name: setting(
      { yaml: "name", text: "Name of the CCU, unique; letters, digits, `-` and `_`. Clients see it as `central`" },
      text().regex(CENTRAL_NAME, "must be 1 to 64 letters, digits, '-' or '_'"),
    ),
    host: setting({ yaml: "host", text: "Host name or address of the CCU" }, host()),
    interfaces: setting(
      {
        yaml: "interfaces",
        text: `Interfaces to use: names (extension) or objects \`{name, port, remote_path, rpc_type}\`. Known names: ${INTERFACES.join(", ")}. Empty (extension): those that the CCU names`,
        default: "[]",
      },
      list(InterfaceSpec).prefault([]),
    ),
    enabled: setting({ yaml: "enabled", text: "`false` leaves the CCU alone", default: "true" }, flag().prefault(true)),
    username: setting({ yaml: "username", text: "User of the CCU, where it asks for one" }, text().optional()),
    password_env: setting(
      { yaml: "password_env", text: "Environment variable that holds the user's password" },
      text().optional(),
    ),
    password_plain: setting(
      { yaml: "password_plain", text: "The password itself; `password_env` keeps it out of files" },
      z.string({ error: "must be a text" }).optional(),
    ),
    tls: setting({ yaml: "tls", text: "Speak TLS to the CCU", default: "false" }, flag().prefault(false)),
    tls_insecure_skip_verify: setting(
      {
        yaml: "tls_insecure_skip_verify",
        text: "Accept any certificate: those of CCUs are self-signed",
        default: "false",
      },
      flag().prefault(false),
    ),
    json_rpc_port: setting(
      { yaml: "json_rpc_port", text: "Port of JSON-RPC and web interface", default: "80, with TLS 443" },
      port().optional(),
    ),
    port: setting({ yaml: "port", text: "One port for all interfaces (old installations)" }, port().optional()),
    ports: setting(
      {
        yaml: "ports",
        text: `Ports that differ from the usual ones, by interface name; \`${REGA_PORT}\` (extension) is the script port`,
        default: "as the interface has it",
      },
      z.record(interfaceName(), port()).optional(),
    ),
    primary_interface: setting(
      { yaml: "primary_interface", text: "Interface whose state stands for the CCU's" },
      text().optional(),
    ),
    serial: setting({ yaml: "serial", text: "Serial number, where known" }, z.string().optional()),
    visibility: setting(
      {
        yaml: "visibility",
        text: "`{un_ignore: […]}`: patterns of parameters that are shown although hidden by default",
      },
      z.strictObject({ un_ignore: list(text()).optional() }).optional(),
    ),
    behavior: setting({ yaml: "behavior", text: "The contract's CentralBehavior" }, Behavior.optional()),
    created_at: setting({ yaml: "created_at", text: "Of a row read from the API; not used" }, z.string().optional()),
    updated_at: setting({ yaml: "updated_at", text: "Of a row read from the API; not used" }, z.string().optional()),
  })
  .superRefine((row, context) => {
    if (row.password_env !== undefined && row.password_plain !== undefined)
      context.addIssue({
        code: "custom",
        path: ["password_plain"],
        message: "give password_env or password_plain, not both",
      });
    const names = row.interfaces.map(({ name }) => name);
    const twice = names.findIndex((name, index) => names.indexOf(name) !== index);
    if (twice >= 0) context.addIssue({ code: "custom", path: ["interfaces", twice], message: "is there twice" });
    if (row.primary_interface !== undefined && names.length > 0 && !names.includes(row.primary_interface))
      context.addIssue({ code: "custom", path: ["primary_interface"], message: "is none of the interfaces" });
  });

/** A row as the program uses it: the password is here, wherever it came from. */
export type Central = Omit<z.output<typeof CentralSetting>, "password_env" | "password_plain"> & { password?: string };

export const Centrals = z.preprocess(
  readJson,
  z.array(CentralSetting, { error: "must be a list of CCUs" }).superRefine((rows, context) => {
    const names = rows.map(({ name }) => name.toLowerCase());
    names.forEach((name, index) => {
      if (names.indexOf(name) !== index)
        context.addIssue({ code: "custom", path: [index, "name"], message: "another central has this name" });
    });
  }),
);

/** The parser's own message would quote the text, passwords and all. */
function readJson(value: unknown, context: z.RefinementCtx): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch (error) {
    const at = /position (\d+)/.exec((error as Error).message)?.[1];
    context.addIssue({ code: "custom", message: `is no JSON${at === undefined ? "" : ` (at character ${at})`}` });
    return z.NEVER;
  }
}

/** Members of a central with what they mean, in order of declaration. */
export const centralMembers = () =>
  Object.values(CentralSetting.shape).flatMap((schema) => aboutSetting.get(schema) ?? []);
