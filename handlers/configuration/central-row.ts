/** One CCU in the settings and in the API: the contract's CentralRow, and what CCU Anywhere takes beyond it ("extension"). */
import * as z from "zod";
import { field } from "../kernel/section.ts";
import { filled, host, port } from "./program-kinds.ts";
import { USUAL_INTERFACES } from "./usual-interfaces.ts";

/** CCUs of one home. Each costs connections and memory; clients list them all. */
export const CENTRAL_LIMIT = 32;
/** Name of a central: it stands in topics (segments are separated by dots) and in interface ids. */
const CENTRAL_NAME = /^[A-Za-z0-9_-]{1,64}$/;
/** Key of `ports` for the script port of the logic layer (extension): 8181, with TLS 48181. */
export const REGA_PORT = "ReGa";
/** Interfaces of one CCU: there are six, and some of add-ons. */
const INTERFACE_LIMIT = 16;
/** Patterns of one CCU: every parameter that exists has room. */
const PATTERN_LIMIT = 1_000;

const flag = () => z.boolean({ error: "must be true or false" });
const interfaceName = () =>
  filled()
    .max(40, "must have at most 40 characters")
    .refine(
      (name) => name !== "HmIP-Wired",
      "HmIP-Wired is a family of products: its devices are on the interface HmIP-RF",
    );

export const InterfaceSpec = z
  .strictObject({
    name: interfaceName(),
    port: port().optional(),
    remote_path: z.string().max(200).optional(),
    rpc_type: z.enum(["", "xmlrpc", "binrpc", "jsonrpc"]).optional(),
  })
  .meta({ id: "InterfaceSpec", description: "One interface of a CCU; what is absent is as usual for it" });

const markers = () => z.array(z.enum(["HAHM", "HX", "INTERNAL", "MQTT"])).max(4);
export const CentralBehavior = z
  .strictObject({
    light_last_brightness: flag().optional(),
    use_group_channel_for_cover_state: flag().optional(),
    enable_sysvar_scan: flag().optional(),
    enable_program_scan: flag().optional(),
    include_internal_sysvars: flag().optional(),
    include_internal_programs: flag().optional(),
    sysvar_markers: markers().optional(),
    program_markers: markers().optional(),
    sysvar_scan_interval: z.int().min(0).optional().meta({ description: "Nanoseconds; 0 = default" }),
    enable_device_firmware_check: flag().optional(),
    delay_new_device_creation: flag().optional(),
  })
  .meta({ id: "CentralBehavior" });

export const VisibilityConfig = z
  .strictObject({ un_ignore: z.array(filled().max(200)).max(PATTERN_LIMIT).optional() })
  .meta({ id: "VisibilityConfig" });

const ports = () => z.record(interfaceName(), port());

export const CentralRow = z
  .strictObject({
    name: field(
      { text: "Name of the CCU, unique; letters, digits, `-` and `_`. Clients see it as `central`" },
      filled().regex(CENTRAL_NAME, "must be 1 to 64 letters, digits, '-' or '_'"),
    ),
    host: field({ text: "Host name or address of the CCU" }, host()),
    interfaces: field(
      {
        text: `Interfaces to use: names (extension) or objects \`{name, port, remote_path, rpc_type}\`. Known names: ${Object.keys(USUAL_INTERFACES).join(", ")}. Empty (extension): those that the CCU names`,
        default: "[]",
      },
      z
        .array(InterfaceSpec, { error: "must be a list" })
        .max(INTERFACE_LIMIT, `must be at most ${INTERFACE_LIMIT} interfaces`),
    ),
    enabled: field({ text: "`false` leaves the CCU alone", default: "true" }, flag()),
    username: field({ text: "User of the CCU, where it asks for one" }, z.string().max(128).optional()),
    password_env: field(
      { text: "Environment variable that holds the user's password" },
      z
        .string({ error: "must be a text" })
        .regex(/^([A-Za-z_][A-Za-z0-9_]{0,127})?$/, "must be the name of a variable")
        .optional(),
    ),
    password_plain: field(
      { text: "The password itself; `password_env` keeps it out of files", class: "secret" },
      z.string({ error: "must be a text" }).max(256).optional(),
    ),
    tls: field({ text: "Speak TLS to the CCU", default: "false" }, flag().prefault(false)),
    tls_insecure_skip_verify: field(
      { text: "Accept any certificate: those of CCUs are self-signed", default: "false" },
      flag().prefault(false),
    ),
    json_rpc_port: field(
      { text: "Port of JSON-RPC and web interface", default: "80, with TLS 443" },
      port().optional(),
    ),
    port: field({ text: "One port for all interfaces (old installations)" }, port().optional()),
    ports: field(
      {
        text: `Ports that differ from the usual ones, by interface name; \`${REGA_PORT}\` (extension) is the script port`,
        default: "as the interface has it",
      },
      ports().optional(),
    ),
    primary_interface: field({ text: "Interface whose state stands for the CCU's" }, z.string().max(40).optional()),
    serial: field({ text: "Serial number, where known" }, z.string().max(40).optional()),
    visibility: field(
      { text: "`{un_ignore: […]}`: patterns of parameters that are shown although hidden by default" },
      VisibilityConfig.optional(),
    ),
    behavior: field({ text: "The contract's CentralBehavior" }, CentralBehavior.optional()),
    created_at: field({ text: "Of a row read from the API; not used" }, z.string().max(40).optional()),
    updated_at: field({ text: "Of a row read from the API; not used" }, z.string().max(40).optional()),
  })
  .superRefine((row, context) => {
    const fault = (path: PropertyKey[], message: string) => context.addIssue({ code: "custom", path, message });
    if (row.password_env && row.password_plain)
      fault(["password_plain"], "give password_env or password_plain, not both");
    const names = row.interfaces.map(({ name }) => name);
    const twice = names.findIndex((name, index) => names.indexOf(name) !== index);
    if (twice >= 0) fault(["interfaces", twice], "is there twice");
    if (row.primary_interface && names.length > 0 && !names.includes(row.primary_interface))
      fault(["primary_interface"], "is none of the interfaces");
  })
  .meta({ id: "CentralRow", description: "One CCU as it is configured; its password is never told" });
export type CentralRow = z.output<typeof CentralRow>;
