/** The conformance suite's home with Matter on, on a node in memory. */
import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { setImmediate } from "node:timers/promises";
import { LOOK_EVERY_MS, SETTLE_MS } from "../../../handlers/features/matter/home/topology.ts";
import type { MatterExposureUpdate } from "../../../handlers/features/matter/schemas.ts";
import { createWorld, type WorldKind, type WorldOptions } from "../../conformance/world.ts";
import { MemoryMatter } from "../../support/memory-matter.ts";
import { changingSections } from "../../support/sections.ts";

export async function matterBench(
  t: TestContext,
  options: { settings?: object; world?: WorldKind; matter?: MemoryMatter } & Pick<
    WorldOptions,
    "storage" | "composed"
  > = {},
) {
  const matter = options.matter ?? new MemoryMatter();
  const sections = changingSections({ "north.matter": { enabled: true, ...options.settings } });
  const { storage, composed } = options;
  const world = await createWorld(options.world ?? "single", {
    sections,
    matter,
    ...(storage ? { storage } : {}),
    ...(composed ? { composed } : {}),
  });
  t.after(() => world.stop());
  const turns = async () => {
    for (let turn = 0; turn < 60; turn++) await setImmediate();
  };
  /** Lets everything happen that waits for no clock, and for what time is given. */
  const settle = async (ms = SETTLE_MS) => {
    await turns();
    world.clock.advance(ms);
    await turns();
  };
  await settle();
  const { running } = world;
  const request = async (method: string, path: string, body?: unknown) => {
    const reply = await running.dispatch({
      method,
      path: `/api/v1/matter${path}`,
      query: "",
      headers: { "content-type": "application/json" },
      remote: "127.0.0.1",
      secure: false,
      body: async () => Buffer.from(body === undefined ? "" : JSON.stringify(body)),
      identity: { subject: "anna", role: "admin", scheme: "bearer" },
    });
    await turns();
    const text = reply.body === undefined ? "" : Buffer.from(reply.body as Uint8Array).toString();
    return { status: reply.status, body: text === "" ? undefined : JSON.parse(text) };
  };
  const row = (address: string, name: string, rest: Partial<MatterExposureUpdate> = {}): MatterExposureUpdate => ({
    central_name: "ccu-main",
    device_address: address,
    channel_no: 1,
    dp_kind: "generic",
    dp_key: name,
    enabled: true,
    ...rest,
  });
  return {
    world,
    matter,
    sections,
    settle,
    look: () => settle(LOOK_EVERY_MS),
    request,
    row,
    async expose(...rows: MatterExposureUpdate[]) {
      const { status, body } = await request("POST", "/exposable/bulk", { items: rows });
      assert.ok(status < 300, JSON.stringify(body));
      await settle();
    },
    status: async () => (await request("GET", "/status")).body,
    events: async (type: string) =>
      (await world.running.site.eventLog.read(0, 500))
        .filter(({ tail }) => tail.includes(`"type":"${type}"`))
        .map(({ tail }) => JSON.parse(`{${tail.slice(0, -1)}}`).payload),
  };
}
