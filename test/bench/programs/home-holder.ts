/** A process that holds a home: as read model with its engine, or (`bare`) as the parsed JSON alone. */

import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { createManualClock } from "../../../adapters/memory/clock.ts";
import { createMemoryHome } from "../../../adapters/memory/home.ts";
import { createMemoryStore } from "../../../adapters/memory/store.ts";
import { type CentralEngine, createCentralEngine } from "../../../handlers/home/central.ts";
import { type CcuEvent, type DeviceBundle, type Home, siteId } from "../../../handlers/ports/index.ts";
import { fakeCcu } from "../../home/support.ts";
import { silent } from "../../stream/fakes.ts";
import { idAt } from "../../support/device-ids.ts";
import { program } from "../child.ts";
import { CENTRAL } from "../home.ts";

/** One line of the file: a device as the driver delivers it, with a value for all that can be read. */
export interface DeviceLine {
  bundle: DeviceBundle;
  values: CcuEvent[];
}
export interface Memory {
  /** Bytes after a garbage collection. */
  heap: number;
  rss: number;
}

/** Never let go: what is measured. */
let engine: CentralEngine;
let home: Home;
const lines: DeviceLine[] = [];

async function startEngine(interfaces: string[]): Promise<void> {
  const clock = createManualClock(Date.now());
  const memory = createMemoryHome();
  home = memory;
  engine = createCentralEngine({
    ccu: fakeCcu(CENTRAL).ccu,
    home: memory,
    store: createMemoryStore({ clock }).site(siteId("bench")),
    events: { publish() {}, observe: () => () => {}, flushed: async () => {} },
    clock,
    log: silent,
    config: { name: CENTRAL, host: "ccu.lan", interfaces },
  });
  await engine.start();
  engine.listener.interfaces(interfaces.map((name) => ({ name, connected: true, loaded: false })));
}

function measure(): Memory {
  for (let i = 0; i < 3; i++) globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  return { heap: heapUsed, rss };
}

program({
  start: ({ bare, interfaces }: { bare: boolean; interfaces: string[] }) =>
    bare ? undefined : startEngine(interfaces),
  async load({ bare, file }: { bare: boolean; file: string }): Promise<void> {
    for await (const text of createInterface({ input: createReadStream(file) })) {
      const line = JSON.parse(text) as DeviceLine;
      if (bare) {
        lines.push(line);
        continue;
      }
      engine.listener.devices([line.bundle], true);
      engine.listener.values(line.bundle.interface, line.values);
    }
  },
  /** Devices and values that are held. */
  async count(): Promise<{ devices: number; values: number }> {
    const values = lines.reduce((sum, line) => sum + line.values.length, 0);
    if (home === undefined) return { devices: lines.length, values };
    const devices = await home.devices();
    const sizes = await Promise.all(devices.map(async ({ address }) => (await home.values(idAt(address))).size));
    return { devices: devices.length, values: sizes.reduce((sum, size) => sum + size, 0) };
  },
  measure,
});
