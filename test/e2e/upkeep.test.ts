/** Upkeep of devices as an operator does it: a whole server, and a CCU that speaks its real protocols. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { basic } from "../support/client.ts";
import { ADMIN, scratchFolder, serverEnvironment, startServer, until } from "../support/program.ts";
import { call, StreamClient } from "../support/remote.ts";

const headers = basic(ADMIN.name, ADMIN.password);
/** Two smoke detectors that sound together: the team of the first. */
const [ATTIC, CELLAR] = ["KEQ0070011", "KEQ0070014"];
/** The lamp in the kitchen is broken, and there is a spare part. */
const [BROKEN, SPARE] = ["LEQ0410001", "LEQ0410099"];
const [WITH_NEWS, UP_TO_DATE] = ["000393C9A2B402", "0001D3C99C6A01"];

test("teams, replacement, test, restore, firmware and figures, seen by whoever looks afterwards", async (t) => {
  const server = await startServer(t, serverEnvironment(scratchFolder(t)));
  const ask = (method: string, path: string, body?: unknown) =>
    call(server.url, method, path, { headers, ...(body === undefined ? {} : { body }) });
  const stream = await StreamClient.open(t, server.url, headers);
  const data = async (command: string, args: object = {}) => {
    const { data, error } = await stream.call(command, args);
    assert.equal(error, undefined, `${command}: ${JSON.stringify(error)}`);
    return data;
  };
  await until("the home", async () => (await ask("GET", "/system/ccu")).body.entries[0]?.readiness.ready);

  const current = async () => {
    const { candidates } = (await ask("GET", `/devices/${CELLAR}/channels/1/team-candidates`)).body;
    return candidates.find((candidate: { current: boolean }) => candidate.current)?.address;
  };
  const team = (address: string | null) => ask("PUT", `/devices/${CELLAR}/channels/1/team`, { team: address });
  assert.equal(await current(), `*${ATTIC}:1`);
  assert.equal((await team(null)).status, 202);
  assert.equal(await until("its own team", current), `*${CELLAR}:1`);
  assert.equal((await team(`*${ATTIC}:1`)).status, 202);
  assert.equal(await current(), `*${ATTIC}:1`);
  assert.equal((await ask("POST", `/devices/*${ATTIC}/test`)).status, 422, "a team is not there to answer");

  const tested = await ask("POST", `/devices/${CELLAR}/test`);
  assert.deepEqual([tested.status, tested.body.passed, tested.body.timed_out], [200, true, false]);
  assert.equal((await ask("POST", `/devices/${CELLAR}/config/restore`)).status, 202);
  assert.equal((await ask("POST", "/devices/firmware/refresh")).status, 204);
  assert.equal((await ask("POST", `/devices/${WITH_NEWS}/firmware/update`)).status, 202);
  assert.equal((await ask("POST", `/devices/${UP_TO_DATE}/firmware/update`)).status, 422);

  const { rooms, name } = (await ask("GET", `/devices/${BROKEN}`)).body;
  const candidates = await data("device.replace_candidates", { address: SPARE });
  assert.deepEqual(
    candidates.candidates.map((candidate: { address: string; name: string }) => [candidate.address, candidate.name]),
    [[BROKEN, name]],
  );
  const replaced = await ask("POST", `/devices/${SPARE}/replace`, { old_address: BROKEN });
  assert.deepEqual([replaced.status, replaced.body.status], [202, "replacing"]);
  await until("the old one to be gone", async () => (await ask("GET", `/devices/${BROKEN}`)).status === 404);
  await until("name and rooms of the old one", async () => {
    const { body } = await ask("GET", `/devices/${SPARE}`);
    return body.name === name && JSON.stringify(body.rooms) === JSON.stringify(rooms);
  });

  const before = await data("ccu.device_statistics");
  assert.ok(before.total_devices > 40);
  const cleared = await data("ccu.cache_clear", { kind: "central", central: "demo" });
  assert.deepEqual([cleared.devices, cleared.centrals_reinit], [before.total_devices, ["demo"]]);
  assert.ok(cleared.paramsets > 100 && cleared.values > 100 && cleared.master > 100, JSON.stringify(cleared));
  await until("full health", async () => (await data("central.system_health")).score === 100);
  assert.deepEqual(await data("ccu.device_statistics"), before);
  await until("values", async () => {
    const { body } = await ask("GET", `/devices/${UP_TO_DATE}/channels/3/data-points/STATE`);
    return body.observed;
  });
});
