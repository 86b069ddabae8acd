/**
 * Orders of controllers for one device, one after the other where that matters: a thermostat that is being switched off (by
 * two writes) is not off yet, and "heat" would be nothing to do for it.
 */
import { withinLimit } from "../../../kernel/within-limit.ts";
import type { Clock } from "../../../ports/index.ts";
import { type MatterCommand, MatterCommandError } from "../../../ports/matter-bridge.ts";
import { isSuperseded, waitsForOthers } from "./mapping/orders.ts";

/** @param deadline until when its turn must have come, else it is refused: it never runs later */
export type OrderTurns = (command: MatterCommand, deadline: number, work: () => Promise<void>) => Promise<void>;

const tooLate = (): never => {
  throw new MatterCommandError("timeout", "what was ordered before it took too long");
};

export function orderTurns(clock: Clock): OrderTurns {
  /** By endpoint: when everything that was ordered so far is over. */
  const over = new Map<string, Promise<unknown>>();
  /** The last order of each kind that waits. */
  const latest = new Map<string, MatterCommand>();

  async function afterOthers(
    command: MatterCommand,
    deadline: number,
    others: Promise<unknown>,
    work: () => Promise<void>,
  ) {
    const kind = `${command.endpoint} ${command.cluster}.${command.command}`;
    latest.set(kind, command);
    try {
      await withinLimit(clock, deadline - clock.now(), others, tooLate);
      if (isSuperseded(command) && latest.get(kind) !== command) return;
    } finally {
      if (latest.get(kind) === command) latest.delete(kind);
    }
    await work();
  }

  return (command, deadline, work) => {
    const { endpoint } = command;
    const others = over.get(endpoint);
    const done = others && waitsForOthers(command) ? afterOthers(command, deadline, others, work) : work();
    const all = Promise.allSettled([others, done]).then(() => {
      if (over.get(endpoint) === all) over.delete(endpoint);
    });
    over.set(endpoint, all);
    return done;
  };
}
