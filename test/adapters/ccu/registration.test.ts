/** A registration: what the CCU is told to call, when it counts, and what is kept of it. Without sockets. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { silentFault } from "../../../adapters/ccu/faults.ts";
import { Registration } from "../../../adapters/ccu/handshake.ts";
import { createManualClock } from "../../../adapters/memory/clock.ts";
import { createMemoryStore } from "../../../adapters/memory/store.ts";
import { type CcuFault, type SiteStore, siteId } from "../../../handlers/ports/index.ts";
import { fault } from "./fake-wire.ts";

const KEY = "registrations/c/HmIP-RF";

function bench(family = "hmip", store?: SiteStore) {
  const clock = createManualClock();
  const kept = store ?? createMemoryStore({ clock }).site(siteId("s"));
  const state = {
    ...{ local: "192.168.1.5" as string | undefined, remote: "192.168.1.9" as string | undefined, overridden: false },
    ...{ selfTest: undefined as string | undefined, fails: undefined as CcuFault | undefined, polled: false },
  };
  const calls: unknown[][] = [];
  const warnings: string[] = [];
  const identified: string[] = [];
  const wire = {
    ...{ name: "HmIP-RF", family, protocol: "xmlrpc" },
    get polled() {
      return state.polled;
    },
    client: { localAddress: () => state.local, remoteAddress: () => state.remote },
    async direct(...call: unknown[]) {
      calls.push(call);
      if (state.fails) throw state.fails;
    },
  };
  const server = {
    get overridden() {
      return state.overridden;
    },
    url: (_: string, local: string) => `http://${local}:1/RPC2`,
    selfTest: async () => state.selfTest,
  };
  const registration = new Registration(
    {
      ...({ wire, server } as never as { wire: never; server: never }),
      ...{ store: kept, clock, log: { debug() {}, info() {}, error() {}, warn: (text) => void warnings.push(text) } },
    },
    "c",
    "me",
    (id) => void identified.push(id),
  );
  const establish = (heard = false) => registration.establish(() => heard);
  return { clock, store: kept, state, calls, warnings, identified, registration, establish };
}

test("an address that the CCU cannot call is not told, unless another one is configured or it is its own", () => {
  for (const [local, remote, reason] of [
    ["127.0.0.1", "192.168.1.9", /loopback/],
    ["172.17.0.2", "192.168.1.9", /Docker/],
    ["fe80::1", "fe80::9", /IPv6/],
    ["127.0.0.1", "127.0.0.2", undefined],
    ["172.17.0.2", "172.17.0.3", undefined],
    ["127.0.0.1", "127.0.0.1", undefined],
    ["::1", "::1", undefined],
    ["172.18.0.2", "192.168.1.9", undefined],
    ["127.0.0.1", undefined, undefined],
    ["192.168.1.5", "192.168.1.9", undefined],
  ] as const) {
    const { state, registration } = bench();
    Object.assign(state, { local, remote });
    if (reason) assert.throws(() => registration.wantedUrl(), reason);
    else assert.equal(registration.wantedUrl(), `http://${local}:1/RPC2`);
    state.overridden = true;
    assert.equal(registration.wantedUrl(), `http://${local}:1/RPC2`);
  }
});

test("a callback address that does not work is told to no CCU", async () => {
  const { state, calls, establish, registration, store } = bench();
  state.selfTest = "somebody else answers there";
  await assert.rejects(establish(), /does not work: somebody else/);
  assert.deepEqual([calls, registration.url, await store.get("description", KEY)], [[], "", undefined]);
});

test("a former registration of this installation ends first; the id is made once and kept", async () => {
  const first = bench();
  await first.establish();
  const { id } = first.registration;
  assert.match(id, /^me-[0-9a-f]{24}$/);
  assert.deepEqual(first.identified, [id]);
  assert.deepEqual(first.calls, [["init", ["http://192.168.1.5:1/RPC2", id], 60_000]]);
  const second = bench("virtual", first.store);
  second.state.local = "192.168.1.6";
  await second.establish();
  await second.establish();
  assert.deepEqual(second.calls.slice(0, 2), [
    ["init", ["http://192.168.1.5:1/RPC2", ""], 3_000],
    ["init", ["http://192.168.1.6:1/RPC2", id], 300_000],
  ]);
  assert.deepEqual(second.identified, [id], "told once");
  const cuxd = bench("cuxd");
  await cuxd.establish();
  assert.equal(cuxd.registration.id, "CUxD");
});

test("no answer to the registration: it counts where the CCU has called since; a refusal never does", async () => {
  for (const [fails, heard, counts] of [
    [silentFault(1), true, true],
    [silentFault(1), false, false],
    [fault("permanent"), true, false],
    [fault("auth"), true, false],
  ] as const) {
    const { state, establish, registration } = bench();
    state.fails = fails;
    if (counts) await establish(heard);
    else await assert.rejects(establish(heard), fails);
    assert.equal(registration.url, counts ? "http://192.168.1.5:1/RPC2" : "");
  }
});

test("what was deregistered is forgotten; what could not be is ended with the next start", async () => {
  const { calls, state, establish, registration, store } = bench();
  await establish();
  state.fails = fault("transport");
  await registration.end();
  assert.equal(registration.url, "");
  assert.ok(await store.get("description", KEY));
  state.fails = undefined;
  await establish();
  calls.length = 0;
  await registration.end();
  assert.deepEqual(calls, [["init", ["http://192.168.1.5:1/RPC2", ""], 3_000]]);
  assert.equal(await store.get("description", KEY), undefined);
  await registration.end();
  assert.equal(calls.length, 1, "there is nothing to end");
});

test("a store that is away costs neither the registration nor the secret of its id", async () => {
  const away = async () => {
    throw new Error("disk");
  };
  const { establish, registration, warnings, calls } = bench("hmip", { get: away, put: away, delete: away } as never);
  await establish();
  assert.match(registration.id, /^me-[0-9a-f]{24}$/);
  assert.deepEqual(warnings, ["the registration's id is not kept", "registration not stored"]);
  await registration.end();
  assert.equal(calls.length, 2);
});

test("whoever does not call back is not registered", async () => {
  const { state, calls, establish, registration, clock } = bench();
  state.polled = true;
  await establish();
  assert.deepEqual([calls, registration.url, registration.at], [[], "", clock.now()]);
});
