/** Where each interface of a CCU listens, and how its logic layer is asked. */
import { usualInterface } from "../../handlers/configuration/usual-interfaces.ts";
import type { CcuConfig, InterfaceSpec } from "../../handlers/ports/index.ts";
import type { Endpoint } from "./rpc-client.ts";

export type { CcuConfig, InterfaceSpec };

export type Protocol = "xmlrpc" | "binrpc";

export function protocolOf(spec: InterfaceSpec): Protocol {
  if (spec.rpc_type === "binrpc" || spec.rpc_type === "xmlrpc") return spec.rpc_type;
  return spec.name === "CUxD" ? "binrpc" : "xmlrpc";
}

export function password(config: CcuConfig): string {
  return config.password_plain ?? (config.password_env ? (process.env[config.password_env] ?? "") : "");
}

function access(config: CcuConfig): Pick<Endpoint, "host" | "tls" | "auth"> {
  return {
    host: config.host,
    ...(config.tls ? { tls: { verify: !config.tls_insecure_skip_verify } } : {}),
    ...(config.username ? { auth: { username: config.username, password: password(config) } } : {}),
  };
}

/** Where an interface is called. Throws `RangeError` for an interface whose port is neither given nor known. */
export function endpointOf(config: CcuConfig, spec: InterfaceSpec): Endpoint {
  const usual = usualInterface(spec.name);
  const single = config.interfaces.length === 1 ? config.port : undefined;
  const given = spec.port || config.ports?.[spec.name] || single;
  const port = given || (config.tls ? usual?.tls : usual?.plain);
  if (!port) throw new RangeError(`the port of interface ${spec.name} is unknown`);
  const path = spec.remote_path || usual?.path || "/";
  if (protocolOf(spec) === "binrpc") return { host: config.host, port };
  return { ...access(config), port, path: path.startsWith("/") ? path : `/${path}` };
}

export type HubAccess =
  /** `json`: where there is a user to log in with, for a CCU whose script port is closed. */
  { kind: "script"; endpoint: Endpoint; json?: JsonAccess } | ({ kind: "json" } & JsonAccess);

interface JsonAccess {
  endpoint: Endpoint;
  username: string;
  password: string;
}

/**
 * How the logic layer is asked: by JSON-RPC with the configured user, or on the script port, which is open where the
 * CCU's authentication is off. Without credentials and without any port of its own only the latter can work.
 */
export function hubAccess(config: CcuConfig): HubAccess {
  const scriptPort = config.ports?.ReGa;
  if (scriptPort || (!config.username && !config.json_rpc_port)) {
    const endpoint = { ...access(config), port: scriptPort || (config.tls ? 48181 : 8181) };
    return { kind: "script", endpoint, ...(config.username ? { json: jsonAccess(config) } : {}) };
  }
  return { kind: "json", ...jsonAccess(config) };
}

/** Where the WebUI answers. */
export const webEndpoint = (config: CcuConfig): Endpoint => jsonAccess(config).endpoint;

function jsonAccess(config: CcuConfig): JsonAccess {
  const { host, tls } = access(config);
  return {
    endpoint: { host, ...(tls ? { tls } : {}), port: config.json_rpc_port || (config.tls ? 443 : 80) },
    username: config.username || "Admin",
    password: password(config),
  };
}
