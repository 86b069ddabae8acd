/**
 * What an answer was made from: the parts of the home that its handler read, each with the revision that it had then. So
 * a change of anything else leaves the answer as it is, and no operation has to declare what it reads.
 */
import type { Home, HomePart } from "../ports/index.ts";

export interface HomeReads {
  /** Parts that were read: how much it costs to keep and to compare them. */
  readonly count: number;
  /** Nothing that was read has changed since. */
  current(): boolean;
}

/** `home` as it is, for one handler; `reads` notes what it asks for. */
export function recordReads(home: Home): { home: Home; reads: HomeReads } {
  const noted = new Map<HomePart, Map<string, number>>();
  let count = 0;
  /** Of everything, where a handler asked for it. */
  let whole: number | undefined;
  /** Before the part is read: what changes while it is being read counts as changed. */
  const note = (part: HomePart, key = ""): void => {
    const keys = noted.get(part) ?? new Map<string, number>();
    noted.set(part, keys);
    if (keys.has(key)) return;
    keys.set(key, home.revision(part, key));
    count += 1;
  };
  const recorded: Home = {
    revision(part, key) {
      if (part === undefined) whole ??= home.revision();
      else note(part, key);
      return home.revision(part, key);
    },
    centrals() {
      note("centrals");
      return home.centrals();
    },
    devices(central) {
      note("devices", central);
      return home.devices(central);
    },
    device(id) {
      note("device", id);
      return home.device(id);
    },
    devicesAt(address) {
      note("address", address);
      return home.devicesAt(address);
    },
    values(id) {
      note("values", id);
      return home.values(id);
    },
    hub(central) {
      note("hub", central);
      return home.hub(central);
    },
    interfaces(central) {
      note("interfaces", central);
      return home.interfaces(central);
    },
  };
  const reads: HomeReads = {
    get count() {
      return count;
    },
    current() {
      if (whole !== undefined && whole !== home.revision()) return false;
      for (const [part, keys] of noted)
        for (const [key, revision] of keys) if (home.revision(part, key) !== revision) return false;
      return true;
    },
  };
  return { home: recorded, reads };
}
