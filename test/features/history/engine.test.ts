/** The history while it is switched on and off, and what it says of itself. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { createManualClock } from "../../../adapters/memory/clock.ts";
import { createMemoryEventLog } from "../../../adapters/memory/event-log.ts";
import { createMemoryHistory } from "../../../adapters/memory/history.ts";
import { createMemoryStore } from "../../../adapters/memory/store.ts";
import { valueReported } from "../../../handlers/broadcasts/value-reported.ts";
import {
  historyState,
  MAINTAIN_FIRST_MS,
  MAINTAIN_MS,
  REOPEN_MS,
  SET_ASIDE_SHOWN_MS,
  startHistory,
} from "../../../handlers/features/history/home/engine.ts";
import { createEventSink } from "../../../handlers/home/event-sink.ts";
import { liveCapabilities } from "../../../handlers/kernel/capabilities.ts";
import { componentFigures, componentReports } from "../../../handlers/kernel/component-health.ts";
import { createStates, type Site } from "../../../handlers/kernel/site.ts";
import type { DataPoint } from "../../../handlers/model/types.ts";
import { type HistoryStore, HistoryStoreError, type OpenHistory } from "../../../handlers/ports/history.ts";
import { siteId } from "../../../handlers/ports/index.ts";
import { seriesName } from "../../../local/testing/history.ts";
import { changingSections } from "../../support/sections.ts";

const FULL = new HistoryStoreError("database /home/anna/history.db: the disk is full", "the disk is full");
const LEVEL = seriesName("LEVEL");
const STATE = seriesName("STATE");

interface Options {
  settings?: object;
  open?: OpenHistory;
}

function engineWith({ settings = {}, open }: Options = {}) {
  const clock = createManualClock(1_000_000);
  const logged: string[] = [];
  const write = (message: string) => void logged.push(message);
  const log = { debug: write, info: write, warn: write, error: write };
  const store = createMemoryStore({ clock }).site(siteId("home"));
  const sections = changingSections({ "persistence.history": { enabled: true, ...settings } });
  const history = createMemoryHistory();
  const calls = { opened: 0, closed: 0, maintained: [] as unknown[] };
  const watched: HistoryStore = {
    ...history,
    maintain: async (now, retention) => void calls.maintained.push([now, retention]),
    async close() {
      calls.closed += 1;
    },
  };
  const openHistory: OpenHistory = async () => {
    calls.opened += 1;
    return open ? open() : { store: watched };
  };
  const events = createEventSink({ log: createMemoryEventLog(), clock, deliver: () => {}, logger: log });
  const state = createStates(clock);
  const site = { clock, log, store, sections, events, state, history: openHistory } as unknown as Site;
  const stop = startHistory(site);
  const point = (parameter: string, TYPE: string) => ({ parameter, description: { TYPE } }) as unknown as DataPoint;
  return {
    ...{ clock, logged, store, sections, calls, watched, stop, site },
    report(name: typeof LEVEL, value: unknown, type = "FLOAT") {
      const { central, interfaceId, channel, parameter } = name;
      events.publish(valueReported, {
        central,
        interfaceId,
        channel,
        point: point(parameter, type),
        value,
        at: clock.now(),
      });
    },
    samples: async (name = LEVEL) => {
      const [found] = await history.samples({ series: [name], from: 0, to: 1e15, limit: 1_000 });
      return found?.value ?? [];
    },
    health: () => state(componentReports).get("history")?.(),
    figures: () => state(componentFigures).get("history")?.(),
    state: () => state(historyState),
    capabilities: () => [...state(liveCapabilities)],
    pass: async (ms: number) => {
      clock.advance(ms);
      await setImmediate();
    },
  };
}

describe("the engine of the history", () => {
  test("what is reported is written after the interval, and at the end", async () => {
    const { report, samples, pass, stop, calls } = engineWith();
    await setImmediate();
    report(LEVEL, 0.5);
    report(STATE, true, "BOOL");
    assert.deepEqual(await samples(), []);
    await pass(5_000);
    assert.deepEqual(await samples(), [0.5]);
    assert.deepEqual(await samples(STATE), [], "yes-or-no values are not recorded where nobody asked for it");
    report(LEVEL, 0.6);
    await stop();
    report(LEVEL, 0.7);
    assert.deepEqual(await samples(), [0.5, 0.6]);
    assert.equal(calls.closed, 1);
  });

  test("switched on and off while the program runs", async () => {
    const { sections, report, samples, pass, state, calls, health, capabilities, stop } = engineWith({
      settings: { enabled: false },
    });
    await setImmediate();
    assert.deepEqual([state().on, calls.opened, health(), capabilities()], [false, 0, undefined, []]);
    sections.change("persistence.history", { enabled: true, booleans: true });
    await setImmediate();
    assert.deepEqual(capabilities(), ["history.v1"]);
    report(STATE, true, "BOOL");
    await pass(5_000);
    assert.deepEqual(await samples(STATE), [1]);
    report(LEVEL, 1);
    sections.change("persistence.history", { enabled: false });
    await setImmediate();
    assert.deepEqual([state().on, state().opened, calls.closed, capabilities()], [false, undefined, 1, []]);
    assert.deepEqual(await samples(), [1], "what waited is written");
    sections.change("persistence.history", { enabled: true });
    sections.change("persistence.history", { enabled: false });
    sections.change("persistence.history", { enabled: true });
    await setImmediate();
    assert.deepEqual([calls.opened, calls.closed], [3, 2]);
    await stop();
  });

  test("what is recorded follows the configuration and what people decided", async () => {
    const { sections, report, samples, pass, state, stop } = engineWith();
    await setImmediate();
    report(LEVEL, 1);
    await pass(5_000);
    sections.change("persistence.history", { enabled: true, exclude: ["LEV*"], flush_interval: 1e9 });
    await setImmediate();
    report(LEVEL, 2);
    await pass(1_000);
    const opened = state().opened;
    opened?.overrides.set(JSON.stringify([LEVEL.central, LEVEL.interfaceId, LEVEL.channel, "LEVEL"]), true);
    opened?.overrides.set(JSON.stringify([STATE.central, STATE.interfaceId, STATE.channel, "STATE"]), true);
    opened?.decided();
    report(LEVEL, 3);
    report(STATE, false, "BOOL");
    await pass(1_000);
    assert.deepEqual(await samples(), [1, 3]);
    assert.deepEqual(await samples(STATE), [0]);
    await stop();
  });

  test("decisions outlive the program", async () => {
    const first = engineWith({ settings: { enabled: false } });
    const key = JSON.stringify([LEVEL.central, LEVEL.interfaceId, LEVEL.channel, "LEVEL"]);
    await first.store.put("recording", key, { record: false });
    first.sections.change("persistence.history", { enabled: true });
    await setImmediate();
    first.report(LEVEL, 1);
    await first.pass(5_000);
    assert.deepEqual(await first.samples(), []);
    await first.stop();
  });

  test("a store that cannot be opened is told without its path, and tried again", async () => {
    let broken = true;
    const store = createMemoryHistory();
    const { health, state, pass, calls, stop, logged } = engineWith({
      open: async () => {
        if (broken) throw FULL;
        return { store };
      },
    });
    await setImmediate();
    assert.equal(state().opened, undefined);
    assert.deepEqual(health(), {
      name: "history",
      status: "degraded",
      note: "not written: the disk is full; 0 samples wait",
      noteKey: "history_not_written",
    });
    await pass(REOPEN_MS - 1);
    assert.equal(calls.opened, 1);
    broken = false;
    await pass(1);
    assert.equal(calls.opened, 2);
    assert.deepEqual(health(), { name: "history", status: "healthy" });
    assert.ok(logged.includes("the history cannot be opened"));
    await stop();
  });

  test("samples that cannot be written wait, which is told; the home goes on", async () => {
    const { health, report, pass, watched, samples, stop } = engineWith();
    await setImmediate();
    const { append } = watched;
    watched.append = () => Promise.reject(FULL);
    report(LEVEL, 1);
    await pass(5_000);
    assert.equal(health()?.note, "not written: the disk is full; 1 samples wait");
    watched.append = append;
    await pass(5_000);
    assert.equal(health()?.status, "healthy");
    assert.deepEqual(await samples(), [1]);
    await stop();
  });

  test("a damaged file that was set aside is told, for a day as a trouble", async () => {
    const { health, pass, stop } = engineWith({
      open: async () => ({ store: createMemoryHistory(), setAside: "/data/history.db.damaged-1" }),
    });
    await setImmediate();
    const note = "its file was damaged: begun anew, the old one is kept as history.db.damaged-1";
    assert.deepEqual(health(), { name: "history", status: "degraded", note, noteKey: "history_set_aside" });
    await pass(SET_ASIDE_SHOWN_MS);
    assert.equal(health()?.status, "healthy");
    await stop();
  });

  test("housekeeping comes soon after the start, then every hour, with what is configured; its failure is told", async () => {
    const { sections, report, pass, calls, watched, health, figures, stop } = engineWith({
      settings: { retention: 3_600e9 },
    });
    await setImmediate();
    assert.deepEqual(figures(), {
      history_samples_waiting: 0,
      history_samples_written_total: 0,
      history_samples_dropped_total: 0,
    });
    report(LEVEL, 1);
    await pass(MAINTAIN_FIRST_MS);
    const HOUR = 3_600_000;
    assert.deepEqual(figures(), {
      history_samples_waiting: 0,
      history_samples_written_total: 1,
      history_samples_dropped_total: 0,
      history_bytes: 16,
      history_series: 1,
    });
    assert.deepEqual(calls.maintained, [
      [1_000_000 + MAINTAIN_FIRST_MS, { raw: HOUR, hour: 9_360 * HOUR, day: 0, bytes: 2 ** 30 }],
    ]);
    sections.change("persistence.history", { enabled: true, max_bytes: 0, retention_daily: 86_400e9 });
    await setImmediate();
    await pass(MAINTAIN_MS);
    assert.deepEqual(calls.maintained[1], [
      1_000_000 + MAINTAIN_FIRST_MS + MAINTAIN_MS,
      { raw: 720 * HOUR, hour: 9_360 * HOUR, day: 24 * HOUR, bytes: 0 },
    ]);
    watched.maintain = () => Promise.reject(FULL);
    await pass(MAINTAIN_MS);
    assert.match(health()?.note ?? "", /the disk is full/);
    await stop();
  });
});
