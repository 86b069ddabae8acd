/**
 * A household with real protocols: it is armed, somebody comes in late, the siren sounds, is silenced, everything is
 * disarmed, outputs and sensors are tried; at home, and through the cloud.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "../support/program.ts";
import { call, type Frame, StreamClient } from "../support/remote.ts";
import { PLACES } from "./places.ts";

const WINDOW = "0000D7099D6F12:1";
const MOTION = "0011D89994A113:1";
/** Its battery is low since before the program was started. */
const DRIVE = "MEQ0880010:1";
const SIREN = "00245A499A7717:3";
/** The entry delay is as short as it can be: the test waits for it. */
const CONFIG = {
  modes: { full: { exit_delay_s: 0, entry_delay_s: 1, trigger_time_s: 120 } },
  code_policy: { require_disarm: true },
};
const PIN = "e2e-canary-4711";

for (const [where, start] of PLACES)
  test(`the alarm panel, ${where}`, async (t) => {
    const { url, headers, simulator } = await start(t);
    assert.ok(simulator);
    const answers: string[] = [];
    const ask = async (method: string, path: string, body?: unknown) => {
      const answer = await call(url, method, path, { headers, ...(body === undefined ? {} : { body }) });
      answers.push(JSON.stringify(answer.body));
      return answer;
    };
    await until("the home", async () => (await ask("GET", "/system/ccu")).body.entries?.[0]?.readiness.ready);
    const { body: ccus } = await ask("GET", "/system/ccu");
    const central: string = ccus.entries[0].central ?? ccus.entries[0].name;
    await until("the alarm panel", async () => (await ask("GET", "/info")).body.capabilities.includes("alarm.v1"));
    const { body: candidates } = await ask("GET", "/alarm/output-candidates?class=acoustic_siren");
    assert.deepEqual(candidates.map((one: { channel_address: string }) => one.channel_address).includes(SIREN), true);

    // a zone with a window, a motion detector and a siren
    const { status, body: zone } = await ask("POST", "/alarm/zones", { name: "House", config: CONFIG });
    assert.equal(status, 201);
    const at = `/alarm/zones/${zone.id}`;
    const sensor = (id: string, channel_address: string, parameter: string, type: string, config: object) => ({
      ...{ id, central, interface_id: `${central}-HmIP-RF`, channel_address, parameter, type, name: id },
      config: { modes: ["full"], ...config },
    });
    const sensors = [
      sensor("window", WINDOW, "STATE", "window", {}),
      sensor("hall", MOTION, "MOTION", "motion", { use_entry_delay: true, use_exit_delay: true }),
      { ...sensor("drive", DRIVE, "MOTION", "motion", {}), interface_id: `${central}-BidCos-RF` },
    ];
    assert.equal((await ask("PUT", `${at}/sensors`, sensors)).status, 204);
    const siren = { id: "siren", class: "acoustic_siren", central, channel_address: SIREN };
    const push = { id: "push", class: "notification", central: "", channel_address: "" };
    assert.equal((await ask("PUT", `${at}/outputs`, [siren, push])).status, 204);
    const perms = { arm: true, disarm: true, silence: true };
    assert.equal(
      (await ask("POST", "/alarm/codes", { name: "Anna", kind: "pin", pin: PIN, perms, enabled: true })).status,
      201,
    );

    const stream = await StreamClient.open(t, url, headers);
    await stream.subscribe(["alarm.panel"]);
    const told = (type: string, fits: (payload: Frame["payload"]) => boolean = () => true) =>
      until(type, () => stream.frames.find((frame) => frame.type === type && fits(frame.payload)));
    const isIn = (state: string) => told("alarm.state_changed", (payload) => payload.new_state === state);
    const state = async () => (await ask("GET", "/alarm/state")).body.zones[0];
    const sounds = () => simulator.world.value(SIREN, "ACOUSTIC_ALARM_ACTIVE") === true;
    const report = async (address: string, values: Record<string, boolean | number>) => {
      simulator.world.report(address, values);
      await simulator.settled();
    };

    // an open window forbids it, and is named
    await report(WINDOW, { STATE: 1 });
    await until(
      "the open window",
      async () => (await ask("GET", `${at}/readiness`)).body.full?.blockers?.[0] === "window",
    );
    const refused = await ask("POST", `${at}/arm`, { mode: "full" });
    assert.deepEqual([refused.status, refused.body.errors], [409, [{ field: "window", reason: "blocker" }]]);
    await report(WINDOW, { STATE: 0 });
    await report(MOTION, { MOTION: false });
    const { warnings } = await until("a home that is shut", async () => {
      const { full } = (await ask("GET", `${at}/readiness`)).body;
      return full?.ready && full;
    });
    assert.deepEqual(warnings, ["drive"], "a battery that is low is mentioned");

    // the walk test hears of both
    assert.equal((await ask("POST", `${at}/walktest/start`)).status, 204);
    await report(MOTION, { MOTION: true });
    await report(MOTION, { MOTION: false });
    await told("alarm.walktest_progress", ({ sensor_id, total }) => sensor_id === "hall" && total === 3);
    assert.deepEqual(
      (await ask("GET", `${at}/walktest`)).body.sensors.map((one: { id: string; tested: boolean }) => [
        one.id,
        one.tested,
      ]),
      [
        ["window", false],
        ["hall", true],
        ["drive", false],
      ],
    );
    assert.equal((await ask("POST", `${at}/walktest/stop`)).status, 204);

    // armed over the socket; somebody comes in and is too late
    const armed = await stream.call("alarm_panel.arm", { zone_id: zone.id, mode: "full" });
    assert.equal(armed.data.state, "armed");
    await isIn("armed");
    await until("the panel", async () => (await ask("GET", "/alarm/panels")).body[0].state === "armed_away");
    await report(MOTION, { MOTION: true });
    await isIn("pending");
    await told("alarm.countdown", ({ kind }) => kind === "entry_delay");
    const { payload: triggered } = await told("alarm.triggered");
    assert.deepEqual([triggered.sensor_id, triggered.cause, triggered.mode], ["hall", "pending_elapsed", "full"]);
    await told("alarm.notification", ({ output_id }) => output_id === "push");
    await until("the siren", sounds);
    const { incident } = await until("the incident", async () => {
      const now = await state();
      return now.state === "triggered" && now;
    });
    assert.deepEqual(incident, { id: String(triggered.incident_id), silenced: false });

    // silenced, acknowledged, disarmed: a wrong code does none of it
    const wrong = await ask("POST", `${at}/disarm`, { code: `${PIN}!` });
    assert.deepEqual([wrong.status, wrong.body.detail], [403, "invalid_code"]);
    assert.equal((await state()).state, "triggered");
    assert.equal((await ask("POST", `${at}/silence`)).status, 204);
    await until("silence", () => !sounds());
    await until("what the cloud says of it", async () => (await state()).incident?.silenced);
    assert.deepEqual((await stream.call("alarm_panel.acknowledge", { zone_id: zone.id })).data, {
      acknowledged: true,
      zone_id: zone.id,
    });
    assert.equal((await ask("POST", `${at}/disarm`, { code: PIN })).status, 204);
    await isIn("disarmed");
    await until("the end of the incident", async () => {
      const { state: last, incident: none } = await state();
      return last === "disarmed" && none === undefined;
    });

    // the siren is tried, and ends by itself
    assert.equal((await ask("POST", "/alarm/outputs/siren/test", {})).status, 204);
    await until("the siren", sounds);
    assert.equal((await ask("POST", "/alarm/outputs/push/test")).status, 409);
    await until("its end", () => !sounds());

    // the journal tells all of it, and nothing tells the code
    const { body: journal } = await ask("GET", `/alarm/journal?zone=${zone.id}`);
    const events = journal.map(({ event }: { event: string }) => event).reverse();
    for (const event of [
      "armed",
      "pending_started",
      "triggered",
      "invalid_code",
      "silenced",
      "acknowledged",
      "disarmed",
    ])
      assert.ok(events.includes(event), `${event} in ${events}`);
    assert.ok((await ask("GET", "/audit?op=alarm")).body.length > 5);
    assert.doesNotMatch(JSON.stringify([answers, stream.frames]), new RegExp(PIN));
  });
