/**
 * The values of the model as text, for stores that keep documents: smaller than their JSON, and faster to read. What the
 * channels of a device have in common (most of a device is descriptions, and eight channels of a kind have the same) is
 * written once. Text of another version of this form is no document: it is asked for anew.
 */
import type { CentralState, HomeProgram } from "../ports/index.ts";
import { HUB_LISTS, unreadOf } from "./hub-objects.ts";
import type {
  Channel,
  DataPoint,
  DataPointParamset,
  Device,
  EventGroup,
  Hub,
  InterfaceState,
  ValueSource,
  ValueState,
} from "./types.ts";

const VERSION = 1;

/** All of a data point that does not say where it is. */
type PointKind = Pick<
  DataPoint,
  "description" | "operations" | "category" | "dataPointType" | "usage" | "visible" | "unit"
>;
/** Its kind; with the unique id and the channel where they are not what the channel leads to expect. */
type PointPlace = number | [kind: number, uniqueId: string, channel: number | null];
/** Alternating: parameter, place. */
type PointList = (string | PointPlace)[];

interface ChannelDocument extends Pick<Channel, "address" | "number" | "type" | "name" | "description"> {
  eventGroups?: readonly EventGroup[];
  rooms?: readonly string[];
  functions?: readonly string[];
  hidden?: true;
  locked?: true;
  iseId?: number;
  /** Beginning of the unique ids. */
  prefix: string;
  values: PointList;
  master: PointList;
}
interface DeviceDocument {
  version: number;
  device: Omit<Device, "root" | "channels">;
  kinds: PointKind[];
  /** The root first. */
  channels: ChannelDocument[];
}

export function encodeDevice({ root, channels, ...device }: Device): string {
  const kinds = new Kinds();
  const document: DeviceDocument = {
    version: VERSION,
    device,
    channels: [root, ...channels].map((channel) => encodeChannel(channel, kinds)),
    kinds: kinds.list,
  };
  return JSON.stringify(document);
}

/** Equal to what was encoded; `undefined` where the text is no device of this version. */
export function decodeDevice(text: string): Device | undefined {
  return decoded<DeviceDocument, Device>(text, ({ device, kinds, channels }) => {
    const complete = kinds.map(completeKind);
    const [root, ...rest] = channels.map((channel) => decodeChannel(channel, complete));
    if (root === undefined) throw new TypeError("a device without a root");
    return { ...device, subModel: device.subModel, iseId: device.iseId, root, channels: rest };
  });
}

class Kinds {
  readonly list: PointKind[] = [];
  readonly #places = new Map<string, number>();

  place({ description, operations, category, dataPointType, usage, visible, unit }: DataPoint): number {
    const kind = { description, operations, category, dataPointType, usage, visible, unit };
    const text = JSON.stringify(kind);
    const known = this.#places.get(text);
    if (known !== undefined) return known;
    this.#places.set(text, this.list.length);
    return this.list.push(kind) - 1;
  }
}

/** JSON has no `undefined`; these members are always there. */
const completeKind = (kind: PointKind): PointKind => ({
  ...kind,
  category: kind.category,
  dataPointType: kind.dataPointType,
  unit: kind.unit,
});

const uniqueId = (prefix: string, parameter: string): string => `${prefix}_${parameter.toLowerCase()}`;

function prefixOf({ values, master }: Channel): string {
  const point = values.values().next().value ?? master.values().next().value;
  const suffix = point && uniqueId("", point.parameter);
  return suffix && point.uniqueId.endsWith(suffix) ? point.uniqueId.slice(0, -suffix.length) : "";
}

function encodeChannel(channel: Channel, kinds: Kinds): ChannelDocument {
  const { address, number, type, name, description, eventGroups, rooms, functions, iseId } = channel;
  const prefix = prefixOf(channel);
  const points = (map: ReadonlyMap<string, DataPoint>): PointList =>
    [...map].flatMap(([parameter, point]) => {
      const kind = kinds.place(point);
      const isExpected = point.channel === number && point.uniqueId === uniqueId(prefix, parameter);
      return [parameter, isExpected ? kind : [kind, point.uniqueId, point.channel]];
    });
  return {
    ...{ address, number, type, name, description, prefix },
    ...(eventGroups.length > 0 ? { eventGroups } : {}),
    ...(rooms.length > 0 ? { rooms } : {}),
    ...(functions.length > 0 ? { functions } : {}),
    ...(channel.hidden ? { hidden: true as const } : {}),
    ...(channel.locked ? { locked: true as const } : {}),
    ...(iseId === undefined ? {} : { iseId }),
    values: points(channel.values),
    master: points(channel.master),
  };
}

