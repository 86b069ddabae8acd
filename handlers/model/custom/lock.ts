/** Door locks and button locks (device-model 2.8). Every operation overtakes what is queued for the channel. */
import { type CustomOperation, critical, type Profile, type Reading } from "./profile.ts";

const act = (field: string, value: unknown): CustomOperation => ({
  needs: [field],
  run: () => critical([field, value]),
});
/** The lock needs seconds; until it reports, people see what it was told to become. */
const turn = (order: string, becomes: string): CustomOperation => ({
  needs: ["target"],
  run: () => ({ steps: [{ sets: [["target", order]], critical: true, echo: [["lock_state", becomes]] }] }),
});

interface LockFacts {
  /** `undefined` = not known yet, `UNKNOWN` = reported as such, or as something that is no state. */
  state: "LOCKED" | "UNLOCKED" | "UNKNOWN" | undefined;
  /** UP unlocks, DOWN locks. */
  movement: unknown;
  jammed: boolean;
  /** The device itself says that it is not sure, or has not reported yet. */
  uncertain?: boolean;
}
const lockState = ({ state, movement, jammed, uncertain = false }: LockFacts) => ({
  state_uncertain: state === undefined || state === "UNKNOWN" || uncertain,
  lock_state: state ?? "UNLOCKED",
  is_locked: state === "LOCKED",
  direction: movement === "UP" ? "unlocking" : movement === "DOWN" ? "locking" : "stopped",
  is_locking: movement === "DOWN",
  is_unlocking: movement === "UP",
  is_jammed: jammed,
});

function ipState(reading: Reading): LockFacts["state"] {
  const state = reading.text("lock_state");
  if (state === "LOCKED" || state === "UNLOCKED") return state;
  return state === undefined && !reading.observed("lock_state") ? undefined : "UNKNOWN";
}

const ipLock = (error: Profile["fields"][string]): Profile => ({
  category: "lock",
  kind: "lock",
  named: "lock_state",
  fields: { lock_state: "LOCK_STATE", target: "LOCK_TARGET_LEVEL", direction: "ACTIVITY_STATE", error },
  state: (reading) =>
    lockState({
      state: ipState(reading),
      movement: reading.value("direction"),
      jammed: reading.flag("error") === true,
      uncertain: reading.pending("lock_state"),
    }),
  config: () => ({ supports_open: true }),
  capabilities: () => ({ open: true, child_safe: false }),
  operations: {
    lock: turn("LOCKED", "LOCKED"),
    unlock: turn("UNLOCKED", "UNLOCKED"),
    open: turn("OPEN", "UNLOCKED"),
  },
  single: true,
});

/** HmIP-DLD reports a jam on the channel before the lock; HmIP-DLP on the lock itself. */
export const IP_LOCK = ipLock({ at: -1, parameter: "ERROR_JAMMED" });
export const IP_LOCK_PRO = ipLock("ERROR_JAMMED");

function rfState(reading: Reading): LockFacts["state"] {
  const open = reading.flag("state");
  if (open !== undefined) return open ? "UNLOCKED" : "LOCKED";
  return reading.observed("state") ? "UNKNOWN" : undefined;
}

export const RF_LOCK: Profile = {
  category: "lock",
  kind: "lock",
  named: "state",
  fields: {
    state: "STATE",
    open: "OPEN",
    direction: "DIRECTION",
    error: "ERROR",
    uncertain: "STATE_UNCERTAIN",
  },
  state: (reading) =>
    lockState({
      state: rfState(reading),
      movement: reading.value("direction"),
      jammed: (reading.text("error") ?? "NO_ERROR") !== "NO_ERROR",
      uncertain: reading.flag("uncertain") === true,
    }),
  config: (reading) => ({ supports_open: reading.has("open") }),
  capabilities: (reading) => ({ open: reading.has("open"), child_safe: false }),
  operations: { lock: act("state", false), unlock: act("state", true), open: act("open", true) },
  single: true,
};

/** The keys on a device itself, against children: configuration, so it is written as a paramset. */
const buttonLock = (at?: "device"): Profile => ({
  category: "lock",
  kind: "lock",
  named: "button_lock",
  fields: { button_lock: { parameter: "GLOBAL_BUTTON_LOCK", paramset: "MASTER", ...(at ? { at } : {}) } },
  state: (reading) => {
    const locked = reading.flag("button_lock");
    return lockState({
      state: locked === undefined ? undefined : locked ? "LOCKED" : "UNLOCKED",
      movement: undefined,
      jammed: false,
    });
  },
  config: () => ({ supports_open: false }),
  capabilities: () => ({ open: false, child_safe: true }),
  operations: { lock: act("button_lock", true), unlock: act("button_lock", false) },
  postfix: "Button Lock",
  single: true,
  leavesOthers: true,
});
export const IP_BUTTON_LOCK = buttonLock();
export const RF_BUTTON_LOCK = buttonLock("device");
