/** Bulk reads of the logic layer. They touch caches only: `.Value()`, never `.State()`, which would use the radio. */
import type { CcuEvent, HubProgram } from "../../../handlers/ports/index.ts";
import {
  COMMA,
  END,
  flag,
  fromUrl,
  idOf,
  literal,
  moment,
  number,
  records,
  recordsIfAny,
  type Script,
  script,
  text,
  textOf,
} from "./script.ts";
import { translate } from "./translate.ts";

/** What a data point of the logic layer holds as our value, or `undefined` where it holds none. */
function pointValue(type: number, parameter: string, raw: string): boolean | number | string | undefined {
  if (type === 20) return raw;
  if (type === 2) return raw === "" ? undefined : flag(raw);
  // nan, STATE_NOT_AVAILABLE and empty stand in numeric data points that have no reading (section 16.4)
  const value = raw.trim() === "" ? Number.NaN : Number(raw);
  if (!Number.isFinite(value)) return undefined;
  return /^RSSI_/.test(parameter) && value > 127 && value < 256 ? value - 256 : value;
}

/** Address and parameter of `HmIP-RF.00091D8997D6A1:4.STATE`. */
function splitName(name: string, iface: string): { address: string; parameter: string } | undefined {
  if (!name.startsWith(`${iface}.`)) return undefined;
  const rest = name.slice(iface.length + 1);
  const dot = rest.indexOf(".");
  return dot > 0 ? { address: rest.slice(0, dot), parameter: rest.slice(dot + 1) } : undefined;
}

/**
 * All known values of an interface. Without a time stamp the logic layer has no value since its start: such data points
 * are left out. VirtualDevices invent a DEFAULT until a member reports, which only `LastTimestamp` tells (7.3).
 */
export function readValues(iface: string): Script<(CcuEvent & { at?: number })[]> {
  const stamp = iface === "VirtualDevices" ? "LastTimestamp" : "Timestamp";
  return script(
    "read-values",
    { interface: iface },
    `
string sComma = "";
string sDevice; string sChannel; string sPoint;
Write('{"values":[');
foreach (sDevice, root.Devices().EnumUsedIDs()) {
  object oDevice = dom.GetObject(sDevice);
  if (oDevice && oDevice.ReadyConfig()) {
    object oInterface = dom.GetObject(oDevice.Interface());
    if (oInterface && (oInterface.Name() == ${literal(iface)})) {
      foreach (sChannel, oDevice.Channels().EnumUsedIDs()) {
        object oChannel = dom.GetObject(sChannel);
        foreach (sPoint, oChannel.DPs().EnumUsedIDs()) {
          object oPoint = dom.GetObject(sPoint);
          if (oPoint && (oPoint.TypeName() == "HSSDP")) {
            integer iAt = oPoint.${stamp}().ToInteger();
            if (iAt > 0) {
              ${COMMA}
              Write("["); ${text("oPoint.Name()")} Write(","); ${text("oPoint.Value().ToString()")}
              Write("," # oPoint.ValueType() # "," # iAt # "]");
            }
          }
        }
      }
    }
  }
}
${END}`,
    (answer) =>
      records(answer, "values", ([name, raw, type, seconds]) => {
        const at = moment(seconds);
        const place = splitName(textOf(name), iface);
        if (!place || at === undefined) return [];
        const value = pointValue(number(type), place.parameter, fromUrl(raw));
        return value === undefined ? [] : [{ ...place, value, at }];
      }).flat(),
  );
}

export interface Names {
  names: Record<string, { name: string; id?: number }>;
  /** Devices that wait in the inbox. */
  unready: string[];
}

