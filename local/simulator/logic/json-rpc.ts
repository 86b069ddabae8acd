/** The WebUI's JSON-RPC with the habits of its Tcl script: 200 always, text values, few sessions (protocol 15). */
import { Double, RpcFault, type RpcStruct, type RpcValue } from "../../../adapters/ccu/codec/value.ts";
import type { InterfaceProcess } from "../process.ts";
import { SYSTEM } from "./contents.ts";
import type { Group, LogicLayer, Variable } from "./layer.ts";
import type { Scripts } from "./scripts.ts";
import type { Sessions } from "./sessions.ts";

export interface WebUi {
  layer: LogicLayer;
  scripts: Scripts;
  sessions: Sessions;
  process(name: string): InterfaceProcess | undefined;
  interfaces(): { name: string; port: number }[];
  credentials: { username: string; password: string };
  authEnabled: boolean;
  ccuVersion: string;
}

type Params = Readonly<Record<string, unknown>>;

export class JsonError extends Error {
  readonly code: number;
  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

const NONE = 0;
const GUEST = 1;
const USER = 2;
const ADMIN = 8;
const LEVELS: Readonly<Record<number, string>> = { [GUEST]: "GUEST", [USER]: "USER", [ADMIN]: "ADMIN" };

interface Method {
  level: number;
  run(ui: WebUi, params: Params): unknown | Promise<unknown>;
}

const word = (value: unknown): string => (typeof value === "string" ? value : value === undefined ? "" : String(value));

function needed(params: Params, name: string): string {
  if (params[name] === undefined) throw new JsonError(402, `missing argument (${name})`);
  return word(params[name]);
}

/** Everything that comes out of Interface.* is text. */
function texts(value: RpcValue): unknown {
  if (value instanceof Double) return value.value.toFixed(6);
  if (Array.isArray(value)) return value.map(texts);
  if (typeof value === "object" && value !== null && !(value instanceof Uint8Array)) {
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, texts(member as RpcValue)]));
  }
  return typeof value === "boolean" ? (value ? "1" : "0") : String(value ?? "");
}

/** XML-RPC faults as this script numbers them (protocol 15.2). */
function translated(fault: RpcFault): JsonError {
  const codes: Readonly<Record<number, number>> = {
    [-1]: 501,
    [-2]: 502,
    [-3]: 503,
    [-4]: 504,
    [-5]: 505,
    [-6]: 506,
    [-10]: 507,
  };
  return new JsonError(codes[fault.code ?? 0] ?? 599, fault.message);
}

async function through(ui: WebUi, params: Params, method: string, args: RpcValue[]): Promise<RpcValue> {
  const process = ui.process(needed(params, "interface"));
  if (!process) throw new JsonError(500, "unknown interface");
  try {
    return await process.call(method, args);
  } catch (error) {
    throw error instanceof RpcFault ? translated(error) : error;
  }
}

function typed(type: string, value: unknown): RpcValue {
  if (type === "bool") return value === true || value === "1" || value === "true" || value === 1;
  if (type === "int") return Number.parseInt(word(value), 10);
  return type === "double" ? new Double(Number.parseFloat(word(value))) : word(value);
}

const CAMEL: Readonly<Record<string, string>> = { AES_ACTIVE: "aesActive", RF_ADDRESS: "rfAddress", RX_MODE: "rxMode" };
const LISTS = new Set(["LINK_SOURCE_ROLES", "LINK_TARGET_ROLES"]);

function camel(description: RpcStruct): Record<string, unknown> {
  const name = (key: string) => CAMEL[key] ?? key.toLowerCase().replace(/_([a-z])/g, (_, c: string) => c.toUpperCase());
  return Object.fromEntries(
    Object.entries(description).map(([key, value]) => {
      if (LISTS.has(key))
        return [
          name(key),
          word(value)
            .split(" ")
            .filter((role) => role !== ""),
        ];
      return [name(key), value];
    }),
  );
}

