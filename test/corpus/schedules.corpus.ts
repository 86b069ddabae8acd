/**
 * A schedule edited on every device type of the field that has one: over HTTP, through server, driver and simulator, and
 * read back from the simulated CCU. `npm run test:corpus`; the files are not part of this repository.
 */
import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
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
import { call } from "../support/remote.ts";

const FOLDER = join(import.meta.dirname, "..", "..", "..", "shared", "ccu-devices");
const headers = basic(ADMIN.name, ADMIN.password);
const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

type Domain = "switch" | "light" | "cover" | "valve" | "lock";
const ACTIONS: Readonly<Record<Domain, object>> = {
  switch: { level: 1, duration: "40min" },
  light: { level: 0.5, ramp_time: "500ms" },
  cover: { level: 0.25 },
  valve: { level: 1, duration: "1h" },
  lock: { level: 0, lock_mode: "door_lock", lock_action: "lock_autorelock_end" },
};
const WEEKDAY = {
  base_temperature: 17,
  periods: [
    { start_time: "06:00", end_time: "09:00", temperature: 21 },
    { start_time: "16:30", end_time: "24:00", temperature: 20.5 },
  ],
};

interface Shown {
  kind: "climate" | "simple";
  domain: Domain;
  profiles: Record<string, unknown>;
}
/** A schedule of our own, as this device takes it, and what must be read afterwards. */
function edited(shown: Shown): { sent: object; expected: object } {
  if (shown.kind === "climate") {
    const last = Object.keys(shown.profiles).at(-1)!;
    const profiles = { [last]: { weekdays: { SATURDAY: WEEKDAY } } };
    return { sent: { ...shown, profiles }, expected: { profiles } };
  }
  const entry = { slot_no: 3, weekdays: ["MONDAY", "SUNDAY"], time: "06:45", target_channels: ["1_1"] };
  const simple_entries = [{ ...entry, ...ACTIONS[shown.domain] }];
  return { sent: { ...shown, simple_entries }, expected: { simple_entries } };
}

const skip = existsSync(FOLDER) ? false : "no device files: they are expected in ../shared/ccu-devices";

test("a schedule edited on every device type that has one", { skip }, async (t) => {
  const ccu = await startCcu(t, { descriptions: FOLDER, sessions: 10 });
  const env = serverEnvironment(scratchFolder(t), centralsSetting(ccu.central));
  const settings = loadSettings({ argv: [], env });
  const running = await startOnPrem({ settings, log: quiet, passwordCost: 4, validateResponses: true });
  afterwards(t, () => running.stop());
  const url = running.urls[0]!;
  const send = (method: string, path: string, body?: unknown) =>
    call(url, method, path, { headers, ...(body === undefined ? {} : { body }) });
  const types = readdirSync(FOLDER).filter((name) => name.endsWith(".json")).length;
  await until("all devices", async () => (await send("GET", "/devices?per_page=1")).body.total >= types);

  const counts: Record<string, number> = {};
  for (let page = 1; ; page++) {
    const { items } = (await send("GET", `/devices?per_page=200&page=${page}`)).body;
    if (items.length === 0) break;
    for (const { address, model } of items as { address: string; model: string }[]) {
      const path = `/devices/${encodeURIComponent(address)}`;
      const first = await send("GET", `${path}/schedule`);
      if (first.status === 404) continue;
      assert.equal(first.status, 200, `${model}: ${JSON.stringify(first.body)}`);
      const { sent, expected } = edited(first.body);
      const put = await send("PUT", `${path}/schedule`, sent);
      assert.equal(put.status, 202, `${model}: ${JSON.stringify(put.body)}`);
      const read = (await send("GET", `${path}/schedule`)).body;
      assert.partialDeepStrictEqual(read, expected, model);
      // what is read is accepted, and changes nothing
      assert.equal((await send("PUT", `${path}/schedule`, read)).status, 202, model);
      assert.deepEqual((await send("GET", `${path}/schedule`)).body, read, model);
      const kind = first.body.domain ?? first.body.kind;
      counts[kind] = (counts[kind] ?? 0) + 1;
    }
  }
  assert.deepEqual(Object.keys(counts).sort(), ["climate", "cover", "light", "lock", "switch", "valve"]);
  t.diagnostic(`edited: ${JSON.stringify(counts)}`);
});
