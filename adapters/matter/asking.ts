/** From what a controller asks of a cluster to the home, and how that ends for the controller. */
import type { Behavior } from "@matter/main";
import { Status, StatusResponseError } from "@matter/main/types";
import { type MatterCommand, MatterCommandError } from "../../handlers/ports/matter-bridge.ts";

const STATUS: Readonly<Record<MatterCommandError["status"], Status>> = {
  busy: Status.Busy,
  failure: Status.Failure,
  invalid: Status.ConstraintError,
  not_found: Status.NotFound,
  timeout: Status.Timeout,
  unsupported_access: Status.UnsupportedCommand,
};

export interface Run {
  /** Rejects with a status that the controller gets. */
  (behavior: Behavior, cluster: string, command: string, args?: MatterCommand["args"]): Promise<void>;
  /** What orders under way for this cluster make of it: steps begin there, and not at what is shown still. */
  ordered(behavior: Behavior, cluster: string): Readonly<Record<string, number | undefined>>;
}

/** What a controller asks, as the home takes it. Rejects with a status that the controller gets. */
export type Ask = (command: MatterCommand) => Promise<void>;

/**
 * An order, from its beginning until everything is shown that the home told of the endpoint meanwhile: so whoever has its
 * answer sees what it did.
 * @param ask resolves when the home has done it; rejects with MatterCommandError
 * @param begin an order for an endpoint; what it returns ends it
 */
export const asker =
  (ask: Ask, begin: (endpoint: string) => () => Promise<void>): Ask =>
  async (command) => {
    const end = begin(command.endpoint);
    try {
      await ask(command);
    } catch (error) {
      const status = error instanceof MatterCommandError ? STATUS[error.status] : Status.Failure;
      throw new StatusResponseError(error instanceof Error ? error.message : "it failed", status);
    } finally {
      await end();
    }
  };

/** @param ask {@link asker} */
export function runner(ask: Ask): Run {
  const underWay = new Map<string, { orders: number; args: MatterCommand["args"] }>();
  const run = async (behavior: Behavior, cluster: string, command: string, args: MatterCommand["args"] = {}) => {
    const endpoint = behavior.endpoint.id;
    const key = `${endpoint} ${cluster}`;
    const { orders, args: before } = underWay.get(key) ?? { orders: 0, args: {} };
    const now = { orders: orders + 1, args: { ...before, ...args } };
    underWay.set(key, now);
    try {
      await ask({ endpoint, cluster, command, args });
    } finally {
      const { orders: left, args: latest } = underWay.get(key) ?? now;
      if (left > 1) underWay.set(key, { orders: left - 1, args: latest });
      else underWay.delete(key);
    }
  };
  return Object.assign(run, {
    ordered: ({ endpoint }: Behavior, cluster: string) =>
      (underWay.get(`${endpoint.id} ${cluster}`)?.args ?? {}) as Record<string, number | undefined>,
  });
}
