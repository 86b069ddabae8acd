/** What the program tells of its Matter bridge by mDNS, as a stranger in the network reads it (multicast-dns, no part of matter.js). */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import multicastDns from "multicast-dns";
import { withController } from "../adapters/matter/bench.ts";
import { addDevices } from "../support/many-devices.ts";
import { afterwards, startCcu, until } from "../support/program.ts";
import type { House } from "./matter-house.ts";
import { exposeAdded, lan, type MatterServer, matterServers, whole } from "./matter-server.ts";

/** Looks (support/program.ts, until) between two questions: half a second. */
const LOOKS = 50;
const COMMISSIONABLE = "_matterc._udp.local";
const OPERATIONAL = "_matter._tcp.local";
/** Commissioning mode of a window with a code of its own (Core 4.3.1.7). */
const ENHANCED = "2";
/** Aggregator. */
const DEVICE_TYPE = "14";

type Kind = "A" | "PTR" | "SRV" | "TXT";
// biome-ignore lint/suspicious/noExplicitAny: data has a shape for each kind
type Told = { name: string; type: string; ttl?: number; data?: any };

/** What was told and not taken back. */
class Stranger {
  readonly #dns: ReturnType<typeof multicastDns>;
  #known = new Map<string, Told>();
  constructor(t: TestContext) {
    this.#dns = multicastDns({ interface: "127.0.0.1", bind: "0.0.0.0" } as object);
    afterwards(t, () => new Promise<void>((resolve) => this.#dns.destroy(resolve)));
    this.#dns.on("response", ({ answers, additionals }) => {
      for (const record of [...answers, ...additionals] as Told[]) {
        const { name, type, ttl, data } = record;
        const key = JSON.stringify([type, name.toLowerCase(), type === "PTR" ? data : ""]);
        if (ttl === 0) this.#known.delete(key);
        else this.#known.set(key, record);
      }
    });
  }
  /** It has just come into the network. */
  forget(): void {
    this.#known.clear();
  }
  // biome-ignore lint/suspicious/noExplicitAny: as above
  told(type: Kind, name: string): any[] {
    const found = [...this.#known.values()].filter(
      (record) => record.type === type && record.name.toLowerCase() === name.toLowerCase(),
    );
    return found.map(({ data }) => data);
  }
  ask(type: Kind, name: string): void {
    this.#dns.query([{ type, name }]);
  }
  /** Asks until it is told. */
  find<T>(type: Kind, name: string, look: () => T | undefined | false): Promise<NonNullable<T>> {
    let looks = 0;
    return until(`${type} ${name}`, () => {
      if (looks++ % LOOKS === 0) this.ask(type, name);
      return look();
    }) as Promise<NonNullable<T>>;
  }
  /** Names of instances of a service at this port: other bridges are in this machine's network. */
  instances(service: string, port: number): string[] {
    return this.told("PTR", service).filter((name) => this.told("SRV", name)[0]?.port === port);
  }
  /** Its text records. */
  entries(instance: string): Record<string, string> {
    const [texts = []] = this.told("TXT", instance);
    return Object.fromEntries(texts.map((text: Buffer) => String(text).split(/=(.*)/s, 2)));
  }
}

/** The one that may be commissioned with this discriminator, by each way to look for it. */
async function commissionable(stranger: Stranger, { port }: MatterServer, discriminator: number): Promise<string> {
  const services = [`_L${discriminator}`, `_S${discriminator >> 8}`, "_CM", "_V65521"].map(
    (type) => `${type}._sub.${COMMISSIONABLE}`,
  );
  const found = new Set<string>();
  for (const service of [COMMISSIONABLE, ...services])
    found.add(await stranger.find("PTR", service, () => stranger.instances(service, port)[0]));
  assert.equal(found.size, 1, [...found].join());
  const [instance = ""] = found;
  await stranger.find("TXT", instance, () => stranger.told("TXT", instance).length > 0);
  const { D, CM, VP, DT } = stranger.entries(instance);
  assert.deepEqual(
    { D, CM, VP, DT },
    { D: String(discriminator), CM: ENHANCED, VP: `${0xfff1}+${0x8000}`, DT: DEVICE_TYPE },
  );
  const { target } = stranger.told("SRV", instance)[0];
  await stranger.find("A", target, () => stranger.told("A", target).includes("127.0.0.1"));
  return instance;
}

