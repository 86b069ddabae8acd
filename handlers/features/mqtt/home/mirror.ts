/**
 * Keeps the broker's picture of the home right: what changed is looked at again a moment later, as a whole, and what is
 * different goes out. Nobody who changes something in the home waits for it.
 */
import {
  customStateChanged,
  deviceAvailabilityChanged,
  deviceCreated,
  deviceRemoved,
  deviceTrigger,
  optimisticRolledBack,
  systemStatusChanged,
  valueChanged,
} from "../../../broadcasts/broadcasts.ts";
import * as hubBroadcasts from "../../../broadcasts/hub.ts";
import type { Broadcast } from "../../../kernel/broadcast.ts";
import { requestScope } from "../../../kernel/request-scope.ts";
import type { Site } from "../../../kernel/site.ts";
import { takingTurns } from "../../../kernel/taking-turns.ts";
import { isAvailable, isConnected } from "../../../model/availability.ts";
import { type DeviceId, idOf } from "../../../model/device-id.ts";
import type { Device } from "../../../model/types.ts";
import type { CentralState } from "../../../ports/index.ts";
import type { MqttSettings } from "../settings.ts";
import { EVENT_TOPIC } from "./discovery/data-points.ts";
import { DISCOVERY, type View } from "./discovery/entity.ts";
import type { Retained } from "./retained.ts";
import { createScheduleReader } from "./schedule-reader.ts";
import { type DeviceSight, deviceDescriptions, deviceDiscovery, deviceStates, type Tree } from "./state/device.ts";
import { hubDiscovery, hubFigures, hubSight, hubStates } from "./state/hub.ts";
import { seconds } from "./state/payloads.ts";
import { lacksSchedule, scheduleStates } from "./state/schedules.ts";

/** Milliseconds from a change to its publication: values of one report of a device come together. */
export const SETTLE_MS = 20;
/** Milliseconds between two looks at what no event tells: names, rooms, configuration, hidden channels. */
export const LOOK_EVERY_MS = 5_000;
/** Milliseconds between figures that change all the time. */
export const FIGURES_EVERY_MS = 60_000;

export interface Mirror {
  /** Looks at everything; resolves when the broker's picture is right, as far as the home is known. */
  refresh(): Promise<void>;
  /** Of CCUs that have told everything. */
  ready(): Promise<readonly string[]>;
  /** Topics that Home Assistant was told of. */
  isSpoken(topic: string): boolean;
  stop(): void;
}

interface Known {
  device: Device;
  values: number;
  central: CentralState;
  /** Topics of the device on the broker. */
  topics: Set<string>;
  spoken: ReadonlySet<string>;
}

const HUB_EVENTS = Object.values(hubBroadcasts) as Broadcast[];

