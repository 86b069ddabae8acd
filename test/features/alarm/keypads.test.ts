/** Keypads and remotes: what is typed and pressed becomes a request, once, for whom it is bound to. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createManualClock } from "../../../adapters/memory/clock.ts";
import { deviceTrigger } from "../../../handlers/broadcasts/broadcasts.ts";
import { valueReported } from "../../../handlers/broadcasts/value-reported.ts";
import { CODE_WINDOW_MS, HOLD_GAP_MS, startKeypads } from "../../../handlers/features/alarm/home/keypads.ts";
import type { AlarmEngine } from "../../../handlers/features/alarm/home/seams.ts";
import type { NamedCode } from "../../../handlers/records/alarm-codes.ts";
import { createBus } from "./alarm-home.ts";

const KEYPAD = "WKP0000001";
const REMOTE = "KRC0000001:2";

const code = (part: Partial<NamedCode>): NamedCode => ({
  id: "c1",
  name: "Anna",
  kind: "keypad_slot",
  duress: false,
  perms: { arm: true, disarm: true, silence: true },
  zones: [],
  valid_from_ms: 0,
  valid_until_ms: 0,
  enabled: true,
  created_ms: 0,
  updated_ms: 0,
  ...part,
});
const slot = (number: number, part: Partial<NamedCode> = {}) =>
  code({ binding: { device_address: KEYPAD, slot: number, zone_id: "house", arm_mode: "night" }, ...part });
const key = (action: string, part: Partial<NamedCode> = {}, parameter = "PRESS_SHORT") =>
  code({ kind: "remote_key", binding: { channel_address: REMOTE, zone_id: "house", parameter, action }, ...part });

const STATES = ["IDLE", "KNOWN_CODE_ID_RECEIVED", "UNKNOWN_CODE_ID_RECEIVED"];

function hall(...codes: NamedCode[]) {
  const clock = createManualClock();
  const bus = createBus();
  const asked: string[] = [];
  const faults: string[] = [];
  let isRefused = false;
  const told = (verb: string) => async (intent: { zone: string; source: string; actor: string; mode?: string }) => {
    asked.push([verb, intent.mode, intent.zone, intent.source, intent.actor].filter(Boolean).join(" "));
    return isRefused ? { ok: false, refusal: { kind: "not_ready", blockers: [] } } : { ok: true, value: undefined };
  };
  const engine = {
    arm: told("arm"),
    disarm: told("disarm"),
    silence: told("silence"),
    panic: told("panic"),
    journal: async ({ event }: { event: string }) => void faults.push(event),
  } as unknown as AlarmEngine;
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const stop = startKeypads({ site: { events: bus, clock, log }, engine, codes: () => codes });
  const report = (parameter: string, value: unknown, channel = `${KEYPAD}:0`) =>
    bus.publish(valueReported, {
      central: "ccu",
      interfaceId: "ccu-HmIP-RF",
      channel,
      point: { parameter, description: { VALUE_LIST: parameter === "CODE_STATE" ? STATES : undefined } },
      value,
      at: clock.now(),
    } as never);
  const press = (channel: number, parameter: string, device = KEYPAD, central = "ccu") =>
    bus.publish(deviceTrigger, { central, device_address: device, channel, parameter } as never);
  return {
    clock,
    asked,
    faults,
    stop,
    report,
    press,
    refuse: () => {
      isRefused = true;
    },
    type: (id: number, state: unknown = STATES[1]) => {
      report("CODE_ID", id);
      report("CODE_STATE", state);
    },
    idle: () => new Promise<void>((resolve) => setImmediate(resolve)),
  };
}

describe("Keypad", () => {
  test("lock arms in the slot's mode, unlock disarms, whichever of code and key comes first", async () => {
    const { type, press, asked, idle, clock, faults } = hall(slot(3));
    type(3);
    press(5, "PRESS_LOCK");
    press(6, "PRESS_UNLOCK");
    type(3, 1);
    await idle();
    clock.advance(10_000);
    await idle();
    assert.deepEqual(asked, ["arm night house keypad Anna", "disarm house keypad Anna"]);
    assert.deepEqual(faults, []);
  });

  test("a code opens for one key: a second press without a code is a fault", async () => {
    const { type, press, asked, faults, clock, idle } = hall(slot(1));
    type(1);
    press(2, "PRESS_UNLOCK");
    press(2, "PRESS_UNLOCK");
    clock.advance(CODE_WINDOW_MS + 1);
    await idle();
    assert.equal(asked.length, 1);
    assert.deepEqual(faults, ["keypad_press_unmatched"]);
  });

  test("the window is two seconds, and one millisecond more is too late", async () => {
    for (const [late, count] of [
      [CODE_WINDOW_MS, 1],
      [CODE_WINDOW_MS + 1, 0],
    ] as const) {
      for (const first of ["code", "key"]) {
        const { type, press, asked, clock, idle } = hall(slot(1));
        if (first === "code") type(1);
        else press(1, "PRESS_LOCK");
        clock.advance(late);
        if (first === "code") press(1, "PRESS_LOCK");
        else type(1);
        await idle();
        assert.equal(asked.length, count, `${first} first, ${late} ms`);
      }
    }
  });

  test("another slot, an unknown code, a key of the wrong side, another CCU: nothing", async () => {
    const bound = slot(1);
    const { type, press, asked, clock, idle } = hall({
      ...bound,
      binding: { ...(bound.binding as object), central: "ccu" },
    });
    type(2);
    press(1, "PRESS_LOCK");
    clock.advance(5_000);
    type(1, "UNKNOWN_CODE_ID_RECEIVED");
    press(1, "PRESS_LOCK");
    clock.advance(5_000);
    type(1);
    press(2, "PRESS_LOCK");
    press(1, "PRESS_UNLOCK");
    press(17, "PRESS_LOCK");
    press(1, "PRESS_LOCK", KEYPAD, "other");
    press(1, "PRESS_LOCK", "ANOTHER001");
    await idle();
    assert.deepEqual(asked, []);
  });

  test("what the code may not do, or not now, is refused and told; so is what the engine refuses", async () => {
    const mayNot = hall(slot(1, { perms: { arm: true, disarm: false, silence: false } }));
    mayNot.type(1);
    mayNot.press(2, "PRESS_UNLOCK");
    await mayNot.idle();
    assert.deepEqual([mayNot.asked, mayNot.faults], [[], ["code_permission_denied"]]);
    const over = hall(slot(1, { valid_until_ms: 1 }), slot(1, { enabled: false }));
    over.type(1);
    over.press(1, "PRESS_LOCK");
    await over.idle();
    assert.deepEqual([over.asked, over.faults], [[], ["code_permission_denied", "code_permission_denied"]]);
    const refused = hall(slot(1));
    refused.refuse();
    refused.type(1);
    refused.press(1, "PRESS_LOCK");
    await refused.idle();
    assert.deepEqual(refused.faults, ["code_action_failed"]);
  });

  test("garbage binds nothing and breaks nothing", async () => {
    const { type, press, report, asked, idle } = hall(
      slot(1, { binding: null }),
      slot(1, { binding: { device_address: KEYPAD, slot: "1" } }),
      slot(1),
    );
    report("CODE_ID", "three");
    report("CODE_STATE", null);
    report("CODE_ID", 1, `${KEYPAD}:1`);
    type(1);
    press(1, "PRESS_LOCK");
    await idle();
    assert.equal(asked.length, 1);
  });
});

describe("Remote", () => {
  test("each action of a key", async () => {
    for (const [action, expected] of [
      ["arm:", "arm full house remote Anna"],
      ["arm:perimeter", "arm perimeter house remote Anna"],
      ["disarm", "disarm house remote Anna"],
      ["silence", "silence house remote Anna"],
      ["panic", "panic house remote Anna"],
    ] as const) {
      const { press, asked, idle } = hall(key(action));
      press(2, "PRESS_SHORT", "KRC0000001");
      await idle();
      assert.deepEqual(asked, [expected]);
    }
  });

  test("a key that is held acts once; short presses all count; help needs no permission", async () => {
    const held = hall(key("panic", { perms: { arm: false, disarm: false, silence: false } }, "PRESS_LONG"));
    for (let i = 0; i < 10; i += 1) {
      held.press(2, "PRESS_LONG", "KRC0000001");
      held.clock.advance(250);
    }
    held.clock.advance(HOLD_GAP_MS);
    held.press(2, "PRESS_LONG", "KRC0000001");
    await held.idle();
    assert.equal(held.asked.length, 2);
    const short = hall(key("disarm"));
    short.press(2, "PRESS_SHORT", "KRC0000001");
    short.press(2, "PRESS_SHORT", "KRC0000001");
    await short.idle();
    assert.equal(short.asked.length, 2);
  });

  test("other keys are silent, and nothing is heard after the end", async () => {
    const { press, asked, faults, idle, stop } = hall(key("disarm"));
    press(1, "PRESS_SHORT", "KRC0000001");
    press(2, "PRESS_LONG", "KRC0000001");
    stop();
    press(2, "PRESS_SHORT", "KRC0000001");
    await idle();
    assert.deepEqual([asked, faults], [[], []]);
  });
});