async function listDevices(ui: WebUi, params: Params): Promise<unknown> {
  const list = await through(ui, params, "listDevices", []);
  return (list as readonly RpcValue[]).map((entry) => camel(entry as RpcStruct));
}

async function paramsetDescription(ui: WebUi, params: Params): Promise<unknown> {
  const args = [needed(params, "address"), needed(params, "paramsetType")];
  const set = (await through(ui, params, "getParamsetDescription", args)) as RpcStruct;
  return Object.entries(set).map(([name, description]) => {
    const fields = texts(description) as Record<string, unknown>;
    const list = fields.VALUE_LIST;
    const tcl = Array.isArray(list)
      ? { VALUE_LIST: list.map((v: string) => (v === "" || v.includes(" ") ? `{${v}}` : v)).join(" ") }
      : {};
    return { NAME: name, ...fields, ...tcl };
  });
}

function listAllDetail({ layer }: WebUi): unknown {
  return layer.accepted().map((device) => {
    const [root, ...channels] = device.descriptions;
    const id = String(layer.ids.get(device.address));
    return {
      id,
      name: layer.names.get(device.address),
      address: device.address,
      interface: device.interface,
      type: root?.TYPE,
      operateGroupOnly: "false",
      isReady: "true",
      channels: channels.map((channel) => ({
        id: String(layer.ids.get(channel.ADDRESS)),
        name: layer.names.get(channel.ADDRESS),
        address: channel.ADDRESS,
        deviceId: id,
        index: channel.INDEX,
        partnerId: "",
        mode: "MODE_DEFAULT",
        category: channel.DIRECTION === 1 ? "CATEGORY_SENDER" : "CATEGORY_RECEIVER",
        isReady: true,
        isUsable: true,
        isVisible: true,
        isLogged: false,
        isReadable: true,
        isWritable: true,
        isEventable: true,
        isAesAvailable: false,
        isVirtual: false,
        channelType: channel.TYPE,
      })),
    };
  });
}

const groupEntry = (layer: LogicLayer) => (group: Group) => ({
  id: String(group.id),
  name: group.name,
  description: "",
  channelIds: [...group.channels].map((address) => String(layer.ids.get(address))),
});

/** Local time of the CCU without a zone; 1970 for never. The simulated CCU lives in UTC. */
const stamp = (at: number): string => new Date(at).toISOString().slice(0, 19).replace("T", " ");

function variableEntry(layer: LogicLayer, v: Variable): Record<string, unknown> {
  const value = v.type === "NUMBER" && typeof v.value === "number" ? v.value.toFixed(6) : String(v.value);
  return {
    id: String(v.id),
    name: v.name,
    description: v.info,
    unit: v.unit,
    type: v.type === "INTEGER" ? "NUMBER" : v.type,
    value,
    valueName0: v.off,
    valueName1: v.on,
    valueList: v.list,
    minValue: v.min === undefined ? "" : String(v.min),
    maxValue: v.max === undefined ? "" : String(v.max),
    channelId: String(layer.ids.get(v.channel) ?? 65535),
    isLogged: v.logged,
    isVisible: v.visible,
    isInternal: v.internal,
  };
}

function setVariable(ui: WebUi, params: Params, convert: (text: string) => boolean | number): unknown {
  const variable = ui.layer.variables.find((v) => v.name === needed(params, "name"));
  if (!variable) return -1;
  ui.layer.setVariable(variable, convert(needed(params, "value")));
  return word(params.value);
}

function installModeHmip(ui: WebUi, params: Params): Promise<RpcValue> {
  const on = params.on === true || params.on === "1" || params.on === "true";
  const time = Number.parseInt(word(params.time), 10) || 60;
  const local = params.installMode === "LOCAL";
  if (!on || !local) return through(ui, params, "setInstallMode", [on, time]);
  const entry = { ADDRESS: needed(params, "address"), KEY_MODE: "LOCAL", KEY: needed(params, "key") };
  return through(ui, params, "setInstallModeWithWhitelist", [on, time, [entry]]);
}

