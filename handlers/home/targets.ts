/**
 * Where a data point was told to go, until it is known how that ended: a pure state machine, one state per data point
 * (device-model 1.20). Fed by orders, what became of them in the queue, STOP, and what the CCU reports.
 *
 * While an order is open its value is shown instead of the CCU's. An order is over when the CCU reports its value, when
 * the drive comes to rest somewhere else, when it was stopped, never sent, or when nothing is heard of it for too long. A
 * value on the way ends nothing: a shutter reports where it is while it moves.
 */

/** A sent order counts as lost when the CCU reports nothing of it for so long (device-model 1.20). */
export const CONFIRM_TIMEOUT_MS = 30_000;
/** A drive that reported to move may be silent for so long: HmIP shutters say nothing between start and end, awnings take two minutes. */
export const MOVING_TIMEOUT_MS = 180_000;
/** "At rest" and the end value come in either order, about 300 ms apart (ccu-protocol 6). */
export const SETTLE_MS = 300;

/** What a batch of reports says about the movement of a channel. */
export type Movement =
  | "moving"
  | "resting"
  /** The channel can tell, and did not this time. */
  | "unsaid"
  /** The channel has no parameter that would tell. */
  | "none";

/** What became of an order in the queue: `failed` covers faults and expiry. */
export type OrderOutcome = "sent" | "superseded" | "failed";

interface Order {
  readonly id: number;
  readonly value: unknown;
  readonly sent: boolean;
  /** What the CCU reported while the order was not known to be sent: an event may overtake the answer of the call. */
  readonly heard: "equal" | "other" | undefined;
}

export interface Target {
  /** Open ones, oldest first. The last one is what is shown. */
  readonly orders: readonly Order[];
  /** The drive has reported to be under way since the newest order. */
  readonly moving: boolean;
  /** A STOP was given while something was open: the next rest is that of the STOP, and until then nobody knows the position. */
  readonly halted: boolean;
  /** At rest by its own words; its value may still follow. */
  readonly settling: boolean;
  /** Milliseconds since the epoch: silence until then ends it. `undefined` while the newest order waits to be sent. */
  readonly until: number | undefined;
}

export const IDLE: Target = { orders: [], moving: false, halted: false, settling: false, until: undefined };

/** An order that ended without having been carried out, worth telling where something else is shown now. */
export interface TakenBack {
  readonly reason: "timeout" | "send_error";
  readonly value: unknown;
}
export interface Step {
  readonly target: Target;
  readonly takenBack?: TakenBack;
}

/** Devices round: two decimals decide (device-model 1.20). */
export const isSameValue = (a: unknown, b: unknown): boolean =>
  typeof a === "number" && typeof b === "number" ? Math.round(a * 100) === Math.round(b * 100) : a === b;

/** The newest open order. */
export const newestOf = ({ orders }: Target): Order | undefined => orders.at(-1);
export const isIdle = ({ orders, halted }: Target): boolean => orders.length === 0 && !halted;
/** The one reason for which an order need not be sent: an equal one is the newest that is on its way. */
export function isOnItsWay(target: Target, value: unknown): boolean {
  const newest = newestOf(target);
  return newest !== undefined && isSameValue(newest.value, value);
}

/** `orders` instead of those before; the clock of silence runs while all of them are sent. */
function withOrders(target: Target, orders: readonly Order[], now: number): Target {
  if (orders.length === 0) {
    const until = target.halted ? now + CONFIRM_TIMEOUT_MS : undefined;
    return { ...IDLE, halted: target.halted, until };
  }
  const waits = orders.some((order) => !order.sent);
  return {
    ...target,
    orders,
    until: waits ? undefined : now + (target.moving ? MOVING_TIMEOUT_MS : CONFIRM_TIMEOUT_MS),
  };
}

/**
 * A new order. `present` is what the CCU says now, where it is fresh: an order for what already is will not be reported
 * again, so that nobody waits for it.
 */
export function ordered(
  target: Target,
  order: { id: number; value: unknown; present?: { readonly value: unknown } | undefined },
  now: number,
): Target {
  const { id, value, present } = order;
  const isThere = isIdle(target) && present !== undefined && isSameValue(present.value, value);
  const next: Order = { id, value, sent: false, heard: isThere ? "equal" : undefined };
  return withOrders({ ...target, moving: false, settling: false }, [...target.orders, next], now);
}

