/**
 * What the home tells about an endpoint while an order of a controller for it is under way. An order can be several writes
 * (a thermostat goes off by two): what is true between them is nothing that anybody asked for, and is not shown.
 */
import type { Clock } from "../../handlers/ports/index.ts";
import type { MatterAttributes } from "../../handlers/ports/matter-bridge.ts";
import { mergedAttributes } from "./merged-attributes.ts";

/** Milliseconds after which it is shown all the same: an order has 5 s to begin, and somebody may be looking. */
export const HOLD_MS = 8_000;

export interface HeldBack {
  /** Shows it: now, or when no order is under way. Resolves when it is shown. */
  tell(attributes: MatterAttributes): Promise<void>;
  /** An order begins. @returns ends it: what was held is shown when it was the last one. Resolves when that is shown */
  begin(): () => Promise<void>;
}

/** @param show never rejects */
export function heldBack(clock: Pick<Clock, "after">, show: (attributes: MatterAttributes) => Promise<void>): HeldBack {
  let underWay = 0;
  let held: { attributes: MatterAttributes; shown: PromiseWithResolvers<void>; cancel: () => void } | undefined;

  async function release(): Promise<void> {
    const now = held;
    held = undefined;
    if (now === undefined) return;
    now.cancel();
    await show(now.attributes);
    now.shown.resolve();
  }

  return {
    async tell(attributes) {
      if (underWay === 0) return show(attributes);
      held ??= { attributes: {}, shown: Promise.withResolvers(), cancel: clock.after(HOLD_MS, () => void release()) };
      held.attributes = mergedAttributes(held.attributes, attributes);
      return held.shown.promise;
    },
    begin() {
      underWay += 1;
      return async () => {
        underWay -= 1;
        if (underWay === 0) await release();
      };
    },
  };
}
