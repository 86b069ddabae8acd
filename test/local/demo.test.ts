/** The simulated CCU that stands in where none is configured: gone with its central, and its ports with it. */
import assert from "node:assert/strict";
import { connect } from "node:net";
import { type TestContext, test } from "node:test";
import { type OnPrem, startOnPrem } from "../../local/on-prem.ts";
import { loadSettings } from "../../local/settings.ts";
import { basic } from "../support/client.ts";
import {
  ADMIN,
  afterwards,
  freePort,
  scratchFolder,
  serverEnvironment,
  startCcu,
  takenPort,
  until,
} from "../support/program.ts";
import { call } from "../support/remote.ts";

async function start(t: TestContext, env: Record<string, string> = {}, errors: string[] = []): Promise<OnPrem> {
  const settings = loadSettings({ argv: [], env: serverEnvironment(scratchFolder(t), env) });
  const log = { debug() {}, info() {}, warn() {}, error: (message: string) => void errors.push(message) };
  const running = await startOnPrem({ settings, log, passwordCost: 4, liveDemo: false });
  afterwards(t, () => running.stop());
  return running;
}

const isOpen = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });

/** Every port that the demo told the program of. */
function portsOf({ simulator }: OnPrem): number[] {
  assert.ok(simulator);
  return JSON.stringify(simulator.central)
    .match(/(?<=port":)\d+/g)!
    .map(Number);
}

test("with the first CCU its ports close; the program ends as always", async (t) => {
  const running = await start(t);
  const url = running.urls[0] ?? "";
  const headers = basic(ADMIN.name, ADMIN.password);
  const ports = portsOf(running);
  assert.ok(ports.length > 2);
  await until("the devices of the demo", async () => (await call(url, "GET", "/devices", { headers })).body.total > 0);
  for (const port of ports) assert.ok(await isOpen(port), `${port}`);
  const body = { name: "keller", host: "127.0.0.1", enabled: true, interfaces: [{ name: "HmIP-RF", port: 9 }] };
  const added = await call(url, "POST", "/centrals", { headers, body });
  assert.equal(added.status, 201, JSON.stringify(added.body));
  for (const port of ports) await until(`the end of ${port}`, async () => !(await isOpen(port)));
  assert.deepEqual(
    (await running.site.home.centrals()).map(({ name }) => name),
    ["keller"],
  );
});

/** A CCU that is added while the program runs, and the ports of this machine that it was told. */
async function addCcu(t: TestContext, running: OnPrem): Promise<number[]> {
  const ccu = await startCcu(t, { interfaces: ["BidCos-RF", "CUxD"] });
  const headers = basic(ADMIN.name, ADMIN.password);
  const added = await call(running.urls[0] ?? "", "POST", "/centrals", { headers, body: ccu.central });
  assert.equal(added.status, 201, JSON.stringify(added.body));
  const told = () => [...ccu.registrations("BidCos-RF"), ...ccu.registrations("CUxD")].map(({ url }) => url);
  await until("both interfaces", () => told().length === 2);
  return told()
    .map((url) => Number(/:(\d+)(\/|$)/.exec(url)?.[1]))
    .sort();
}

test("CCUs that are added call back at the configured ports at once, without a restart", async (t) => {
  const [port, binPort] = [await freePort(), await freePort()];
  const ports = { CCU_ANYWHERE_CALLBACK_PORT: `${port}`, CCU_ANYWHERE_CALLBACK_BIN_PORT: `${binPort}` };
  const errors: string[] = [];
  const running = await start(t, ports, errors);
  assert.deepEqual([await isOpen(port), await isOpen(binPort)], [false, false], "the demo needs neither");
  assert.deepEqual(await addCcu(t, running), [port, binPort].sort());
  assert.deepEqual(errors, []);
});

test("a callback port that somebody else has is told, and another one used", async (t) => {
  const port = await takenPort(t);
  const errors: string[] = [];
  const running = await start(t, { CCU_ANYWHERE_CALLBACK_PORT: `${port}` }, errors);
  assert.ok(!(await addCcu(t, running)).includes(port));
  assert.match(errors.join(), /port for callbacks is taken/);
});
