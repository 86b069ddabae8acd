/** The WebUI's JSON-RPC with the habits of its Tcl script: 200 always, text values, few sessions (protocol 15). */
import type { Faults } from "../faults.ts";
import { stamp } from "./com-tests.ts";
import { INTERFACE_METHODS } from "./json-interface.ts";
import {
  ADMIN,
  GUEST,
  JsonError,
  type JsonMethods,
  LEVELS,
  NONE,
  needed,
  type Params,
  USER,
  type WebUi,
  word,
} from "./json-shared.ts";
import type { Group, LogicLayer, Variable } from "./layer.ts";

export { JsonError, type WebUi } from "./json-shared.ts";

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
      operateGroupOnly: String(layer.groupOnly.has(device.address)),
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

const addressOf = (layer: LogicLayer, id: string): string =>
  [...layer.ids].find(([, one]) => String(one) === id)?.[0] ?? "";

function tested(answer: string | undefined): string {
  if (answer === undefined) throw new JsonError(500, "homematic script error");
  return answer;
}

function login(ui: WebUi, params: Params): string {
  const user = ui.users.get(needed(params, "username"));
  const right = user !== undefined && needed(params, "password") === user.password;
  const id = right ? ui.sessions.login(user.level) : undefined;
  if (id === undefined) throw new JsonError(501, "invalid credentials or too many sessions");
  return id;
}

const JSON_METHODS: JsonMethods = {
  ...INTERFACE_METHODS,
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
  "Device.listAllDetail": { level: GUEST, run: listAllDetail },
  "Device.setOperateGroupOnly": {
    level: USER,
    run: ({ layer }, params) => {
      const address = addressOf(layer, needed(params, "id"));
      if (needed(params, "mode") === "true") layer.groupOnly.add(address);
      else layer.groupOnly.delete(address);
      return true;
    },
  },
  "Interface.setMetadata": {
    level: USER,
    run: ({ layer }, params) => {
      layer.metadata.set(`${needed(params, "objectId")} ${needed(params, "dataId")}`, needed(params, "value"));
      return true;
    },
  },
  "Device.startComTest": {
    level: GUEST,
    run: ({ layer }, params) => tested(layer.comTests.start(addressOf(layer, needed(params, "id")))),
  },
  "Device.pollComTest": {
    level: GUEST,
    run: ({ layer }, params) => {
      const completed = tested(layer.comTests.completed(addressOf(layer, needed(params, "id"))));
      return completed >= needed(params, "testId") ? completed : false;
    },
  },
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
  "CCU.getSerial": { level: GUEST, run: ({ layer }) => layer.home.serial.slice(-10) },
  "CCU.getVersion": { level: GUEST, run: ({ layer }) => layer.firmware.current },
  "CCU.downloadFirmware": {
    level: ADMIN,
    run: ({ layer }, params) => {
      layer.images.push(needed(params, "url"));
      return true;
    },
  },
  "CCU.getHeatingGroupList": { level: GUEST, run: ({ layer }) => layer.heatingGroups() },
};

/** One request; what comes back is sent with status 200 whatever it is. */
export async function answerJson(
  ui: WebUi,
  body: string,
  faults: Faults,
  count: (method: string) => void,
): Promise<Record<string, unknown>> {
  let id: unknown;
  try {
    const request = parse(body);
    id = request.id;
    count(request.method);
    await faults.hold();
    const broken = faults.answer(request.method);
    if (broken) throw new JsonError(broken.code ?? 500, broken.message);
    const known = Object.hasOwn(JSON_METHODS, request.method) ? JSON_METHODS[request.method] : undefined;
    if (!known) throw new JsonError(401, `method not found (${request.method})`);
    const session = word(request.params._session_id_);
    const level = ui.sessions.use(session) ? ui.sessions.level(session) : NONE;
    if (known.level > level) throw new JsonError(400, `access denied ("${LEVELS[known.level]}" needed ${level})`);
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
