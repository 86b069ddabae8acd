/**
 * Lists of the logic layer by the WebUI's JSON-RPC (protocol document, 15.4), for a CCU whose scripts cannot run: its
 * script port is closed, or the user may not run scripts. Descriptions of programs, messages and the inbox have no method.
 */
import type { HubProgram, HubSnapshot, HubSysvar } from "../../handlers/ports/index.ts";
import type { JsonCall } from "./json-client.ts";
import { flag, idOf } from "./rega/script.ts";
import { translate } from "./rega/translate.ts";

type Entry = Record<string, unknown>;
/** `channelId` of a variable that hangs on no channel. */
const NO_CHANNEL = 65535;

/** Entries that `read` throws at are damaged, and left out. @throws TypeError where the answer is no list */
function entries<T>(answer: unknown, read: (entry: Entry) => T): T[] {
  if (!Array.isArray(answer)) throw new TypeError("the answer is no list");
  return answer.flatMap((entry) => {
    if (typeof entry !== "object" || entry === null) return [];
    try {
      return [read(entry as Entry)];
    } catch (error) {
      if (error instanceof TypeError) return [];
      throw error;
    }
  });
}

function word(entry: Entry, member: string): string {
  const value = entry[member];
  if (typeof value !== "string") throw new TypeError(`${member} is no text`);
  return value;
}
const optional = (entry: Entry, member: string): string => (entry[member] === undefined ? "" : String(entry[member]));

type Names = NonNullable<HubSnapshot["names"]>;
/** Addresses of channels by their id: rooms and variables name channels so. */
type Channels = ReadonlyMap<number, string>;

async function readNames(json: JsonCall): Promise<Names> {
  const names: Names = {};
  const note = (entry: Entry): void => {
    names[word(entry, "address")] = { name: translate(word(entry, "name")), id: idOf(entry.id) };
  };
  entries(await json("Device.listAllDetail", {}), (device) => {
    note(device);
    if (Array.isArray(device.channels)) entries(device.channels, note);
  });
  return names;
}

const channelsOf = (names: Names): Channels =>
  new Map(
    Object.entries(names).flatMap(([address, { id }]) =>
      id !== undefined && address.includes(":") ? [[id, address] as const] : [],
    ),
  );

/** Rooms and functions; one of both that could not be read is absent. @throws what the first failed with where both did */
async function readGroups(json: JsonCall, channels: Channels): Promise<HubSnapshot> {
  const read = (entry: Entry) => {
    if (!Array.isArray(entry.channelIds)) throw new TypeError("a group has channels");
    const members = entry.channelIds.flatMap((id) => channels.get(Number(id)) ?? []);
    return { id: idOf(entry.id), name: translate(word(entry, "name")), channels: members };
  };
  const [rooms, functions] = await Promise.allSettled([
    json("Room.getAll", {}).then((answer) => entries(answer, read)),
    json("Subsection.getAll", {}).then((answer) => entries(answer, read)),
  ]);
  if (rooms.status === "rejected" && functions.status === "rejected") throw rooms.reason;
  return {
    ...(rooms.status === "fulfilled" ? { rooms: rooms.value } : {}),
    ...(functions.status === "fulfilled" ? { functions: functions.value } : {}),
  };
}

/** A moment in the CCU's own time, which has no zone: ours is taken for it. `undefined` for 1970, which is never. */
function moment(text: string): number | undefined {
  const at = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text) ? new Date(text.replace(" ", "T")).getTime() : Number.NaN;
  return Number.isFinite(at) && !text.startsWith("1970") ? at : undefined;
}

function program(entry: Entry): HubProgram {
  const at = moment(optional(entry, "lastExecuteTime"));
  return {
    id: idOf(entry.id),
    name: translate(word(entry, "name")),
    description: "",
    active: flag(entry.isActive),
    internal: flag(entry.isInternal),
    visible: true,
    ...(at === undefined ? {} : { lastExecutedAt: at }),
  };
}

const TYPES: ReadonlySet<string> = new Set(["LOGIC", "LIST", "NUMBER", "ALARM", "STRING"]);

function readValue(type: HubSysvar["type"], text: string): HubSysvar["value"] {
  if (type === "STRING") return text;
  if (text.trim() === "") return undefined;
  if (type === "LOGIC" || type === "ALARM") return flag(text);
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** A limit where there is one. */
function limit(entry: Entry, member: "minValue" | "maxValue", name: "min" | "max") {
  const text = optional(entry, member).trim();
  const value = Number(text);
  return text !== "" && Number.isFinite(value) ? { [name]: value } : {};
}

function sysvar(entry: Entry, channels: Channels): HubSysvar {
  const type = word(entry, "type") as HubSysvar["type"];
  if (!TYPES.has(type)) throw new TypeError(`${type} is no type of a variable`);
  const value = readValue(type, optional(entry, "value"));
  const channel = Number(entry.channelId) === NO_CHANNEL ? undefined : channels.get(Number(entry.channelId));
  const named = (member: "valueName0" | "valueName1") =>
    optional(entry, member) === "" ? {} : { [member]: translate(optional(entry, member)) };
  return {
    id: idOf(entry.id),
    name: translate(word(entry, "name")),
    description: translate(optional(entry, "description")),
    type,
    ...(value === undefined ? {} : { value }),
    unit: optional(entry, "unit"),
    ...(type === "NUMBER" ? { ...limit(entry, "minValue", "min"), ...limit(entry, "maxValue", "max") } : {}),
    ...(type === "LIST" ? { valueList: optional(entry, "valueList").split(";").map(translate) } : {}),
    ...named("valueName0"),
    ...named("valueName1"),
    internal: flag(entry.isInternal),
    visible: flag(entry.isVisible),
    logged: flag(entry.isLogged),
    ...(channel === undefined ? {} : { channel }),
  };
}

/** Who the CCU is, as far as its guests may know. */
async function readSystem(json: JsonCall): Promise<HubSnapshot> {
  const [serial, version] = [await json("CCU.getSerial", {}), await json("CCU.getVersion", {})];
  const told = (value: unknown): value is string => typeof value === "string" && value !== "";
  return { system: { ...(told(serial) ? { serial: serial.slice(-10) } : {}), ...(told(version) ? { version } : {}) } };
}

/** By round of the hub; the others have no method. Each rejects with `CcuFault`, or `TypeError` for another answer. */
export type JsonLists = Readonly<Record<string, (json: JsonCall) => Promise<HubSnapshot>>>;

/**
 * The ids of channels are kept between two reads of the names: the list of all devices is long. `named` is told the name
 * by which the CCU knows a variable that we show under another.
 */
export function createJsonLists(named: (shown: string, raw: string) => void): JsonLists {
  let channels: Channels | undefined;
  const allNames = async (json: JsonCall): Promise<Names> => {
    const names = await readNames(json);
    channels = channelsOf(names);
    return names;
  };
  const known = async (json: JsonCall): Promise<Channels> => channels ?? channelsOf(await allNames(json));
  return {
    system: readSystem,
    names: async (json) => ({ names: await allNames(json) }),
    groups: async (json) => readGroups(json, await known(json)),
    programs: async (json) => ({ programs: entries(await json("Program.getAll", {}), program) }),
    // without the channels that they hang on, variables are what they are
    sysvars: async (json) => {
      const places = await known(json).catch(() => new Map<number, string>());
      const read = (entry: Entry): HubSysvar => {
        const one = sysvar(entry, places);
        named(one.name, word(entry, "name"));
        return one;
      };
      return { sysvars: entries(await json("SysVar.getAll", {}), read) };
    },
  };
}
