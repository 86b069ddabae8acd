/**
 * Keypads and remotes: what somebody types or presses becomes a request to the engine. An HmIP-WKP checks its codes itself and
 * says which of them it was (CODE_ID, CODE_STATE on channel 0) beside the key that was pressed: lock on the odd channels of its
 * sixteen, unlock on the even ones, a pair for each of its eight codes. Both must come together.
 */
import { deviceTrigger } from "../../../broadcasts/broadcasts.ts";
import { valueReported } from "../../../broadcasts/value-reported.ts";
import type { Site } from "../../../kernel/site.ts";
import { isApplicable, type NamedCode } from "../../../records/alarm-codes.ts";
import { KeypadSlotBinding, RemoteKeyBinding } from "../schemas/codes.ts";
import type { JournalDraft } from "./machine/effects.ts";
import type { AlarmEngine, Outcome } from "./seams.ts";

/** Milliseconds between a code and its key, whichever comes first (facts 1.1). */
export const CODE_WINDOW_MS = 2_000;
/** Milliseconds without a report after which a key that is held down is held anew. */
export const HOLD_GAP_MS = 1_500;
/** Entry of CODE_STATE that says that the keypad knows the code; the others say that it does not, or nothing. */
const KNOWN_CODE = 1;
/** Keypads and keys that something is remembered of: more than a home has. */
const REMEMBERED = 256;

type Verb = "arm" | "disarm" | "silence" | "panic";

interface Pressed {
  readonly verb: "arm" | "disarm";
  readonly slot: number;
  readonly cancel: () => void;
}
interface Typed {
  readonly slot?: { readonly value: number; readonly at: number };
  /** When the keypad last said that it knows the code. */
  readonly knownAt?: number;
}
interface Wish {
  readonly code: NamedCode;
  readonly source: "keypad" | "remote";
  readonly zone: string;
  readonly verb: Verb;
  readonly mode?: string;
}

export interface KeypadParts {
  readonly site: Pick<Site, "events" | "clock" | "log">;
  readonly engine: AlarmEngine;
  /** As they count now. */
  codes(): readonly NamedCode[];
}

