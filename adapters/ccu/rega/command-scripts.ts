/** Scripts that change the logic layer. Each answers `ok` false where its object does not exist, and changes nothing then. */
import type { HubSysvar, SysvarChange, SysvarDefinition } from "../../../handlers/ports/index.ts";
import {
  flag,
  fromUrl,
  idOf,
  label,
  literal,
  number,
  records,
  type Script,
  type ScriptArguments,
  script,
} from "./script.ts";

const ok = (answer: Record<string, unknown>): boolean => flag(answer.ok);

/** A command on one object: `find` sets `oItem`, `act` uses it. */
function command(name: string, args: ScriptArguments, find: string, act: string): Script<boolean> {
  return script(name, args, object(find, `${act}\n  Write('{"ok":true,"end":true}');`), ok);
}

const object = (find: string, act: string): string => `
object oItem = ${find};
if (oItem) {
  ${act}
} else { Write('{"ok":false,"end":true}'); }`;

const program = (id: number): string => `dom.GetObject(ID_PROGRAMS).Get(${literal(id)})`;
const sysvar = (name: string): string => `dom.GetObject(ID_SYSTEM_VARIABLES).Get(${literal(name)})`;
const nameOf = (answer: Record<string, unknown>): string | undefined => (ok(answer) ? fromUrl(answer.name) : undefined);

/** Renames a device or channel; the name it has afterwards, `undefined` where the logic layer does not know the address. */
export function rename(address: string, name: string): Script<string | undefined> {
  const isChannel = address.includes(":");
  const inner = isChannel
    ? `foreach (sChannel, oDevice.Channels().EnumUsedIDs()) {
    object oChannel = dom.GetObject(sChannel);
    if (oChannel && (oChannel.Address() == ${literal(address)})) { oItem = oChannel; }
  }`
    : `if (oDevice && (oDevice.Address() == ${literal(address)})) { oItem = oDevice; }`;
  return script(
    "rename",
    { address, name },
    `
object oItem = null;
string sDevice; string sChannel;
foreach (sDevice, root.Devices().EnumUsedIDs()) {
  object oDevice = dom.GetObject(sDevice);
  ${inner}
}
if (oItem) {
  oItem.Name(${label(name)});
  Write('{"ok":true,"name":"'); WriteURL(oItem.Name()); Write('","end":true}');
} else { Write('{"ok":false,"end":true}'); }`,
    nameOf,
  );
}

/** `executed` false: with `check`, the program is switched off and did not run. `undefined`: no such program. */
export function runProgram(id: number, check: boolean): Script<boolean | undefined> {
  return script(
    "run-program",
    { id, check },
    object(
      program(id),
      `boolean bRun = true;
  if (${literal(check)}) { bRun = oItem.Active(); }
  if (bRun) { oItem.ProgramExecute(); }
  Write('{"ok":true,"executed":' # bRun # ',"end":true}');`,
    ),
    (answer) => (ok(answer) ? flag(answer.executed) : undefined),
  );
}

export const setProgramActive = (id: number, active: boolean): Script<boolean> =>
  command("set-program-active", { id, active }, program(id), `oItem.Active(${literal(active)});`);

export const deleteProgram = (id: number): Script<boolean> =>
  command("delete-program", { id }, program(id), "dom.DeleteObject(oItem.ID());\n  dom.RTUpdate(0);");

/** Sets the state: programs that wait for a change run. `value` of LIST is the index. */
export const setSysvar = (name: string, type: HubSysvar["type"], value: boolean | number | string): Script<boolean> =>
  command("set-sysvar", { name, type, value }, sysvar(name), `oItem.State(${literal(value)});`);

/** Value type, sub type of each kind (section 16.3). */
const KINDS: Readonly<Record<HubSysvar["type"], readonly [string, string]>> = {
  LOGIC: ["ivtBinary", "istBool"],
  ALARM: ["ivtBinary", "istAlarm"],
  LIST: ["ivtInteger", "istEnum"],
  INTEGER: ["ivtInteger", "istGeneric"],
  NUMBER: ["ivtFloat", "istGeneric"],
  FLOAT: ["ivtFloat", "istGeneric"],
  STRING: ["ivtString", "istChar8859"],
};

function assign(change: SysvarChange): string {
  const lines: string[] = [];
  if (change.description !== undefined) lines.push(`oItem.DPInfo(${label(change.description)});`);
  if (change.unit !== undefined) lines.push(`oItem.ValueUnit(${literal(change.unit)});`);
  if (change.min !== undefined) lines.push(`oItem.ValueMin(${literal(change.min)});`);
  if (change.max !== undefined) lines.push(`oItem.ValueMax(${literal(change.max)});`);
  if (change.valueList !== undefined) lines.push(`oItem.ValueList(${label(change.valueList.join(";"))});`);
  if (change.valueName0 !== undefined) lines.push(`oItem.ValueName0(${label(change.valueName0)});`);
  if (change.valueName1 !== undefined) lines.push(`oItem.ValueName1(${label(change.valueName1)});`);
  if (change.internal !== undefined) lines.push(`oItem.Internal(${literal(change.internal)});`);
  if (change.visible !== undefined) lines.push(`oItem.Visible(${literal(change.visible)});`);
  if (change.logged !== undefined) lines.push(`oItem.DPArchive(${literal(change.logged)});`);
  if (change.channel !== undefined) lines.push(...assignChannel(change.channel));
  return lines.join("\n  ");
}

