/**
 * The one store of the pages: the SDK's live copy of the home, with a signal for each thing that somebody looks at, so
 * that a value that changes draws its own place anew and nothing else.
 */
import { batch, type Signal, signal } from "@preact/signals";
import type { EventOf, EventType, Home, HomeDevice, Problem, Schemas } from "../../../adapters/client/index.ts";
import { createDrawQueue } from "../model/draw-queue.ts";
import { type HomeList, isComplete, type Told, toldBy } from "../model/told.ts";
import { tellRollback } from "./notices.ts";
import { client, sessionEnded } from "./session.ts";

export type Custom = Schemas["CustomDPSummary"];
export type Point = Schemas["DataPointSummary"];
export type Program = Schemas["ProgramSummary"];
export type Sysvar = Schemas["SysvarSummary"];
export type Interface = Schemas["InterfaceState"];
/** `closed`: for good, {@link closedBy} says why. */
export type LinkState = "loading" | "live" | "catching" | "closed";

export const linkState = signal<LinkState>("loading");
export const closedBy = signal<Problem | undefined>(undefined);
/** When the last thing was heard before the connection was lost; milliseconds since the epoch. */
export const heardAt = signal(Date.now());
/** By name; the list is another one when devices come, go, or are named anew. */
export const devices = signal<readonly HomeDevice[]>([]);
export const programs = signal<readonly Program[]>([]);
export const sysvars = signal<readonly Sysvar[]>([]);
export const rooms = signal<readonly string[]>([]);
export const functions = signal<readonly string[]>([]);
export const interfaces = signal<readonly Interface[]>([]);
/** Goes up when messages of a CCU changed: whoever shows them reads them again. */
export const messagesChanged = signal(0);
/** Goes up whenever everything was read anew: at first, and after each gap, in which broadcasts may be missing. */
export const reloads = signal(0);
const told = signal<Told>(new Map());
/** Whether all of these lists is known: only then "there is none" is true. @param askedIn {@link reloads} when something was asked for */
export const isTold = (lists: readonly HomeList[], askedIn?: number): boolean => isComplete(told.value, lists, askedIn);
/** Goes up, at most twice a second, when any value has changed: for what is counted over the whole home. */
export const pulse = signal(0);

/** Milliseconds between two counts over the whole home. */
const PULSE_MS = 500;
/** Milliseconds until changes are shown while the page is in the background, where no frames are drawn. */
const HIDDEN_MS = 1_000;

/** Values and states in one frame: on a phone, some milliseconds. */
const DRAWN_PER_FRAME = 40;

let home: Home | undefined;
let newest = 0;
/** Number of the last event that was heard; 0: none yet. */
export const newestSeq = (): number => newest;
const values = new Map<string, Signal<unknown>>();
const customs = new Map<string, Signal<Custom | undefined>>();
const reachable = new Map<string, Signal<boolean>>();

const deviceId = (central: string, address: string) => `${central}/${address}`;
const valueId = (central: string, address: string, channel: number, parameter: string) =>
  `${deviceId(central, address)}/${channel}.${parameter}`;
export const customId = (central: string, address: string, name: string) => `${deviceId(central, address)}/@${name}`;

const deviceOf = (central: string, address: string) => home?.device(address, central);

// ---------------------------------------------------------------- what is looked at

/** @param read the value as the copy has it now */
function lookedAt<T>(known: Map<string, Signal<T>>, id: string, read: () => T): Signal<T> {
  const found = known.get(id);
  if (found) return found;
  const made = signal(read());
  known.set(id, made);
  readers.set(made as Signal<unknown>, read);
  return made;
}
const readers = new Map<Signal<unknown>, () => unknown>();

/** On the wire's scale; `undefined` while nothing was observed. */
export const valueSignal = (central: string, address: string, channel: number, parameter: string): Signal<unknown> =>
  lookedAt(values, valueId(central, address, channel, parameter), () =>
    deviceOf(central, address) === undefined ? undefined : home?.value(address, channel, parameter, central),
  );

export const customOf = (central: string, address: string, name: string): Signal<Custom | undefined> =>
  lookedAt(customs, customId(central, address, name), () => deviceOf(central, address)?.customs.get(name));

export const isReachable = (central: string, address: string): Signal<boolean> =>
  lookedAt(reachable, deviceId(central, address), () => deviceOf(central, address)?.available ?? false);

// ---------------------------------------------------------------- changes, a frame at a time

const dirty = createDrawQueue<Signal<unknown>>({
  draw: (due) =>
    batch(() => {
      for (const one of due) one.value = readers.get(one)?.();
    }),
  nextFrame: (then) => {
    if (document.hidden) setTimeout(then, HIDDEN_MS);
    else requestAnimationFrame(then);
  },
  limit: () => (document.hidden ? Number.POSITIVE_INFINITY : DRAWN_PER_FRAME),
});
let isPulseDue = false;

function changed(one: Signal<unknown> | undefined): void {
  if (!isPulseDue) {
    isPulseDue = true;
    setTimeout(() => {
      isPulseDue = false;
      pulse.value += 1;
    }, PULSE_MS);
  }
  if (one !== undefined) dirty.add(one);
}

// ---------------------------------------------------------------- overlays of writes under way

/** What was ordered and is not confirmed yet, by {@link customId} or by any other name of a thing. */
const overlays = new Map<string, Signal<Readonly<Record<string, unknown>> | undefined>>();
export function overlayOf(id: string): Signal<Readonly<Record<string, unknown>> | undefined> {
  const found = overlays.get(id) ?? signal(undefined);
  overlays.set(id, found);
  return found;
}
/** Told of each state of a custom data point or value that arrives: whoever waits for a confirmation. */
export const arrivals = new Map<string, () => void>();

// ---------------------------------------------------------------- the home