/** @returns ends it */
export function startKeypads({ site, engine, codes }: KeypadParts): () => void {
  const { events, clock, log } = site;
  const typed = new Map<string, Typed>();
  const pressed = new Map<string, Pressed>();
  const heldAt = new Map<string, number>();

  function remember<T>(map: Map<string, T>, key: string, value: T): void {
    map.delete(key);
    map.set(key, value);
    const [oldest] = map.keys();
    if (map.size > REMEMBERED && oldest !== undefined) map.delete(oldest);
  }

  // ---------------------------------------------------------------- what is bound

  const isHere = (central: string | undefined, of: string): boolean => !central || central === of;

  function slotsOf(central: string, device: string): { code: NamedCode; binding: KeypadSlotBinding }[] {
    return codes().flatMap((code) => {
      const binding = code.kind === "keypad_slot" ? KeypadSlotBinding.safeParse(code.binding).data : undefined;
      return binding && binding.device_address === device && isHere(binding.central, central)
        ? [{ code, binding }]
        : [];
    });
  }
  function keysOf(central: string, channel: string, parameter: string) {
    return codes().flatMap((code) => {
      const binding = code.kind === "remote_key" ? RemoteKeyBinding.safeParse(code.binding).data : undefined;
      const isMeant =
        binding?.channel_address === channel && binding.parameter === parameter && isHere(binding.central, central);
      return binding && isMeant ? [{ code, binding }] : [];
    });
  }

  // ---------------------------------------------------------------- what is asked

  const fault = (zone: string, source: Wish["source"], event: string, details: JournalDraft["details"] = {}) =>
    void engine
      .journal({ zone_id: zone, class: "fault", event, source, actor: source, details })
      .catch((error: unknown) => {
        log.error("alarm: a fault of a keypad was not written down", { event, error });
      });

  function ask({ verb, mode, zone, source, code }: Wish): Promise<Outcome<unknown>> {
    const intent = { zone, source, actor: code.name };
    switch (verb) {
      case "arm":
        return engine.arm({ ...intent, mode: mode ?? "full" });
      case "disarm":
        return engine.disarm(intent);
      case "silence":
        return engine.silence(intent);
      case "panic":
        return engine.panic({ ...intent, silent: false });
    }
  }

  /** Nobody is kept from calling for help. */
  const isAllowed = ({ verb, code }: Wish): boolean => verb === "panic" || code.perms[verb];

  async function act(wish: Wish): Promise<void> {
    const { code, zone, source, verb } = wish;
    const details = { code_id: code.id, action: verb };
    if (!isApplicable(code, zone, clock.now()) || !isAllowed(wish)) {
      fault(zone, source, "code_permission_denied", details);
      return;
    }
    const outcome = await ask(wish);
    if (!outcome.ok) fault(zone, source, "code_action_failed", { ...details, reason: outcome.refusal.kind });
  }
  const begin = (wish: Wish): void => {
    act(wish).catch((error: unknown) => log.error("alarm: a key was not obeyed", { zone: wish.zone, error }));
  };

  // ---------------------------------------------------------------- keypads

  /** The code that was typed within the window, once: it opens for one key. */
  function takeCode(keypad: string, now: number): number | undefined {
    const { slot, knownAt } = typed.get(keypad) ?? {};
    if (slot === undefined || knownAt === undefined) return undefined;
    if (now - slot.at > CODE_WINDOW_MS || now - knownAt > CODE_WINDOW_MS) return undefined;
    return slot.value;
  }

  /** A code and a key have met. */
  function meet(central: string, device: string): void {
    const keypad = `${central}/${device}`;
    const key = pressed.get(keypad);
    const slot = takeCode(keypad, clock.now());
    if (key === undefined || slot === undefined || slot !== key.slot) return;
    typed.delete(keypad);
    pressed.delete(keypad);
    key.cancel();
    const bound = slotsOf(central, device).filter(({ binding }) => binding.slot === slot);
    for (const { code, binding } of bound)
      begin({ code, source: "keypad", zone: binding.zone_id, verb: key.verb, mode: binding.arm_mode });
    if (bound.length === 0) unmatched(central, device, key.slot);
  }

  function unmatched(central: string, device: string, slot: number): void {
    pressed.delete(`${central}/${device}`);
    const [first] = slotsOf(central, device);
    if (first) fault(first.binding.zone_id, "keypad", "keypad_press_unmatched", { device_address: device, slot });
  }

  function keyOfKeypad(central: string, device: string, channel: number, parameter: string): void {
    const verb = parameter === "PRESS_LOCK" ? "arm" : "disarm";
    const isOwnChannel = channel >= 1 && channel <= 16 && channel % 2 === (verb === "arm" ? 1 : 0);
    if (!isOwnChannel || slotsOf(central, device).length === 0) return;
    const slot = Math.ceil(channel / 2);
    const keypad = `${central}/${device}`;
    pressed.get(keypad)?.cancel();
    const cancel = clock.after(CODE_WINDOW_MS + 1, () => unmatched(central, device, slot));
    remember(pressed, keypad, { verb, slot, cancel });
    meet(central, device);
  }

  const ignoreReports = events.observe(valueReported, ({ central, channel, point, value, at }) => {
    if (point.parameter !== "CODE_ID" && point.parameter !== "CODE_STATE") return;
    const [device = "", number] = channel.split(":");
    if (number !== "0") return;
    const keypad = `${central}/${device}`;
    const before = typed.get(keypad) ?? {};
    if (point.parameter === "CODE_ID" && typeof value === "number")
      remember(typed, keypad, { ...before, slot: { value, at } });
    if (point.parameter === "CODE_STATE") {
      const index = typeof value === "number" ? value : (point.description.VALUE_LIST ?? []).indexOf(String(value));
      const { knownAt: _, ...rest } = before;
      remember(typed, keypad, index === KNOWN_CODE ? { ...rest, knownAt: at } : rest);
    }
    meet(central, device);
  });

  // ---------------------------------------------------------------- remotes

  /** A key that is held reports again and again: it is pressed once. Short presses all count. */
  function isHeldOn(key: string, parameter: string): boolean {
    if (parameter !== "PRESS_LONG") return false;
    const now = clock.now();
    const before = heldAt.get(key) ?? Number.NEGATIVE_INFINITY;
    remember(heldAt, key, now);
    return now - before < HOLD_GAP_MS;
  }

  const ignoreKeys = events.observe(deviceTrigger, ({ central, device_address: device, channel, parameter }) => {
    if (parameter === "PRESS_LOCK" || parameter === "PRESS_UNLOCK") {
      keyOfKeypad(central, device, channel, parameter);
      return;
    }
    const address = `${device}:${channel}`;
    const bound = keysOf(central, address, parameter);
    if (bound.length === 0 || isHeldOn(`${central}/${address}`, parameter)) return;
    for (const { code, binding } of bound) {
      const [verb, mode] = binding.action.split(":") as [Verb, string | undefined];
      begin({ code, source: "remote", zone: binding.zone_id, verb, ...(mode ? { mode } : {}) });
    }
  });

  return () => {
    ignoreReports();
    ignoreKeys();
    for (const { cancel } of pressed.values()) cancel();
  };
}
