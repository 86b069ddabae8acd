import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createRequire } from "node:module";
import { test } from "node:test";
import fc from "fast-check";
import { advertise, portObstacle, RETRY_MS } from "../../adapters/mdns/advertise.ts";
import { bytesOf, cutTo, hostLabel, listEntry, NAME_BYTES, TXT_ENTRY_BYTES } from "../../adapters/mdns/record.ts";
import { createManualClock } from "../../adapters/memory/clock.ts";
import type { Log } from "../../handlers/ports/index.ts";
import { anyText } from "../support/any-text.ts";

const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

function warnings(): { log: Log; said: string[] } {
  const said: string[] = [];
  const warn = (_message: string, data?: object) => void said.push(String((data as { reason?: string })?.reason));
  return { log: { debug() {}, info() {}, warn, error: warn }, said };
}

test("a name is cut between characters, at its last byte and not before", () => {
  assert.equal(cutTo("x".repeat(NAME_BYTES), NAME_BYTES), "x".repeat(NAME_BYTES));
  assert.equal(cutTo("x".repeat(NAME_BYTES + 1), NAME_BYTES), "x".repeat(NAME_BYTES));
  assert.equal(cutTo(`${"x".repeat(NAME_BYTES - 1)}ä`, NAME_BYTES), "x".repeat(NAME_BYTES - 1));
  fc.assert(
    fc.property(anyText(), fc.nat(80), (text, limit) => {
      const cut = cutTo(text, limit);
      assert.ok(text.startsWith(cut) && bytesOf(cut) <= limit);
    }),
  );
});

test("a host has a name of letters, digits and hyphens, whatever the service is called", () => {
  assert.equal(hostLabel("CCU Anywhere nas"), "CCU-Anywhere-nas");
  assert.equal(hostLabel("Zuhause bei Müllers: 1.5 (alt)"), "Zuhause-bei-Mullers-1-5-alt");
  assert.equal(hostLabel("家"), "openccu-loom");
});

test("a list has as many whole items as an entry has bytes", () => {
  const serials = (count: number) => Array.from({ length: count }, (_, i) => `SERIAL${String(i).padStart(4, "0")}`);
  // 22 of 11 bytes with their commas, but for the last, after `serials=`
  assert.equal(bytesOf(`serials=${listEntry("serials", serials(22))}`), 8 + 22 * 11 - 1);
  assert.equal(listEntry("serials", serials(32)), listEntry("serials", serials(22)));
  assert.equal(listEntry("s", ["x".repeat(TXT_ENTRY_BYTES - 2)]), "x".repeat(TXT_ENTRY_BYTES - 2));
  assert.equal(listEntry("s", ["x".repeat(TXT_ENTRY_BYTES - 1)]), "");
  assert.equal(listEntry("serials", []), "");
});

test("what cannot be announced is warned of once, and tried again until it is stopped", async () => {
  const clock = createManualClock();
  const { log, said } = warnings();
  const reasons = ["this machine has no network", "this machine has no network", "port 5353 cannot be had"];
  let tries = 0;
  const obstacle = async () => reasons[tries++] ?? "still not";
  const advertised = advertise({ name: "x", port: 80, txt: {} }, { clock, log, obstacle });
  for (let n = 1; n <= 3; n++) {
    await settle();
    assert.equal(tries, n);
    clock.advance(RETRY_MS - 1);
    assert.equal(tries, n, "not before its time");
    clock.advance(1);
  }
  await settle();
  assert.deepEqual(said, ["this machine has no network", "port 5353 cannot be had", "still not"]);
  advertised.update({ a: "b" });
  await advertised.stop();
  assert.equal(clock.pending(), 0);
  assert.equal(tries, 4);
});

test("stopped before it began: nothing begins", async () => {
  const clock = createManualClock();
  const { log, said } = warnings();
  const advertised = advertise({ name: "x", port: 80, txt: {} }, { clock, log, obstacle: async () => "no network" });
  await advertised.stop();
  await settle();
  assert.deepEqual([said, clock.pending()], [[], 0]);
});

test("addresses that are not this machine's are an obstacle, not an end", async () => {
  const { log, said } = warnings();
  const clock = createManualClock();
  const advertised = advertise({ name: "x", port: 80, txt: {}, addresses: ["198.51.100.7"] }, { clock, log });
  await settle();
  await settle();
  assert.deepEqual(said, ["198.51.100.7 is no address of this machine"]);
  await advertised.stop();
});

test("a port that somebody keeps to himself is told, one that is shared is none", async () => {
  for (const reuseAddr of [false, true]) {
    const socket = createSocket({ type: "udp4", reuseAddr });
    socket.bind(0);
    await once(socket, "listening");
    const { port } = socket.address();
    const reason = await portObstacle(port);
    if (reuseAddr) assert.equal(reason, undefined);
    else assert.match(reason ?? "", new RegExp(`^port ${port} cannot be had: .*EADDRINUSE`));
    socket.close();
    await once(socket, "close");
  }
});

test("nothing of the responder is loaded where nothing was announced", async () => {
  await import("../../local/on-prem.ts");
  const loaded = Object.keys(createRequire(import.meta.url).cache);
  assert.deepEqual(
    loaded.filter((path) => path.includes("ciao") || path.includes("source-map-support")),
    [],
  );
});
