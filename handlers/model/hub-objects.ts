/** What is shown of programs and system variables: names, descriptions, channels (device-model 7.1, 7.2). Pure. */
import type { HubProgram, HubSysvar } from "../ports/index.ts";
import type { Device, Hub, HubList } from "./types.ts";

/** Every list of the logic layer. */
export const HUB_LISTS: readonly HubList[] = [
  "rooms",
  "functions",
  "programs",
  "sysvars",
  "serviceMessages",
  "alarmMessages",
  "inbox",
];

/** Lists that a stored hub lacks. One from before each list told so was read as a whole, or not at all. */
export const unreadOf = (hub: Pick<Hub, "observed"> & { readonly unread?: readonly HubList[] | undefined }) =>
  hub.unread ?? (hub.observed ? [] : HUB_LISTS);

/**
 * `told` with what `known` has in the place of what was not read yet.
 * @param asOf when that was true, milliseconds since the epoch
 */
export function withKnownLists(told: Hub, known: Hub, asOf: number): Hub {
  const kept = told.unread.filter((list) => !known.unread.includes(list));
  const lists = Object.fromEntries(kept.map((list) => [list, known[list]]));
  return {
    ...told,
    ...lists,
    update: told.update ?? known.update,
    observed: told.observed || kept.length > 0,
    unread: told.unread.filter((list) => known.unread.includes(list)),
    ...(kept.length > 0 ? { keptAsOf: asOf } : {}),
  };
}

/** Words that other programs leave in descriptions to tag an object; not meant for people. */
const MARKERS = /\b(?:HAHM|HX|INTERNAL|MQTT)\b/g;
/** Tags a variable as writable from other systems. */
const EXTENDED_MARKER = /HAHM/;

/** The description without markers; blanks that they leave are closed up. */
export const shownDescription = (description: string): string =>
  description.replace(MARKERS, " ").replace(/\s+/g, " ").trim();

export const isExtended = (description: string): boolean => EXTENDED_MARKER.test(description);

/** Which programs or variables people want to see (device-model 7.1, 7.5). */
export interface Choice {
  /** Description's beginnings, as they are written; none = everything. */
  readonly markers?: readonly string[];
  /** Whether those that the CCU keeps for itself count, where there are no markers. */
  readonly internal: boolean;
}

/**
 * With markers, internal ones are wanted where INTERNAL is among them, others where their description begins with one.
 * Internal ones that are not wanted stay, as not listed: a request may ask for them.
 */
export function chosen<T extends { description: string; internal: boolean }>(
  all: readonly T[],
  { markers = [], internal }: Choice,
): (T & { marked?: boolean; listed?: boolean })[] {
  if (markers.length === 0) return all.map((one) => (one.internal ? { ...one, listed: internal } : one));
  const internalOnes = markers.includes("INTERNAL") ? { marked: true, listed: true } : { listed: false };
  const wanted = all.filter((one) => one.internal || markers.some((marker) => one.description.startsWith(marker)));
  return wanted.map((one) => ({ ...one, ...(one.internal ? internalOnes : { marked: true }) }));
}

/** Whether a program is in a list. `internal`: what the request says about internal ones; unsaid, the central's settings decide. */
export const isListedProgram = (program: Pick<HubProgram, "internal" | "listed">, internal?: boolean): boolean =>
  !program.internal || (internal ?? program.listed ?? false);

/** Whether a variable is in a list: there is no request that asks for internal ones, so the central's settings decide. */
export const isListedSysvar = (sysvar: Pick<HubSysvar, "listed">): boolean => sysvar.listed !== false;

/** Counters of messages that the CCU keeps as variables: they are served as messages. */
const COUNTER_IDS: ReadonlySet<number> = new Set([40, 41]);
/** Remains of other programs' bookkeeping. */
const BOOKKEEPING = /OldVal|pcCCUID/;

/** System variables that the API shows, in the CCU's order. */
export const shownSysvars = (hub: Hub): readonly HubSysvar[] =>
  hub.sysvars.filter(
    ({ id, name, internal, listed }) =>
      !COUNTER_IDS.has(id) && !BOOKKEEPING.test(name) && (internal || listed !== false),
  );

/** Name on the API; the CCU's own presence variable has a placeholder for a name. */
export const shownSysvarName = (name: string): string => (name === "$" + "{sysVarPresence}" ? "PRESENCE" : name);

/** A shown variable by its name on the API or on the CCU. */
export const findSysvar = (hub: Hub, name: string): HubSysvar | undefined => {
  const shown = shownSysvars(hub);
  return shown.find((s) => shownSysvarName(s.name) === name) ?? shown.find((s) => s.name === name);
};

/** A variable that the CCU calls NUMBER is a FLOAT or an INTEGER by its present value (device-model 7.1). */
export const shownSysvarType = (sysvar: Pick<HubSysvar, "type" | "value">): Exclude<HubSysvar["type"], "NUMBER"> =>
  sysvar.type !== "NUMBER" ? sysvar.type : Number.isInteger(sysvar.value) ? "INTEGER" : "FLOAT";

export interface ChannelAssociation {
  channel?: string;
  device_address?: string;
}

/** Finds the channel that a name speaks of. */
export type ChannelLookup = (name: string, assigned?: string) => ChannelAssociation;

const ADDRESS_IN_NAME = /[A-Za-z0-9-]{4,}:\d{1,3}/g;
/** The CCU numbers its objects from about a thousand on; a shorter number in a name is just a number. */
const ISE_ID_IN_NAME = /(?<!\d)\d{4,9}(?!\d)/g;

const associated = (channel: string): ChannelAssociation => ({
  channel,
  device_address: channel.split(":", 1)[0] as string,
});

/**
 * Association of hub objects with channels: the CCU's own assignment, else a channel's address or ReGa id inside the
 * name, where it is one of a known channel. The index is built when the first name needs it.
 */
export function channelLookup(devices: readonly Device[]): ChannelLookup {
  let index: Map<string, string> | undefined;
  const known = () => {
    if (index === undefined) {
      index = new Map();
      for (const device of devices)
        for (const { address, iseId } of device.channels) {
          index.set(address.toUpperCase(), address);
          if (iseId !== undefined) index.set(String(iseId), address);
        }
    }
    return index;
  };
  return (name, assigned) => {
    if (assigned) return associated(assigned);
    for (const candidate of [...(name.match(ADDRESS_IN_NAME) ?? []), ...(name.match(ISE_ID_IN_NAME) ?? [])]) {
      const channel = known().get(candidate.toUpperCase());
      if (channel !== undefined) return associated(channel);
    }
    return {};
  };
}
