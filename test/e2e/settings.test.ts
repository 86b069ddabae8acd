/**
 * Settings as people change them, over sockets, with a simulated CCU behind its real protocols: a form is opened, edited,
 * undone and saved, kept as a file, copied, set to a ready-made profile, and a definition is exported. One script; at
 * home, and through the cloud, where all of this happens at the relay.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { strFromU8, unzipSync } from "fflate";
import type { UiSchema } from "../../handlers/features/paramsets/answers/forms.ts";
import { until } from "../support/program.ts";
import { call, StreamClient } from "../support/remote.ts";
import { PLACES } from "./places.ts";

const THERMOSTAT = "000393C9A2B402";
const CHANNEL = `${THERMOSTAT}:1`;
const REMOTE = "0000D5499C8818";
const PLACE = `/devices/${THERMOSTAT}/channels/1`;

for (const [where, start] of PLACES)
  test(`settings, ${where}`, async (t) => {
    const { url, headers } = await start(t);
    const ask = async (method: string, path: string, status: number, body?: unknown) => {
      const answer = await call(url, method, path, { headers, ...(body === undefined ? {} : { body }) });
      assert.equal(answer.status, status, `${method} ${path}: ${JSON.stringify(answer.body)}`);
      return answer.body;
    };
    await until("both devices", async () => {
      const found = [THERMOSTAT, REMOTE].map((address) => call(url, "GET", `/devices/${address}`, { headers }));
      return (await Promise.all(found)).every(({ status }) => status === 200);
    });
    const stream = await StreamClient.open(t, url, headers);
    const command = async (name: string, args: object = {}) => {
      const { error, data } = await stream.call(name, args);
      assert.equal(error, undefined, `${name}: ${error?.message}`);
      return data;
    };
    const refused = async (name: string, args: object) => (await stream.call(name, args)).error?.code;
    const settings = () => ask("GET", `/devices/${encodeURIComponent(CHANNEL)}/paramsets/MASTER`, 200);
    const session = (verb: string, args: object = {}) =>
      command(`config.session.${verb}`, { channel_address: CHANNEL, ...args });

    // a form with the values that the thermostat has
    const form: UiSchema = await ask("GET", `${PLACE}/ui-schema?paramset=MASTER&locale=de`, 200);
    const boost = form.parameters.find(({ name }) => name === "BOOST_TIME_PERIOD");
    assert.partialDeepStrictEqual(boost, { label: "Dauer des Boost-Betriebs", unit: "min", value: 5, max: 30 });
    assert.equal(
      (await command("paramset.form_schema", { address: THERMOSTAT, channel_no: 1 })).channel.paramset,
      "VALUES",
    );

    // edited, one step taken back, and saved: only what differs arrives
    const opened = await session("open");
    assert.equal(opened.current_values.BOOST_TIME_PERIOD, 5);
    await session("set", { parameter: "BOOST_TIME_PERIOD", value: 10 });
    await session("set", { parameter: "TEMPERATURE_OFFSET", value: 1.5 });
    await session("set", { parameter: "TEMPERATURE_MAXIMUM", value: 15 });
    assert.equal(await refused("config.session.save", { channel_address: CHANNEL }), "validation_error");
    await session("set", { parameter: "TEMPERATURE_MAXIMUM", value: 14 });
    assert.equal(await refused("config.session.save", { channel_address: CHANNEL }), "bad_request");
    assert.equal((await session("undo")).performed, true);
    assert.equal((await session("undo")).performed, true);
    assert.deepEqual((await session("changes")).changes, { BOOST_TIME_PERIOD: 10, TEMPERATURE_OFFSET: 1.5 });
    assert.equal((await session("save")).saved, true);
    assert.partialDeepStrictEqual(await settings(), {
      BOOST_TIME_PERIOD: 10,
      TEMPERATURE_OFFSET: 1.5,
      TEMPERATURE_LOWERING: 17,
    });
    assert.equal(await refused("config.session.undo", { channel_address: CHANNEL }), "bad_request");

    // kept as a file, changed, and brought back
    const file = await ask("GET", `${PLACE}/config/export`, 200);
    assert.partialDeepStrictEqual(file, { channel_address: CHANNEL, model: "HmIP-eTRV-2", paramset_key: "MASTER" });
    const changed = { ...file, values: { ...file.values, BOOST_TIME_PERIOD: 15 } };
    const report = await ask("POST", `${PLACE}/config/import`, 200, changed);
    assert.deepEqual([report.imported, report.skipped], [1, []]);
    assert.equal((await settings()).BOOST_TIME_PERIOD, 15);
    await ask("POST", `${PLACE}/config/import`, 400, { ...file, values: { BOOST_TIME_PERIOD: 31 } });
    await ask("POST", `/devices/${THERMOSTAT}/channels/0/config/import`, 400, file);
    assert.equal((await ask("POST", `${PLACE}/config/import`, 200, file)).imported, 1);
    assert.equal((await settings()).BOOST_TIME_PERIOD, 10);

    // a key gets a ready-made setting, another one is set like it
    const keys = (number: number) => `${REMOTE}:${number}`;
    const pressed = (number: number) =>
      ask("GET", `/devices/${encodeURIComponent(keys(number))}/paramsets/MASTER`, 200);
    const profiles = await ask("GET", `/devices/${REMOTE}/channels/1/master-profiles?locale=de`, 200);
    assert.deepEqual(
      profiles.map(({ name }: { name: string }) => name),
      ["Üblich", "Mit doppeltem Druck", "Ruhige Hand"],
    );
    const apply = { device_type: "HmIP-RC8", channel_type: "KEY_TRANSCEIVER", channel_address: keys(1), id: 3 };
    assert.equal(await refused("master_profiles.apply", apply), "locked");
    const { token } = await ask("POST", "/sessions/edit", 200, { key: `channel:${keys(1)}:MASTER` });
    assert.deepEqual(await command("master_profiles.apply", { ...apply, edit_token: token }), {
      applied: 3,
      param_count: 2,
    });
    const match = (current_values: object) =>
      ask("POST", `/devices/${REMOTE}/channels/1/master-profiles/match`, 200, { current_values });
    assert.deepEqual(await match(await pressed(1)), { active_id: 3 });
    assert.notDeepEqual(await match(await pressed(2)), { active_id: 3 });
    await command("paramset.copy", { source_channel_address: keys(1), target_channel_address: keys(2) });
    assert.deepEqual(await match(await pressed(2)), { active_id: 3 });

    // what the device says about itself, and nothing about whose it is
    const { data } = await command("devices.export_definition", { address: THERMOSTAT });
    const files = Object.entries(unzipSync(Buffer.from(data, "base64")));
    assert.deepEqual(
      files.map(([name]) => name),
      ["device_descriptions/HmIP-eTRV-2.json", "paramset_descriptions/HmIP-eTRV-2.json"],
    );
    for (const [, bytes] of files) assert.doesNotMatch(strFromU8(bytes), new RegExp(THERMOSTAT));

    // who did what stands in the audit log
    const notes = (await ask("GET", "/audit?op=paramset_write", 200)).map(({ note }: { note?: string }) => note);
    assert.deepEqual(notes, [
      `copied from ${keys(1)}`,
      "master profile 3 Unhurried",
      `imported from ${CHANNEL}`,
      `imported from ${CHANNEL}`,
      undefined,
    ]);
  });
