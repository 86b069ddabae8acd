/** Direct links over real sockets: client, server, driver, and a CCU that speaks the real protocols. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { startOnPrem } from "../../local/on-prem.ts";
import { loadSettings } from "../../local/settings.ts";
import { basic } from "../support/client.ts";
import {
  ADMIN,
  afterwards,
  centralsSetting,
  scratchFolder,
  serverEnvironment,
  startCcu,
  until,
} from "../support/program.ts";
import { call, StreamClient } from "../support/remote.ts";

const headers = basic(ADMIN.name, ADMIN.password);
const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
/** A remote's free key, and the flush switch of the kitchen; both speak BidCos. */
const [KEY, SWITCH] = ["JEQ0730012:2", "LEQ0410001:1"] as const;
const DEVICE = `/devices/${SWITCH.split(":")[0]}`;
const PARAMSET = `/devices/${encodeURIComponent(SWITCH)}/link-ps/${encodeURIComponent(KEY)}`;
const PAIR = { interface_id: "any", sender_channel_address: KEY, receiver_channel_address: SWITCH };
const both = { sender_address: KEY, receiver_address: SWITCH };

test("a key learns to switch a lamp, and unlearns it", async (t) => {
  const ccu = await startCcu(t);
  const env = serverEnvironment(scratchFolder(t), centralsSetting(ccu.central));
  const settings = loadSettings({ argv: [], env });
  const running = await startOnPrem({ settings, log: silent, passwordCost: 4, validateResponses: true });
  afterwards(t, () => running.stop());
  const url = running.urls[0]!;
  const ask = async (
    method: string,
    path: string,
    status: number,
    body?: unknown,
    more: Record<string, string> = {},
  ) => {
    const answer = await call(url, method, path, { headers: { ...headers, ...more }, ...(body ? { body } : {}) });
    assert.equal(answer.status, status, `${method} ${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  await until("both devices", async () => {
    const found = await Promise.all(
      [KEY, SWITCH].map((address) => call(url, "GET", `/devices/${address.split(":")[0]}`, { headers })),
    );
    return found.every(({ status }) => status === 200);
  });
  const stream = await StreamClient.open(t, url, headers);
  const command = async (name: string, args: object) => {
    const { error, data } = await stream.call(name, args);
    assert.equal(error, undefined, `${name}: ${error?.message}`);
    return data;
  };

  // umlauts travel through the CCU's own spelling of them
  const before = await until("the links of every interface", async () => {
    const { links } = await ask("GET", "/links", 200);
    return links.length >= 4 && (links as { name: string; interface_id: string }[]);
  });
  assert.ok(before.some(({ name }) => name === "Sofa schaltet Küche"));
  assert.equal(new Set(before.map(({ interface_id }) => interface_id)).size, 2);

  const query = "role=sender&interface=BidCos-RF";
  const [device, number] = KEY.split(":");
  const linkable = await ask("GET", `/devices/${device}/channels/${number}/linkable-channels?${query}`, 200);
  assert.ok(linkable.some(({ address }: { address: string }) => address === SWITCH));

  await ask("POST", `${DEVICE}/links`, 202, { ...both, name: "Größe" });
  const own = await ask("GET", `${DEVICE}/links`, 200);
  const made = own.find(({ peer_address }: { peer_address: string }) => peer_address === KEY);
  assert.partialDeepStrictEqual(made, {
    ...both,
    name: "Größe",
    direction: "incoming",
    description: "created by CCU Anywhere",
  });

  const schema = await command("links.get_form_schema", PAIR);
  const values = await ask("GET", PARAMSET, 200);
  assert.deepEqual(Object.keys(schema).sort(), Object.keys(values).sort());
  const time = Object.keys(values).find((name) => name === "SHORT_ON_TIME")!;
  const { token } = await ask("POST", "/sessions/edit", 200, { key: `channel:${SWITCH}:LINK:${KEY}` });
  await ask("PUT", PARAMSET, 423, { [time]: 180 });
  const refused = await ask("PUT", PARAMSET, 400, { [time]: -1 }, { "x-edit-token": token });
  assert.equal(refused.errors[0].field, time);
  await ask("PUT", PARAMSET, 202, { [time]: 180 }, { "x-edit-token": token });
  assert.equal((await ask("GET", PARAMSET, 200))[time], 180);
  await command("links.put_paramset", { address: SWITCH, peer_address: KEY, parameters: { [time]: "NOT_USED" } });
  const { profiles, active_profile_id } = await command("links.get_profiles", PAIR);
  if (profiles) assert.ok(profiles.some(({ id }: { id: number }) => id === active_profile_id));

  const state = () => ccu.world.value(SWITCH, "STATE");
  const was = state();
  await ask("POST", `${DEVICE}/links/test`, 202, both);
  await until("the lamp to switch", () => state() !== was);

  const central = `/devices/${device}/central-links`;
  assert.equal((await ask("GET", central, 200)).active_state_known, false);
  const report = await ask("POST", `${central}?channel=${KEY}`, 202);
  assert.deepEqual(report, { touched: 1, skipped: 0, failed: 0 });

  await ask("PATCH", `${DEVICE}/links`, 202, { ...both, name: "Neu", description: "" });
  await ask("DELETE", `${DEVICE}/links?sender=${KEY}&receiver=${SWITCH}`, 202);
  await ask("DELETE", `${DEVICE}/links?sender=${KEY}&receiver=${SWITCH}`, 404);
  assert.equal((await ask("GET", "/links", 200)).links.length, before.length);
  const actions = (await ask("GET", "/audit?op=link", 200)).map(({ action }: { action: string }) => action);
  assert.deepEqual(actions, [
    "link_remove",
    "link_update",
    "link_add",
    "link_activate",
    "link_paramset_write",
    "link_paramset_write",
    "link_add",
  ]);
});
