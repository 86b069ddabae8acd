/** Somebody is forced: what whoever stands beside him can see is what he would see else; a webhook tells of it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { House } from "../../fault/alarm-house.ts";
import { basicRequest } from "../../fault/alarm-requests.ts";

const PIN = "4711";
const FORCED = "4712";
const perms = { arm: true, disarm: true, silence: true };
const WEBHOOK = { "north.webhook": { enabled: true, url: "http://192.0.2.1/hook" } };

test("a code of duress works, is told by webhook, and is seen nowhere else", async () => {
  const seen = async (pin: string) => {
    const house = await House.start({ sections: WEBHOOK });
    const ask = basicRequest(house);
    for (const [name, code, duress] of [
      ["Anna", PIN, false],
      ["Anna", FORCED, true],
    ] as const)
      assert.equal(
        (await ask("POST", "/alarm/codes", { name, kind: "pin", pin: code, perms, enabled: true, duress })).status,
        201,
      );
    assert.equal(
      (await ask("POST", "/alarm/zones/house/arm", { mode: "full", skip_delay: true, code: pin })).status,
      200,
    );
    await house.sense("window");
    await house.pass(2000);
    const silenced = await house.engine.silence({ zone: "house", source: "mqtt", actor: "mqtt", code: pin });
    const disarmed = await house.engine.disarm({ zone: "house", source: "mqtt", actor: "mqtt", code: pin });
    assert.deepEqual(
      [silenced, disarmed, house.state],
      [{ ok: true, value: undefined }, { ok: true, value: undefined }, "disarmed"],
    );
    await house.pass(30_000);
    assert.deepEqual(house.sounding, []);
    const bodies = house.posts.map(({ body }) => JSON.parse(body) as { type: string; payload: object });
    const forced = bodies.filter(({ type }) => type === "alarm.duress").map(({ payload }) => payload);
    const events = JSON.stringify(await house.logged());
    const answers = JSON.stringify(
      await Promise.all(
        ["/alarm/state", "/alarm/panels", "/alarm/journal", "/alarm/journal?class=disarm"].map(
          async (path) => (await ask("GET", path, undefined, "operator")).body,
        ),
      ),
    );
    assert.ok(!/duress|Zwang/.test(`${events}${answers}`), "nothing that a screen shows tells of it");
    const others = bodies.filter(({ type }) => type !== "alarm.duress").map(({ type }) => type);
    const hidden = (await ask("GET", "/alarm/journal?include_hidden=true")).body as { event: string; class: string }[];
    await house.stop();
    return {
      forced,
      others,
      types: (await house.logged()).map(({ type }) => type),
      hidden: hidden.filter(({ event }) => event === "duress"),
    };
  };
  const usual = await seen(PIN);
  const forced = await seen(FORCED);
  assert.deepEqual(usual.forced, []);
  const about = { zone_id: "house", zone_name: "House" };
  assert.deepEqual(forced.forced, [
    { ...about, verb: "arm", source: "rest-operator" },
    { ...about, verb: "silence", source: "mqtt" },
    { ...about, verb: "disarm", source: "mqtt" },
  ]);
  assert.deepEqual(forced.others, usual.others, "everything else is told as ever");
  assert.deepEqual(forced.types, usual.types, "screens see the same events");
  assert.deepEqual([usual.hidden.length, forced.hidden.map((one) => one.class)], [0, ["disarm", "silence", "arm"]]);
});

test("an output of class notification is a webhook unless it says that it is none", async () => {
  const push = (id: string, config: object) => ({
    id,
    class: "notification",
    central: "",
    channel_address: "",
    config,
  });
  const house = await House.start({
    sections: WEBHOOK,
    outputs: [push("plain", {}), push("null", { notify_webhook: null }), push("quiet", { notify_webhook: false })],
  });
  await house.sense("smoke");
  await house.pass(2000);
  const told = house.posts
    .map(({ body }) => JSON.parse(body) as { type: string; payload: { output_id: string } })
    .filter(({ type }) => type === "alarm.notification");
  assert.deepEqual(
    told.map(({ payload }) => payload.output_id),
    ["plain", "null"],
  );
  const shown = (await house.logged()).filter(({ type }) => type === "alarm.notification");
  assert.equal(shown.length, 3, "sockets hear of all of them");
  await house.stop();
});
