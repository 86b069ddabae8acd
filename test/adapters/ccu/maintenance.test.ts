/** The CCU as a machine: restarted, updated, told to fetch firmware. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ANY_TIME, allLoaded, type Bench, onBench, RECOVERED_LIMIT_MS } from "./support.ts";

const start = async (bench: Bench) => {
  const simulator = await bench.simulator({ sessions: 10 });
  const { ccu, notes, config } = await bench.driver(simulator.central);
  await bench.passUntil(() => allLoaded(ccu) && notes.hubState.update !== undefined, 30_000, "loading");
  return { simulator, ccu, notes, config };
};
const allAway = (ccu: Parameters<typeof allLoaded>[0]) => ccu.interfaces().every(({ connected }) => !connected);

test(
  "a restart: the answer comes first, everything is away, everything is back",
  onBench(async (bench) => {
    const { ccu } = await start(bench);
    await bench.finish(ccu.reboot(ANY_TIME));
    assert.ok(allLoaded(ccu), "it still answers");
    await bench.passUntil(() => allAway(ccu), 120_000, "the CCU to go");
    await bench.passUntil(() => allLoaded(ccu), RECOVERED_LIMIT_MS + 10_000, "the CCU to come back");
    await assert.rejects(bench.finish(ccu.reboot(bench.clock.now() - 1)), { class: "transport" });
  }),
);

test(
  "an update is shown as running at once, and as installed after the restart",
  onBench(async (bench) => {
    const { simulator, ccu, notes } = await start(bench);
    const { available } = notes.hubState.update ?? assert.fail("no update");
    await bench.finish(ccu.installUpdate(ANY_TIME));
    assert.equal(notes.hubState.update?.inProgress, true);
    await bench.passUntil(() => notes.hubState.update?.current === available, 200_000, "the new firmware");
    assert.equal(notes.hubState.update?.inProgress, false);
    assert.equal(simulator.logic.firmware.current, available);
  }),
);

test(
  "an image is fetched by the CCU itself; without a user of the CCU it cannot be told to",
  onBench(async (bench) => {
    const { simulator, ccu } = await start(bench);
    await bench.finish(ccu.downloadFirmware("https://ccu3-update.homematic.com/x", ANY_TIME));
    assert.deepEqual(simulator.logic.images, ["https://ccu3-update.homematic.com/x"]);
    const { username: _, json_rpc_port: __, ...bare } = simulator.central;
    const other = await bench.driver({ ...bare, ports: { ...bare.ports, ReGa: simulator.ports.rega ?? 0 } });
    await assert.rejects(bench.finish(other.ccu.downloadFirmware("https://x", ANY_TIME)), { class: "unsupported" });
    await assert.rejects(bench.finish(other.ccu.heatingGroupTypes()), { class: "unsupported" });
  }),
);
