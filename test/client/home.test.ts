/** The live copy of a home, event by event, with sockets that the test plays the server of. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createClient, type HomeOptions } from "../../adapters/client/index.ts";
import { FakeClock, FakeSockets, fakeFetch, json, settle } from "./fakes.ts";

const point = (parameter: string, value: unknown, observed = true) => ({ parameter, value, observed, unique_id: "" });
const channels = (address: string, ...data_points: object[]) => ({
  device_address: address,
  channels: [{ address: `${address}:1`, number: 1, data_points }],
});
const device = (central: string, address: string, available = true) => ({ central, address, available, name: address });

/** Two CCUs: A is of both, B of the first alone. */
const FIRST = {
  devices: [device("one", "A"), device("two", "A"), device("one", "B")],
  device_channels: [
    channels("A", point("STATE", 1)),
    channels("A", point("STATE", 2)),
    channels("B", point("LEVEL", null, false)),
  ],
};

async function copy(options: HomeOptions, ...snapshots: object[]) {
  const clock = new FakeClock();
  const sockets = new FakeSockets();
  const { fetch, asked } = fakeFetch(...snapshots.map((one) => () => json(one)));
  const client = createClient({ baseUrl: "http://home", fetch, clock, WebSocket: sockets.Socket });
  const home = client.home(options);
  const told: unknown[] = [];
  home.on("change", ({ central, address, parameter, value, previous, cause }) =>
    told.push([central, address, parameter, previous, value, cause]),
  );
  home.on("availability", ({ central, address, available }) => told.push([central, address, available]));
  home.on("gap", ({ reason }) => told.push(reason));
  await settle();
  sockets.last.accept();
  sockets.last.frame({ op: "subscribed" });
  await home.ready;
  let seq = 0;
  const event = (type: string, payload: object) => {
    seq += 1;
    sockets.last.frame({
      seq,
      kind: "change",
      topic: "device.x",
      type,
      ts: "",
      payload: { paramset_key: "VALUES", channel: 1, ...payload },
    });
  };
  return { home, told, event, sockets, clock, asked };
}

test("values of two CCUs with equal addresses, and what is not observed", async () => {
  const { home, told, event, asked } = await copy({}, FIRST);
  assert.match(asked[0]?.url ?? "", /\/snapshot\?include=channels%2Cdata_points$/);
  assert.throws(() => home.value("A", 1, "STATE"), /one, two/);
  assert.deepEqual([home.value("A", 1, "STATE", "one"), home.value("A", 1, "STATE", "two")], [1, 2]);
  assert.equal(home.value("B", 1, "LEVEL"), undefined);
  assert.equal(home.value("C", 1, "LEVEL"), undefined);
  event("datapoint.value_changed", { central: "two", device_address: "A", parameter: "STATE", value: 3 });
  event("datapoint.value_changed", { central: "two", device_address: "A", parameter: "STATE", value: 3 });
  event("datapoint.value_changed", {
    central: "two",
    device_address: "A",
    parameter: "STATE",
    value: 9,
    paramset_key: "MASTER",
  });
  event("datapoint.optimistic_rolled_back", { central: "one", device_address: "A", parameter: "STATE" });
  event("datapoint.value_changed", { central: "two", device_address: "C", parameter: "STATE", value: 1 });
  assert.deepEqual(told, [
    ["two", "A", "STATE", 2, 3, "event"],
    ["one", "A", "STATE", 1, undefined, "event"],
  ]);
});

test("custom data points are there where they were asked for, and follow their states", async () => {
  const light = { name: "LEVEL@4", category: "light", state: { state: "OFF" } };
  const lists = FIRST.device_channels.map((list, index) =>
    index === 2 ? { ...list, custom_data_points: [light] } : list,
  );
  const { home, event, asked } = await copy({ customDataPoints: true }, { ...FIRST, device_channels: lists });
  assert.match(asked[0]?.url ?? "", /include=channels%2Cdata_points%2Ccustom_data_points$/);
  const told: unknown[] = [];
  home.on("custom", ({ central, address, custom }) => told.push([central, address, custom.name, custom.state]));
  home.on("rollback", ({ reason }) => told.push(reason));
  home.on("event", ({ type }) => told.push(type));
  const state = { state: "ON" };
  event("custom_data_point.state_changed", { central: "one", device_address: "B", name: "LEVEL@4", state });
  event("custom_data_point.state_changed", { central: "one", device_address: "B", name: "LEVEL@5", state });
  event("custom_data_point.state_changed", { central: "one", device_address: "C", name: "LEVEL@4", state });
  event("datapoint.optimistic_rolled_back", {
    central: "one",
    device_address: "B",
    parameter: "LEVEL",
    reason: "timeout",
  });
  const stateChanged = "custom_data_point.state_changed";
  assert.deepEqual(told, [
    ["one", "B", "LEVEL@4", state],
    stateChanged,
    stateChanged,
    stateChanged,
    "timeout",
    "datapoint.optimistic_rolled_back",
  ]);
  assert.deepEqual(home.device("B")?.customs.get("LEVEL@4")?.state, state);
  assert.equal(home.device("A", "one")?.customs.size, 0);
  assert.equal(home.snapshot?.devices.length, 3);
});

