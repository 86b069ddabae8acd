/** Events that one call of a function has put into the log, for {@link RemoteStream.fanOut}. */
import type { LoggedEvent } from "../ports/index.ts";

export interface BroughtEvents {
  /** @param again they were in the log before: nobody knows whether whoever brought them told the sockets */
  add(events: readonly LoggedEvent[], again?: boolean): void;
  /**
   * All that may be new to a socket, without gaps; nothing is left afterwards. Empty where not all of it is known, because
   * events came again or somebody else wrote in between. `undefined` where nothing is new.
   */
  take(): readonly LoggedEvent[] | undefined;
}

export function createBroughtEvents(): BroughtEvents {
  let events: LoggedEvent[] = [];
  let isNew = false;
  let isAll = true;
  return {
    add(brought, again = false) {
      const [last, first] = [events.at(-1), brought[0]];
      if (again || (last && first && first.seq !== last.seq + 1)) isAll = false;
      if (again || first) isNew = true;
      events.push(...brought);
    },
    take() {
      const taken = isNew ? (isAll ? events : []) : undefined;
      [events, isNew, isAll] = [[], false, true];
      return taken;
    },
  };
}