function login(ui: WebUi, params: Params): string {
  const { username, password } = ui.credentials;
  const right = needed(params, "username") === username && needed(params, "password") === password;
  const id = right ? ui.sessions.login() : undefined;
  if (id === undefined) throw new JsonError(501, "invalid credentials or too many sessions");
  return id;
}

async function bidcosInterfaces(ui: WebUi, params: Params): Promise<unknown> {
  const list = (await through(ui, params, "listBidcosInterfaces", [])) as readonly RpcStruct[];
  return list.map((entry) => ({
    address: entry.ADDRESS,
    description: entry.DESCRIPTION,
    dutyCycle: String(entry.DUTY_CYCLE),
    isConnected: entry.CONNECTED,
    isDefault: entry.DEFAULT,
    fwVersion: entry.FIRMWARE_VERSION,
    type: entry.TYPE,
  }));
}

const channelOf = (params: Params): string => needed(params, "address");

export const JSON_METHODS: Readonly<Record<string, Method>> = {
  "Session.login": { level: NONE, run: login },
  "Session.logout": {
    level: NONE,
    run: ({ sessions }, params) => {
      sessions.logout(word(params._session_id_));
      return true;
    },
  },
  // Always true and proof of nothing: the session may be gone (15.3).
  "Session.renew": {
    level: NONE,
    run: ({ sessions }, params) => {
      sessions.use(word(params._session_id_));
      return true;
    },
  },
  "system.listMethods": {
    level: NONE,
    run: () =>
      Object.entries(JSON_METHODS).map(([name, { level }]) => ({ name, level: LEVELS[level] ?? "NONE", info: "" })),
  },
  "Interface.isPresent": { level: NONE, run: (ui, params) => ui.process(needed(params, "interface")) !== undefined },
  "ReGa.isPresent": { level: NONE, run: () => true },
  "Interface.listInterfaces": {
    level: GUEST,
    run: (ui) => ui.interfaces().map(({ name, port }) => ({ name, port, info: name })),
  },
  "Interface.listDevices": { level: GUEST, run: listDevices },
  "Interface.getDeviceDescription": {
    level: GUEST,
    run: async (ui, params) =>
      camel((await through(ui, params, "getDeviceDescription", [channelOf(params)])) as RpcStruct),
  },
  "Interface.getParamset": {
    level: GUEST,
    run: async (ui, params) =>
      texts(await through(ui, params, "getParamset", [channelOf(params), needed(params, "paramsetKey")])),
  },
  "Interface.getParamsetDescription": { level: GUEST, run: paramsetDescription },
  "Interface.getValue": {
    level: GUEST,
    run: async (ui, params) =>
      texts(await through(ui, params, "getValue", [channelOf(params), needed(params, "valueKey")])),
  },
  "Interface.setValue": {
    level: USER,
    run: async (ui, params) => {
      const value = typed(needed(params, "type"), params.value);
      await through(ui, params, "setValue", [channelOf(params), needed(params, "valueKey"), value]);
      return true;
    },
  },
  "Interface.putParamset": {
    level: USER,
    run: async (ui, params) => {
      const entries = Array.isArray(params.set) ? (params.set as { name: string; type: string; value: unknown }[]) : [];
      const set = Object.fromEntries(entries.map(({ name, type, value }) => [name, typed(type, value)]));
      await through(ui, params, "putParamset", [channelOf(params), needed(params, "paramsetKey"), set]);
      return true;
    },
  },
  "Interface.getInstallMode": { level: GUEST, run: (ui, params) => through(ui, params, "getInstallMode", []) },
  "Interface.setInstallModeHMIP": {
    level: ADMIN,
    run: async (ui, params) => {
      await installModeHmip(ui, { ...params, interface: params.interface ?? "HmIP-RF" });
      return true;
    },
  },
  "Interface.listBidcosInterfaces": { level: GUEST, run: bidcosInterfaces },
  "Interface.suppressServiceMessages": {
    level: ADMIN,
    run: async (ui, params) => {
      const args = [needed(params, "channelAddress"), word(params.parameterId), typed("bool", params.suppress)];
      await through(ui, params, "suppressServiceMessages", args);
      return true;
    },
  },
  "Interface.getSuppressedServiceMessages": {
    level: GUEST,
    run: async (ui, params) =>
      JSON.stringify(await through(ui, params, "getSuppressedServiceMessages", [needed(params, "channelAddress")])),
  },
  "Device.listAllDetail": { level: GUEST, run: listAllDetail },
  "Room.getAll": { level: GUEST, run: ({ layer }) => layer.rooms.map(groupEntry(layer)) },
  "Subsection.getAll": { level: GUEST, run: ({ layer }) => layer.functions.map(groupEntry(layer)) },
  "Program.getAll": {
    level: USER,
    run: ({ layer }) =>
      layer.programs.map((p) => ({
        id: String(p.id),
        name: p.name,
        isActive: p.active,
        isInternal: p.internal,
        lastExecuteTime: stamp(p.ranAt),
      })),
  },
  "Program.execute": {
    level: USER,
    run: ({ layer }, params) => {
      const program = layer.programs.find((p) => String(p.id) === needed(params, "id"));
      if (!program) throw new JsonError(501, "program not found");
      layer.run(program);
      return true;
    },
  },
  "SysVar.getAll": {
    level: USER,
    run: ({ layer }) => {
      layer.refreshCounters();
      return layer.variables.map((v) => variableEntry(layer, v));
    },
  },
  "SysVar.setBool": { level: USER, run: (ui, params) => setVariable(ui, params, (t) => t === "1" || t === "true") },
  "SysVar.setFloat": { level: USER, run: (ui, params) => setVariable(ui, params, Number) },
  "ReGa.runScript": { level: ADMIN, run: ({ scripts }, params) => scripts.run(needed(params, "script")).output },
  "CCU.getAuthEnabled": { level: ADMIN, run: ({ authEnabled }) => (authEnabled ? 1 : 0) },
  "CCU.getHttpsRedirectEnabled": { level: ADMIN, run: () => 0 },
  "CCU.getSerial": { level: GUEST, run: () => SYSTEM.serial.slice(-10) },
  "CCU.getVersion": { level: GUEST, run: ({ ccuVersion }) => ccuVersion },
  "CCU.getHeatingGroupList": { level: GUEST, run: ({ layer }) => layer.heatingGroups() },
};

