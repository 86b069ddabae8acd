/** A CCU that was told to restart: its absence is shown as that, and is a fault only when it does not come back. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { centralHealth, serviceVerdict } from "../../handlers/features/system/health.ts";
import { listIncidents } from "../../handlers/features/system/home/incidents.ts";
import { blind } from "../model/fixtures.ts";
import { settle, startHome } from "./support.ts";

const MINUTES = 60_000;

async function restarting() {
  const home = startHome();
  await home.ready([blind()]);
  home.seen.length = 0;
  const away = () => home.listener().interfaces([home.status("HmIP-RF", false), home.status("BidCos-RF", false)]);
  const back = () => home.listener().interfaces([home.status("HmIP-RF"), home.status("BidCos-RF")]);
  const state = async () => (await home.home.centrals())[0]!;
  const health = async () => centralHealth(await state(), home.clock.now());
  const incidents = async () => {
    await settle();
    return (await listIncidents(home)).map(({ summary }) => summary);
  };
  const heard = (type: string, member: string) =>
    home.seen.filter((one) => one.type === type).map(({ payload }) => payload[member]);
  home.engine.expectAbsence("reboot", 10 * MINUTES);
  return { ...home, away, back, state, health, incidents, heard };
}

test("it goes, starts, passes all phases and is back: nothing of it is an incident", async () => {
  const home = await restarting();
  const told = await home.health();
  assert.deepEqual([told.status, told.noteKey], ["unknown", "central_reboot"]);
  assert.match(told.note ?? "", /^restarts, expected back by 2026-01-01T12:1/);
  home.away();
  assert.equal((await home.state()).state, "starting");
  assert.equal((await home.state()).phase, "waiting_for_ccu");
  assert.equal(serviceVerdict([await home.health()]), "healthy", "no load balancer takes it out");
  home.listener().interfaces([home.status("HmIP-RF"), home.status("BidCos-RF", false)]);
  assert.equal((await home.state()).state, "starting", "half of it is not all of it");
  home.back();
  assert.deepEqual([(await home.state()).state, (await home.state()).phase], ["running", "ready"]);
  assert.equal((await home.state()).maintenance, undefined);
  assert.deepEqual(home.heard("central.state_changed", "new_state"), ["starting", "running"]);
  assert.equal(home.heard("central.readiness_changed", "phase").at(0), "waiting_for_ccu");
  assert.equal(home.heard("central.readiness_changed", "phase").at(-1), "ready");
  assert.ok(home.heard("system.status_changed", "reason").includes("reboot"));
  assert.deepEqual(await home.incidents(), []);
  assert.ok(home.calls.some(({ method, args }) => method === "refreshHub" && args[0] === "update"));
  home.clock.advance(20 * MINUTES);
  assert.equal((await home.state()).state, "running");
});

test("a CCU that does not come back in time is away like any other", async () => {
  const home = await restarting();
  home.away();
  home.clock.advance(10 * MINUTES - 1);
  assert.deepEqual(await home.incidents(), []);
  home.clock.advance(1);
  assert.equal((await home.state()).state, "failed");
  assert.equal((await home.health()).status, "unhealthy");
  assert.ok((await home.incidents()).includes("the CCU is away"));
  home.back();
  assert.equal((await home.state()).state, "running");
  assert.ok((await home.incidents()).includes("the CCU answers again"));
});

test("a CCU that never goes is itself again when the time is over", async () => {
  const home = await restarting();
  home.back();
  assert.equal((await home.health()).noteKey, "central_reboot", "it may still go");
  home.clock.advance(10 * MINUTES);
  assert.equal((await home.health()).status, "healthy");
  home.away();
  assert.equal((await home.state()).state, "failed");
});

test("an end in the middle leaves no timer, and an unknown central is no fault", async () => {
  const home = await restarting();
  home.away();
  await home.engine.stop();
  home.clock.advance(20 * MINUTES);
  assert.equal((await home.state()).state, "stopped");
});