export function readNames(): Script<Names> {
  return script(
    "read-names",
    {},
    `
string sComma = "";
string sId; string sDevice; string sChannel;
Write('{"devices":[');
foreach (sId, root.Devices().EnumUsedIDs()) {
  object oDevice = dom.GetObject(sId);
  object oInterface = dom.GetObject(oDevice.Interface());
  if (oDevice && oInterface) {
    ${COMMA}
    Write("[" # oDevice.ID() # ","); ${text("oDevice.Address()")} Write(","); ${text("oInterface.Name()")}
    Write(","); ${text("oDevice.Name()")} Write("," # oDevice.ReadyConfig() # "]");
  }
}
Write('],"channels":[');
sComma = "";
foreach (sDevice, root.Devices().EnumUsedIDs()) {
  object oOwner = dom.GetObject(sDevice);
  foreach (sChannel, oOwner.Channels().EnumUsedIDs()) {
    object oChannel = dom.GetObject(sChannel);
    if (oChannel) {
      ${COMMA}
      Write("[" # oChannel.ID() # ","); ${text("oChannel.Address()")} Write(","); ${text("oChannel.Name()")} Write("]");
    }
  }
}
${END}`,
    (answer) => {
      const names: Names = { names: {}, unready: [] };
      const note = (id: unknown, address: unknown, name: unknown): void => {
        names.names[textOf(address)] = { name: translate(textOf(name)), id: idOf(id) };
      };
      records(answer, "devices", ([id, address, , name, ready]) => {
        note(id, address, name);
        if (ready !== undefined && !flag(ready)) names.unready.push(textOf(address));
      });
      records(answer, "channels", ([id, address, name]) => note(id, address, name));
      return names;
    },
  );
}

export interface Group {
  id: number;
  name: string;
  channels: string[];
}

const groupLoop = (list: string): string => `
foreach (sGroup, dom.GetObject(${list}).EnumUsedIDs()) {
  object oGroup = dom.GetObject(sGroup);
  if (oGroup) {
    ${COMMA}
    Write("[" # oGroup.ID() # ","); ${text("oGroup.Name()")} Write(",[");
    string sInner = "";
    foreach (sChannel, oGroup.EnumUsedIDs()) {
      object oChannel = dom.GetObject(sChannel);
      if (oChannel && oChannel.IsTypeOf(OT_CHANNEL)) {
        Write(sInner); sInner = ","; ${text("oChannel.Address()")}
      }
    }
    Write("]]");
  }
}`;

function readGroup([id, name, channels]: unknown[]): Group {
  if (!Array.isArray(channels)) throw new TypeError("a group has channels");
  return { id: idOf(id), name: translate(textOf(name)), channels: channels.map(fromUrl) };
}

/** A list that the answer lacks is absent. */
export function readRooms(): Script<{ rooms?: Group[]; functions?: Group[] }> {
  return script(
    "read-rooms",
    {},
    `
string sComma = "";
string sGroup; string sChannel;
Write('{"rooms":[');${groupLoop("ID_ROOMS")}
Write('],"functions":[');
sComma = "";${groupLoop("ID_FUNCTIONS")}
${END}`,
    (answer) => {
      const rooms = recordsIfAny(answer, "rooms", readGroup);
      const functions = recordsIfAny(answer, "functions", readGroup);
      if (!rooms && !functions) throw new TypeError("the script's answer has neither rooms nor functions");
      return { ...(rooms ? { rooms } : {}), ...(functions ? { functions } : {}) };
    },
  );
}

export function readPrograms(): Script<HubProgram[]> {
  return script(
    "read-programs",
    {},
    `
string sComma = "";
string sId;
Write('{"programs":[');
foreach (sId, dom.GetObject(ID_PROGRAMS).EnumUsedIDs()) {
  object oProgram = dom.GetObject(sId);
  if (oProgram) {
    ${COMMA}
    Write("[" # oProgram.ID() # ","); ${text("oProgram.Name()")} Write(","); ${text("oProgram.PrgInfo()")}
    Write("," # oProgram.Active() # "," # oProgram.Internal() # "," # oProgram.Visible());
    Write("," # oProgram.ProgramLastExecuteTime().ToInteger() # "]");
  }
}
${END}`,
    (answer) =>
      records(answer, "programs", ([id, name, info, active, internal, visible, seconds]) => {
        const at = moment(seconds);
        return {
          id: idOf(id),
          name: translate(textOf(name)),
          description: fromUrl(info),
          active: flag(active),
          internal: flag(internal),
          visible: flag(visible),
          ...(at === undefined ? {} : { lastExecutedAt: at }),
        };
      }),
  );
}

