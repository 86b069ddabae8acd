/** Events of the log as people tell them: what, where, and in which words. */
import type { HomeDevice, Schemas } from "../../../../adapters/client/index.ts";
import type { Key } from "../../i18n/en.ts";
import { humanise, meaningOf, wordFor } from "../../model/reading.ts";
import { summaryOf } from "../../model/summary.ts";
import { type ChannelPoint, pointsOf, type Tile, tilesOf } from "../../model/tiles.ts";
import type { en } from "./en.ts";
import { EVENTS_LIMIT, type LogEvent } from "./past.ts";

export const KINDS = ["thing", "press", "measure", "home", "alarm"] as const;
export type Kind = (typeof KINDS)[number];

export interface Happening {
  readonly id: string;
  readonly at: number;
  readonly kind: Kind;
  /** Who or what. */
  readonly name: string;
  readonly text: string;
  readonly rooms: readonly string[];
}

type Fill = Readonly<Record<string, string | number>>;
export interface Words {
  readonly t: (key: Key, fill?: Fill) => string;
  readonly w: (key: keyof typeof en, fill?: Fill) => string;
  readonly formatNumber: (value: number) => string;
}

/** What the home is called and made of at present: the log has addresses alone. */
export interface Names {
  readonly devices: readonly HomeDevice[];
  readonly programs: readonly Schemas["ProgramSummary"][];
  readonly interfaces: readonly Schemas["InterfaceState"][];
}

type Said = Omit<Happening, "id" | "at"> | undefined;

interface Device {
  readonly device: HomeDevice;
  /** By `<channel>.<parameter>`: what is shown of it, or means something. */
  readonly points: ReadonlyMap<string, { readonly tile: Tile | undefined; readonly point: ChannelPoint }>;
  readonly customs: ReadonlyMap<string, Extract<Tile, { kind: "custom" }>>;
}

const pointId = (channel: number, parameter: string) => `${channel}.${parameter}`;
/** Parameters that mean something though no tile shows them. */
const isTold = (one: ChannelPoint): boolean => [true, 1].some((value) => meaningOf(one, value) !== undefined);

function indexed(device: HomeDevice): Device {
  const tiles = tilesOf(device);
  const points = new Map<string, { tile: Tile | undefined; point: ChannelPoint }>();
  for (const point of pointsOf(device).filter(isTold))
    points.set(pointId(point.channel, point.point.parameter), { tile: undefined, point });
  for (const tile of tiles)
    for (const point of tile.kind === "switch" ? [tile.point, ...tile.readings] : tile.readings)
      points.set(pointId(point.channel, point.point.parameter), { tile, point });
  const customs = new Map(tiles.flatMap((tile) => (tile.kind === "custom" ? [[tile.custom, tile] as const] : [])));
  return { device, points, customs };
}

/** Parameters of a key: short, long, released. */
function pressWord(parameter: string): "what.pressed" | "what.long" | "what.released" {
  if (parameter.includes("RELEASE")) return "what.released";
  return parameter.includes("LONG") ? "what.long" : "what.pressed";
}

const CENTRAL_STATES = ["starting", "running", "degraded", "failed", "stopped"] as const;

class Teller {
  readonly #devices: ReadonlyMap<string, Device>;
  readonly #names: Names;
  readonly #words: Words;
  /** What was said last of each custom data point: states have members that no word tells of. */
  readonly #said = new Map<string, string>();