test("a home is read again when it is told to", async () => {
  const { home } = await copy({}, FIRST, { ...FIRST, devices: FIRST.devices.slice(0, 2), device_channels: [] });
  home.reload();
  await settle();
  assert.equal(home.devices().length, 2);
});

test("channels that cannot be told apart are nobody's", async () => {
  const { home } = await copy({}, { ...FIRST, device_channels: FIRST.device_channels.slice(1) });
  assert.deepEqual([home.value("A", 1, "STATE", "one"), home.value("A", 1, "STATE", "two")], [undefined, undefined]);
});

test("only one CCU", async () => {
  const { home, told, event } = await copy({ central: "two" }, FIRST);
  assert.equal(home.devices().length, 1);
  assert.equal(home.value("A", 1, "STATE"), 2);
  event("datapoint.value_changed", { central: "one", device_address: "A", parameter: "STATE", value: 3 });
  assert.deepEqual(told, []);
});

test("after a gap everything is read again, and what differs is told", async () => {
  const later = {
    devices: [device("one", "A"), device("two", "A", false)],
    device_channels: [channels("A", point("STATE", 1)), channels("A", point("STATE", 5))],
  };
  const { home, told, sockets } = await copy({}, FIRST, later);
  sockets.last.frame({ op: "replay_lost", oldest_seq: 9 });
  await settle();
  assert.deepEqual(told, ["replay_lost", ["two", "A", "STATE", 2, 5, "snapshot"], ["two", "A", false]]);
  assert.equal(home.device("B"), undefined);
});

test("devices come, go, and are out of reach", async () => {
  const { home, told, event, clock, asked } = await copy({}, FIRST);
  event("device.removed", { central: "one", device_address: "A" });
  assert.equal(home.value("A", 1, "STATE"), 2, "there is one left");
  event("device.availability_changed", { central: "two", device_address: "A", available: false });
  event("device.availability_changed", { central: "two", device_address: "A", available: false });
  assert.equal(home.device("A")?.available, false);
  assert.deepEqual(told, [["two", "A", false]]);
  for (let n = 0; n < 50; n++) event("device.created", { central: "one", device_address: `N${n}` });
  await clock.advance(999);
  assert.equal(asked.length, 1);
  await clock.advance(1);
  assert.equal(asked.length, 2, "one look for all of them");
  home.close();
  assert.equal(home.state, "closed");
});

test("more topics come over the same connection, apart from what the copy holds", async () => {
  const { home, sockets, event } = await copy({ topics: ["alarm.panel"] }, FIRST);
  const heard: string[] = [];
  home.on("event", ({ type }) => heard.push(`home ${type}`));
  home.on("other", ({ type, topic }) => heard.push(`${topic} ${type}`));
  event("device.removed", { central: "one", device_address: "B" });
  const frame = { seq: 2, kind: "change", topic: "alarm.panel", type: "alarm.triggered", ts: "", payload: {} };
  sockets.last.frame(frame);
  assert.deepEqual(heard, ["home device.removed", "alarm.panel alarm.triggered"]);
  assert.match(JSON.stringify(sockets.last.sent), /device\.\*.*hub\.\*.*alarm\.panel/);
});

test("a home that is closed before it was there", async () => {
  const { fetch } = fakeFetch(() => json(FIRST));
  const client = createClient({
    baseUrl: "http://home",
    fetch,
    clock: new FakeClock(),
    WebSocket: new FakeSockets().Socket,
  });
  const { ready } = client.home();
  client.close();
  await assert.rejects(ready, /closed/);
});
