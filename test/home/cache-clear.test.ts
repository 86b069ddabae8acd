import assert from "node:assert/strict";
import { test } from "node:test";
import { KEEP_INTERVAL_MS } from "../../handlers/home/persisted-values.ts";
import { CONFIRM_TIMEOUT_MS } from "../../handlers/home/targets.ts";
import { idAt } from "../support/device-ids.ts";
import { bundle, LEVEL, maintenance, parameter, READ, WRITE } from "../support/devices.ts";
import { settle, startHome } from "./support.ts";

const lamp = (address: string) =>
  bundle({
    address,
    model: "HmIP-XDT",
    master: { GLOBAL_BUTTON_LOCK: parameter("BOOL", READ | WRITE) },
    channels: {
      0: { type: "MAINTENANCE", values: maintenance },
      1: {
        type: "DIMMER_VIRTUAL_RECEIVER",
        values: { LEVEL },
      },
    },
  });
const [A, B] = ["0001AAAA000001", "0001AAAA000002"] as const;

test("values and configuration of the scope are forgotten, here and in the store, and told anew when they are read", async () => {
  const home = startHome({ answers: { getParamset: () => ({ GLOBAL_BUTTON_LOCK: true }), clearCache: () => 4 } });
  await home.ready([lamp(A), lamp(B)]);
  for (const address of [A, B])
    home.listener().events("HmIP-RF", [{ address: `${address}:1`, parameter: "LEVEL", value: 0.5 }]);
  for (let turn = 0; turn < 10; turn++) {
    home.clock.advance(KEEP_INTERVAL_MS);
    await settle();
  }
  const before = (await home.home.values(idAt(A, "home"))).size;
  assert.ok(before >= 2, "value and configuration are known");
  assert.ok(await home.store.get("value", `home/${A}`));

  const cleared = await home.engine.clearCache({ interface: "HmIP-RF", device: A });
  assert.deepEqual(cleared, { devices: 1, paramsets: 4, values: 1, master: before - 1 });
  await settle();
  assert.equal((await home.home.values(idAt(A, "home"))).size, 0);
  assert.ok((await home.home.values(idAt(B, "home"))).size > 0, "the other one keeps its own");
  assert.equal(await home.store.get("value", `home/${A}`), undefined);
  assert.deepEqual(home.calls.at(-1), { method: "clearCache", args: [{ interface: "HmIP-RF", device: A }] });

  home.take();
  home.listener().interfaces([home.status("HmIP-RF", true, false), home.status("BidCos-RF", true, false)]);
  home.listener().values("HmIP-RF", [{ address: `${A}:1`, parameter: "LEVEL", value: 0.5 }]);
  home.listener().interfaces([home.status("HmIP-RF"), home.status("BidCos-RF")]);
  for (let turn = 0; turn < 10; turn++) {
    home.clock.advance(KEEP_INTERVAL_MS);
    await settle();
  }
  assert.equal((await home.home.values(idAt(A, "home"))).size, before, "configuration is read again as well");
  const told = home.take("datapoint.value_changed").find(({ payload }) => payload.parameter === "LEVEL");
  assert.deepEqual([told?.kind, told?.payload.value], ["initial", 0.5]);
});

test("a whole central is cleared at once", async () => {
  const home = startHome({ answers: { getParamset: () => ({}), clearCache: () => 8 } });
  await home.ready([lamp(A), lamp(B)]);
  const { devices, paramsets } = await home.engine.clearCache({});
  assert.deepEqual([devices, paramsets], [2, 8]);
});

test("a write that waits for its report is forgotten too: nothing is taken back, and the same again is sent", async () => {
  const home = startHome({ answers: { clearCache: () => 0 } });
  await home.ready([lamp(A)]);
  const device = (await home.home.device(idAt(A, "home")))!;
  const dataPoint = device.channels.find(({ number }) => number === 1)!.values.get("LEVEL")!;
  const write = () =>
    home.engine.writeValues(device, [{ dataPoint, value: { type: "FLOAT", value: 1 } }], {
      deadline: Number.POSITIVE_INFINITY,
    });
  const sent = () => home.calls.splice(0).filter(({ method }) => method === "setValue").length;
  await write();
  await write();
  assert.equal(sent(), 1, "an equal one is on its way");
  await home.engine.clearCache({});
  home.clock.advance(CONFIRM_TIMEOUT_MS);
  assert.deepEqual(home.take("datapoint.optimistic_rolled_back"), []);
  await write();
  assert.equal(sent(), 1);
});