export interface InboxDevice {
  address: string;
  name: string;
  model: string;
  interface: string;
  id?: number;
}

export function readInbox(): Script<InboxDevice[]> {
  return script(
    "read-inbox",
    {},
    `
string sComma = "";
string sId;
Write('{"inbox":[');
foreach (sId, root.Devices().EnumUsedIDs()) {
  object oDevice = dom.GetObject(sId);
  if (oDevice && (oDevice.ReadyConfig() == false) && (oDevice.Name() != "Gateway")) {
    object oInterface = dom.GetObject(oDevice.Interface());
    ${COMMA}
    Write("[" # oDevice.ID() # ","); ${text("oDevice.Address()")} Write(","); ${text("oDevice.Name()")} Write(",");
    ${text("oDevice.HssType()")} Write(",");
    if (oInterface) { ${text("oInterface.Name()")} } else { Write('""'); }
    Write("]");
  }
}
${END}`,
    (answer) =>
      records(answer, "inbox", ([id, address, name, model, iface]) => ({
        id: idOf(id),
        address: textOf(address),
        name: translate(fromUrl(name)),
        model: fromUrl(model),
        interface: fromUrl(iface),
      })),
  );
}

const shell = (target: string, command: string): string => `system.Exec(${literal(command)}, &${target}, &sError);`;

export interface SystemFacts {
  /** Text of /VERSION: lines `VERSION=…`, `PRODUCT=…`. */
  version: string;
  hostname: string;
  serial: string;
  haApp: boolean;
}

/** Who the CCU is. Needs the level ADMIN. */
export function readSystem(): Script<SystemFacts> {
  return script(
    "read-system",
    {},
    `
string sVersion; string sHost; string sSerial; string sApp; string sError;
${shell("sVersion", "cat /VERSION")}
${shell("sHost", "hostname")}
${shell("sSerial", "sh -c 'cat /var/board_sgtin /var/board_serial /sys/module/plat_eq3ccu2/parameters/board_serial 2>/dev/null | head -n 1'")}
${shell("sApp", "sh -c 'test -n \"$SUPERVISOR_TOKEN\" -o -e /data/options.json && echo 1'")}
Write('{"version":'); ${text("sVersion")} Write(',"hostname":'); ${text("sHost")}
Write(',"serial":'); ${text("sSerial")} Write(',"haApp":'); ${text("sApp")}
Write(',"end":true}');`,
    (answer) => ({
      version: fromUrl(answer.version),
      hostname: fromUrl(answer.hostname).trim(),
      serial: fromUrl(answer.serial).trim().slice(-10),
      haApp: fromUrl(answer.haApp).trim() === "1",
    }),
  );
}

/** Firmware of the CCU itself: known where the CCU brings the update script (OpenCCU), else `undefined`. */
export function readUpdate(): Script<{ current: string; available: string; inProgress: boolean } | undefined> {
  return script(
    "read-update",
    {},
    `
string sCurrent; string sAvailable; string sRunning; string sScript; string sError;
${shell("sScript", "sh -c 'test -x /bin/checkFirmwareUpdate.sh && echo 1'")}
${shell("sCurrent", "sh -c 'sed -n s/^VERSION=//p /VERSION'")}
if (sScript) {
  ${shell("sAvailable", "sh -c '/bin/checkFirmwareUpdate.sh 2>/dev/null | grep -oE [0-9]+[.][0-9]+[.][0-9]+[.][0-9]+ | sort | tail -n 1'")}
  ${shell("sRunning", "sh -c 'pidof checkFirmwareUpdate.sh fwinstall.sh'")}
}
Write('{"supported":'); ${text("sScript")} Write(',"current":'); ${text("sCurrent")}
Write(',"available":'); ${text("sAvailable")} Write(',"running":'); ${text("sRunning")}
Write(',"end":true}');`,
    (answer) => {
      if (fromUrl(answer.supported).trim() !== "1") return undefined;
      const current = fromUrl(answer.current).trim();
      const available = fromUrl(answer.available).trim();
      return {
        current,
        available: available === "" ? current : available,
        inProgress: fromUrl(answer.running).trim() !== "",
      };
    },
  );
}
