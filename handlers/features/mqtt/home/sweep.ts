/**
 * What an earlier run left retained and nothing stands for any more: devices that are gone, variables with another name,
 * CCUs that are not configured. Collected for a while after connecting, cleared only when the CCU that it belonged to has
 * told everything: until then nobody knows what is gone.
 */
import type { BrokerMessage } from "../../../ports/user-broker.ts";
import { DISCOVERY, ORIGIN_NAME } from "./discovery/entity.ts";
import type { Topics } from "./topics.ts";

/**
 * Everything that is retained, and nothing that is a command's: brokers may deliver a message once for each subscription
 * that it fits, and a light would be toggled twice. The last one is a shape that an earlier generation of the field had.
 */
const SWEPT = [
  "alarm/+/state",
  "alarm/+/availability",
  ...["availability", "info", "diagnostics", "update"].map((leaf) => `+/+/+/${leaf}`),
  ...["values", "master", "calculated", "combined", "custom", "schedule"].map((plane) => `+/+/+/+/${plane}/+`),
  ...["values", "master"].map((plane) => `+/+/+/+/${plane}/+/config`),
  "+/+/+/+/week_profile/state",
  "+/+/+/+/schedule/+/state",
  "+/hub/sysvars/+/state",
  "+/hub/programs/+/state",
  "+/hub/programs/+/execute_available",
  "+/hub/+/+",
  "+/hub/+",
  "+/system/+",
  "+/+/+/channels/#",
];

/** Topics that are remembered: a home of 500 devices has some 20,000. What is beyond stays until the next start. */
export const LEFTOVERS_LIMIT = 50_000;
/** Bytes of a retained configuration that is looked into. */
const CONFIG_LIMIT = 16_384;

interface Origin {
  origin?: { name?: unknown };
  availability?: { topic?: unknown }[];
  state_topic?: unknown;
  command_topic?: unknown;
}

/** The CCU that a configuration of this very home belongs to; `undefined` where it is anybody else's. */
function ownerOf(payload: Uint8Array, topics: Topics): string | undefined {
  if (payload.length > CONFIG_LIMIT) return undefined;
  try {
    const config = JSON.parse(Buffer.from(payload).toString("utf8")) as Origin | null;
    if (config?.origin?.name !== ORIGIN_NAME) return undefined;
    const spoken = JSON.stringify(config).match(/"[^"\\]*"/g) ?? [];
    for (const quoted of spoken) {
      const central = topics.centralOf(quoted.slice(1, -1));
      if (central !== undefined) return central;
    }
    return undefined;
  } catch {
    return undefined;
  }
}

export interface Sweep {
  readonly filters: readonly string[];
  /** Notes a retained message of the tree or of discovery. */
  receive(message: BrokerMessage): void;
  /** Topics of a CCU that was left over, without those that are in use; each is told once. What `mayCome` stays noted. */
  take(central: string, isUsed: (topic: string) => boolean, mayCome: (topic: string) => boolean): string[];
  /** CCUs that something is left of. */
  centrals(): string[];
}

export function createSweep(base: string, topics: Topics): Sweep {
  const found = new Map<string, Set<string>>();
  let count = 0;
  const note = (central: string, topic: string) => {
    if (count >= LEFTOVERS_LIMIT) return;
    const own = found.get(central) ?? new Set();
    found.set(central, own);
    if (!own.has(topic)) count += 1;
    own.add(topic);
  };
  return {
    filters: [...SWEPT.map((filter) => `${base}/${filter}`), `${DISCOVERY}/+/+/+/config`],
    receive({ topic, payload, retained }) {
      if (!retained || payload.length === 0) return;
      const central = topic.startsWith(`${DISCOVERY}/`) ? ownerOf(payload, topics) : topics.centralOf(topic);
      if (central !== undefined) note(central, topic);
    },
    take(central, isUsed, mayCome) {
      const own = found.get(central) ?? new Set();
      const left = [...own].filter((topic) => !isUsed(topic));
      const kept = new Set(left.filter(mayCome));
      count -= own.size - kept.size;
      if (kept.size > 0) found.set(central, kept);
      else found.delete(central);
      return left.filter((topic) => !kept.has(topic));
    },
    centrals: () => [...found.keys()],
  };
}
