/** The simulated CCU that stands in where none is configured: gone with its central, and its ports with it. */
import assert from "node:assert/strict";
import { connect } from "node:net";
import { type TestContext, test } from "node:test";
import { type OnPrem, startOnPrem } from "../../local/on-prem.ts";
import { loadSettings } from "../../local/settings.ts";
import { basic } from "../support/client.ts";
import { ADMIN, afterwards, scratchFolder, serverEnvironment, until } from "../support/program.ts";
import { call } from "../support/remote.ts";

const silent = { debug() {}, info() {}, warn() {}, error() {} };

async function start(t: TestContext): Promise<OnPrem> {
  const settings = loadSettings({ argv: [], env: serverEnvironment(scratchFolder(t)) });
  const running = await startOnPrem({ settings, log: silent, passwordCost: 4, liveDemo: false });
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
