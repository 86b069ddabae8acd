/** The documents of a home as JSON and back: the read model holds maps. Shapes are checked, a relay is hostile input. */
import * as z from "zod";
import { HUB_LISTS, unreadOf } from "../../model/hub-objects.ts";
import type { Channel, DataPoint, Device, Hub, InterfaceState, ValueState } from "../../model/types.ts";
import type { CentralState, HomeProgram } from "../../ports/index.ts";

const channelToDocument = ({ values, master, ...channel }: Channel) => ({
  ...channel,
  values: Object.fromEntries(values),
  master: Object.fromEntries(master),
});

/** A JSON value; `deviceFromDocument` makes an equal device of it. */
export const deviceToDocument = (device: Device): Record<string, unknown> => ({
  ...device,
  root: channelToDocument(device.root),
  channels: device.channels.map(channelToDocument),
});

const texts = z.array(z.string());
const DataPointDocument = z.looseObject({
  parameter: z.string(),
  paramset: z.enum(["VALUES", "MASTER"]),
  channel: z.int().nullable(),
  description: z.looseObject({ TYPE: z.string(), OPERATIONS: z.number(), FLAGS: z.number() }),
  operations: z.object({ read: z.boolean(), write: z.boolean(), event: z.boolean() }),
  usage: z.string(),
  visible: z.boolean(),
  uniqueId: z.string(),
});
const ChannelDocument = z.looseObject({
  address: z.string(),
  number: z.int().nullable(),
  type: z.string(),
  name: z.string(),
  description: z.looseObject({ ADDRESS: z.string(), TYPE: z.string() }),
  values: z.record(z.string(), DataPointDocument),
  master: z.record(z.string(), DataPointDocument),
  eventGroups: z.array(z.looseObject({ channelAddress: z.string(), kind: z.string(), parameters: texts })),
  rooms: texts,
  functions: texts,
  hidden: z.boolean(),
  locked: z.boolean(),
});
const DeviceDocument = z.looseObject({
  address: z.string(),
  central: z.string(),
  interface: z.string(),
  interfaceId: z.string(),
  model: z.string(),
  name: z.string(),
  description: z.looseObject({ ADDRESS: z.string(), TYPE: z.string() }),
  root: ChannelDocument,
  channels: z.array(ChannelDocument),
  revision: z.number(),
});

const points = (record: Record<string, unknown>) => new Map(Object.entries(record) as [string, DataPoint][]);
const channelFromDocument = (document: z.infer<typeof ChannelDocument>): Channel =>
  ({ ...document, values: points(document.values), master: points(document.master) }) as unknown as Channel;

/** `undefined` where the JSON is no device. */
export function deviceFromDocument(document: unknown): Device | undefined {
  const parsed = DeviceDocument.safeParse(document);
  if (!parsed.success) return undefined;
  const { root, channels, ...device } = parsed.data;
  return {
    ...device,
    root: channelFromDocument(root),
    channels: channels.map(channelFromDocument),
  } as unknown as Device;
}

/** Values of one device by `valueKey`. */
export const valuesToDocument = (values: ReadonlyMap<string, ValueState>): Record<string, ValueState> =>
  Object.fromEntries(values);

/** Characters of a status: the longest label of the field has 30. */
export const STATUS_LIMIT = 100;
const ValueDocument = z.object({
  value: z.unknown(),
  source: z.enum(["unobserved", "cache", "live", "stale"]),
  changedAt: z.number(),
  seenAt: z.number(),
  optimistic: z.object({ value: z.unknown() }).optional(),
  /** Why a value is none: OVERFLOW … A longer one is none of the field's words. */
  status: z.string().max(STATUS_LIMIT).optional(),
});
const ValuesDocument = z.record(z.string(), ValueDocument);

/** `undefined` where the JSON holds no values. */
export function valuesFromDocument(document: unknown): ReadonlyMap<string, ValueState> | undefined {
  const parsed = ValuesDocument.safeParse(document);
  return parsed.success ? new Map(Object.entries(parsed.data) as [string, ValueState][]) : undefined;
}

const list = z.array(z.looseObject({}));
const HubShape = z.looseObject({
  central: z.string(),
  rooms: list,
  functions: list,
  programs: list,
  sysvars: list,
  serviceMessages: list,
  alarmMessages: list,
  inbox: list,
  installModes: list,
  observed: z.boolean(),
  unread: z.array(z.enum(HUB_LISTS)).optional(),
});
/** A relay of an earlier version does not tell which lists it read. */
const HubDocument = HubShape.transform((hub) => ({ ...hub, unread: unreadOf(hub) }));
const CentralDocument = z.looseObject({
  name: z.string(),
  host: z.string(),
  configuredInterfaces: texts,
  available: z.boolean(),
  state: z.enum(["starting", "running", "degraded", "stopped", "failed"]),
  system: z.looseObject({}),
  phase: z.enum(["unknown", "waiting_for_ccu", "loading_hub", "loading_devices", "ready"]),
  interfacesLoaded: z.number(),
  interfacesTotal: z.number(),
});
const InterfacesDocument = z.array(
  z.looseObject({
    central: z.string(),
    id: z.string(),
    host: z.string(),
    name: z.string(),
    connected: z.boolean(),
    loaded: z.boolean(),
  }),
);

