/**
 * One thing after the other: requests and timers before sensors, and of a sensor that flaps no more than what it was last.
 * So a thousand events a second hold up nobody who wants to disarm.
 */
import type { Log } from "../../../../ports/index.ts";
import type { MachineEvent } from "../machine/types.ts";

export interface SensorTurn {
  readonly zone: string;
  readonly event: MachineEvent;
}

/** Events of sensors that are dealt with at once, before requests are looked at again. */
export const BATCH_LIMIT = 50;

export interface Turns {
  /** Resolves or rejects as the work does. */
  urgent<T>(work: () => Promise<T>): Promise<T>;
  sensor(turn: SensorTurn): void;
  /** Resolves when nothing waits any more. */
  idle(): Promise<void>;
  /** Nothing is begun any more; what waits is forgotten. */
  close(): void;
}

const isEdge = ({ kind }: MachineEvent): boolean => kind === "activated" || kind === "cleared";
/** What is told twice is told once: of edges see `add`. */
function slotOf({ zone, event }: SensorTurn): string {
  const about =
    "sensor" in event ? event.sensor : "central" in event ? event.central : "output" in event ? event.output : "";
  return `${zone} ${isEdge(event) ? "edge" : event.kind} ${about}`;
}

/** @param handle deals with events of sensors, in their order */
export function createTurns(handle: (turns: readonly SensorTurn[]) => Promise<void>, log: Log): Turns {
  const requests: (() => Promise<void>)[] = [];
  /** In order of their first event. */
  const sensors = new Map<string, SensorTurn[]>();
  let running = false;
  let closed = false;
  const waiting: (() => void)[] = [];

  function take(): SensorTurn[] {
    const taken: SensorTurn[] = [];
    for (const [slot, turns] of sensors) {
      if (taken.length >= BATCH_LIMIT) break;
      sensors.delete(slot);
      taken.push(...turns);
    }
    return taken;
  }
  async function work(): Promise<void> {
    while (!closed && (requests.length > 0 || sensors.size > 0)) {
      const request = requests.shift();
      try {
        await (request ? request() : handle(take()));
      } catch (error) {
        log.error("the alarm panel could not deal with an event", { error });
      }
    }
    running = false;
    for (const resolve of waiting.splice(0)) resolve();
  }
  function start(): void {
    if (running || closed) return;
    running = true;
    queueMicrotask(() => void work());
  }

  return {
    urgent(job) {
      return new Promise((resolve, reject) => {
        if (closed) {
          reject(new Error("the alarm panel has ended"));
          return;
        }
        requests.push(() => job().then(resolve, reject));
        start();
      });
    },
    sensor(turn) {
      if (closed) return;
      const slot = slotOf(turn);
      const before = sensors.get(slot);
      if (!before) sensors.set(slot, [turn]);
      else if (isEdge(turn.event)) {
        // the last two edges say that it was active, and what it is now
        before.push(turn);
        if (before.length > 2) before.shift();
      } else before[0] = turn;
      start();
    },
    idle: () => (running ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve()),
    close() {
      closed = true;
      sensors.clear();
    },
  };
}
