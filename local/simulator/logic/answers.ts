/**
 * Answers to the driver's own scripts, by the name in their first line. What is read and changed is the simulated logic
 * layer; the shape of each answer is the one documented next to the scripts.
 */
import type { ParameterDescription } from "../../../handlers/ports/index.ts";
import type { Value } from "../parameters.ts";
import { type Cell, deviceOf } from "../world.ts";
import { type Answer, type Args, toUrl } from "./answer.ts";
import {
  changeGroup,
  changeVariable,
  createGroup,
  createVariable,
  NO,
  rename,
  runProgram,
  setChannelGroups,
  usage,
  withProgram,
  withVariable,
  word,
  YES,
} from "./commands.ts";
import { SYSTEM, type VariableType } from "./contents.ts";
import type { Group, LogicLayer, Variable } from "./layer.ts";

const seconds = (milliseconds: number): number => Math.floor(milliseconds / 1000);
const bit = (on: boolean): boolean => on;

// ---------------------------------------------------------------- values

/** ReGa's value types: 2 boolean, 4 float, 16 integer and enumeration, 20 text. */
function valueType(description: ParameterDescription): number {
  if (description.TYPE === "BOOL" || description.TYPE === "ACTION") return 2;
  if (description.TYPE === "FLOAT") return 4;
  return description.TYPE === "STRING" ? 20 : 16;
}

/** A value as `.Value().ToString()` prints it. */
export function valueText(description: ParameterDescription, parameter: string, value: Value): string {
  if (typeof value === "number" && parameter.startsWith("RSSI_") && value < 0) return String(value + 256);
  if (typeof value === "number" && description.TYPE === "FLOAT") return value.toFixed(6);
  return String(value);
}

function bulkText(
  layer: LogicLayer,
  description: ParameterDescription,
  address: string,
  id: string,
  cell: Cell,
): string {
  if (description.TYPE !== "STRING" && layer.ruinedInBulk(address, id)) return "nan";
  if (layer.nanInBulk && description.TYPE === "FLOAT") return "nan";
  if (layer.nanInBulk && id === "VALVE_STATE" && cell.value === 0) return "STATE_NOT_AVAILABLE";
  return cell.value === undefined ? "" : valueText(description, id, cell.value);
}

function readValues(layer: LogicLayer, args: Args): Answer {
  const values: unknown[][] = [];
  for (const device of layer.accepted()) {
    if (device.interface !== args.interface) continue;
    for (const [address, sets] of device.paramsets) {
      const set = sets.get("VALUES") ?? {};
      for (const [parameter, cell] of layer.world.cellsOf(address)) {
        const description = set[parameter];
        if (!description || cell.at === 0) continue;
        const name = toUrl(`${device.interface}.${address}.${parameter}`);
        const text = toUrl(bulkText(layer, description, address, parameter, cell));
        values.push([name, text, valueType(description), seconds(cell.at)]);
      }
    }
  }
  return { values };
}

// ---------------------------------------------------------------- objects

function readNames(layer: LogicLayer): Answer {
  const devices: unknown[][] = [];
  const channels: unknown[][] = [];
  for (const device of layer.world.devices.values()) {
    for (const { ADDRESS, PARENT } of device.descriptions) {
      const id = layer.ids.get(ADDRESS);
      const name = toUrl(layer.names.get(ADDRESS) ?? ADDRESS);
      if (PARENT === "") devices.push([id, toUrl(ADDRESS), toUrl(device.interface), name, !layer.inbox.has(ADDRESS)]);
      else channels.push([id, toUrl(ADDRESS), name]);
    }
  }
  return { devices, channels };
}

const groupRow = ({ id, name, channels }: Group): unknown[] => [id, toUrl(name), [...channels].map(toUrl)];

function readPrograms(layer: LogicLayer): Answer {
  const programs = layer.programs.map((p) => [
    p.id,
    toUrl(p.name),
    toUrl(p.info),
    p.active,
    p.internal,
    p.visible,
    seconds(p.ranAt),
  ]);
  return { programs };
}

const TYPES: Readonly<Record<VariableType, readonly [string, number, number]>> = {
  LOGIC: ["VARDP", 2, 2],
  ALARM: ["ALARMDP", 2, 6],
  LIST: ["VARDP", 16, 29],
  INTEGER: ["VARDP", 16, 0],
  NUMBER: ["VARDP", 4, 0],
  STRING: ["VARDP", 20, 11],
};

function variableText({ type, value }: Variable): string {
  if (type === "ALARM") return value === true ? "1" : "0";
  if (type === "NUMBER" && typeof value === "number") return value.toFixed(6);
  return String(value);
}