/** Parts of a program, and what it can do: far more than there are. */
export const PROGRAM_LIST_LIMIT = 100;
/** Characters of names that a program gives: parts, capabilities, modes, ids of zones and of what blocks them. */
export const SHORT_TEXT_LIMIT = 100;
const shortText = z.string().min(1).max(SHORT_TEXT_LIMIT);
/** Characters of what a part says of itself. */
export const NOTE_LIMIT = 1_000;
const Report = z.object({
  name: shortText,
  status: z.enum(["healthy", "degraded", "unhealthy", "unknown"]),
  note: z.string().max(NOTE_LIMIT).optional(),
  noteKey: shortText.optional(),
});
/** What is not understood costs itself, not the list. */
const listOf = <S extends z.ZodType>(schema: S) =>
  z.array(z.unknown()).transform((all) =>
    all.slice(0, PROGRAM_LIST_LIMIT).flatMap((one) => {
      const parsed = schema.safeParse(one);
      return parsed.success ? [parsed.data] : [];
    }),
  );
/** Sensors of one list of a zone: more than a CCU has. */
export const SENSORS_LIMIT = 1_000;
/** Characters of the name that people gave a zone. */
export const ZONE_NAME_LIMIT = 1_000;
/** Modes of one zone. */
export const MODES_LIMIT = 100;
const ids = z.array(z.string().max(SHORT_TEXT_LIMIT)).max(SENSORS_LIMIT);
const ToldZoneStatusDocument = z.object({
  state: z.enum(["disarmed", "arming", "armed", "pending", "triggered"]),
  mode: z.string().max(SHORT_TEXT_LIMIT).nullable(),
  bypassed: ids,
  incident: z.object({ id: z.int(), silenced: z.boolean() }).nullable(),
  countdown: z
    .object({ kind: z.enum(["exit_delay", "entry_delay"]), deadline_ms: z.number(), total_ms: z.number() })
    .nullable(),
  readiness: z.record(z.string().max(SHORT_TEXT_LIMIT), z.object({ ready: z.boolean(), blockers: ids, warnings: ids })),
  walktest: z.boolean(),
});
const ToldZoneDocument = z.object({
  id: shortText,
  name: z.string().max(ZONE_NAME_LIMIT),
  position: z.number(),
  config: z.record(z.string(), z.unknown()).optional(),
  modes: z.array(z.string().max(SHORT_TEXT_LIMIT)).max(MODES_LIMIT),
  code_arm: z.boolean(),
  code_disarm: z.boolean(),
  status: ToldZoneStatusDocument.optional().catch(undefined),
});
const ToldAlarmDocument = z.object({ isOn: z.boolean(), healthy: z.boolean(), zones: listOf(ToldZoneDocument) });

const ProgramDocument = z.object({
  reports: listOf(Report),
  capabilities: listOf(shortText),
  // what is no alarm panel says nothing of one: a wrong state would be worse than none
  alarm: ToldAlarmDocument.optional().catch(undefined),
});

/** Characters of all zones' configurations together; compressed they are a fraction of what a message may have. */
export const ZONE_CONFIGS_LIMIT = 200_000;

/** Without configurations where they are too much to tell: who wants to read them asks the home. */
function alarmToDocument(alarm: NonNullable<HomeProgram["alarm"]>): NonNullable<HomeProgram["alarm"]> {
  const length = alarm.zones.reduce((sum, { config }) => sum + (config ? JSON.stringify(config).length : 0), 0);
  if (length <= ZONE_CONFIGS_LIMIT) return alarm;
  return { ...alarm, zones: alarm.zones.map(({ config: _config, ...zone }) => zone) };
}

/** As it is told. A part that has too much to say is cut short. */
export const programToDocument = ({ reports, capabilities, alarm }: HomeProgram): Record<string, unknown> => ({
  reports: reports.map((report) => ({ ...report, ...(report.note && { note: report.note.slice(0, NOTE_LIMIT) }) })),
  capabilities,
  ...(alarm && { alarm: alarmToDocument(alarm) }),
});

const parsedAs =
  <T>(schema: z.ZodType) =>
  (document: unknown): T | undefined => {
    const parsed = schema.safeParse(document);
    return parsed.success ? (parsed.data as T) : undefined;
  };

/** Each `undefined` where the JSON is not what it should be. */
export const hubFromDocument = parsedAs<Hub>(HubDocument);
export const centralFromDocument = parsedAs<CentralState>(CentralDocument);
export const programFromDocument = parsedAs<HomeProgram>(ProgramDocument);
export const interfacesFromDocument = parsedAs<readonly InterfaceState[]>(InterfacesDocument);
