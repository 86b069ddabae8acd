/** The topic tree (subsystems 3.2): where each thing of the home is published, and what a command's topic speaks of. */

/** Names of CCUs and variables may have what means something in topics, or breaks them: it is written as %XX. */
export const segment = (text: string): string =>
  text.replace(/[%/+#\p{Cc}]/gu, (character) => `%${character.charCodeAt(0).toString(16).padStart(2, "0")}`);
export const unsegment = (text: string): string =>
  text.replace(/%([0-9a-f]{2})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));

/** The device's own paramset, which has no channel number. */
const DEVICE = "device";
/** Beside the CCUs: the alarm belongs to none of them. */
const ALARM = "alarm";
const channelSegment = (channel: number | null) => (channel === null ? DEVICE : String(channel));

export interface DevicePlace {
  readonly central: string;
  readonly interfaceId: string;
  readonly address: string;
}

/** @param base root of all topics */
export function topicsOf(base: string) {
  const central = (name: string) => `${base}/${segment(name)}`;
  const hub = (name: string) => `${central(name)}/hub`;
  const device = (place: DevicePlace) =>
    `${central(place.central)}/${segment(place.interfaceId)}/${segment(place.address)}`;
  const channel = (place: DevicePlace, number: number | null) => `${device(place)}/${channelSegment(number)}`;
  return {
    bridgeStatus: `${base}/bridge/status`,
    /** Of a zone of the alarm, or of all of them (`master`). */
    alarm: (zone: string, what: "state" | "availability" | "event" | "set") =>
      `${base}/${ALARM}/${segment(zone)}/${what}`,
    bridgeHealth: `${base}/bridge/health`,
    commandOutcome: `${base}/bridge/command_outcome`,
    availability: (place: DevicePlace) => `${device(place)}/availability`,
    info: (place: DevicePlace) => `${device(place)}/info`,
    diagnostics: (place: DevicePlace) => `${device(place)}/diagnostics`,
    update: (place: DevicePlace) => `${device(place)}/update`,
    value: (place: DevicePlace, number: number | null, paramset: "VALUES" | "MASTER", parameter: string) =>
      `${channel(place, number)}/${paramset.toLowerCase()}/${segment(parameter)}`,
    calculated: (place: DevicePlace, number: number | null, name: string) =>
      `${channel(place, number)}/calculated/${segment(name)}`,
    combined: (place: DevicePlace, number: number | null, name: string) =>
      `${channel(place, number)}/combined/${segment(name)}`,
    /** What it follows: a heating profile, or whether there is a program at all. */
    weekProfile: (place: DevicePlace, number: number | null) => `${channel(place, number)}/week_profile`,
    /** What stands in it; below it each channel that it acts on. */
    schedule: (place: DevicePlace, number: number | null) => `${channel(place, number)}/schedule`,
    custom: (place: DevicePlace, number: number | null, kind: string) =>
      `${channel(place, number)}/custom/${segment(kind)}`,
    /** `kind`: event (a key), impulse, device_error. */
    event: (place: DevicePlace, number: number, kind: string) => `${channel(place, number)}/${segment(kind)}`,
    sysvar: (name: string, sysvar: string) => `${hub(name)}/sysvars/${segment(sysvar)}`,
    program: (name: string, id: number | string) => `${hub(name)}/programs/${segment(String(id))}`,
    connectivity: (name: string, interfaceId: string) => `${hub(name)}/connectivity/${segment(interfaceId)}`,
    installMode: (name: string, interfaceId: string) => `${hub(name)}/install_mode/${segment(interfaceId)}`,
    hub: (name: string, what: "update" | "alarm_messages" | "service_messages" | "inbox") => `${hub(name)}/${what}`,
    system: (name: string, what: "health_score" | "latency" | "last_event_age" | "status") =>
      `${central(name)}/system/${what}`,
    /** Is it one of the lists of a CCU itself: variables, programs, messages? */
    isOfHub: (name: string, topic: string) => topic.startsWith(`${hub(name)}/`),
    /** Filters of everything that a client can ask for. */
    commands: COMMANDS.map((filter) => `${base}/${filter}`),
    /** Whose a topic is: of that CCU, or of nobody in particular. */
    centralOf: (topic: string): string | undefined => {
      if (!topic.startsWith(`${base}/`)) return undefined;
      const [first = ""] = topic.slice(base.length + 1).split("/", 1);
      return first === "bridge" || first === "" ? undefined : unsegment(first);
    },
  };
}
export type Topics = ReturnType<typeof topicsOf>;

const COMMANDS = [
  "alarm/+/set",
  "+/+/+/+/values/+/set",
  "+/+/+/+/master/+/set",
  "+/+/+/+/combined/+/set",
  "+/+/+/+/week_profile/set",
  "+/+/+/+/schedule/+/set",
  "+/+/+/+/custom/+/set",
  "+/+/+/+/custom/+/set/+",
  "+/+/+/update/set",
  "+/devices/+/cdps/+/+/invoke",
  "+/hub/sysvars/+/set",
  "+/hub/programs/+/set",
  "+/hub/programs/+/trigger",
  "+/hub/install_mode/+/set",
] as const;

interface OfChannel {
  readonly central: string;
  readonly address: string;
  readonly channel: number | null;
}
export type CommandPlace =
  | ({ readonly what: "value"; readonly parameter: string } & OfChannel)
  | ({ readonly what: "master"; readonly parameter: string } & OfChannel)
  | ({ readonly what: "combined"; readonly name: string } & OfChannel)
  | ({ readonly what: "week_profile" } & OfChannel)
  | ({ readonly what: "schedule"; readonly key: string } & OfChannel)
  /** `operation` is in the payload where it is not in the topic. */
  | ({ readonly what: "custom"; readonly kind: string; readonly operation?: string } & OfChannel)
  | {
      readonly what: "invoke";
      readonly central: string;
      readonly address: string;
      readonly name: string;
      readonly operation: string;
    }
  | { readonly what: "alarm"; readonly zone: string }
  | { readonly what: "update"; readonly central: string; readonly address: string }
  | { readonly what: "sysvar"; readonly central: string; readonly name: string }
  | { readonly what: "program"; readonly central: string; readonly id: string; readonly act: "set" | "trigger" }
  | { readonly what: "install_mode"; readonly central: string; readonly interfaceId: string };

const CHANNEL = /^\d{1,4}$/;

/** What a topic below `base` asks for; `undefined` where it is no command's. */
export function parseCommand(base: string, topic: string): CommandPlace | undefined {
  if (!topic.startsWith(`${base}/`)) return undefined;
  const levels = topic
    .slice(base.length + 1)
    .split("/")
    .map(unsegment);
  if (levels.some((level) => level === "")) return undefined;
  const [central, second, third, fourth, fifth, sixth, ...rest] = levels as [string, ...string[]];
  if (central === ALARM && third === "set" && second && levels.length === 3) return { what: "alarm", zone: second };
  if (second === "devices" && fourth === "cdps" && third && fifth && sixth && rest.length === 1)
    return rest[0] === "invoke"
      ? { what: "invoke", central, address: third, name: fifth, operation: sixth }
      : undefined;
  if (second === "hub") return hubCommand(central, levels.slice(2));
  if (third === undefined || fourth === undefined) return undefined;
  if (fourth === "update" && fifth === "set" && sixth === undefined) return { what: "update", central, address: third };
  if (fourth !== DEVICE && !CHANNEL.test(fourth)) return undefined;
  const of = { central, address: third, channel: fourth === DEVICE ? null : Number(fourth) };
  return sixth === undefined ? undefined : channelCommand(of, fifth as string, sixth, rest);
}

function channelCommand(of: OfChannel, plane: string, name: string, rest: readonly string[]): CommandPlace | undefined {
  if (plane === "week_profile")
    return name === "set" && rest.length === 0 ? { what: "week_profile", ...of } : undefined;
  const [verb, operation, more] = rest;
  if (verb !== "set" || more !== undefined) return undefined;
  if (plane === "custom")
    return { what: "custom", ...of, kind: name, ...(operation === undefined ? {} : { operation }) };
  if (operation !== undefined) return undefined;
  if (plane === "combined") return { what: "combined", ...of, name };
  if (plane === "schedule") return { what: "schedule", ...of, key: name };
  if (plane === "values") return { what: "value", ...of, parameter: name };
  return plane === "master" ? { what: "master", ...of, parameter: name } : undefined;
}

function hubCommand(central: string, [list, name, verb, more]: readonly string[]): CommandPlace | undefined {
  if (name === undefined || more !== undefined) return undefined;
  if (list === "sysvars" && verb === "set") return { what: "sysvar", central, name };
  if (list === "programs" && (verb === "set" || verb === "trigger"))
    return { what: "program", central, id: name, act: verb };
  return list === "install_mode" && verb === "set" ? { what: "install_mode", central, interfaceId: name } : undefined;
}