function decodeChannel(document: ChannelDocument, kinds: readonly PointKind[]): Channel {
  const { address, number, type, name, description, prefix, iseId } = document;
  const points = (list: PointList, paramset: DataPointParamset): Map<string, DataPoint> => {
    const map = new Map<string, DataPoint>();
    for (let at = 0; at < list.length; at += 2) {
      const parameter = list[at] as string;
      const place = list[at + 1] as PointPlace;
      const [kind, id, channel] = typeof place === "number" ? [place, uniqueId(prefix, parameter), number] : place;
      const found = kinds[kind];
      if (found === undefined) throw new TypeError("a data point of no kind");
      map.set(parameter, { parameter, paramset, channel, ...found, uniqueId: id });
    }
    return map;
  };
  return {
    ...{ address, number, type, name, description, iseId },
    values: points(document.values, "VALUES"),
    master: points(document.master, "MASTER"),
    eventGroups: document.eventGroups ?? [],
    rooms: document.rooms ?? [],
    functions: document.functions ?? [],
    hidden: document.hidden ?? false,
    locked: document.locked ?? false,
  };
}

// ---------------------------------------------------------------- values

const SOURCES: readonly ValueSource[] = ["unobserved", "cache", "live", "stale"];
/** Bits of a row's first number, above the source. */
const NO_VALUE = 4;
const OPTIMISTIC = 8;
const OPTIMISTIC_NO_VALUE = 16;
/** The last member of the row is the status. */
const STATUS = 32;
/** `changed` and `seen` count back from the document's time. */
type ValueRow = [
  ...[key: string, bits: number, changed: number, seen: number],
  ...[value?: unknown, optimistic?: unknown, status?: unknown],
];
interface ValuesDocument {
  version: number;
  time: number;
  rows: ValueRow[];
}

/** By `valueKey`, as {@link ValueState} has it. */
export function encodeValues(values: ReadonlyMap<string, ValueState>): string {
  const states = [...values.values()];
  const times = states.flatMap(({ changedAt, seenAt }) => [changedAt, seenAt]);
  // Differences are exact between whole numbers only.
  const time = times.every(Number.isSafeInteger) ? times.reduce((a, b) => Math.max(a, b), 0) : 0;
  const rows = [...values].map(([key, state]) => valueRow(key, state, time));
  return JSON.stringify({ version: VERSION, time, rows } satisfies ValuesDocument);
}

function valueRow(key: string, state: ValueState, time: number): ValueRow {
  const { value, source, changedAt, seenAt, optimistic, status } = state;
  const bits =
    SOURCES.indexOf(source) +
    (value === undefined ? NO_VALUE : 0) +
    (optimistic ? OPTIMISTIC : 0) +
    (optimistic && optimistic.value === undefined ? OPTIMISTIC_NO_VALUE : 0) +
    (status === undefined ? 0 : STATUS);
  const row: ValueRow = [key, bits, time - changedAt, time - seenAt];
  if (value !== undefined || optimistic || status !== undefined) row.push(value ?? null);
  if (optimistic || status !== undefined) row.push(optimistic?.value ?? null);
  if (status !== undefined) row.push(status);
  return row;
}

/** `undefined` where the text holds no values of this version. */
export function decodeValues(text: string): Map<string, ValueState> | undefined {
  return decoded<ValuesDocument, Map<string, ValueState>>(text, ({ time, rows }) => {
    const values = new Map<string, ValueState>();
    for (const [key, bits, changed, seen, value, optimistic, status] of rows) {
      const source = SOURCES[bits & 3] as ValueSource;
      const state = {
        value: bits & NO_VALUE ? undefined : value,
        source,
        changedAt: time - changed,
        seenAt: time - seen,
        ...(bits & STATUS ? { status: String(status) } : {}),
      };
      const pending = { value: bits & OPTIMISTIC_NO_VALUE ? undefined : optimistic };
      values.set(key, bits & OPTIMISTIC ? { ...state, optimistic: pending } : state);
    }
    return values;
  });
}

// ---------------------------------------------------------------- the central and its parts

interface Plain<T> {
  version: number;
  value: T;
}
const encodePlain = <T>(value: T): string => JSON.stringify({ version: VERSION, value } satisfies Plain<T>);
const decodePlain = <T>(text: string): T | undefined => decoded<Plain<T>, T>(text, ({ value }) => value);

export const encodeCentral = (state: CentralState): string => encodePlain(state);
export const decodeCentral = (text: string): CentralState | undefined => decodePlain(text);
export const encodeInterfaces = (states: readonly InterfaceState[]): string => encodePlain(states);
export const decodeInterfaces = (text: string): readonly InterfaceState[] | undefined => decodePlain(text);
export const encodeProgram = (program: HomeProgram): string => encodePlain(program);
export const decodeProgram = (text: string): HomeProgram | undefined => decodePlain(text);
export const encodeHub = (hub: Hub): string => encodePlain(hub);
export function decodeHub(text: string): Hub | undefined {
  const hub = decodePlain<Hub>(text);
  return hub && { ...hub, update: hub.update, unread: unreadOf(hub) };
}

/** What is known of a central whose logic layer was never read. */
export const unobservedHub = (central: string): Hub => ({
  central,
  rooms: [],
  functions: [],
  programs: [],
  sysvars: [],
  serviceMessages: [],
  alarmMessages: [],
  inbox: [],
  update: undefined,
  installModes: [],
  observed: false,
  unread: HUB_LISTS,
});

function decoded<D extends { version: number }, T>(text: string, decode: (document: D) => T): T | undefined {
  try {
    const document = JSON.parse(text) as D | null;
    return document?.version === VERSION ? decode(document) : undefined;
  } catch {
    return undefined;
  }
}
