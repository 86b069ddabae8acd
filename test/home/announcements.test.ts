/** What a home announces, member by member, and what it keeps to itself. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { LAST_EVENT_STEP_MS } from "../../handlers/home/connection.ts";
import { rememberedKey } from "../../handlers/model/custom/profile.ts";
import { shownSysvars } from "../../handlers/model/hub-objects.ts";

import { isRejected, toWire } from "../../handlers/model/values.ts";
import type { HubProgram, HubSysvar } from "../../handlers/ports/index.ts";
import { bidcosSwitch, blind, bool, bundle, choice, float } from "../model/fixtures.ts";
import { idAt } from "../support/device-ids.ts";
import { START, startHome } from "./support.ts";

const BLIND = "0001BLIND00001";
const SIREN = "0005ASIR000001";
const event = (address: string, parameter: string, value: unknown) => ({ address, parameter, value });

test("the state of an interface and of the central: all that is known, and nothing where nothing is", async () => {
  const home = startHome();
  await home.ready([blind()]);
  const payloads = (type: string) => home.take(type).map(({ payload }) => payload);
  const event_at = new Date(START).toISOString();
  const interfaceOf = { central: "home", component: "interface", interface_id: "home-HmIP-RF", event_at };
  const centralOf = { central: "home", component: "central", event_at };
  const ill = { degraded_interfaces: ["home-HmIP-RF"] };
  home.listener().interfaces([{ ...home.status("HmIP-RF", false), note: "no answer" }, home.status("BidCos-RF")]);
  assert.deepEqual(payloads("system.status_changed"), [
    {
      ...interfaceOf,
      ...ill,
      healthy: false,
      reason: "no answer",
      connection_state: "disconnected",
      central_state: "degraded",
    },
    { ...centralOf, ...ill, healthy: false, central_state: "degraded" },
  ]);
  home.listener().interfaces([home.status("HmIP-RF"), home.status("BidCos-RF")]);
  assert.deepEqual(payloads("system.status_changed"), [
    { ...interfaceOf, healthy: true, connection_state: "connected", central_state: "running" },
    { ...centralOf, healthy: true, central_state: "running" },
  ]);
  for (const latencyMs of [undefined, 12]) {
    home.listener().interfaces([home.status("HmIP-RF", false), home.status("BidCos-RF")]);
    home.take();
    home.listener().interfaces([{ ...home.status("HmIP-RF"), latencyMs }, home.status("BidCos-RF")]);
    assert.deepEqual(payloads("connectivity.changed"), [
      { central: "home", interface_id: "home-HmIP-RF", reachable: true, ...(latencyMs && { latency_ms: latencyMs }) },
    ]);
  }
});

test("the first error of a device is told where there is one: by number, by word and by flag", async () => {
  for (const [description, none, first] of [
    [choice(5, ["NO_ERROR", "JAMMED"]), "NO_ERROR", "JAMMED"],
    [bool(5), false, true],
  ] as const) {
    const lock = () =>
      bundle("BidCos-RF", "HM-Sec-Key", "KEQ0000005", { 1: { type: "KEYMATIC", values: { ERROR: description } } });
    const told = async (value: unknown) => {
      const home = startHome();
      await home.ready([lock()]);
      home.listener().events("BidCos-RF", [event("KEQ0000005:1", "ERROR", value)]);
      return home.take("device.trigger").map(({ payload }) => [payload.event_type, payload.value]);
    };
    assert.deepEqual(await told(none), []);
    assert.deepEqual(await told(first), [["device_error", first]]);
  }
});

test("a read that was under way while something was pushed is older than it, by its own time or by ten seconds", async () => {
  const home = startHome();
  await home.ready([blind()]);
  const level = async () => (await home.value(BLIND, "4/VALUES/LEVEL"))?.value;
  const read = (value: number, at?: number) =>
    home
      .listener()
      .values("HmIP-RF", [{ ...event(`${BLIND}:4`, "LEVEL", value), ...(at === undefined ? {} : { at }) }]);
  home.listener().events("HmIP-RF", [event(`${BLIND}:4`, "LEVEL", 0.1)]);
  read(0.2, START - 1);
  assert.equal(await level(), 0.1);
  read(0.2, START);
  assert.equal(await level(), 0.2);
  home.clock.advance(9_999);
  read(0.3);
  assert.equal(await level(), 0.2);
  home.clock.advance(1);
  read(0.3);
  assert.equal(await level(), 0.3);
});

const sysvar = (id: number, more: Partial<HubSysvar> = {}): HubSysvar => ({
  ...{ id, name: `Variable ${id}`, description: "", type: "LOGIC", value: true, unit: "" },
  ...{ internal: false, visible: true, logged: false },
  ...more,
});
const program = (id: number, lastExecutedAt: number | undefined, more: Partial<HubProgram> = {}): HubProgram => ({
  ...{ id, name: `Program ${id}`, description: "", active: true, internal: false, visible: true, lastExecutedAt },
  ...more,
});

test("variables and programs that no list shows are not announced either", async () => {
  const home = startHome();
  await home.ready([]);
  const names = () =>
    home.take("hub.sysvar_changed").map(({ kind, payload }) => [kind, payload.name, payload.previous]);
  const hidden = { internal: true, listed: false };
  /** Not internal, and without the marker that is asked for. */
  const unmarked = { listed: false };
  home.listener().hub({
    sysvars: [sysvar(1), sysvar(2, hidden), sysvar(3, { value: undefined as never }), sysvar(4, unmarked)],
  });
  assert.deepEqual(names(), [["initial", "Variable 1", undefined]]);
  home.listener().hub({
    sysvars: [
      sysvar(1, { value: false }),
      sysvar(2, { ...hidden, value: false }),
      sysvar(3),
      sysvar(4, { ...unmarked, value: false }),
    ],
  });
  assert.deepEqual(names(), [
    ["change", "Variable 1", true],
    ["initial", "Variable 3", undefined],
  ]);
  const hub = await home.home.hub("home");
  assert.deepEqual(
    shownSysvars(hub).map(({ id }) => id),
    [1, 2, 3],
    "no list, and no request, has what lacks its marker",
  );
  const ran = () => home.take("hub.program_executed").map(({ payload }) => [payload.program_id, payload.trigger]);
  home.listener().hub({ programs: [program(1, START), program(2, undefined), program(3, START, { internal: true })] });
  assert.deepEqual(ran(), [], "the first look tells nothing about when");
  const later = START + 1;
  home.listener().hub({
    programs: [program(1, START), program(2, later), program(3, later, { internal: true }), program(4, later)],
  });
  assert.deepEqual(ran(), [["2", "ccu"]]);
});