/** @param looked called after each look at everything, with the CCUs that there are */
export function createMirror(
  site: Site,
  settings: MqttSettings,
  view: View,
  retained: Retained,
  looked: (centrals: readonly string[]) => void,
): Mirror {
  const { home, clock, log, events } = site;
  const { raw_enabled: raw, discovery_enabled: discovery } = settings;
  const known = new Map<DeviceId, Known>();
  const hubTopics = new Map<string, Set<string>>();
  const hubSpoken = new Map<string, ReadonlySet<string>>();
  const dirty = new Set<DeviceId>();
  const dirtyHubs = new Set<string>();
  const ends: (() => void)[] = [];
  const schedules = createScheduleReader(site);
  const descriptions = new WeakMap<Device, Tree>();
  let cancelSettle: (() => void) | undefined;
  /** When the figures of a CCU were published last. */
  const figuresAt = new Map<string, number>();
  let isOver = false;

  const inTurn = takingTurns();
  /** One look after the other. */
  const work = (task: () => Promise<void>): Promise<void> =>
    inTurn(() => (isOver ? undefined : task())).catch((error: unknown) =>
      log.error("mqtt: the home could not be shown", { error }),
    );

  function settleSoon(): void {
    cancelSettle ??= clock.after(SETTLE_MS, () => {
      cancelSettle = undefined;
      void work(settle);
    });
  }

  async function settle(): Promise<void> {
    const ids = [...dirty];
    const names = [...dirtyHubs];
    dirty.clear();
    dirtyHubs.clear();
    const centrals = new Map((await home.centrals()).map((central) => [central.name, central]));
    for (const id of ids) await showDevice(id, centrals);
    for (const name of names) await showHub(name);
  }

  // ---------------------------------------------------------------- devices

  async function sightOf(device: Device, central: CentralState): Promise<DeviceSight> {
    const values = await home.values(idOf(device));
    const connected = isConnected(device, await home.interfaces(device.central));
    return { device, central, values, available: isAvailable(values, connected) };
  }

  async function showDevice(id: DeviceId, centrals: ReadonlyMap<string, CentralState>): Promise<void> {
    const revision = home.revision("values", id);
    const device = await home.device(id);
    const central = device && centrals.get(device.central);
    if (!device || !central) return forgetDevice(id);
    const sight = await sightOf(device, central);
    const found = discovery ? deviceDiscovery(sight, view) : undefined;
    const states = deviceStates(sight, view);
    const topics = new Set<string>();
    const spoken = found?.spoken ?? new Set<string>();
    for (const [topic, published] of found?.tree ?? []) put(topics, topic, published);
    for (const [topic, published] of states) if (raw || spoken.has(topic)) put(topics, topic, published);
    if (raw) {
      for (const [topic, published] of descriptionsOf(device)) put(topics, topic, published);
      for (const [topic, published] of scheduleStates(sight, view)) put(topics, topic, published);
      const unread = sight.available ? lacksSchedule(sight) : undefined;
      if (unread) schedules.want(unread);
    }
    clearGone(known.get(id)?.topics, topics);
    known.set(id, { device, values: revision, central, topics, spoken });
  }

  /** A device is another object when anything of its description is another one: a value that changes costs none. */
  function descriptionsOf(device: Device): Tree {
    let tree = descriptions.get(device);
    if (!tree) {
      tree = deviceDescriptions({ device }, view);
      descriptions.set(device, tree);
    }
    return tree;
  }

  function put(topics: Set<string>, topic: string, published: Parameters<Retained["put"]>[1]): void {
    topics.add(topic);
    retained.put(topic, published);
  }

  function clearGone(before: ReadonlySet<string> | undefined, now: ReadonlySet<string>): void {
    for (const topic of before ?? []) if (!now.has(topic)) retained.clear(topic);
  }

  function forgetDevice(id: DeviceId): void {
    clearGone(known.get(id)?.topics, new Set());
    known.delete(id);
  }

  // ---------------------------------------------------------------- CCUs

  const readingScope = () => requestScope(site, null);

  async function showHub(name: string): Promise<void> {
    const sight = await hubSight(readingScope(), name);
    if (!sight) return forgetHub(name);
    const now = clock.now();
    const found = discovery ? hubDiscovery(sight, now, view) : undefined;
    const topics = new Set<string>();
    const spoken = found?.spoken ?? new Set<string>();
    const show = (tree: Tree) => {
      for (const [topic, published] of tree) if (raw || spoken.has(topic)) put(topics, topic, published);
    };
    for (const [topic, published] of found?.tree ?? []) put(topics, topic, published);
    show(hubStates(sight, now, view));
    const figures = hubFigures(sight, now, view);
    if (now - (figuresAt.get(name) ?? Number.NEGATIVE_INFINITY) >= FIGURES_EVERY_MS) {
      figuresAt.set(name, now);
      show(figures);
    } else for (const topic of figures.keys()) if (retained.has(topic)) topics.add(topic);
    clearGone(hubTopics.get(name), topics);
    hubTopics.set(name, topics);
    hubSpoken.set(name, spoken);
  }

  function forgetHub(name: string): void {
    clearGone(hubTopics.get(name), new Set());
    hubTopics.delete(name);
    hubSpoken.delete(name);
    figuresAt.delete(name);
  }

  // ---------------------------------------------------------------- what no event tells

  /** Whatever is another object now is looked at: the read model replaces what changes. */
  async function look(): Promise<void> {
    const centrals = new Map((await home.centrals()).map((central) => [central.name, central]));
    const devices = await home.devices();
    const present = new Set<DeviceId>();
    for (const device of devices) {
      const id = idOf(device);
      present.add(id);
      const one = known.get(id);
      const isSame =
        one !== undefined &&
        one.device === device &&
        one.values === home.revision("values", id) &&
        one.central.system === centrals.get(device.central)?.system;
      if (!isSame) await showDevice(id, centrals);
    }
    for (const id of [...known.keys()]) if (!present.has(id)) forgetDevice(id);
    for (const name of centrals.keys()) await showHub(name);
    for (const name of [...hubTopics.keys()]) if (!centrals.has(name)) forgetHub(name);
    looked([...centrals.keys()]);
  }

  function lookAgain(): void {
    ends.push(
      clock.after(LOOK_EVERY_MS, () => {
        ends.pop();
        if (isOver) return;
        void work(look).then(() => {
          if (!isOver) lookAgain();
        });
      }),
    );
  }

  // ---------------------------------------------------------------- events

  const markDevice = async (central: string, address: string) => {
    for (const device of await home.devicesAt(address)) if (device.central === central) dirty.add(idOf(device));
    settleSoon();
  };
  const onDevice = (payload: unknown) => {
    const { central, device_address: address } = payload as { central: string; device_address: string };
    void markDevice(central, address);
  };
  for (const broadcast of [
    valueChanged,
    customStateChanged,
    optimisticRolledBack,
    deviceCreated,
    deviceAvailabilityChanged,
  ])
    ends.push(events.observe(broadcast as Broadcast, onDevice));
  ends.push(events.observe(deviceRemoved, () => void work(look)));
  for (const broadcast of HUB_EVENTS)
    ends.push(
      events.observe(broadcast, (payload) => {
        dirtyHubs.add((payload as { central: string }).central);
        settleSoon();
      }),
    );
  ends.push(
    events.observe(systemStatusChanged, (payload) => {
      if (raw) retained.emit(view.topics.system(payload.central, "status"), JSON.stringify(payload));
    }),
  );
  ends.push(
    events.observe(
      deviceTrigger,
      ({ central, interface_id, device_address: address, channel, event_type, parameter, value }) => {
        const kind = Object.hasOwn(EVENT_TOPIC, event_type)
          ? EVENT_TOPIC[event_type as keyof typeof EVENT_TOPIC]
          : undefined;
        if (kind === undefined || channel === null) return;
        // the id of the interface as the API writes it; the event has the same
        const topic = view.topics.event({ central, interfaceId: interface_id, address }, channel, kind);
        if (!raw && !isSpoken(topic)) return;
        const body = { event_type: parameter.toLowerCase(), parameter, value, at: seconds(clock.now()) };
        retained.emit(topic, JSON.stringify(body));
      },
    ),
  );

  function isSpoken(topic: string): boolean {
    for (const { spoken } of known.values()) if (spoken.has(topic)) return true;
    for (const spoken of hubSpoken.values()) if (spoken.has(topic)) return true;
    return false;
  }

  lookAgain();
  return {
    refresh: () => work(look),
    ready: async () => (await home.centrals()).filter(({ phase }) => phase === "ready").map(({ name }) => name),
    isSpoken,
    stop() {
      isOver = true;
      cancelSettle?.();
      schedules.stop();
      for (const end of ends) end();
    },
  };
}

/** Is it a configuration for Home Assistant? */
export const isDiscoveryTopic = (topic: string): boolean => topic.startsWith(`${DISCOVERY}/`);
