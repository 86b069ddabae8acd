/**
 * What the home says, as far as zones care: values of their sensors, reachability, batteries and sabotage of their devices,
 * interfaces and CCUs that are lost. Keeps what is known of each sensor, and tells the engine what has changed.
 */
import {
  centralReadinessChanged,
  connectivityChanged,
  deviceCreated,
  deviceRemoved,
  deviceTrigger,
} from "../../../broadcasts/broadcasts.ts";
import { valueChanged } from "../../../broadcasts/value-changed.ts";
import { type ValueReport, valueReported } from "../../../broadcasts/value-reported.ts";
import type { Site } from "../../../kernel/site.ts";
import { deviceId } from "../../../model/device-id.ts";
import { type Device, type ValueState, valueKey } from "../../../model/types.ts";
import type { Sensor, Zone } from "./config/zones.ts";
import type { MachineEvent, SensorReading, SensorView } from "./machine/types.ts";
import { activeOf, HEALTH_POINTS, type Health, healthOf, isBatteryLow, isPulse } from "./sensor-values.ts";

/** A CCU whose interfaces are all away for so long is lost; less is a network that hiccups, or a restart of its add-on. */
export const CENTRAL_LOST_AFTER_MS = 15_000;
/** The same for one that was not reached since the start: after a power cut a CCU boots for minutes. */
export const CENTRAL_START_MS = 300_000;

type SensorEvent = Extract<MachineEvent, { sensor: string }>["kind"];
interface Watched {
  readonly zone: string;
  readonly sensor: Sensor;
  /** Without a channel. */
  readonly device: string;
  active: boolean | null;
  /** The value is one that the CCU has said in this run of the program. */
  confirmed: boolean;
  present: boolean;
  sabotage: boolean;
  readonly health: Partial<Record<Health, boolean>>;
}

export interface SensorWatch extends SensorView {
  /** Zones were read anew; what is known of sensors that stay is kept. Resolves when the others were looked up. */
  configure(zones: readonly Zone[]): Promise<void>;
  stop(): void;
}

const UNKNOWN: SensorReading = { active: null, reachable: false, sabotage: false, low_battery: false };
const deviceOf = (channel: string): string => channel.split(":")[0] as string;
const keyOf = (central: string, channel: string, parameter: string): string => `${central} ${channel} ${parameter}`;

type Parts = Pick<Site, "home" | "events" | "centrals" | "clock" | "log">;

