/** What the driver's scripts change in the logic layer. */
import type { Value } from "../parameters.ts";
import { type Answer, type Args, toUrl } from "./answer.ts";
import type { VariableType } from "./contents.ts";
import type { Group, LogicLayer, Variable } from "./layer.ts";

export const NO = { ok: false };
export const YES = { ok: true };
export const word = (value: unknown): string => (typeof value === "string" ? value : "");

/** Names are unique among objects of a kind: the CCU gives another one if it must. */
export function rename(layer: LogicLayer, args: Args): Answer {
  const address = word(args.address);
  if (!layer.names.has(address)) return NO;
  layer.names.set(address, word(args.name));
  return { ok: true, name: toUrl(word(args.name)) };
}

export function withProgram(layer: LogicLayer, args: Args, act: (index: number) => Answer | undefined): Answer {
  const index = layer.programs.findIndex((program) => program.id === args.id);
  return index < 0 ? NO : (act(index) ?? YES);
}

export function runProgram(layer: LogicLayer, args: Args): Answer {
  return withProgram(layer, args, (index) => {
    const program = layer.programs[index];
    const executed = program !== undefined && (args.check !== true || program.active);
    if (program && executed) layer.run(program);
    return { ok: true, executed };
  });
}

export function withVariable(layer: LogicLayer, args: Args, act: (variable: Variable) => Answer | undefined): Answer {
  const variable = layer.variables.find((v) => v.name === args.name);
  return variable ? (act(variable) ?? YES) : NO;
}

const CHANGES: Readonly<Record<string, keyof Variable>> = {
  newName: "name",
  description: "info",
  unit: "unit",
  min: "min",
  max: "max",
  valueList: "list",
  valueName0: "off",
  valueName1: "on",
  internal: "internal",
  visible: "visible",
  logged: "logged",
  channel: "channel",
};

export function changeVariable(layer: LogicLayer, args: Args): Answer {
  return withVariable(layer, args, (variable) => {
    const changes = Object.entries(CHANGES).filter(([from]) => from in args);
    Object.assign(variable, Object.fromEntries(changes.map(([from, to]) => [to, args[from]])));
    return undefined;
  });
}

const EMPTY: Readonly<Record<VariableType, Value>> = {
  LOGIC: false,
  ALARM: false,
  LIST: 0,
  INTEGER: 0,
  NUMBER: 0,
  STRING: "",
};

export function createVariable(layer: LogicLayer, args: Args): Answer {
  const name = word(args.name);
  if (layer.variables.some((v) => v.name === name)) return NO;
  const type = (args.type === "FLOAT" ? "NUMBER" : args.type) as VariableType;
  const value = (args.value as Value | undefined) ?? EMPTY[type];
  const variable = layer.addVariable({ name, type, value });
  changeVariable(layer, args);
  return { ok: true, id: variable.id };
}

function groupsOf(layer: LogicLayer, args: Args): Group[] {
  return args.kind === "function" ? layer.functions : layer.rooms;
}

export function createGroup(layer: LogicLayer, args: Args): Answer {
  const groups = groupsOf(layer, args);
  if (groups.some((group) => group.name === args.name)) return NO;
  return { ok: true, id: layer.group(groups, word(args.name)).id };
}

export function changeGroup(layer: LogicLayer, args: Args, act: (groups: Group[], index: number) => void): Answer {
  const groups = groupsOf(layer, args);
  const index = groups.findIndex((group) => group.id === args.id);
  if (index < 0) return NO;
  act(groups, index);
  return YES;
}

export function setChannelGroups(layer: LogicLayer, args: Args): Answer {
  const address = word(args.address);
  if (!layer.ids.has(address)) return NO;
  const ids = Array.isArray(args.ids) ? args.ids : [];
  for (const group of groupsOf(layer, args)) {
    if (ids.includes(group.id)) group.channels.add(address);
    else group.channels.delete(address);
  }
  return YES;
}

export function usage(layer: LogicLayer, args: Args): Answer {
  return withVariable(layer, args, ({ name }) => {
    const programs = layer.programs.filter((program) => program.uses.includes(name));
    return { ok: true, programs: programs.map((p) => [p.id, toUrl(p.name), p.active, p.internal]) };
  });
}
