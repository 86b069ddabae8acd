/**
 * The history while it is switched on: its store, its recorder, the hourly housekeeping. Next to the CCU; what it cannot
 * write it tells in `/health`, and the home goes on.
 */
import { type ValueReport, valueReported } from "../../../broadcasts/value-reported.ts";
import { liveCapabilities } from "../../../kernel/capabilities.ts";
import { type ComponentReport, componentFigures, componentReports } from "../../../kernel/component-health.ts";
import type { StopFeature } from "../../../kernel/feature.ts";
import type { Site, StateKey } from "../../../kernel/site.ts";
import type { DataPoint } from "../../../model/types.ts";
import {
  type HistoryStatus,
  type HistoryStore,
  HistoryStoreError,
  type OpenHistory,
  type SeriesName,
} from "../../../ports/history.ts";
import { type HistorySettings, historySettings } from "../settings.ts";
import { type HistoryExport, startExport } from "./export.ts";
import { type Overrides, overrideKey, readOverrides } from "./overrides.ts";
import { policyRecords, recordedNumber } from "./policy.ts";
import { createRecorder, type Recorder } from "./recorder.ts";

const CAPABILITY = "history.v1";
/** Hours are made when they are over (subsystems 5.1). The first time soon after the start: it may have been off for long. */
export const MAINTAIN_MS = 3_600_000;
export const MAINTAIN_FIRST_MS = 60_000;
/** A store that could not be opened is tried again: a disk may be mounted late. */
export const REOPEN_MS = 60_000;
/** For so long the start of the program waits for it: what the CCUs say first is recorded, too. Checking a large file takes longer. */
export const OPEN_WAIT_MS = 2_000;
/** For so long after a damaged file was set aside the history counts as degraded; then it is only told. */
export const SET_ASIDE_SHOWN_MS = 24 * 3_600_000;

/** A history that records. */
export interface OpenedHistory {
  readonly store: HistoryStore;
  readonly recorder: Recorder;
  readonly overrides: Overrides;
  /** What people decided has changed: from now on. */
  decided(): void;
}

export interface HistoryState {
  on: boolean;
  /** Resolves when what was switched on last is open, or cannot be. */
  settled?: Promise<void>;
  opened?: OpenedHistory | undefined;
  /** Why it is not open, or not whole. */
  fault?: string | undefined;
  /** Of the last housekeeping. */
  size?: HistoryStatus | undefined;
  /** Sends samples elsewhere. */
  exporting?: HistoryExport | undefined;
  setAside?: { readonly name: string; readonly at: number };
}
export const historyState: StateKey<HistoryState> = { name: "history", create: () => ({ on: false }) };

/** Fit for everybody: no path, no statement. */
export const reasonOf = (error: unknown): string => (error instanceof HistoryStoreError ? error.reason : "it fails");

const fileOf = (path: string): string => path.split(/[\\/]/).at(-1) as string;

export function startHistory(site: Site): StopFeature {
  const { history: openHistory } = site;
  if (openHistory === undefined) return () => {};
  const state = site.state(historyState);
  let running: ReturnType<typeof runHistory> | undefined;
  /** Switched on and off one after the other, however fast somebody does it. */
  let last: Promise<void> = Promise.resolve();
  const apply = (settings: HistorySettings) => {
    state.on = settings.enabled;
    last = last.then(async () => {
      if (!settings.enabled) {
        await running?.stop();
        running = undefined;
      } else if (running) running.changed(settings);
      else {
        running = runHistory(site, openHistory, state, settings);
        await running.tried;
      }
    });
    state.settled = last;
  };
  const reports = site.state(componentReports);
  const figures = site.state(componentFigures);
  figures.set("history", () => figuresOf(state));
  reports.set("history", () => healthOf(state, site.clock.now()));
  const ignore = site.sections.observe(historySettings, apply);
  apply(site.sections.read(historySettings));
  return async () => {
    ignore();
    reports.delete("history");
    figures.delete("history");
    await last;
    await running?.stop();
  };
}

function figuresOf({ opened, size }: HistoryState): Record<string, number> {
  if (opened === undefined) return {};
  const { waiting, written, dropped } = opened.recorder.state();
  return {
    history_samples_waiting: waiting,
    history_samples_written_total: written,
    history_samples_dropped_total: dropped,
    ...(size === undefined ? {} : { history_bytes: size.bytes, history_series: size.series }),
  };
}

export function healthOf(
  { on, opened, fault, exporting, setAside }: HistoryState,
  now: number,
): ComponentReport | undefined {
  if (!on) return undefined;
  const recorder = opened?.recorder.state();
  const why = recorder?.fault ?? fault;
  const lost = recorder && recorder.dropped > 0 ? `, ${recorder.dropped} lost` : "";
  if (why !== undefined) {
    const note = `not written: ${why}; ${recorder?.waiting ?? 0} samples wait${lost}`;
    return { name: "history", status: "degraded", note, noteKey: "history_not_written" };
  }
  const unsent = exporting?.fault();
  if (unsent !== undefined)
    return { name: "history", status: "degraded", note: `not exported: ${unsent}`, noteKey: "history_not_exported" };
  if (setAside !== undefined) {
    const status = now - setAside.at < SET_ASIDE_SHOWN_MS ? "degraded" : "healthy";
    const note = `its file was damaged: begun anew, the old one is kept as ${setAside.name}`;
    return { name: "history", status, note, noteKey: "history_set_aside" };
  }
  return { name: "history", status: "healthy" };
}