/** @param tell what has happened to a zone; the view says it already. Quick, never throws */
export function watchSensors(
  { home, events, centrals, clock, log }: Parts,
  tell: (zone: string, event: MachineEvent) => void,
): SensorWatch {
  const bySensor = new Map<string, Watched>();
  /** By data point, and by device. */
  let byPoint = new Map<string, Watched[]>();
  let byDevice = new Map<string, Watched[]>();
  /** `<central>-<interface>` -> connected. */
  const connected = new Map<string, boolean>();
  /** Centrals that are away: what ends the wait, `undefined` once they are lost. */
  const away = new Map<string, (() => void) | undefined>();

  const interfaceIdOf = ({ sensor }: Watched): string =>
    sensor.interface_id.startsWith(`${sensor.central}-`)
      ? sensor.interface_id
      : `${sensor.central}-${sensor.interface_id}`;
  const isUnreachable = ({ health, present }: Watched): boolean =>
    !present || (health.UNREACH ?? health.STICKY_UNREACH ?? false);
  const readingOf = (watched: Watched): SensorReading => ({
    active: watched.active,
    reachable: !isUnreachable(watched) && connected.get(interfaceIdOf(watched)) === true,
    sabotage: watched.sabotage || watched.health.SABOTAGE === true,
    low_battery: isBatteryLow(watched.health),
  });
  const send = ({ zone, sensor }: Watched, kind: SensorEvent, first = false): void =>
    tell(
      zone,
      kind === "activated" ? { kind, sensor: sensor.id, ...(first && { first }) } : { kind, sensor: sensor.id },
    );
  const tellReading = ({ zone }: Watched): void => tell(zone, { kind: "reading_changed" });

  function setActive(watched: Watched, active: boolean | null, isLive: boolean): void {
    // a value from the last run of the program says that it was closed then, never that it is open now
    if (!isLive) {
      if (!watched.confirmed) watched.active = active === false ? false : null;
      return;
    }
    if (active === null) return;
    const first = !watched.confirmed;
    const changed = watched.active !== active || first;
    watched.active = active;
    watched.confirmed = true;
    if (changed) send(watched, active ? "activated" : "cleared", first);
  }

  /** What was known is so no more: a word that is not in its list, or a status that says that the value is none. */
  function setUnknown(watched: Watched): void {
    if (watched.active === null) return;
    watched.active = null;
    tellReading(watched);
  }

  function setHealth(watched: Watched, name: Health, value: boolean): void {
    const before = readingOf(watched);
    const wasUnreachable = isUnreachable(watched);
    watched.health[name] = value;
    noteHealth(watched, before, wasUnreachable);
  }
  function setSabotage(watched: Watched, value: boolean): void {
    const before = readingOf(watched);
    watched.sabotage = value;
    noteHealth(watched, before, isUnreachable(watched));
  }
  function noteHealth(watched: Watched, before: SensorReading, wasUnreachable: boolean): void {
    const now = readingOf(watched);
    if (now.sabotage && !before.sabotage) send(watched, "sabotage");
    else if (isUnreachable(watched) !== wasUnreachable) send(watched, wasUnreachable ? "available" : "unavailable");
    else if (now.low_battery !== before.low_battery || now.sabotage !== before.sabotage) tellReading(watched);
  }

  function pulse(watched: Watched): void {
    send(watched, "activated");
    send(watched, "cleared");
  }

  // ------------------------------------------------------------ what is heard

  function reported({ central, channel, point, value }: ValueReport): void {
    // every value of every CCU comes by
    if (byDevice.size === 0) return;
    for (const watched of byPoint.get(keyOf(central, channel, point.parameter)) ?? [])
      setActive(watched, activeOf(point, value, watched.sensor.config), true);
    const health = healthOf(channel, point.parameter);
    if (health !== undefined && typeof value === "boolean")
      for (const watched of byDevice.get(`${central} ${deviceOf(channel)}`) ?? []) setHealth(watched, health, value);
    // BidCos contacts report sabotage as a label of ERROR on their channel
    if (point.parameter === "ERROR")
      for (const watched of byDevice.get(`${central} ${deviceOf(channel)}`) ?? [])
        if (watched.sensor.channel_address === channel) setSabotage(watched, value === "SABOTAGE");
  }

  // ------------------------------------------------------------ what is looked up

  function takeStored(watched: Watched, device: Device, values: ReadonlyMap<string, ValueState>): void {
    const { sensor } = watched;
    watched.present = true;
    for (const { channel, parameter, name } of HEALTH_POINTS) {
      const value = values.get(valueKey(channel, "VALUES", parameter))?.value;
      if (typeof value === "boolean") watched.health[name] = value;
    }
    const channel = device.channels.find(({ address }) => address === sensor.channel_address);
    const point = channel?.values.get(sensor.parameter);
    if (!channel || !point) return;
    watched.sabotage = values.get(valueKey(channel.number, "VALUES", "ERROR"))?.value === "SABOTAGE";
    if (isPulse(point)) {
      watched.active = false;
      watched.confirmed = true;
      return;
    }
    const stored = values.get(valueKey(channel.number, "VALUES", sensor.parameter));
    if (stored === undefined || stored.source === "unobserved" || stored.value === null) return;
    setActive(watched, activeOf(point, stored.value, sensor.config), stored.source !== "cache");
  }

  async function lookUp(watched: Watched): Promise<void> {
    const { central } = watched.sensor;
    const id = deviceId(central, watched.device);
    const device = await home.device(id);
    if (device) takeStored(watched, device, await home.values(id));
  }
  async function lookUpAll(which: Iterable<Watched>): Promise<void> {
    const zones = new Set<string>();
    for (const watched of which)
      try {
        await lookUp(watched);
        zones.add(watched.zone);
      } catch (error) {
        log.error("a sensor of the alarm panel could not be looked up", { sensor: watched.sensor.id, error });
      }
    for (const zone of zones) tell(zone, { kind: "reading_changed" });
  }
  const ofCentral = (central: string) => [...bySensor.values()].filter(({ sensor }) => sensor.central === central);

  // ------------------------------------------------------------ centrals

  /** Every interface that carries sensors of the central is away. */
  function isAway(central: string): boolean {
    const ids = new Set(ofCentral(central).map(interfaceIdOf));
    return ids.size > 0 && [...ids].every((id) => connected.get(id) !== true);
  }
  async function declareLost(central: string): Promise<void> {
    const state = (await home.centrals()).find(({ name }) => name === central);
    if (!away.has(central)) return;
    const left = (state?.maintenance?.until ?? 0) - clock.now();
    if (left > 0) {
      away.set(
        central,
        clock.after(left, () => void declareLost(central)),
      );
      return;
    }
    away.set(central, undefined);
    for (const zone of new Set(ofCentral(central).map(({ zone }) => zone)))
      tell(zone, { kind: "central_lost", central });
  }
  function judgeCentral(central: string, afterMs = CENTRAL_LOST_AFTER_MS): void {
    const wasAway = away.has(central);
    if (isAway(central) === wasAway) return;
    if (!wasAway) {
      away.set(
        central,
        clock.after(afterMs, () => void declareLost(central)),
      );
      return;
    }
    const cancel = away.get(central);
    away.delete(central);
    if (cancel) cancel();
    else
      for (const zone of new Set(ofCentral(central).map(({ zone }) => zone)))
        tell(zone, { kind: "central_back", central });
  }
  function setConnected(central: string, id: string, isConnected: boolean): void {
    if (connected.get(id) === isConnected) return;
    connected.set(id, isConnected);
    for (const zone of new Set(ofCentral(central).map(({ zone }) => zone))) tell(zone, { kind: "reading_changed" });
    judgeCentral(central);
  }

  const unobserve = [
    events.observe(valueReported, reported),
    events.observe(deviceTrigger, ({ central, device_address, channel, parameter }) => {
      for (const watched of byPoint.get(keyOf(central, `${device_address}:${channel}`, parameter)) ?? [])
        if (isPulse({ parameter })) pulse(watched);
    }),
    events.observe(valueChanged, ({ central, device_address, channel, parameter, paramset_key, value }) => {
      if (value !== null || paramset_key !== "VALUES" || isPulse({ parameter })) return;
      for (const watched of byPoint.get(keyOf(central, `${device_address}:${channel}`, parameter)) ?? [])
        setUnknown(watched);
    }),
    events.observe(connectivityChanged, ({ central, interface_id, reachable }) =>
      setConnected(central, interface_id, reachable),
    ),
    events.observe(deviceCreated, ({ central, device_address }) => {
      void lookUpAll(byDevice.get(`${central} ${device_address}`) ?? []);
    }),
    events.observe(deviceRemoved, ({ central, device_address }) => {
      for (const watched of byDevice.get(`${central} ${device_address}`) ?? []) {
        watched.present = false;
        send(watched, "unavailable");
      }
    }),
    events.observe(centralReadinessChanged, ({ central, ready }) => {
      if (ready) void lookUpAll(ofCentral(central));
    }),
    centrals.observe({
      added: (central) => void lookUpAll(ofCentral(central)),
      removed(central) {
        for (const id of new Set(ofCentral(central).map(interfaceIdOf))) setConnected(central, id, false);
      },
    }),
  ];

  function watch(zone: string, sensor: Sensor): Watched {
    const known = bySensor.get(sensor.id);
    const same =
      known?.sensor.central === sensor.central &&
      known.sensor.channel_address === sensor.channel_address &&
      known.sensor.parameter === sensor.parameter &&
      known.sensor.config.active_values.join() === sensor.config.active_values.join();
    const fresh = { active: null, confirmed: false, present: false, sabotage: false, health: {} };
    return { ...(same ? known : fresh), zone, sensor, device: deviceOf(sensor.channel_address) };
  }
  const add = (map: Map<string, Watched[]>, key: string, watched: Watched): void => {
    const all = map.get(key);
    if (all) all.push(watched);
    else map.set(key, [watched]);
  };

  return {
    reading(id) {
      const watched = bySensor.get(id);
      return watched ? readingOf(watched) : UNKNOWN;
    },

    async configure(zones) {
      const all = zones.flatMap(({ id, sensors }) => sensors.map((sensor) => watch(id, sensor)));
      bySensor.clear();
      byPoint = new Map();
      byDevice = new Map();
      for (const watched of all) {
        const { central, channel_address, parameter } = watched.sensor;
        bySensor.set(watched.sensor.id, watched);
        add(byPoint, keyOf(central, channel_address, parameter), watched);
        add(byDevice, `${central} ${watched.device}`, watched);
      }
      for (const { id, connected: now } of await home.interfaces()) connected.set(id, now);
      for (const central of new Set(all.map(({ sensor }) => sensor.central))) judgeCentral(central, CENTRAL_START_MS);
      await lookUpAll(all);
    },

    stop() {
      for (const leave of unobserve) leave();
      for (const cancel of away.values()) cancel?.();
    },
  };
}