function variableRow(v: Variable): unknown[] {
  const [typeName, type, subType] = TYPES[v.type];
  const limit = (value: number | undefined): string => (value === undefined ? "" : value.toFixed(6));
  const texts = [variableText(v), v.unit, limit(v.min), limit(v.max), v.list, v.off, v.on].map(toUrl);
  const flags = [bit(v.internal), bit(v.visible), bit(v.logged)];
  return [v.id, toUrl(v.name), toUrl(v.info), typeName, type, subType, ...texts, ...flags, toUrl(v.channel)];
}

function readMessages(layer: LogicLayer): Answer {
  const service = layer.messages
    .filter((message) => message.active)
    .map((m) => [
      m.id,
      toUrl(`AL-${m.address}.${m.parameter}`),
      m.type,
      toUrl(m.address),
      toUrl(layer.names.get(deviceOf(m.address)) ?? ""),
      m.counter,
      m.quittable,
      seconds(m.firstAt),
      seconds(m.lastAt),
      layer.roomsOf(m.address).map(toUrl),
      "",
      toUrl(String(layer.world.value(m.address, m.parameter) ?? "")),
    ]);
  const alarm = layer.variables
    .filter((v) => v.type === "ALARM" && v.value === true)
    .map((v) => [v.id, toUrl(v.name), 3, "", "", 1, false, seconds(v.at), seconds(v.at), [], toUrl(v.info), ""]);
  return { service, alarm };
}

function readInbox(layer: LogicLayer): Answer {
  const inbox = [...layer.inbox].flatMap((address) => {
    const device = layer.world.devices.get(address);
    if (!device) return [];
    const type = device.descriptions[0]?.TYPE ?? "";
    return [[layer.ids.get(address), address, toUrl(layer.names.get(address) ?? ""), toUrl(type), device.interface]];
  });
  return { inbox };
}

export const ANSWERS: Readonly<Record<string, (layer: LogicLayer, args: Args) => Answer>> = {
  "read-values": readValues,
  "read-names": readNames,
  "read-rooms": (layer) => ({ rooms: layer.rooms.map(groupRow), functions: layer.functions.map(groupRow) }),
  "read-programs": readPrograms,
  "read-sysvars": (layer) => {
    layer.refreshCounters();
    return { sysvars: layer.variables.map(variableRow) };
  },
  "read-messages": readMessages,
  "read-inbox": readInbox,
  "read-system": (layer) => ({
    version: toUrl(SYSTEM.version.replace(/^VERSION=.*/, `VERSION=${layer.firmware.current}`)),
    hostname: SYSTEM.hostname,
    serial: layer.home.serial,
    haApp: "",
  }),
  "read-update": ({ firmware: { current, available, isRunning } }) => ({
    supported: "1",
    current,
    available,
    running: isRunning ? "4711" : "",
  }),
  reboot: (layer) => {
    layer.onReboot();
    return YES;
  },
  "install-update": (layer) => {
    layer.firmware.isRunning = true;
    layer.onReboot();
    return YES;
  },
  rename,
  "run-program": runProgram,
  "set-program-active": (layer, args) =>
    withProgram(layer, args, (index) => {
      const program = layer.programs[index];
      if (program) program.active = args.active === true;
      return undefined;
    }),
  "delete-program": (layer, args) =>
    withProgram(layer, args, (index) => {
      layer.programs.splice(index, 1);
      return undefined;
    }),
  "set-sysvar": (layer, args) =>
    withVariable(layer, args, (variable) => {
      layer.setVariable(variable, args.value as Value);
      return undefined;
    }),
  "create-sysvar": createVariable,
  "change-sysvar": changeVariable,
  "delete-sysvar": (layer, args) =>
    withVariable(layer, args, (variable) => {
      layer.variables.splice(layer.variables.indexOf(variable), 1);
      return undefined;
    }),
  "sysvar-usage": usage,
  "create-group": createGroup,
  "rename-group": (layer, args) =>
    changeGroup(layer, args, (groups, index) => {
      const group = groups[index];
      if (group) group.name = word(args.name);
    }),
  "delete-group": (layer, args) => changeGroup(layer, args, (groups, index) => void groups.splice(index, 1)),
  "set-channel-groups": setChannelGroups,
  acknowledge: (layer, args) => {
    const kind = args.kind === "alarm" ? "alarm" : "service";
    return layer.acknowledge(kind, Number(args.id)) ? YES : NO;
  },
  "start-test": (layer, args) => {
    const started = layer.comTests.start(word(args.address));
    return started === undefined ? NO : { ok: true, started: toUrl(started) };
  },
  "poll-test": (layer, args) => {
    const completed = layer.comTests.completed(word(args.address));
    return completed === undefined ? NO : { ok: true, passed: completed >= word(args.started) };
  },
  "accept-inbox": (layer, args) => {
    const address = word(args.address);
    if (!layer.world.devices.has(address)) return NO;
    layer.inbox.delete(address);
    return YES;
  },
};
