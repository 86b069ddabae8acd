/** Interface.* of JSON-RPC: the interface processes behind a curtain of texts (protocol 15.4). */
import { Double, RpcFault, type RpcStruct, type RpcValue } from "../../../adapters/ccu/codec/value.ts";
import {
  ADMIN,
  GUEST,
  JsonError,
  type JsonMethods,
  needed,
  type Params,
  USER,
  type WebUi,
  word,
} from "./json-shared.ts";

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

function installModeHmip(ui: WebUi, params: Params): Promise<RpcValue> {
  const on = params.on === true || params.on === "1" || params.on === "true";
  const time = Number.parseInt(word(params.time), 10) || 60;
  const local = params.installMode === "LOCAL";
  if (!on || !local) return through(ui, params, "setInstallMode", [on, time]);
  const entry = { ADDRESS: needed(params, "address"), KEY_MODE: "LOCAL", KEY: needed(params, "key") };
  return through(ui, params, "setInstallModeWithWhitelist", [on, time, [entry]]);
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

export const INTERFACE_METHODS: JsonMethods = {
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
};