  constructor(names: Names, words: Words) {
    this.#names = names;
    this.#words = words;
    this.#devices = new Map(
      names.devices.map((device) => [`${device.central}/${device.address}`, indexed(device)] as const),
    );
  }

  tell(event: LogEvent): Said {
    if (event.kind !== "change") return undefined;
    switch (event.type) {
      case "datapoint.value_changed":
        return this.#value(event.payload);
      case "custom_data_point.state_changed":
        return this.#custom(event.payload);
      case "device.trigger":
        return this.#trigger(event.payload);
      case "device.availability_changed":
        return this.#ofDevice("thing", event.payload, event.payload.available ? "what.back" : "what.gone");
      case "datapoint.optimistic_rolled_back":
        return this.#ofDevice("thing", event.payload, "what.rollback");
      case "device.created":
        return this.#ofDevice("home", event.payload, "what.new");
      case "device.removed":
        return this.#ofDevice("home", event.payload, "what.removed");
      default:
        return this.#ofHome(event);
    }
  }

  #find({ central, device_address }: { central: string; device_address: string }): Device | undefined {
    return this.#devices.get(`${central}/${device_address}`);
  }

  #value(payload: Schemas["DataPointValueChangedPayload"]): Said {
    const { channel, parameter, value, previous, paramset_key } = payload;
    const owner = this.#find(payload);
    const found = owner?.points.get(pointId(channel, parameter));
    if (owner === undefined || found === undefined || paramset_key !== "VALUES" || value === previous) return undefined;
    const { tile, point } = found;
    const name = tile?.name ?? owner.device.summary.name;
    const word = wordFor(point, value, this.#words);
    const isMain = tile !== undefined && (tile.kind === "switch" ? tile.point : tile.readings[0]) === point;
    const label = point.point.parameter_label ?? humanise(parameter);
    const isNumber = typeof value === "number" && point.point.value_list === undefined;
    return {
      kind: isNumber ? "measure" : "thing",
      name,
      text: isMain && !isNumber && tile.kind !== "custom" ? word : `${label}: ${word}`,
      rooms: tile?.rooms ?? owner.device.summary.rooms ?? [],
    };
  }

  #custom(payload: Schemas["CustomDataPointStateChangedPayload"]): Said {
    const { central, device_address, name, state } = payload;
    const tile = this.#find(payload)?.customs.get(name);
    if (tile === undefined) return undefined;
    const text = summaryOf(tile.category, state, this.#words).join(" · ");
    const id = `${central}/${device_address}/${name}`;
    const before = this.#said.get(id);
    this.#said.set(id, text);
    if (text === before || text === "") return undefined;
    // a thermostat measures all the time; what it is set to is no news of each minute
    return { kind: tile.category === "climate" ? "measure" : "thing", name: tile.name, text, rooms: tile.rooms };
  }

  #trigger(payload: Schemas["DeviceTriggerPayload"]): Said {
    const { channel, event_type, parameter } = payload;
    const owner = this.#find(payload);
    const { w } = this.#words;
    const own = owner?.device.channels.find(({ number }) => number === channel);
    const name = own?.name || `${owner?.device.summary.name ?? payload.device_address}:${channel}`;
    const rooms = own?.rooms?.length ? own.rooms : (owner?.device.summary.rooms ?? []);
    if (event_type === "keypress") return { kind: "press", name, text: w(pressWord(parameter)), rooms };
    const text = event_type === "impulse" ? w("what.impulse") : w("what.error", { what: humanise(parameter) });
    return { kind: "thing", name, text, rooms };
  }

  #ofDevice(
    kind: Kind,
    payload: { central: string; device_address: string },
    word: "what.back" | "what.gone" | "what.rollback" | "what.new" | "what.removed",
  ): Said {
    const summary = this.#find(payload)?.device.summary;
    return {
      kind,
      name: summary?.name ?? payload.device_address,
      text: this.#words.w(word),
      rooms: summary?.rooms ?? [],
    };
  }

  #ofHome(event: LogEvent): Said {
    const { w } = this.#words;
    const home = (name: string, text: string): Said => ({ kind: "home", name, text, rooms: [] });
    switch (event.type) {
      case "hub.sysvar_changed":
        return event.payload.value === event.payload.previous
          ? undefined
          : home(event.payload.name, this.#plain(event.payload.value));
      case "hub.program_executed": {
        const { central, program_id: id, success } = event.payload;
        const known = this.#names.programs.find((one) => one.central === central && one.id === id);
        return home(known?.name ?? id, w(success ? "what.ran" : "what.failed"));
      }
      case "connectivity.changed": {
        const { interface_id: id, reachable } = event.payload;
        const known = this.#names.interfaces.find((one) => one.id === id);
        return home(known?.name ?? id, w(reachable ? "what.connected" : "what.disconnected"));
      }
      case "hub.service_message":
        return home(w("what.service"), this.#plain(event.payload.count));
      case "hub.alarm_message":
        return home(w("what.alarms"), this.#plain(event.payload.count));
      case "central.state_changed":
        return home(event.payload.central, this.#central(event.payload.new_state));
      default:
        return undefined;
    }
  }

  /** The contract leaves the list of states open. */
  #central(state: string): string {
    const known = CENTRAL_STATES.find((one) => one === state);
    return known === undefined ? humanise(state) : this.#words.w(`central.${known}`);
  }

  #plain(value: unknown): string {
    const { t, formatNumber } = this.#words;
    if (typeof value === "boolean") return t(value ? "state.yes" : "state.no");
    return typeof value === "number" ? formatNumber(value) : String(value ?? t("tile.unknown"));
  }
}

/** Tells a log that grows: each event once. */
export class Telling {
  readonly #teller: Teller;
  #told: readonly Happening[] = [];
  #last = 0;

  constructor(names: Names, words: Words) {
    this.#teller = new Teller(names, words);
  }

  /** In the order of the log. @param events all of it, with what has come since the last time */
  tell(events: readonly LogEvent[]): readonly Happening[] {
    let first = events.length;
    while (first > 0 && events[first - 1]!.seq > this.#last) first -= 1;
    if (first === events.length) return this.#told;
    const added = events.slice(first).flatMap((event): Happening[] => {
      const said = this.#teller.tell(event);
      return said === undefined ? [] : [{ id: `log/${event.seq}`, at: Date.parse(event.ts), ...said }];
    });
    this.#last = events.at(-1)!.seq;
    this.#told = [...this.#told, ...added].slice(-EVENTS_LIMIT);
    return this.#told;
  }
}

/** Place of the last happening that is not after a moment; -1: none. */
export function placeAt(happenings: readonly Happening[], at: number): number {
  let place = happenings.length - 1;
  while (place >= 0 && happenings[place]!.at > at) place -= 1;
  return place;
}