/** A variable hangs on a channel from both ends; an empty address takes it off. */
function assignChannel(address: string): string[] {
  const detach = "object oOld = dom.GetObject(oItem.Channel());\n  if (oOld) { oOld.DPs().Remove(oItem.ID()); }";
  if (address === "") return [detach, "oItem.Channel(ID_ERROR);"];
  return [
    detach,
    `string sDevice; string sChannel;
  foreach (sDevice, root.Devices().EnumUsedIDs()) {
    foreach (sChannel, dom.GetObject(sDevice).Channels().EnumUsedIDs()) {
      object oChannel = dom.GetObject(sChannel);
      if (oChannel.Address() == ${literal(address)}) { oItem.Channel(oChannel.ID()); oChannel.DPs().Add(oItem.ID()); }
    }
  }`,
  ];
}

const plain = (record: object): ScriptArguments =>
  Object.fromEntries(
    Object.entries(record)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [key, Array.isArray(value) ? value.join(";") : value]),
  ) as ScriptArguments;

/** The new variable's id, `undefined` where the name is taken. In `args` the value list is joined by `;`. */
export function createSysvar(definition: SysvarDefinition): Script<number | undefined> {
  const { name, type, value, ...rest } = definition;
  const [valueType, subType] = KINDS[type];
  const alarm = type === "ALARM" ? "\n  oItem.AlType(atSystem); oItem.AlArm(true); oItem.AlSetBinaryCondition();" : "";
  const state = value === undefined ? "" : `\n  oItem.State(${literal(value)});`;
  return script(
    "create-sysvar",
    plain(definition),
    `
object oList = dom.GetObject(ID_SYSTEM_VARIABLES);
if (oList.Get(${literal(name)})) { Write('{"ok":false,"end":true}'); }
else {
  object oItem = dom.CreateObject(${type === "ALARM" ? "OT_ALARMDP" : "OT_VARDP"});
  oItem.Name(${label(name)});
  oList.Add(oItem.ID());
  oItem.ValueType(${valueType});
  oItem.ValueSubType(${subType});${alarm}
  ${assign({ internal: false, visible: true, ...rest })}${state}
  dom.RTUpdate(0);
  Write('{"ok":true,"id":' # oItem.ID() # ',"end":true}');
}`,
    (answer) => (ok(answer) ? number(answer.id) : undefined),
  );
}

/** In `args`: `name`, and of the change `newName` and the other members under their own names. */
export function changeSysvar(name: string, change: SysvarChange): Script<boolean> {
  const { name: newName, ...rest } = change;
  const renaming = newName === undefined ? "" : `\n  oItem.Name(${label(newName)});`;
  return command(
    "change-sysvar",
    { name, ...plain({ newName, ...rest }) },
    sysvar(name),
    `${assign(rest)}${renaming}\n  dom.RTUpdate(0);`,
  );
}

export const deleteSysvar = (name: string): Script<boolean> =>
  command("delete-sysvar", { name }, sysvar(name), "dom.DeleteObject(oItem.ID());\n  dom.RTUpdate(0);");

export interface SysvarProgram {
  id: number;
  name: string;
  active: boolean;
  internal: boolean;
}

/** Programs that use the variable, `undefined` where there is none of that name. */
export function sysvarUsage(name: string): Script<SysvarProgram[] | undefined> {
  return script(
    "sysvar-usage",
    { name },
    object(
      sysvar(name),
      `string sComma = ""; string sId;
  Write('{"ok":true,"programs":[');
  foreach (sId, oItem.DPEnumUsagePrograms()) {
    object oProgram = dom.GetObject(sId);
    if (oProgram) {
      Write(sComma # "[" # oProgram.ID() # ',"'); sComma = ","; WriteURL(oProgram.Name());
      Write('",' # oProgram.Active() # "," # oProgram.Internal() # "]");
    }
  }
  Write('],"end":true}');`,
    ),
    (answer) =>
      ok(answer)
        ? records(answer, "programs", ([id, programName, active, internal]) => ({
            id: idOf(id),
            name: fromUrl(programName),
            active: flag(active),
            internal: flag(internal),
          }))
        : undefined,
  );
}

export type GroupKind = "room" | "function";
const LISTS = { room: "ID_ROOMS", function: "ID_FUNCTIONS" } as const;
const TYPES = { room: "etRoom", function: "etFunction" } as const;
const group = (kind: GroupKind, id: number): string => `dom.GetObject(${LISTS[kind]}).Get(${literal(id)})`;

