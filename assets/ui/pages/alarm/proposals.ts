/** What of a home can watch a zone, and how: sensors by their kind, each with what a household usually wants of it. */
import type { HomeDevice, Schemas } from "../../../../adapters/client/index.ts";
import type { Mode } from "../../model/alarm-words.ts";
import { type ChannelPoint, pointsOf } from "../../model/tiles.ts";

export type SensorType = Schemas["AlarmSensor"]["type"];
/** Kinds in the order in which people think of them. */
export const SENSOR_TYPES: readonly SensorType[] = ["door", "window", "motion", "hazard", "tamper", "panic"];

export interface SensorProposal {
  readonly central: string;
  readonly interface_id: string;
  readonly channel_address: string;
  readonly parameter: string;
  readonly type: SensorType;
  /** For people. */
  readonly name: string;
  readonly room: string | undefined;
  /** Labels that count as active; absent: all but the first. */
  readonly active_values?: readonly string[];
  /** Whether a household usually takes it. */
  readonly isUsual: boolean;
}

const CONTACTS: readonly string[] = [
  "SHUTTER_CONTACT",
  "ROTARY_HANDLE_SENSOR",
  "ROTARY_HANDLE_TRANSCEIVER",
  "TILT_SENSOR",
];
const HAZARDS: readonly string[] = ["SMOKE_DETECTOR", "WATERDETECTIONSENSOR"];
const MOTIONS: readonly string[] = ["MOTION", "PRESENCE_DETECTION_STATE"];
const WATERS: readonly string[] = ["MOISTURE_DETECTED", "WATERLEVEL_DETECTED"];
/** What people call a door rather than a window. */
const DOOR = /door|entrance|gate|t(ü|ue)r|eingang|tor\b/i;

const isContact = ({ point, channelType = "" }: ChannelPoint): boolean =>
  point.parameter === "STATE" && CONTACTS.some((type) => channelType.startsWith(type));

/** `undefined` for what says nothing that an alarm wants to hear. */
function typeOf(one: ChannelPoint, name: string): SensorType | undefined {
  const { point, channelType = "", channel } = one;
  if (isContact(one)) return DOOR.test(name) ? "door" : "window";
  if (MOTIONS.includes(point.parameter)) return "motion";
  if (point.parameter === "SMOKE_DETECTOR_ALARM_STATUS" || WATERS.includes(point.parameter)) return "hazard";
  if (point.parameter === "STATE" && HAZARDS.some((type) => channelType.startsWith(type))) return "hazard";
  if (point.parameter === "SABOTAGE" && channel === 0) return "tamper";
  return undefined;
}

/** A detector that is used as a siren tells that, too: it is no fire. */
const activeValues = ({ point }: ChannelPoint): Pick<SensorProposal, "active_values"> =>
  point.parameter === "SMOKE_DETECTOR_ALARM_STATUS" ? { active_values: ["PRIMARY_ALARM", "SECONDARY_ALARM"] } : {};

function nameOf(device: HomeDevice, channel: number, isOneOfMany: boolean): string {
  const own = device.channels.find(({ number }) => number === channel)?.name ?? "";
  // `Hall:1` is the device's name once more
  return isOneOfMany && own !== "" && !own.endsWith(`:${channel}`) ? own : device.summary.name;
}

function proposalsOf(device: HomeDevice): SensorProposal[] {
  const { central, address, summary } = device;
  const found = pointsOf(device).flatMap((one) => {
    const type = typeOf(one, summary.name);
    return type === undefined ? [] : [{ one, type }];
  });
  const main = found.filter(({ type }) => type !== "tamper");
  // one word about water is enough: what is wet is high, too
  const isRepeated = ({ point, channel }: ChannelPoint): boolean =>
    point.parameter === "MOISTURE_DETECTED" &&
    main.some(({ one }) => one.channel === channel && one.point.parameter === "WATERLEVEL_DETECTED");
  return found
    .filter(({ one }) => !isRepeated(one))
    .map(({ one, type }) => ({
      central,
      interface_id: summary.interface_id,
      channel_address: `${address}:${one.channel}`,
      parameter: one.point.parameter,
      type,
      name: nameOf(device, one.channel, main.length > 1 && type !== "tamper"),
      room: summary.rooms?.[0],
      ...activeValues(one),
      // a team of smoke detectors says what its members say
      isUsual: type !== "tamper" && one.channelType !== "SMOKE_DETECTOR_TEAM",
    }));
}

/** By kind, then by name. */
export function proposeSensors(
  devices: readonly HomeDevice[],
  compare: (a: string, b: string) => number,
): SensorProposal[] {
  return devices
    .flatMap(proposalsOf)
    .sort(
      (a, b) =>
        SENSOR_TYPES.indexOf(a.type) - SENSOR_TYPES.indexOf(b.type) ||
        compare(a.name, b.name) ||
        compare(a.channel_address, b.channel_address),
    );
}

export type SensorConfig = Readonly<Record<string, unknown>>;

/** Modes that a sensor of this kind usually counts in: nobody wants the motion detector while he sits beside it. */
const usualModes = (type: SensorType, modes: readonly Mode[]): Mode[] =>
  type === "motion" ? modes.filter((mode) => mode === "full" || mode === "vacation") : [...modes];

/** @param modes those of the zone */
export function usualConfig(type: SensorType, modes: readonly Mode[], values?: readonly string[]): SensorConfig {
  const active = values === undefined ? {} : { active_values: values };
  if (type === "hazard" || type === "panic") return { modes: [], always_on: true, ...active };
  const config: SensorConfig = { modes: usualModes(type, modes), ...active };
  // who leaves by the door comes back by it
  if (type === "door") return { ...config, use_exit_delay: true, use_entry_delay: true };
  return type === "motion" ? { ...config, use_exit_delay: true, use_entry_delay: true } : config;
}

/** Seconds; what a household needs to lock up, and to reach the panel. */
const EXIT_S = 45;
const ENTRY_S = 30;
const TRIGGER_S = 180;

/** A zone of a household: armed when nobody is there, and around its people at night. */
export const usualZone = (): Readonly<Record<string, unknown>> => ({
  modes: {
    perimeter: { exit_delay_s: 0, entry_delay_s: ENTRY_S, trigger_time_s: TRIGGER_S },
    full: { exit_delay_s: EXIT_S, entry_delay_s: ENTRY_S, trigger_time_s: TRIGGER_S, max_retrigger_cycles: 1 },
  },
});

export type Candidate = Schemas["AlarmOutputCandidate"];
export type OutputClass = Schemas["AlarmOutput"]["class"];

/** What a channel is usually taken for; lights are offered and not proposed. */
export const usualClass = ({ classes }: Pick<Candidate, "classes">): { class: OutputClass; isUsual: boolean } => {
  const best = (
    ["acoustic_siren", "switched_siren", "smoke_sounder", "optical_siren", "alarm_light", "chirp"] as const
  ).find((one) => classes.includes(one));
  return { class: best ?? "alarm_light", isUsual: best === "acoustic_siren" };
};