/** The queue told what became of an order. One that is no longer open changes nothing. */
export function settled(target: Target, id: number, outcome: OrderOutcome, now: number): Step {
  const at = target.orders.findIndex((order) => order.id === id);
  const order = target.orders[at];
  if (order === undefined) return { target };
  if (outcome !== "sent") {
    const rest = withOrders(target, target.orders.toSpliced(at, 1), now);
    const isShown = at === target.orders.length - 1;
    const takenBack =
      outcome === "failed" && isShown ? { reason: "send_error" as const, value: order.value } : undefined;
    return { target: rest, ...(takenBack ? { takenBack } : {}) };
  }
  // its report came before the answer of the call: with it everything older is over, too
  const isOver = order.heard === "equal" || (order.heard === "other" && target.orders.length === 1);
  const orders = isOver ? target.orders.slice(at + 1) : target.orders.with(at, { ...order, sent: true });
  return { target: withOrders(target, orders, now) };
}

/** STOP was given: whatever is open will not be reached. What the CCU says is shown, and nobody is told of a failure. */
export const stopped = (target: Target, now: number): Target =>
  withOrders({ ...target, halted: !isIdle(target) }, [], now);

/** The CCU reported a value, in a batch that says `movement` of the channel. */
export function reported(target: Target, value: unknown, movement: Movement, now: number): Target {
  if (target.orders.length === 0) return movement === "unsaid" || movement === "moving" ? target : IDLE;
  const at = target.orders.findLastIndex((order) => isSameValue(order.value, value));
  if (at >= 0) return answered(target, at, movement, now);
  const said = movement === "unsaid" && target.settling ? "resting" : movement;
  if (said === "none") return answeredByAnother(target, now);
  const open = target.orders.map((order) => (order.sent || !order.heard ? order : { ...order, heard: undefined }));
  if (said === "resting") return rested({ ...target, orders: open }, now);
  return said === "moving" ? underWay({ ...target, orders: open }, now) : { ...target, orders: open };
}

/** The value of an order was reported: it and everything older is over. */
function answered(target: Target, at: number, movement: Movement, now: number): Target {
  const [order, ...newer] = target.orders.slice(at) as [Order, ...Order[]];
  const orders = order.sent ? newer : [{ ...order, heard: "equal" as const }, ...newer];
  const halted = target.halted && (movement === "unsaid" || movement === "moving");
  const next = withOrders({ ...target, halted }, orders, now);
  return movement === "moving" ? underWay(next, now) : next;
}

/** Where nothing tells of movements every report answers an order, the oldest first: the CCU may round or refuse. */
function answeredByAnother(target: Target, now: number): Target {
  const [oldest, ...newer] = target.orders as [Order, ...Order[]];
  if (oldest.sent) return withOrders(target, newer, now);
  return { ...target, orders: [{ ...oldest, heard: "other" }, ...newer] };
}

/** The drive stands still: what was sent is over, unless it is the STOP before it that is answered. */
function rested(target: Target, now: number): Target {
  if (target.halted) return withOrders({ ...target, halted: false, settling: false }, target.orders, now);
  const waiting = target.orders.filter((order) => !order.sent);
  return withOrders({ ...target, moving: false, settling: false }, waiting, now);
}

/** A movement that is reported after the order was sent is its own; before, it may be that of an older one. */
function underWay(target: Target, now: number): Target {
  const newest = newestOf(target);
  if (newest === undefined) return target;
  const halted = target.halted && !newest.sent;
  return withOrders({ ...target, moving: true, halted, settling: false }, target.orders, now);
}

/** A batch told of a movement, and no value of this data point. */
export function moved(target: Target, movement: "moving" | "resting", now: number): Target {
  if (movement === "moving") return underWay(target, now);
  if (target.orders.length === 0) return IDLE;
  if (target.halted) return rested(target, now);
  const isSent = target.orders.every((order) => order.sent);
  return isSent ? { ...target, settling: true, until: now + SETTLE_MS } : target;
}

/** Nothing was heard until `until`. A drive that said where it stands, or that it moves, was not lost. */
export function silent(target: Target, now: number): Step {
  if (target.until === undefined || now < target.until) return { target };
  const newest = newestOf(target);
  if (newest === undefined || target.settling || target.moving) return { target: IDLE };
  return { target: IDLE, takenBack: { reason: "timeout", value: newest.value } };
}
