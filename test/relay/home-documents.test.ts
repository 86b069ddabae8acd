/** Which documents of a home the cloud must be told, and which it knows well enough. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createManualClock } from "../../adapters/memory/clock.ts";
import { createMemoryHome } from "../../adapters/memory/home.ts";
import type { ComponentReport } from "../../handlers/kernel/component-health.ts";
import { idOf } from "../../handlers/model/device-id.ts";
import type { ValueState } from "../../handlers/model/types.ts";
import { createHomeDocuments, structural, VOLATILE_EVERY_MS } from "../../handlers/relay/home/home-documents.ts";
import { dimmer } from "../support/devices.ts";
import { centralState, emptyHub, interfaceState } from "../support/site.ts";

const DAY_MS = 86_400_000;
const device = dimmer();
const ID = idOf(device);
const everything = () => true;

function start() {
  const clock = createManualClock();
  const home = createMemoryHome();
  const state = { isReading: true };
  const program = { reports: [] as ComponentReport[], capabilities: [] as string[] };
  const documents = createHomeDocuments(
    home,
    () => clock.now(),
    () => state.isReading,
    undefined,
    () => program,
  );
  home.putCentral(centralState("c"));
  home.putInterfaces("c", [interfaceState("c", "HmIP-RF")]);
  home.putHub("c", emptyHub("c"));
  home.putDevice(device);
  home.putValues(ID, new Map());
  const news = async (which: Parameters<typeof documents.news>[0] = everything) =>
    (await documents.news(which)).map(({ kind, key, doc }) => `${kind} ${key}${doc === null ? " gone" : ""}`);
  const all = async () => {
    const found: string[] = [];
    for await (const { kind, key } of documents.all()) found.push(`${kind} ${key}`);
    return found;
  };
  return { clock, home, state, program, documents, news, all };
}
const value = (of: unknown, source: ValueState["source"] = "live"): ValueState => ({
  ...{ value: of, source, changedAt: 1, seenAt: 1 },
});

test("all of it: what others refer to comes first; afterwards nothing is news", async () => {
  const { all, news, documents } = start();
  documents.changed("device", ID);
  assert.equal(documents.pending(structural), true);
  assert.deepEqual(await all(), ["central c", "interfaces c", "hub c", `device ${ID}`, `values ${ID}`]);
  assert.equal(documents.pending(everything), false);
  for (const kind of ["central", "interfaces", "hub"] as const) documents.changed(kind, "c");
  for (const kind of ["device", "values"] as const) documents.changed(kind, ID);
  assert.deepEqual(await news(), [], "the same again");
  assert.equal(documents.pending(everything), false, "nor is it looked at once more");
  assert.equal((await all()).length, 5, "all of it is all of it");
});

test("what changed is told once, of the kinds that are asked for; the rest stays to be told", async () => {
  const { all, news, documents, home } = start();
  await all();
  home.putHub("c", emptyHub("c", { rooms: [{ id: 1, name: "Kitchen", channels: [] }] }));
  home.putValues(ID, new Map([["1/VALUES/LEVEL", value(0.5)]]));
  documents.changed("hub", "c");
  documents.changed("values", ID);
  assert.deepEqual(await news(structural), ["hub c"]);
  assert.deepEqual([documents.pending(structural), documents.pending(everything)], [false, true]);
  assert.deepEqual(await news(), [`values ${ID}`]);
  assert.deepEqual(await news(), []);
});

test("the program: what a part is and what is switched on is news at once, its notes wait; in a full set it comes last", async () => {
  const { clock, documents, news, program } = start();
  const say = async (status: ComponentReport["status"], note: string, ...capabilities: string[]) => {
    program.reports = [{ name: "history", status, note }];
    program.capabilities = capabilities;
    documents.changed("program", "program");
    return (await news()).length === 1;
  };
  assert.equal((await documents.program()).length, 1, "with nothing to say: that is told");
  assert.equal(await say("healthy", "1 sample"), true);
  assert.equal(await say("healthy", "2 samples"), false);
  assert.equal(await say("degraded", "2 samples"), true);
  assert.equal(await say("degraded", "2 samples", "history.v1"), true);
  clock.advance(VOLATILE_EVERY_MS);
  assert.equal(await say("degraded", "3 samples", "history.v1"), true);
  const [told] = await documents.program();
  assert.deepEqual(told, {
    kind: "program",
    key: "program",
    doc: { reports: [{ name: "history", status: "degraded", note: "3 samples" }], capabilities: ["history.v1"] },
  });
  program.reports = [{ name: "history", status: "degraded", note: "x".repeat(5_000) }];
  const [long] = (await documents.program()) as unknown as [{ doc: { reports: ComponentReport[] } }];
  assert.equal(long.doc.reports[0]?.note?.length, 1_000);
});

test("values: what events tell is no news; a source, a configuration and a device's own value are", async () => {
  const { all, news, documents, home } = start();
  const told = async (key: string, of: ValueState) => {
    home.putValues(ID, new Map([[key, of]]));
    documents.changed("values", ID);
    return (await news()).length === 1;
  };
  await all();
  for (const [key, of, isNews] of [
    ["1/VALUES/LEVEL", value(0.1), true],
    ["1/VALUES/LEVEL", value(0.2), false],
    ["1/VALUES/LEVEL", value(0.2, "stale"), true],
    ["1/MASTER/MODE", value(1), true],
    ["1/MASTER/MODE", value(2), true],
    ["-/VALUES/X", value(1), true],
    ["-/VALUES/X", value(2), true],
    ["-/VALUES/X", value(2), false],
  ] as const)
    assert.equal(await told(key, of), isNews, `${key} ${of.value} ${of.source}`);
});

test("figures that change all the time are told by themselves every five minutes, and once a day while nobody reads", async () => {
  const { all, news, documents, home, clock, state } = start();
  await all();
  let figure = 0;
  const change = () => {
    figure += 1;
    home.putCentral({ ...centralState("c"), lastEventAt: figure });
    home.putInterfaces("c", [{ ...interfaceState("c", "HmIP-RF"), latencyMs: figure, dutyCycle: figure }]);
    documents.changed("central", "c");
    documents.changed("interfaces", "c");
  };
  for (const [isReading, every] of [
    [true, VOLATILE_EVERY_MS],
    [false, DAY_MS],
  ] as const) {
    state.isReading = isReading;
    change();
    clock.advance(every - 1);
    assert.deepEqual(await news(), []);
    assert.equal(documents.pending(structural), true, "not forgotten");
    clock.advance(1);
    assert.deepEqual(await news(), ["central c", "interfaces c"]);
    assert.equal(documents.pending(structural), false);
  }
  change();
  home.putInterfaces("c", [{ ...interfaceState("c", "HmIP-RF"), connected: false }]);
  assert.deepEqual(await news(), ["interfaces c"], "what matters goes at once");
});

test("what is gone is told gone, once, where it was told at all", async () => {
  const { all, news, documents, home } = start();
  const removed = () => {
    for (const kind of ["device", "values"] as const) documents.changed(kind, ID);
    documents.changed("central", "c");
  };
  documents.changed("device", "c/NEVER" as never);
  assert.deepEqual(await news(), []);
  await all();
  home.removeDevice(ID);
  home.removeCentral("c");
  removed();
  assert.deepEqual(await news(), [`device ${ID} gone`, `values ${ID} gone`, "central c gone"]);
  removed();
  assert.deepEqual(await news(), []);
  const none = { central: [], interfaces: [], hub: [], device: [], values: [] };
  assert.deepEqual(await documents.keys(), { keys: none, partial: [] });
});

test("keys: a CCU that has not told all its devices is left open, also one that is about to be added, until it has", async () => {
  const home = createMemoryHome();
  let awaited = ["a", "b"];
  const documents = createHomeDocuments(
    home,
    () => 0,
    () => true,
    () => awaited,
  );
  const partial = async () => (await documents.keys()).partial;
  assert.deepEqual(await partial(), ["a", "b"]);
  assert.equal(await documents.owesKeys(), false);
  home.putCentral(centralState("a", { phase: "loading_devices" }));
  awaited = ["b"];
  assert.equal(await documents.owesKeys(), false, "nobody has told anything yet");
  assert.deepEqual(await partial(), ["a", "b"]);
  home.putCentral(centralState("a", { phase: "ready" }));
  assert.equal(await documents.owesKeys(), true);
  assert.deepEqual(await partial(), ["b"]);
  assert.equal(await documents.owesKeys(), false, "told");
  home.putCentral(centralState("b", { phase: "waiting_for_ccu" }));
  awaited = [];
  assert.deepEqual(await partial(), ["b"]);
  home.removeCentral("b");
  assert.equal(await documents.owesKeys(), true, "it is gone for good");
  assert.deepEqual(await partial(), []);
  assert.equal(await documents.owesKeys(), false);
});