test("a choice that was sent and that no report will tell is kept, once it was sent", async () => {
  const siren = () =>
    bundle("HmIP-RF", "HmIP-ASIR", SIREN, {
      3: {
        type: "ALARM_SWITCH_VIRTUAL_RECEIVER",
        values: {
          ACOUSTIC_ALARM_ACTIVE: bool(5),
          OPTICAL_ALARM_ACTIVE: bool(5),
          ACOUSTIC_ALARM_SELECTION: choice(2, ["DISABLE_ACOUSTIC_SIGNAL", "FREQUENCY_RISING"]),
          OPTICAL_ALARM_SELECTION: choice(2, ["DISABLE_OPTICAL_SIGNAL", "BLINKING"]),
          DURATION_VALUE: float(2, 0, 16383),
          DURATION_UNIT: choice(2, ["S", "M", "H"]),
        },
      },
    });
  const outcome = { now: "expired" };
  const home = startHome({
    answers: { putParamset: (() => outcome.now) as never, setValue: (() => outcome.now) as never },
  });
  await home.ready([siren(), bidcosSwitch()]);
  const device = (await home.home.device(idAt(SIREN, "home")))!;
  const key = rememberedKey(3, "ACOUSTIC_ALARM_SELECTION");
  const write = (value: string, passing = false) => {
    const dataPoint = device.channels.find(({ number }) => number === 3)!.values.get("ACOUSTIC_ALARM_SELECTION")!;
    const wire = toWire(dataPoint, value);
    assert.ok(!isRejected(wire));
    const values = [{ dataPoint, value: wire, ...(passing && { passing: true as const }) }];
    return home.engine.writeValues(device, values, { deadline: Number.POSITIVE_INFINITY });
  };
  await assert.rejects(write("FREQUENCY_RISING"));
  assert.equal(await home.value(SIREN, key), undefined);
  outcome.now = "sent";
  await write("FREQUENCY_RISING");
  const kept = await home.value(SIREN, key);
  assert.deepEqual([kept?.value, kept?.source, kept?.changedAt], ["FREQUENCY_RISING", "live", START]);
  await write("DISABLE_ACOUSTIC_SIGNAL", true);
  assert.equal((await home.value(SIREN, key))?.value, "FREQUENCY_RISING", "nobody chose that");
  home.clock.advance(10);
  await write("FREQUENCY_RISING");
  assert.equal((await home.value(SIREN, key))?.changedAt, START, "the same is no change");
  await home.engine.stop();
  const next = startHome({ store: home.store });
  await next.ready([siren()]);
  assert.equal((await next.value(SIREN, key))?.value, "FREQUENCY_RISING");
});

test("when the CCU was heard last is kept in steps, not with every event", async () => {
  const home = startHome();
  await home.ready([blind()]);
  const hear = () => home.listener().events("HmIP-RF", [event(`${BLIND}:4`, "LEVEL", 0.1)]);
  const heardAt = async () => (await home.home.centrals())[0]?.lastEventAt;
  hear();
  home.clock.advance(LAST_EVENT_STEP_MS - 1);
  hear();
  assert.equal(await heardAt(), START);
  home.clock.advance(1);
  hear();
  assert.equal(await heardAt(), START + LAST_EVENT_STEP_MS);
});
