/**
 * Orders that are shown before the CCU confirms them (device-model 1.20): keeps the target of each data point, shows what
 * it says, and tells when an order was not carried out and something else is shown now.
 */

import { optimisticRolledBack } from "../broadcasts/broadcasts.ts";
import { shownValue } from "../model/shown-value.ts";
import type { DataPoint } from "../model/types.ts";
import type { WriteOutcome } from "../ports/index.ts";
import type { Slot } from "./device-registry.ts";
import type { EngineScope } from "./scope.ts";
import {
  CONFIRM_TIMEOUT_MS,
  IDLE,
  isIdle,
  isOnItsWay,
  isSameValue,
  type Movement,
  moved,
  newestOf,
  ordered,
  reported,
  type Step,
  settled,
  silent,
  stopped,
  type TakenBack,
  type Target,
} from "./targets.ts";

export interface OpenTarget {
  readonly target: Target;
  /** By order: settles as its send does. */
  readonly sends: ReadonlyMap<number, Promise<WriteOutcome>>;
  /** Stops the timer. */
  cancel(): void;
}

const WITHOUT_CONFIRMATION: ReadonlySet<string> = new Set(["action", "action_number", "action_select", "button"]);

/** Only what the CCU reports back can be confirmed. */
export const isConfirmable = ({ operations, category, paramset }: DataPoint): boolean =>
  paramset === "VALUES" && operations.event && category !== undefined && !WITHOUT_CONFIRMATION.has(category);

export interface OptimisticPorts {
  /** Announces that a data point shows another value; `previous` is what it showed. */
  announce(slot: Slot, value: unknown, previous: unknown): void;
  /** It is over with this write: nothing else changes together with it. */
  settled(slot: Slot): void;
}

export function createOptimistic(
  { central, clock, events, incidents }: Pick<EngineScope, "central" | "clock" | "events" | "incidents">,
  { announce, settled: over }: OptimisticPorts,
) {
  /** Slots that had an open target; one whose device is gone leaves when it is looked at. */
  const waiting = new Set<Slot>();
  let lastId = 0;

  /** Shows the newest open order, or what the CCU says. Whoever ends the batch or the write hands the values to the home. */
  function show(slot: Slot, { halted, ...target }: Target): { shown: unknown; previous: unknown } {
    const before = slot.entry.values.get(slot.key);
    const previous = shownValue(before) ?? null;
    const newest = newestOf({ halted, ...target });
    const shown = (newest ? newest.value : before?.value) ?? null;
    if (before?.optimistic?.value === newest?.value && (before?.optimistic === undefined) === (newest === undefined))
      if ((before?.halted ?? false) === halted) return { shown, previous };
    slot.entry.values.set(slot.key, {
      value: before?.value ?? null,
      source: before?.source ?? "unobserved",
      changedAt: shown === previous ? (before?.changedAt ?? clock.now()) : clock.now(),
      seenAt: before?.seenAt ?? 0,
      optimistic: newest && { value: newest.value },
      ...(before?.status === undefined ? {} : { status: before.status }),
      ...(halted ? { halted } : {}),
    });
    return { shown, previous };
  }

  function keep(slot: Slot, target: Target, added?: { id: number; sent: Promise<WriteOutcome> }): void {
    const { pending } = slot;
    pending?.cancel();
    if (isIdle(target)) {
      slot.pending = undefined;
      waiting.delete(slot);
      return;
    }
    const sends = new Map(pending?.sends);
    for (const id of sends.keys()) if (!target.orders.some((order) => order.id === id)) sends.delete(id);
    if (added) sends.set(added.id, added.sent);
    const left = target.until === undefined ? undefined : target.until - clock.now();
    const cancel = left === undefined ? () => {} : clock.after(Math.max(0, left), () => expire(slot));
    slot.pending = { target, sends, cancel };
    waiting.add(slot);
  }

  function expire(slot: Slot): void {
    if (slot.pending === undefined) return;
    apply(slot, silent(slot.pending.target, clock.now()));
    over(slot);
  }

  function apply(slot: Slot, { target, takenBack }: Step): void {
    keep(slot, target);
    const { shown, previous } = show(slot, target);
    if (takenBack && !isSameValue(takenBack.value, shown)) tell(slot, takenBack, shown);
    // clients that follow values only must end up with the right one, too
    if (shown !== previous) announce(slot, shown, previous);
  }

  function tell({ entry: { device }, channel, point }: Slot, { reason, value }: TakenBack, present: unknown): void {
    if (channel.number !== null)
      events.publish(optimisticRolledBack, {
        central,
        device_address: device.address,
        channel: channel.number,
        parameter: point.parameter,
        paramset_key: point.paramset,
        reason,
        unique_id: point.uniqueId,
        sent: value,
        present,
      });
    if (reason !== "timeout") return;
    incidents.note(`unconfirmed/${channel.address}/${point.parameter}`, {
      interface: device.interface,
      severity: "warning",
      summary: "a write was not confirmed",
      detail: `${channel.address} ${point.parameter}, for ${CONFIRM_TIMEOUT_MS / 1000} s`,
    });
  }

  /** What the CCU says of a data point, where that is fresh. */
  function present({ entry, key }: Slot): { value: unknown } | undefined {
    const state = entry.values.get(key);
    return state?.source === "live" ? { value: state.value } : undefined;
  }

  return {
    /** Data points with an open target, alone of those that exist still. */
    waiting(): Slot[] {
      for (const slot of waiting) if (slot.pending === undefined) waiting.delete(slot);
      return [...waiting];
    },
    isWaiting: (): boolean => waiting.size > 0,

    /** The send of an equal order that is on its way; `undefined` where there is none, so that this one must be sent. */
    onItsWay({ pending }: Slot, value: unknown): Promise<WriteOutcome> | undefined {
      if (pending === undefined || !isOnItsWay(pending.target, value)) return undefined;
      return pending.sends.get(newestOf(pending.target)!.id);
    },

    /** Shows values that are about to be sent together. `sent` is the send's own outcome; the id names the order. */
    begin(values: readonly { slot: Slot; target: unknown }[], sent: Promise<WriteOutcome>): number {
      const id = ++lastId;
      for (const { slot, target: value } of values) {
        const order = { id, value, present: present(slot) };
        const target = ordered(slot.pending?.target ?? IDLE, order, clock.now());
        keep(slot, target, { id, sent });
        const { shown, previous } = show(slot, target);
        if (shown !== previous) announce(slot, shown, previous);
      }
      return id;
    },

    /** What became of an order in the queue; a fault counts as `failed`. */
    settle(slots: readonly Slot[], id: number, outcome: WriteOutcome | "failed"): void {
      const said = outcome === "expired" ? "failed" : outcome;
      for (const slot of slots) if (slot.pending) apply(slot, settled(slot.pending.target, id, said, clock.now()));
    },

    /** STOP is about to be sent to a channel. */
    stop(slots: readonly Slot[]): void {
      for (const slot of slots) if (slot.pending) apply(slot, { target: stopped(slot.pending.target, clock.now()) });
    },

    /** The CCU reported a value in a batch that says `movement` of the channel. */
    report(slot: Slot, value: unknown, movement: Movement): void {
      if (slot.pending) apply(slot, { target: reported(slot.pending.target, value, movement, clock.now()) });
    },

    /** A batch told of a movement of the channel and nothing of this data point. */
    move(slot: Slot, movement: "moving" | "resting"): void {
      if (slot.pending) apply(slot, { target: moved(slot.pending.target, movement, clock.now()) });
    },
  };
}
