/**
 * The Matter bridge of the whole program, killed (SIGKILL) while somebody commissions it and while the list changes. The
 * controllers are matter.js' own.
 */
import "../../adapters/matter/library-config.ts";
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { logTo } from "../../adapters/matter/environment.ts";
import { partsOf, silent, until as soon, withController } from "../adapters/matter/bench.ts";
import {
  afterwards,
  centralsSetting,
  freePort,
  scratchFolder,
  serverEnvironment,
  startCcu,
  until,
} from "../support/program.ts";
import { commissionHouse, expose, type House, nameOf, offered, type Row, update } from "./matter-house.ts";
import { startMatterProcess } from "./matter-process.ts";

// matter.js writes to the console by itself
logTo(silent);

const CONTACT = "0000D7099D6F12";
const SOCKET = "0001D3C99C6A01";
const LAMP = "LEQ0410001";

const custom = (row: Row, device: string) => row.device_address === device && row.dp_kind === "custom";
const state = (row: Row, device: string) =>
  row.device_address === device && row.dp_key === "STATE" && row.dp_kind === "generic";
const isOneOfThree = (row: Row) => state(row, CONTACT) || custom(row, SOCKET) || state(row, LAMP);

const three = (house: House): Promise<Row[]> =>
  until("contact, socket and lamp", async () => {
    const rows = (await offered(house, 1)).filter(isOneOfThree);
    return rows.length === 3 && rows;
  });

async function killable(t: TestContext) {
  const ccu = await startCcu(t);
  const env = serverEnvironment(scratchFolder(t), {
    ...centralsSetting(ccu.central),
    CCU_ANYWHERE_TEST_MATTER: `:${await freePort()}`,
  });
  let program = await startMatterProcess(env);
  afterwards(t, () => program.kill());
  return {
    ccu,
    program: () => program,
    async restart(): Promise<void> {
      await program.kill();
      program = await startMatterProcess(env);
    },
  };
}

test("matterbridge#368: killed at any moment of a commissioning, it can be commissioned", async (t) => {
  const { program, restart } = await killable(t);
  await expose(program(), await three(program()));
  for (const [at, ms] of [20, 150, 400, 800].entries()) {
    const lost = await withController(t, `lost-${at}`);
    void commissionHouse(program(), lost).catch(() => {});
    await pause(ms);
    await restart();
    await until("the endpoints", async () => (await program().ask("GET", "/matter/status")).body.endpoint_count === 3);
  }
  const peer = await commissionHouse(program(), await withController(t, "one"));
  await soon("three", () => partsOf(peer).length === 3);
});

test("killed while the list changes: each row is on or off, and numbers are those of before", async (t) => {
  const { program, restart } = await killable(t);
  const rows = await until("many rows", async () => (await offered(program(), 60)).slice(0, 60));
  const always = rows.slice(0, 10);
  await expose(program(), always);
  const numbersOf = async () => {
    const items: Row[] = (await program().ask("GET", "/matter/exposable")).body.items;
    return new Map(
      items.filter(({ enabled, endpoint }) => enabled && endpoint).map((row) => [nameOf(row), row.endpoint]),
    );
  };
  let known = await numbersOf();
  assert.equal(known.size, 10);
  for (const ms of [1, 10, 40, 120]) {
    void program()
      .ask("POST", "/matter/exposable/bulk", { items: rows.slice(10).map((row) => update(row, true, nameOf(row))) })
      .catch(() => {});
    await pause(ms);
    await restart();
    const { enabled_count } = await until("the endpoints", async () => {
      const { body } = await program().ask("GET", "/matter/status");
      return body.listening && body.endpoint_count === body.enabled_count && body;
    });
    assert.ok(enabled_count >= known.size && enabled_count <= rows.length);
    const now = await numbersOf();
    for (const [name, number] of known) assert.equal(now.get(name), number, name);
    assert.equal(new Set(now.values()).size, now.size, "no number twice");
    known = now;
  }
});