/** It was taken back by a goodbye: nobody has to wait until it is too old. */
const takenBack = (stranger: Stranger, { port }: MatterServer, service: string) =>
  until(`no ${service}`, () => stranger.instances(service, port).length === 0);

/**
 * Names under which the fabrics that have it look for the bridge, each by itself and among those of its fabric. (Of the PTR records
 * of the whole service matter.js sends one in 900 ms, so that of several fabrics a browser of the service sees one.)
 */
async function operational(stranger: Stranger, house: MatterServer, count: number): Promise<string[]> {
  const { fabrics } = (await house.ask("GET", "/matter/fabrics")).body;
  assert.equal(fabrics.length, count);
  const names: string[] = [];
  for (const { compressed_id, node_id_hex } of fabrics) {
    const fabric = compressed_id.toUpperCase();
    const name = `${fabric}-${node_id_hex.toUpperCase()}.${OPERATIONAL}`;
    const among = `_I${fabric}._sub.${OPERATIONAL}`;
    await stranger.find("PTR", among, () => stranger.instances(among, house.port).includes(name));
    await stranger.find("SRV", name, () => stranger.told("SRV", name).some(({ port }) => port === house.port));
    names.push(name);
  }
  return names;
}

const windowOf = async (house: House, way: "commissioning/window" | "share") => {
  const { status, body } = await house.ask("POST", `/matter/${way}`);
  assert.equal(status, 200, JSON.stringify(body));
  return body as { discriminator: number; passcode: number };
};

test("records are true: port, discriminator and mode while a window is open, a goodbye when it is not, fabrics as they come and go", async (t) => {
  const ccu = await startCcu(t, { interfaces: ["HmIP-RF"] });
  addDevices(ccu, 2);
  const start = await matterServers(t, [ccu]);
  const house = await start();
  await exposeAdded(house, 2);
  const stranger = new Stranger(t);
  assert.equal((await whole(house, 2)).listen_addr, `:${house.port}`);

  const first = await windowOf(house, "commissioning/window");
  await commissionable(stranger, house, first.discriminator);
  assert.equal((await house.ask("POST", "/matter/commissioning/window/close")).status, 204);
  await takenBack(stranger, house, COMMISSIONABLE);
  const second = await windowOf(house, "commissioning/window");
  assert.notEqual(second.discriminator, first.discriminator);
  await commissionable(stranger, house, second.discriminator);
  assert.deepEqual(stranger.instances(`_L${first.discriminator}._sub.${COMMISSIONABLE}`, house.port), []);
  await (await withController(t, "one", lan())).peers.commission(second);
  await takenBack(stranger, house, COMMISSIONABLE);
  const [one] = await operational(stranger, house, 1);

  const shared = await windowOf(house, "share");
  await commissionable(stranger, house, shared.discriminator);
  await (await withController(t, "two", lan())).peers.commission(shared);
  await takenBack(stranger, house, COMMISSIONABLE);
  const names = await operational(stranger, house, 2);
  assert.equal(names[0], one);

  // killed with an open window: the fabrics are told again at the same port, a window is none any more
  const open = await windowOf(house, "share");
  await commissionable(stranger, house, open.discriminator);
  await house.end("SIGKILL");
  stranger.forget();
  const again = await start();
  assert.equal((await whole(again, 2)).commissioning_window_open, false);
  assert.deepEqual(await operational(stranger, again, 2), names);
  const asked = `_L${open.discriminator}._sub.${COMMISSIONABLE}`;
  stranger.forget();
  stranger.ask("PTR", asked);
  await operational(stranger, again, 2);
  assert.deepEqual(stranger.told("PTR", asked), []);

  assert.equal((await again.ask("DELETE", "/matter/fabrics/1")).status, 204);
  await until("its goodbye", () => stranger.told("SRV", names[0] as string).length === 0);
  assert.deepEqual(await operational(stranger, again, 1), names.slice(1));
  assert.equal((await again.ask("DELETE", "/matter/fabrics/2")).status, 204);
  await takenBack(stranger, again, OPERATIONAL);

  // it began anew: still nothing until somebody opens a window, and then one
  const last = await windowOf(again, "commissioning/window");
  const instance = await commissionable(stranger, again, last.discriminator);
  assert.deepEqual(stranger.instances(COMMISSIONABLE, again.port), [instance]);
  await again.end("SIGTERM");
  await takenBack(stranger, again, COMMISSIONABLE);
});