/** A history that is being opened, records, and ends. */
function runHistory(site: Site, openHistory: OpenHistory, state: HistoryState, first: HistorySettings) {
  const { clock, log } = site;
  let settings = first;
  let stopped = false;
  let cancel = () => {};
  let opening: Promise<void> = Promise.resolve();
  let recording: { changed(settings: HistorySettings): void; stop(): Promise<void> } | undefined;

  async function open(): Promise<void> {
    try {
      const { store, setAside } = await openHistory();
      if (setAside !== undefined) {
        state.setAside = { name: fileOf(setAside), at: clock.now() };
        log.error("the history was damaged: a new one is begun, the old file is kept", { file: setAside });
      }
      state.fault = undefined;
      recording = await record(site, store, state, settings);
      if (stopped) return;
      site.state(liveCapabilities).add(CAPABILITY);
    } catch (error) {
      state.fault = reasonOf(error);
      log.error("the history cannot be opened", { error });
      if (!stopped) cancel = clock.after(REOPEN_MS, begin);
    }
  }
  function begin(): void {
    opening = open();
  }
  begin();
  return {
    /** Resolves when it is open, or cannot be. */
    tried: opening,
    changed(next: HistorySettings): void {
      settings = next;
      recording?.changed(next);
    },
    async stop(): Promise<void> {
      stopped = true;
      cancel();
      site.state(liveCapabilities).delete(CAPABILITY);
      await opening;
      state.opened = undefined;
      await recording?.stop();
    },
  };
}

/** What of a data point is needed with each of its reports. `null`: it is not recorded. */
type Recorded = { readonly name: SeriesName } | null;

async function record(site: Site, store: HistoryStore, state: HistoryState, first: HistorySettings) {
  const { clock, log } = site;
  let settings = first;
  const overrides = await readOverrides(site.store);
  /** Of data points that were reported: each belongs to one device, and to one build of it. */
  let decisions = new WeakMap<DataPoint, Recorded>();
  const decideAnew = (): void => {
    decisions = new WeakMap();
  };
  const recorder = createRecorder({
    ...{ clock, reasonOf, intervalMs: settings.flush_interval },
    append: (batch) => store.append(batch),
    changed: (fault, error) =>
      fault === undefined
        ? log.info("the history is written again")
        : log.error("the history is not written", { error }),
  });
  const decide = ({ central, interfaceId, channel, point }: ValueReport): Recorded => {
    const name = { central, interfaceId, channel, parameter: point.parameter };
    return (overrides.get(overrideKey(name)) ?? policyRecords(settings, name, point)) ? { name } : null;
  };
  const ignore = site.events.observe(valueReported, (report) => {
    let decision = decisions.get(report.point);
    if (decision === undefined) {
      decision = decide(report);
      decisions.set(report.point, decision);
    }
    const value = decision && recordedNumber(report.point, report.value);
    if (decision && value !== null && value !== undefined) recorder.add(decision.name, report.at, value);
  });
  const housekeeping = startHousekeeping(site, store, state, () => settings);
  const exporting = exporter(site, store, state, async () => {
    await recorder.flush();
    return recorder.state().fault === undefined;
  });
  exporting.follow(settings);
  state.opened = { store, recorder, overrides, decided: decideAnew };
  return {
    changed(next: HistorySettings): void {
      settings = next;
      decideAnew();
      recorder.setInterval(next.flush_interval);
      exporting.follow(next);
    },
    async stop(): Promise<void> {
      ignore();
      housekeeping.end();
      await exporting.stop();
      await recorder.stop();
      // ends the housekeeping between two slices: it may have years to work up
      await store.close().catch((error: unknown) => log.error("the history could not be closed", { error }));
      await housekeeping.ended();
    },
  };
}

/** Sends samples where the configuration says so, and elsewhere as soon as it says otherwise. */
function exporter(site: Site, store: HistoryStore, state: HistoryState, written: () => Promise<boolean>) {
  let current = "";
  let last: Promise<void> = Promise.resolve();
  const change = (next: HistoryExport | undefined) => {
    const before = state.exporting;
    state.exporting = next;
    if (before) last = Promise.all([last, before.stop()]).then(() => {});
  };
  return {
    follow({ export: settings }: HistorySettings): void {
      const wanted = settings.enabled ? JSON.stringify(settings) : "";
      if (wanted === current) return;
      current = wanted;
      change(settings.enabled ? startExport(site, store, settings, written) : undefined);
    },
    async stop(): Promise<void> {
      change(undefined);
      await last;
    },
  };
}

function startHousekeeping(site: Site, store: HistoryStore, state: HistoryState, settings: () => HistorySettings) {
  const { clock, log } = site;
  let stopped = false;
  let running: Promise<void> = Promise.resolve();
  let cancel = clock.after(MAINTAIN_FIRST_MS, run);
  async function maintain(): Promise<void> {
    const { retention, retention_hourly, retention_daily, max_bytes } = settings();
    try {
      await store.maintain(clock.now(), {
        raw: retention,
        hour: retention_hourly,
        day: retention_daily,
        bytes: max_bytes,
      });
      state.size = await store.status();
      state.fault = undefined;
    } catch (error) {
      if (stopped) return;
      state.fault = reasonOf(error);
      log.error("the housekeeping of the history failed", { error });
    }
  }
  function run(): void {
    running = maintain().then(() => {
      if (!stopped) cancel = clock.after(MAINTAIN_MS, run);
    });
  }
  return {
    end(): void {
      stopped = true;
      cancel();
    },
    ended: () => running,
  };
}