/** One request; what comes back is sent with status 200 whatever it is. */
export async function answerJson(
  ui: WebUi,
  body: string,
  count: (method: string) => void,
): Promise<Record<string, unknown>> {
  let id: unknown;
  try {
    const request = parse(body);
    id = request.id;
    count(request.method);
    const known = Object.hasOwn(JSON_METHODS, request.method) ? JSON_METHODS[request.method] : undefined;
    if (!known) throw new JsonError(401, `method not found (${request.method})`);
    if (known.level > NONE && !ui.sessions.use(word(request.params._session_id_))) {
      throw new JsonError(400, `access denied ("${LEVELS[known.level]}" needed 0)`);
    }
    return envelope(id, await known.run(ui, request.params), null);
  } catch (error) {
    const known = error instanceof JsonError ? error : new JsonError(200, "internal error");
    return envelope(id, null, { name: "JSONRPCError", code: known.code, message: known.message });
  }
}

function envelope(id: unknown, result: unknown, error: unknown): Record<string, unknown> {
  return { ...(id === undefined ? {} : { id }), version: "1.1", result, error };
}

function parse(body: string): { id?: unknown; method: string; params: Params } {
  let request: { id?: unknown; method?: unknown; params?: unknown };
  try {
    request = JSON.parse(body);
  } catch {
    throw new JsonError(100, "invalid request");
  }
  if (typeof request !== "object" || request === null) throw new JsonError(100, "invalid request");
  if (typeof request.method !== "string") throw new JsonError(102, "no method");
  const params = request.params ?? {};
  if (typeof params !== "object" || Array.isArray(params)) throw new JsonError(103, "no params");
  return { id: request.id, method: request.method, params: params as Params };
}
