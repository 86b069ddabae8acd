/** The SDK while servers die, lines are cut and two CCUs name their devices alike. */
import assert from "node:assert/strict";
import { createServer, type Socket, connect as tcp } from "node:net";
import { type TestContext, test } from "node:test";
import { AmbiguousAddress, type Client, type ClientClock, type EventStream } from "../../adapters/client/index.ts";
import {
  afterwards,
  centralsSetting,
  scratchFolder,
  serverEnvironment,
  startCcu,
  startServer,
  startTwoCcus,
  until,
} from "../support/program.ts";
import { adminPassword, clientOf, LAMP, lampIsKnown, startHome } from "./servers.ts";

/** A tenth of every wait: what is waited for here has its own tests with a clock that is moved by hand. */
const hurried: ClientClock = {
  now: () => Date.now(),
  after: (ms, work) => {
    const timer = setTimeout(work, ms >= 10_000 ? ms : ms / 10);
    return () => clearTimeout(timer);
  },
  random: Math.random,
};

const lamp = { path: { addr: LAMP.address, no: LAMP.channel, param: LAMP.parameter } };
const write = (client: Client, value: boolean) =>
  client.PUT("/devices/{addr}/channels/{no}/data-points/{param}/value", { params: lamp, body: { value } });

/** What a stream tells of the lamp, in order. */
function follow(stream: EventStream<"device.*">) {
  const seqs: number[] = [];
  const values: unknown[] = [];
  let gaps = 0;
  stream.on("event", ({ seq }) => seqs.push(seq));
  stream.on("gap", () => gaps++);
  stream.on("datapoint.value_changed", ({ payload }) => {
    if (payload.device_address === LAMP.address && payload.parameter === LAMP.parameter) values.push(payload.value);
  });
  return { seqs, values, gaps: () => gaps };
}

const inOrder = (seqs: readonly number[]): boolean =>
  seqs.every((seq, index) => index === 0 || seq > (seqs[index - 1] ?? 0));

/** Passes everything on to the server, until it cuts every line. */
async function startCutter(t: TestContext, url: string) {
  const { hostname, port } = new URL(url);
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const far = tcp(Number(port), hostname);
    for (const [one, other] of [
      [client, far],
      [far, client],
    ] as const) {
      open.add(one);
      one.on("data", (bytes) => other.write(bytes));
      one.on("error", () => other.destroy());
      one.on("close", () => {
        open.delete(one);
        other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const cut = () => {
    for (const one of open) one.resetAndDestroy();
  };
  afterwards(t, () => {
    cut();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as { port: number }).port}`, cut };
}

test("lines that are cut again and again: every event once, in order, and writes that act once", async (t) => {
  const { url } = await startHome(t);
  const cutter = await startCutter(t, url);
  const direct = clientOf(t, { baseUrl: url, auth: adminPassword });
  const cutOff = clientOf(t, { baseUrl: cutter.url, auth: adminPassword, clock: hurried });
  const home = cutOff.home();
  await home.ready;
  await lampIsKnown(home);
  const [wanted, got] = [direct, cutOff].map((client) => follow(client.events("device.*")));
  assert.ok(wanted && got);
  let value = home.value(LAMP.address, LAMP.channel, LAMP.parameter) === true;
  const switchLamp = async () => {
    value = !value;
    const done = write(cutOff, value);
    return done;
  };
  await until("both streams", async () => {
    await switchLamp();
    return wanted.values.length > 0 && got.values.length > 0;
  });
  for (let n = 0; n < 6; n++) {
    const writing = switchLamp();
    if (n % 2 === 0) await new Promise((resolve) => setImmediate(resolve));
    cutter.cut();
    assert.equal((await writing).error, undefined);
  }
  await until("the last events", () => wanted.seqs.at(-1) === got.seqs.at(-1) && wanted.values.at(-1) === value);
  assert.equal(got.gaps(), 0);
  assert.ok(inOrder(got.seqs));
  assert.deepEqual(got.seqs, wanted.seqs.slice(wanted.seqs.indexOf(got.seqs[0] ?? 0)));
  await until("the copy of the home", () => home.value(LAMP.address, LAMP.channel, LAMP.parameter) === value);
});

test("a server that is killed and started again: streams go on, a copy of the home is true again", async (t) => {
  const ccu = await startCcu(t);
  const folder = scratchFolder(t);
  const env = serverEnvironment(folder, centralsSetting(ccu.central));
  const first = await startServer(t, env);
  const client = clientOf(t, { baseUrl: first.url, auth: adminPassword, clock: hurried });
  const home = client.home();
  await home.ready;
  await lampIsKnown(home);
  const heard = follow(client.events("device.*"));
  let value = home.value(LAMP.address, LAMP.channel, LAMP.parameter) === true;
  await until("the stream", async () => {
    value = !value;
    await write(client, value);
    return heard.values.length > 0;
  });
  assert.ok((await client.call("devices.list")).data);
  const asked = client.call("devices.list");
  await first.end("SIGKILL");
  assert.ok((await asked).error === undefined || (await asked).error?.code === "connection_lost");
  await until("the loss", () => home.state === "connecting");
  assert.equal(home.value(LAMP.address, LAMP.channel, LAMP.parameter), value, "the copy is old, and says so");

  const before = heard.seqs.length;
  await startServer(t, { ...env, CCU_ANYWHERE_LISTEN: new URL(first.url).host });
  await until("the connection", () => home.state === "live");
  await until("the write", async () => (await write(client, !value)).error === undefined);
  await until("its event", () => heard.values.at(-1) === !value);
  assert.ok(heard.seqs.length > before && inOrder(heard.seqs));
  await until("the copy", () => home.value(LAMP.address, LAMP.channel, LAMP.parameter) === !value);
  assert.ok((await client.call("devices.list")).data);
});

test("two CCUs with equal addresses are kept apart", async (t) => {
  const { setting } = await startTwoCcus(t);
  const { url: baseUrl } = await startHome(t, setting);
  const client = clientOf(t, { baseUrl, auth: adminPassword, clock: hurried });
  const home = client.home();
  await home.ready;
  const both = "HmIP-RCV-1";
  const of = (central: string) => home.device(both, central);
  await until("both devices", () => (of("alpha")?.channels.length ?? 0) > 0 && (of("beta")?.channels.length ?? 0) > 0);
  assert.throws(
    () => home.device(both),
    (error) => {
      assert.ok(error instanceof AmbiguousAddress);
      assert.deepEqual(error.centrals, ["alpha", "beta"]);
      return true;
    },
  );
  assert.throws(() => home.value(both, 1, "PRESS_SHORT"), AmbiguousAddress);
  assert.equal(of("gamma"), undefined);
  for (const device of home.devices())
    for (const value of device.values.values())
      assert.deepEqual([value.central, value.address], [device.central, device.address]);
  const alpha = client.home({ central: "alpha" });
  await alpha.ready;
  await until("the devices of one", () => alpha.device(both) !== undefined);
  assert.deepEqual([...new Set(alpha.devices().map(({ central }) => central))], ["alpha"]);
});
