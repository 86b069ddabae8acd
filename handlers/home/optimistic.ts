/**
 * Writes that are shown before the CCU confirms them (device-model 1.20). A write that is not confirmed in time, or that
 * could not be sent, is taken back with a notice.
 */

import { optimisticRolledBack } from "../broadcasts/broadcasts.ts";
import { shownValue } from "../model/availability.ts";
import type { DataPoint } from "../model/types.ts";
import type { Slot } from "./device-registry.ts";
import type { EngineScope } from "./scope.ts";

/** A write counts as lost when the CCU does not confirm it for so long (device-model 1.20). */
export const CONFIRM_TIMEOUT_MS = 30_000;

export interface PendingWrite {
  /** The value that is shown. */
  target: unknown;
  /** Sends of a burst that no event has answered yet. */
  sends: number;
  /** Stops the timer. */
  cancel(): void;
  /** Settles as the newest send did. */
  sent: Promise<void>;
}

const WITHOUT_CONFIRMATION: ReadonlySet<string> = new Set(["action", "action_number", "action_select", "button"]);

/** Only what the CCU reports back can be confirmed. */
export const isConfirmable = ({ operations, category, paramset }: DataPoint): boolean =>
  paramset === "VALUES" && operations.event && category !== undefined && !WITHOUT_CONFIRMATION.has(category);

/** Devices round: two decimals decide (device-model 1.20). */
export const isSameValue = (a: unknown, b: unknown): boolean =>
  typeof a === "number" && typeof b === "number" ? Math.round(a * 100) === Math.round(b * 100) : a === b;

export interface OptimisticPorts {
  /** Announces that a data point shows another value; `previous` is what it showed. */
  announce(slot: Slot, value: unknown, previous: unknown): void;
  /** A value of the device changed outside a batch of events. */
  stored(slot: Slot): void;
  /** It is over with this write: nothing else changes together with it. */
  settled(slot: Slot): void;
}

export type Optimistic = ReturnType<typeof createOptimistic>;

export function createOptimistic(
  { central, clock, events, log, incidents }: Pick<EngineScope, "central" | "clock" | "events" | "log" | "incidents">,
  { announce, stored, settled }: OptimisticPorts,
) {
  /** Replaces what is shown: a pending value, or the confirmed one with `undefined`. */
  function show(slot: Slot, optimistic: { value: unknown } | undefined): { shown: unknown; previous: unknown } {
    const before = slot.entry.values.get(slot.key);
    const previous = shownValue(before) ?? null;
    const shown = (optimistic ? optimistic.value : before?.value) ?? null;
    slot.entry.values.set(slot.key, {
      value: before?.value ?? null,
      source: before?.source ?? "unobserved",
      changedAt: shown === previous ? (before?.changedAt ?? clock.now()) : clock.now(),
      seenAt: before?.seenAt ?? 0,
      optimistic,
    });
    stored(slot);
    return { shown, previous };
  }

  function settle(slot: Slot): PendingWrite | undefined {
    const pending = slot.pending;
    pending?.cancel();
    slot.pending = undefined;
    return pending;
  }

  function rollBack(slot: Slot, reason: "timeout" | "send_error"): void {
    const pending = settle(slot);
    if (pending === undefined) return;
    const { shown, previous } = show(slot, undefined);
    const { device } = slot.entry;
    if (slot.channel.number !== null)
      events.publish(optimisticRolledBack, {
        central,
        device_address: device.address,
        channel: slot.channel.number,
        parameter: slot.point.parameter,
        paramset_key: slot.point.paramset,
        reason,
        unique_id: slot.point.uniqueId,
        sent: pending.target,
        present: shown,
      });
    // clients that follow values only must end up with the right one, too
    if (shown !== previous) announce(slot, shown, previous);
    if (reason !== "timeout") return;
    settled(slot);
    const seconds = CONFIRM_TIMEOUT_MS / 1000;
    incidents.note(`unconfirmed/${slot.channel.address}/${slot.point.parameter}`, {
      interface: device.interface,
      severity: "warning",
      summary: "a write was not confirmed",
      detail: `${slot.channel.address} ${slot.point.parameter}, for ${seconds} s`,
    });
  }

  return {
    /** Shows a value that is about to be sent. `sent` is the send's own outcome. */
    begin(slot: Slot, target: unknown, sent: Promise<void>): void {
      slot.pending?.cancel();
      slot.pending = {
        target,
        sends: (slot.pending?.sends ?? 0) + 1,
        cancel: clock.after(CONFIRM_TIMEOUT_MS, () => rollBack(slot, "timeout")),
        sent,
      };
      const { shown, previous } = show(slot, { value: target });
      if (shown !== previous) announce(slot, shown, previous);
    },

    /** An event for a pending data point. `true` when it was the last one awaited: from then on the CCU's value shows. */
    confirm(slot: Slot, value: unknown): boolean {
      const { pending } = slot;
      if (pending === undefined) return true;
      pending.sends -= 1;
      if (pending.sends > 0) return false;
      settle(slot);
      if (!isSameValue(pending.target, value))
        log.debug("the CCU confirmed another value than was sent", {
          central,
          unique_id: slot.point.uniqueId,
          sent: pending.target,
          present: value,
        });
      return true;
    },

    /** A send failed for good. A newer send of the same data point stays shown. */
    fail(slot: Slot, target: unknown): void {
      const { pending } = slot;
      if (pending === undefined) return;
      if (isSameValue(pending.target, target)) {
        rollBack(slot, "send_error");
        return;
      }
      pending.sends -= 1;
      if (pending.sends > 0) return;
      settle(slot);
      const { shown, previous } = show(slot, undefined);
      if (shown !== previous) announce(slot, shown, previous);
    },
  };
}
