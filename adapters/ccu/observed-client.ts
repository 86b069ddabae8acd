/** A client whose calls are counted, told in the log at level `debug`, and written down while there is a recording. */
import type { CcuFault, Clock, InterfaceName, Log } from "../../handlers/ports/index.ts";
import { RpcFault, type RpcValue } from "./codec/value.ts";
import type { CallOutcome, Recorder } from "./recording/recorder.ts";
import type { RpcClient } from "./rpc-client.ts";

export interface CallCounts {
  /** Since the start: begun, and answered, be it by a fault. */
  calls: number;
  answered: number;
  /** Milliseconds since the epoch; absent = all were. */
  lastFailureAt?: number;
}

export interface ObservedClient extends RpcClient {
  readonly counts: Readonly<CallCounts>;
}

export interface Observers {
  interface: InterfaceName;
  protocol: "xmlrpc" | "binrpc" | "jsonrpc";
  clock: Clock;
  log: Log;
  recorder?: Recorder | undefined;
}

/** A fault as it is written down; a transport fault has no code of the CCU's. */
export function outcomeOf(error: unknown): CallOutcome {
  const { code, message } = error as RpcFault | CcuFault;
  return { fault: { ...(code === undefined ? {} : { code }), message } };
}

export function observed(client: RpcClient, observers: Observers): ObservedClient {
  const { clock, log, recorder, protocol } = observers;
  const counts: CallCounts = { calls: 0, answered: 0 };
  /** What goes through the web server's session is written down there. */
  const written = protocol === "jsonrpc" ? undefined : recorder;

  async function call(...args: Parameters<RpcClient["call"]>): Promise<RpcValue> {
    const [method, params] = args;
    const begun = clock.now();
    counts.calls += 1;
    const record = written?.active
      ? written.call({ interface: observers.interface, protocol, method, params })
      : undefined;
    const tell = (how: object) => {
      if (log.isEnabled?.("debug")) log.debug("called", { method, ms: clock.now() - begun, ...how });
    };
    try {
      const result = await client.call(...args);
      counts.answered += 1;
      record?.({ result });
      tell({});
      return result;
    } catch (error) {
      if (error instanceof RpcFault) counts.answered += 1;
      else counts.lastFailureAt = clock.now();
      record?.(outcomeOf(error));
      tell({ reason: (error as Error).message });
      throw error;
    }
  }
  return { ...client, call, counts };
}
