/**
 * What a change that the CCU confirmed makes of the lists that were read before: shown at once, because reading a list anew
 * takes a CCU seconds. Only what is certain; the read that follows tells the rest. Pure.
 */
import { chosen } from "../../handlers/model/hub-objects.ts";
import type { HubProgram, HubSnapshot, HubSysvar, SysvarChange, SysvarDefinition } from "../../handlers/ports/index.ts";
import type { CcuConfig } from "./config.ts";

type Behavior = NonNullable<CcuConfig["behavior"]>;
export type Known = Readonly<HubSnapshot>;

/** Programs with what the central's settings say about lists. */
export function chosenPrograms(programs: readonly HubProgram[], behavior: Behavior = {}): HubProgram[] {
  const { program_markers: markers, include_internal_programs: internal = false } = behavior;
  return chosen(programs, { ...(markers ? { markers } : {}), internal });
}

/**
 * Variables with what the central's settings say about lists. Those that nobody wants to see stay, as not listed: features
 * follow some (the alarm's mirror), and their names are taken.
 */
export function chosenSysvars(sysvars: readonly HubSysvar[], behavior: Behavior = {}): HubSysvar[] {
  const { sysvar_markers: markers, include_internal_sysvars: internal = true } = behavior;
  const wanted = new Map(chosen(sysvars, { ...(markers ? { markers } : {}), internal }).map((one) => [one.id, one]));
  return sysvars.map((one) => wanted.get(one.id) ?? { ...one, listed: false });
}

export const programSwitched = (known: Known, id: number, active: boolean): HubSnapshot =>
  known.programs ? { programs: known.programs.map((one) => (one.id === id ? { ...one, active } : one)) } : {};

export const programDeleted = (known: Known, id: number): HubSnapshot =>
  known.programs ? { programs: known.programs.filter((one) => one.id !== id) } : {};

/** ReGa keeps numbers as it was told them: with six decimals. */
const kept = (value: boolean | number | string) => (typeof value === "number" ? Number(value.toFixed(6)) : value);

export const sysvarSet = (known: Known, name: string, value: boolean | number | string): HubSnapshot =>
  known.sysvars
    ? { sysvars: known.sysvars.map((one) => (one.name === name ? { ...one, value: kept(value) } : one)) }
    : {};

export const sysvarDeleted = (known: Known, name: string): HubSnapshot =>
  known.sysvars ? { sysvars: known.sysvars.filter((one) => one.name !== name) } : {};

export function sysvarCreated(known: Known, id: number, created: SysvarDefinition, behavior?: Behavior): HubSnapshot {
  if (!known.sysvars) return {};
  const { value, description = "", unit = "", internal = false, visible = true, logged = false, ...rest } = created;
  const shown = { ...rest, ...(value === undefined ? {} : { value: kept(value) }) };
  const sysvar: HubSysvar = { id, description, unit, internal, visible, logged, ...shown };
  return { sysvars: [...known.sysvars, ...chosenSysvars([sysvar], behavior)] };
}

export function sysvarChanged(known: Known, name: string, change: SysvarChange): HubSnapshot {
  if (!known.sysvars) return {};
  const said = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  const changed = (one: HubSysvar): HubSysvar => {
    const { channel, ...after } = { ...one, ...said };
    return channel ? { ...after, channel } : after;
  };
  return { sysvars: known.sysvars.map((one) => (one.name === name ? changed(one) : one)) };
}

const LISTS = { room: "rooms", function: "functions" } as const;
type GroupKind = keyof typeof LISTS;
type Group = NonNullable<HubSnapshot["rooms"]>[number];

function groups(known: Known, kind: GroupKind, change: (all: readonly Group[]) => Group[]): HubSnapshot {
  const all = known[LISTS[kind]];
  return all ? { [LISTS[kind]]: change(all) } : {};
}

export const groupCreated = (known: Known, kind: GroupKind, id: number, name: string): HubSnapshot =>
  groups(known, kind, (all) => [...all, { id, name, channels: [] }]);

export const groupRenamed = (known: Known, kind: GroupKind, id: number, name: string): HubSnapshot =>
  groups(known, kind, (all) => all.map((one) => (one.id === id ? { ...one, name } : one)));

export const groupDeleted = (known: Known, kind: GroupKind, id: number): HubSnapshot =>
  groups(known, kind, (all) => all.filter((one) => one.id !== id));

export const channelAssigned = (known: Known, kind: GroupKind, channel: string, ids: readonly number[]): HubSnapshot =>
  groups(known, kind, (all) =>
    all.map((one) => {
      const others = one.channels.filter((address) => address !== channel);
      return { ...one, channels: ids.includes(one.id) ? [...others, channel] : others };
    }),
  );

/** A receipt ends the message; where its cause persists the CCU makes another one, which the next read tells. */
export function messageAcknowledged(known: Known, kind: "alarm" | "service", id: number): HubSnapshot {
  const list = kind === "alarm" ? "alarmMessages" : "serviceMessages";
  const all = known[list];
  return all ? { [list]: all.filter((one) => one.id !== id) } : {};
}

export const inboxAccepted = (known: Known, address: string): HubSnapshot =>
  known.inbox ? { inbox: known.inbox.filter((one) => one.address !== address) } : {};