export function createGroup(kind: GroupKind, name: string): Script<number | undefined> {
  return script(
    "create-group",
    { kind, name },
    `
object oList = dom.GetObject(${LISTS[kind]});
if (oList.Get(${literal(name)})) { Write('{"ok":false,"end":true}'); }
else {
  object oItem = dom.CreateObject(OT_ENUM);
  oItem.Name(${label(name)});
  oItem.EnumType(${TYPES[kind]});
  oList.Add(oItem.ID());
  Write('{"ok":true,"id":' # oItem.ID() # ',"end":true}');
}`,
    (answer) => (ok(answer) ? number(answer.id) : undefined),
  );
}

export const renameGroup = (kind: GroupKind, id: number, name: string): Script<boolean> =>
  command("rename-group", { kind, id, name }, group(kind, id), `oItem.Name(${label(name)});`);

export const deleteGroup = (kind: GroupKind, id: number): Script<boolean> =>
  command("delete-group", { kind, id }, group(kind, id), "dom.DeleteObject(oItem.ID());\n  dom.RTUpdate(0);");

/** Makes `ids` exactly the rooms (functions) of a channel. */
export function setChannelGroups(kind: GroupKind, address: string, ids: readonly number[]): Script<boolean> {
  const list = ids.map((id) => literal(id)).join("\\t");
  return script(
    "set-channel-groups",
    { kind, address, ids },
    `
object oItem = null;
string sDevice; string sChannel; string sGroup;
foreach (sDevice, root.Devices().EnumUsedIDs()) {
  foreach (sChannel, dom.GetObject(sDevice).Channels().EnumUsedIDs()) {
    object oChannel = dom.GetObject(sChannel);
    if (oChannel && (oChannel.Address() == ${literal(address)})) { oItem = oChannel; }
  }
}
if (oItem) {
  foreach (sGroup, dom.GetObject(${LISTS[kind]}).EnumUsedIDs()) { dom.GetObject(sGroup).Remove(oItem.ID()); }
  foreach (sGroup, "${list}") {
    object oGroup = dom.GetObject(sGroup);
    if (oGroup) { oGroup.Add(oItem.ID()); }
  }
  Write('{"ok":true,"end":true}');
} else { Write('{"ok":false,"end":true}'); }`,
    ok,
  );
}

/** Receipts a message. The cause may bring it back. */
export const acknowledge = (kind: "alarm" | "service", id: number): Script<boolean> =>
  command("acknowledge", { kind, id }, `dom.GetObject(${literal(id)})`, "oItem.AlReceipt();");

/** A device by its address, as `oItem`. */
const deviceAt = (address: string, act: string): string => `
object oItem = null;
string sDevice;
foreach (sDevice, root.Devices().EnumUsedIDs()) {
  object oDevice = dom.GetObject(sDevice);
  if (oDevice && (oDevice.Address() == ${literal(address)})) { oItem = oDevice; }
}
if (oItem) {
  ${act}
} else { Write('{"ok":false,"end":true}'); }`;

/**
 * Begins the communication test of a device: what `Device.startComTest` of the JSON-RPC API does. The moment from which
 * an answer counts, in the CCU's own time; `undefined` where the logic layer does not know the device.
 */
export function startTest(address: string): Script<string | undefined> {
  const act = `Write('{"ok":true,"started":"'); WriteURL(system.Date("%Y-%m-%d %H:%M:%S")); Write('","end":true}');
  oItem.DevStartComTest();`;
  return script("start-test", { address }, deviceAt(address, act), (answer) => {
    if (!ok(answer)) return undefined;
    const started = fromUrl(answer.started);
    // every device would have answered since "", so to speak
    if (!/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(started)) throw new TypeError(`${started} is no moment`);
    return started;
  });
}

/** Whether the device has answered since `started`: what `Device.pollComTest` asks. */
export function pollTest(address: string, started: string): Script<boolean | undefined> {
  const act = `boolean bPassed = (oItem.LastTestCompletedTime() >= ${literal(started)});
  Write('{"ok":true,"passed":' # bPassed # ',"end":true}');`;
  return script("poll-test", { address, started }, deviceAt(address, act), (answer) =>
    ok(answer) ? flag(answer.passed) : undefined,
  );
}

/** Takes a device out of the inbox, its channels with it. */
export function acceptInbox(address: string): Script<boolean> {
  return script(
    "accept-inbox",
    { address },
    `
object oItem = null;
string sDevice; string sChannel;
foreach (sDevice, root.Devices().EnumUsedIDs()) {
  object oDevice = dom.GetObject(sDevice);
  if (oDevice && (oDevice.Address() == ${literal(address)})) { oItem = oDevice; }
}
if (oItem) {
  foreach (sChannel, oItem.Channels().EnumUsedIDs()) { dom.GetObject(sChannel).ReadyConfig(true); }
  oItem.ReadyConfig(true);
  Write('{"ok":true,"end":true}');
} else { Write('{"ok":false,"end":true}'); }`,
    ok,
  );
}