function loaded(from: Home): void {
  const { snapshot } = from;
  if (snapshot === undefined) return;
  batch(() => {
    devices.value = from.devices();
    programs.value = (snapshot.programs ?? []).filter(({ is_internal }) => is_internal !== true);
    sysvars.value = (snapshot.sysvars ?? []).filter(({ is_internal }) => is_internal !== true);
    rooms.value = (snapshot.rooms ?? []).map(({ name }) => name);
    functions.value = (snapshot.functions ?? []).map(({ name }) => name);
    interfaces.value = snapshot.interfaces ?? [];
    for (const [one, read] of readers) one.value = read();
    messagesChanged.value += 1;
    reloads.value += 1;
    told.value = toldBy(told.value, reloads.value, snapshot.unread);
    pulse.value += 1;
  });
}

type HomeEvent = Parameters<Parameters<Home["on"]>[1]>[0];

function hubChanged(event: Extract<HomeEvent, { readonly seq: number }>): void {
  if (event.type === "hub.sysvar_changed") {
    const { central, name, value } = event.payload;
    sysvars.value = sysvars.value.map((one) =>
      one.central === central && one.name === name ? { ...one, value, observed: true } : one,
    );
  } else if (event.type === "hub.program_executed") {
    const { central, program_id: id } = event.payload;
    programs.value = programs.value.map((one) =>
      one.central === central && one.id === id ? { ...one, last_executed: event.ts } : one,
    );
  } else if (event.type === "hub.service_message" || event.type === "hub.alarm_message") messagesChanged.value += 1;
  else if (event.type === "connectivity.changed") {
    const { interface_id: id, reachable: connected } = event.payload;
    interfaces.value = interfaces.value.map((one) => (one.id === id ? { ...one, connected } : one));
  } else if (event.type === "device.removed") devices.value = home?.devices() ?? [];
}

function follow(opened: Home): void {
  opened.on("loaded", () => loaded(opened));
  opened.on("change", ({ central, address, channel, parameter }) => {
    const id = valueId(central, address, channel, parameter);
    arrivals.get(id)?.();
    changed(values.get(id));
  });
  opened.on("custom", ({ central, address, custom }) => {
    const id = customId(central, address, custom.name);
    arrivals.get(id)?.();
    changed(customs.get(id) as Signal<unknown> | undefined);
  });
  opened.on("availability", ({ central, address }) =>
    changed(reachable.get(deviceId(central, address)) as Signal<unknown> | undefined),
  );
  opened.on("rollback", ({ central, device_address: address }) =>
    tellRollback(deviceOf(central, address)?.summary.name ?? address),
  );
  opened.on("event", (event) => {
    newest = Math.max(newest, event.seq);
    hubChanged(event);
    announce(event);
  });
  opened.on("other", announce);
  opened.on("state", (state) => {
    if (home !== opened) return;
    if (linkState.value === "live" && state !== "live") heardAt.value = Date.now();
    if (state === "closed") linkState.value = "closed";
    else if (state === "live") linkState.value = opened.snapshot === undefined ? "loading" : "live";
    else if (opened.snapshot !== undefined) linkState.value = "catching";
  });
  opened.on("loaded", () => {
    if (home === opened && opened.state === "live") linkState.value = "live";
  });
  opened.on("error", (problem) => {
    if (home !== opened) return;
    closedBy.value = problem;
    if (problem.status === 401) sessionEnded();
  });
}

// ---------------------------------------------------------------- what else is announced

/** Of the alarm panel, the Matter bridge and the CCUs that are being read. */
const OTHER_TOPICS = ["alarm.panel", "matter.*", "central.*"] as const;
const others = new Map<string, Set<(payload: never) => void>>();

/** @returns how to stop listening */
export function onBroadcast<T extends EventType>(
  type: T,
  listener: (payload: EventOf<T>["payload"]) => void,
): () => void {
  const known = others.get(type) ?? new Set();
  others.set(type, known.add(listener as (payload: never) => void));
  return () => void known.delete(listener as (payload: never) => void);
}

function announce({ type, payload }: EventOf<EventType>): void {
  for (const listener of others.get(type) ?? []) listener(payload as never);
}

/** Milliseconds that progress of a CCU waits for more of it before everything is read: a start passes many steps. */
const PROGRESS_MS = 1_000;
let isReadingDue = false;

onBroadcast("central.readiness_changed", () => {
  if ((home?.snapshot?.unread ?? []).length === 0 || isReadingDue) return;
  isReadingDue = true;
  setTimeout(() => {
    isReadingDue = false;
    home?.reload();
  }, PROGRESS_MS);
});

/** Reads the home and follows it; a home that is open already is left. */
export function openHome(): void {
  closeHome();
  linkState.value = "loading";
  closedBy.value = undefined;
  home = client.home({ customDataPoints: true, topics: OTHER_TOPICS });
  follow(home);
}

export function closeHome(): void {
  const before = home;
  home = undefined;
  before?.close();
}

/** Everything that was known of a home that is no longer shown. */
export function forgetHome(): void {
  closeHome();
  newest = 0;
  batch(() => {
    for (const list of [devices, programs, sysvars, rooms, functions, interfaces] as Signal<readonly unknown[]>[])
      list.value = [];
    told.value = new Map();
    for (const known of [values, customs, reachable, overlays, readers, arrivals, dirty]) known.clear();
  });
}

/** Reads everything again: after a change that no event tells of (names, rooms). */
export const reloadHome = (): void => home?.reload();

/** What a program or a variable is now, after a change of one's own that no event tells of. */
export const replaceProgram = (changedOne: Program): void => {
  programs.value = programs.value.map((one) =>
    one.central === changedOne.central && one.id === changedOne.id ? changedOne : one,
  );
};
